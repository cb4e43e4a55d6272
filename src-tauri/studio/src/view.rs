//! What the window is told: plain values that the page draws as they are.
//!
//! Every sentence a person reads is made here or deeper, so that the page holds no rules. The types of
//! `ui/types/` are generated from these. Nothing here can hold a token.

mod captions;
mod checks;
mod frames;
mod generate;
mod images;
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
pub use prices::*;
pub use storage::*;
pub use train::*;
pub use training::*;

/// Everything the page needs to draw itself from nothing. Answered by `app_state`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// True when the app talks to the built-in stand-in: nothing is real or billed.
    pub demo: bool,
    /// Who is signed in to Replicate.
    pub account: Account,
    /// The open dataset, if any.
    pub dataset: Option<Dataset>,
    /// Folders opened before, newest first; those that are known to be gone are left out.
    pub recent: Vec<RecentDataset>,
    /// What the person chose in Settings.
    pub settings: Settings,
    /// True while at least one run is on its way (the dot on the rail).
    pub running: bool,
    /// Background work that is going on now.
    pub tasks: Vec<Task>,
    /// Sentences that wait to be read.
    pub notices: Vec<Notice>,
    /// True on macOS: shortcuts use Cmd and are written with its signs.
    pub mac: bool,
}

/// Who is signed in.
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
    /// No token is stored.
    SignedOut {
        /// Why there is none, where that is not simply a first start: a sentence.
        reason: Option<String>,
        /// The keychain does not answer: a token can be kept for this session at once.
        keychain_silent: bool,
    },
    /// A token is at work.
    SignedIn {
        /// The account's name, as in its addresses.
        username: String,
        /// The name a person gave themselves; the user name where there is none.
        name: String,
        /// Address of the account's picture, if it has one.
        avatar: Option<String>,
        /// Where the token is kept.
        source: TokenSource,
        /// Replicate could not be reached, so the token has not been checked lately: a sentence.
        offline: Option<String>,
    },
}

/// Where a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum TokenSource {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app closes, because the person chose so.
    Session,
    /// In the environment variable `REPLICATE_API_TOKEN`, set by whoever started the app.
    Environment,
}

/// What the person chose in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or what the system says.
    pub appearance: Appearance,
    /// The keys of actions, for those that don't have their usual ones. The page knows the actions.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The person's own phrases, for Alt+1 to Alt+9.
    pub phrases: Vec<String>,
    /// How wide pictures are in the grid at least, in CSS pixels; as it fits where nothing was chosen.
    pub cell_size: Option<u32>,
    /// A window that is closed while trainings are on their way hides in the tray, and they go on.
    pub tray: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            appearance: Appearance::System,
            keys: BTreeMap::new(),
            phrases: Vec::new(),
            cell_size: None,
            tray: false,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Appearance {
    /// As the system is.
    System,
    /// Like paper.
    Light,
    /// Like a darkroom.
    Dark,
}

/// Work in the background, shown in the status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Names the task in `stop_task`.
    pub id: u32,
    /// What is being done, in words: "Copying 20 images".
    pub title: String,
    /// How much is done.
    pub done: u32,
    /// Of how much; 0 while that is not known.
    pub total: u32,
}

/// A sentence in the status line that stays until it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Names the notice in `dismiss_notice`.
    pub id: u32,
    /// What happened and what to do about it.
    pub message: String,
    /// True when something went wrong; false for news.
    pub wrong: bool,
}

/// A page that may be opened in the browser. The addresses are made in Rust, never in the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Link {
    /// Where API tokens are made.
    Tokens,
    /// Where credit is bought.
    Billing,
    /// The account's trainings.
    Trainings,
    /// The account's predictions.
    Predictions,
    /// A training's page; by the id of its row.
    Training {
        /// The row's id.
        id: String,
    },
    /// The page of a training's destination; by the id of its row.
    Model {
        /// The row's id.
        id: String,
    },
}

/// Something the window shows is no longer true. The one event, `change`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[expect(clippy::large_enum_variant, reason = "each is told once and not kept")]
pub enum Change {
    /// Another dataset is open, or none.
    Dataset {
        /// What is open now.
        dataset: Option<Dataset>,
        /// The folders opened before.
        recent: Vec<RecentDataset>,
    },
    /// Which folders were opened before, and are not known to be gone.
    Recent {
        /// The folders.
        recent: Vec<RecentDataset>,
    },
    /// Images changed without the window having asked: by another program, or by an import.
    Images {
        /// What changed.
        images: ImagesChanged,
    },
    /// Somebody else is signed in.
    Account {
        /// Who.
        account: Account,
    },
    /// A training moved.
    Training {
        /// Its new state.
        training: Training,
        /// Its row in the list.
        row: TrainingRow,
        /// True while at least one run is on its way.
        running: bool,
    },
    /// A run's weights came nearer.
    Weights {
        /// The id of the run's row.
        id: String,
        /// How far they are.
        weights: Weights,
    },
    /// The checks should be asked for anew.
    Checks,
    /// The Train page should be asked for anew: a trainer was looked up.
    Trainer,
    /// The list of trainings should be asked for anew.
    Trainings,
    /// A press of Generate moved.
    Batch {
        /// Its new state.
        batch: Batch,
    },
    /// The Generate page's questions should be asked for anew: what a version takes is known, or others can be chosen.
    Generate,
    /// Background work began, went on or ended.
    Tasks {
        /// All that is going on.
        tasks: Vec<Task>,
    },
    /// Sentences came or went.
    Notices {
        /// All that wait to be read.
        notices: Vec<Notice>,
    },
}
