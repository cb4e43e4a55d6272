//! What the window is told: plain values that the page draws as they are.
//!
//! Every sentence a person reads is made here or deeper, so that the page holds no rules. The types of
//! `ui/types/` are generated from these. Nothing here can hold a token.

mod train;
mod training;

use serde::{Deserialize, Serialize};

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
    /// Folders opened before, newest first; those that are gone are left out.
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

/// The open dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Dataset {
    /// The folder's name, shown as the title.
    pub name: String,
    /// The folder's whole path, with the home folder written as `~`.
    pub folder: String,
    /// Its images in the order they are shown.
    pub images: Vec<Image>,
    /// How many there are of what.
    pub counts: Counts,
}

/// One image of the dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// Stays with the image while the dataset is open, also when the list is reordered.
    pub id: u32,
    /// The file's name.
    pub name: String,
    /// Width in pixels, upright. 0 for a broken image.
    pub width: u32,
    /// Height in pixels, upright. 0 for a broken image.
    pub height: u32,
    /// The facts shown under the image, ready to read: "4032 × 3024 · HEIC · 2.1 MB".
    pub facts: String,
    /// The caption's text; empty when there is none.
    pub caption: String,
    /// Left out of the training by the person.
    pub excluded: bool,
    /// Why this image can't be used: a sentence. Such an image is not sent.
    pub problem: Option<String>,
    /// What one may want to know about an image that can be used, as sentences ("Smaller than 1024 × 1024 …").
    pub remarks: Vec<String>,
    /// Address of the small picture for the grid. Changes when the pixels change.
    pub thumbnail: String,
    /// Address of the large picture for the inspector.
    pub preview: String,
}

/// How many images there are of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All images, the broken and the excluded ones too.
    pub images: u32,
    /// Those that would be sent: neither broken nor left out.
    pub included: u32,
    /// Those of the included ones that have a caption.
    pub captioned: u32,
    /// Those left out by the person.
    pub excluded: u32,
    /// Those that can't be used.
    pub broken: u32,
    /// All of it in words for the head of the page: "18 images · 15 captioned · 1 left out".
    pub summary: String,
    /// What to do next, in a sentence, and whether the dataset can be trained with at all.
    pub readiness: Readiness,
}

/// The line that says what to do next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Readiness {
    /// True when a training could be started with what is there.
    pub ready: bool,
    /// The sentence.
    pub sentence: String,
}

/// What changed in the dataset: the answer to each command that edits images.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ImagesChanged {
    /// The new state of each image that changed or was added.
    pub changed: Vec<Image>,
    /// The ids of those that are gone.
    pub removed: Vec<u32>,
    /// The order of all ids, given only when images came, went or moved.
    pub order: Option<Vec<u32>>,
    /// The new counts.
    pub counts: Counts,
}

/// A dataset opened before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RecentDataset {
    /// The folder's name.
    pub name: String,
    /// The folder as shown to a person.
    pub folder: String,
    /// The folder to give to `open_paths`.
    pub path: String,
}

/// What the person chose in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or what the system says.
    pub appearance: Appearance,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            appearance: Appearance::System,
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
    /// The list of trainings should be asked for anew.
    Trainings,
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
