//! The values sent to the page, which draws them as they are.
//!
//! Every sentence that depends on the state is composed in Rust, so that the page contains no rules. The types in
//! `ui/types/` are generated from the types of this module. None of these types has a field for a token.

mod captions;
mod checks;
mod frames;
mod generate;
mod images;
mod language;
mod prices;
mod storage;
mod train;
mod training;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use captions::*;
pub use checks::*;
pub use frames::*;
pub use generate::*;
pub use images::*;
pub use language::*;
pub use prices::*;
pub use storage::*;
pub use train::*;
pub use training::*;

/// The complete state that the page needs to draw itself. Returned by `app_state`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// True when the app uses the built-in stand-in for Replicate: nothing is real or billed.
    pub demo: bool,
    /// The account at Replicate.
    pub account: Account,
    /// The open dataset, if any.
    pub dataset: Option<Dataset>,
    /// The recent datasets, newest first, without the folders that are known to be gone.
    pub recent: Vec<RecentDataset>,
    /// The person's settings.
    pub settings: Settings,
    /// True while at least one run is in progress: shown as a dot in the navigation.
    pub running: bool,
    /// The background tasks in progress.
    pub tasks: Vec<Task>,
    /// The notices that have not been dismissed yet.
    pub notices: Vec<Notice>,
    /// The languages that can be chosen in the settings.
    pub languages: Vec<Language>,
    /// True on macOS: shortcuts use Cmd and are shown with its symbols.
    pub mac: bool,
}

/// The state of the sign-in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Account {
    /// The stored token is being looked up or checked.
    Checking,
    /// No token is in use.
    SignedOut {
        /// The reason as a sentence; none if there is simply no token.
        reason: Option<String>,
        /// True if the keychain does not respond. The page then offers at once to keep a token for this session only.
        keychain_silent: bool,
    },
    /// A token is in use.
    SignedIn {
        /// The account's user name, as in its addresses; empty if it is not known yet.
        username: String,
        /// The account's display name; the user name if there is none, or a placeholder if neither is known yet.
        name: String,
        /// The address of the account's picture, if it has one.
        avatar: Option<String>,
        /// The place where the token is kept.
        source: TokenSource,
        /// The reason, as a sentence, why Replicate could not be reached to check the token; none if the check
        /// succeeded.
        offline: Option<String>,
    },
}

/// The place where a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum TokenSource {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app ends, because the person chose that.
    Session,
    /// In the environment variable `REPLICATE_API_TOKEN`, set when the app was started.
    Environment,
}

/// The person's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or the system's setting.
    pub appearance: Appearance,
    /// The keys of each action whose keys differ from the defaults. The page defines the actions.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The person's own phrases, inserted with Alt+1 to Alt+9.
    pub phrases: Vec<String>,
    /// The minimum width of pictures in the grid, in CSS pixels; chosen by the page if nothing is set.
    pub cell_size: Option<u32>,
    /// True to hide the window in the tray if it is closed while trainings are in progress, so that they continue.
    pub tray: bool,
    /// The tag of the window's language; the system's language if nothing is set.
    pub language: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            appearance: Appearance::System,
            keys: BTreeMap::new(),
            phrases: Vec::new(),
            cell_size: None,
            tray: false,
            language: None,
        }
    }
}

/// The colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Appearance {
    /// The system's setting.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A background task, shown in the status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// The task's id, for `stop_task`.
    pub id: u32,
    /// The description of the task: "Copying 20 images".
    pub title: String,
    /// The amount of work that is done.
    pub done: u32,
    /// The total amount of work; 0 while it is not known.
    pub total: u32,
}

/// A message in the status line that stays until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The notice's id, for `dismiss_notice`.
    pub id: u32,
    /// The message: what happened and what to do about it.
    pub message: String,
    /// True for an error; false for information.
    pub wrong: bool,
}

/// A web page that can be opened in the browser. Its address is composed in Rust, never in the app's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Link {
    /// The page where API tokens are created.
    Tokens,
    /// The page where credit is bought.
    Billing,
    /// The account's trainings.
    Trainings,
    /// The account's predictions.
    Predictions,
    /// A training's page, by the id of its row.
    Training {
        /// The row's id.
        id: String,
    },
    /// The page of a training's destination, by the id of its row.
    Model {
        /// The row's id.
        id: String,
    },
}

/// A change of the state that the window shows: the payload of the app's only event, `change`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[expect(
    clippy::large_enum_variant,
    reason = "each event is emitted once and not stored"
)]
pub enum AppEvent {
    /// A dataset was opened, read again or closed.
    Dataset {
        /// The dataset that is open now.
        dataset: Option<Dataset>,
        /// The recent datasets.
        recent: Vec<RecentDataset>,
    },
    /// The list of recent datasets changed. Folders that are known to be gone are left out.
    Recent {
        /// The recent datasets.
        recent: Vec<RecentDataset>,
    },
    /// The state of images changed, other than by an edit in the window: by another program, an import, or a change of
    /// the preparation.
    Images {
        /// The changes.
        images: ImagesChanged,
    },
    /// The state of the sign-in changed.
    Account {
        /// The new state.
        account: Account,
    },
    /// The state of a training changed.
    Training {
        /// Its new state.
        training: Training,
        /// Its row in the list.
        row: TrainingRow,
        /// True while at least one run is in progress.
        running: bool,
    },
    /// The state of a run's weights changed.
    Weights {
        /// The id of the run's row.
        id: String,
        /// The new state.
        weights: Weights,
    },
    /// The checks should be requested again.
    Checks,
    /// The Train page should be requested again: a trainer was looked up, or the prices or the bucket changed.
    Trainer,
    /// The list of trainings should be requested again.
    Trainings,
    /// The state of a batch changed.
    Batch {
        /// Its new state.
        batch: Batch,
    },
    /// The Generate page should be requested again: the inputs of a version became known, or the choice of versions
    /// changed.
    Generate,
    /// A background task began, progressed or ended.
    Tasks {
        /// All tasks in progress.
        tasks: Vec<Task>,
    },
    /// Notices were added or removed.
    Notices {
        /// All notices that have not been dismissed yet.
        notices: Vec<Notice>,
    },
}
