//! What the window is told: plain values that the page draws as they are.
//!
//! Every sentence a person reads is made here or deeper, so that the page holds no rules. The types of
//! `ui/types/` are generated from these. Nothing here can hold a token.

use serde::{Deserialize, Serialize};

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
    /// What thumbnail addresses start with (`thumb://localhost/` or `http://thumb.localhost/`).
    pub thumb_base: String,
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
        /// Address of the account's picture, under `thumb_base`, if it has one.
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
    /// Address of the small picture for the grid, under `thumb_base`. Changes when the pixels change.
    pub thumbnail: String,
    /// Address of the large picture for the inspector, under `thumb_base`.
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

/// What the person filled in on the Train page. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct TrainDraft {
    /// The made-up word that will call up what is learnt.
    pub trigger_word: String,
    /// `subject` or `style`.
    pub lora_type: LoraType,
    /// Where the trained model goes: `name` or `owner/name`.
    pub destination: String,
    /// How many steps to train, as typed. Empty: the trainer's own number.
    pub training_steps: String,
}

impl Default for TrainDraft {
    fn default() -> Self {
        TrainDraft {
            trigger_word: String::new(),
            lora_type: LoraType::Subject,
            destination: String::new(),
            training_steps: String::new(),
        }
    }
}

/// What kind of thing is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "lowercase")]
pub enum LoraType {
    /// A person, an animal, a thing.
    Subject,
    /// A way of making pictures.
    Style,
}

/// The Train page: what is filled in, what it means, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainForm {
    /// What is filled in.
    pub draft: TrainDraft,
    /// The two kinds with a line that explains each.
    pub lora_types: Vec<LoraTypeChoice>,
    /// The trigger word in the captions; nothing while no word is typed or no caption is there.
    pub trigger: Option<TriggerCount>,
    /// Included images with a caption by the person, and those left to the trainer's own captioner, in a sentence.
    pub captioning: String,
    /// What the destination typed now means, in a sentence: a new private model, or a new version of one there.
    pub destination: String,
    /// The trainer and its version, in words.
    pub trainer: String,
    /// The number of steps the trainer takes when none are typed, for the field's placeholder.
    pub default_steps: String,
    /// What is wrong with a field: shown beside it. Start is closed while there is one.
    pub problems: Vec<FieldProblem>,
    /// What to look at before paying: sentences. They never close Start.
    pub warnings: Vec<String>,
    /// What it will cost and take, in a sentence that says where the figure is from.
    pub estimate: String,
    /// True when Start may be pressed.
    pub can_start: bool,
    /// Why it may not, in a sentence, where the fields don't say it (no dataset, not signed in).
    pub cannot_start: Option<String>,
}

/// One of the two kinds of LoRA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LoraTypeChoice {
    /// What is sent.
    pub value: LoraType,
    /// Its name for a person.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}

/// The trigger word in the captions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TriggerCount {
    /// "15 of 18 captions contain TOK".
    pub sentence: String,
    /// How many captions lack it; above 0 the page offers `add_trigger_word`.
    pub missing: u32,
}

/// What is wrong with one field of the Train page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field of [`TrainDraft`] by its name in the page: `triggerWord`, `destination`, …
    pub field: String,
    /// The sentence.
    pub message: String,
    /// True while the field is just empty: the sentence is said quietly, as what is still to do.
    pub missing: bool,
}

/// Exactly what will be sent, read off a zip made the way it will be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Images in the zip.
    pub images: u32,
    /// Captions in the zip.
    pub captions: u32,
    /// The zip's size in words: "12.4 MB".
    pub size: String,
    /// Each input the trainer gets, by its name, in the trainer's order.
    pub inputs: Vec<ReviewedInput>,
    /// Images that can't be used and so are not sent, each with its reason, and what else was changed on the way.
    pub warnings: Vec<String>,
    /// The zip is too large for the service: a sentence with the way out. Start is closed then.
    pub too_large: Option<String>,
}

/// One input as the trainer will get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReviewedInput {
    /// The trainer's name for it.
    pub name: String,
    /// Its value in words.
    pub value: String,
}

/// One of the account's models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// `owner/name`.
    pub name: String,
    /// What is there, in words: "private · last version 3 days ago".
    pub about: String,
}

/// The steps of a run, in order, as the bar shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Preparing the images and writing the zip.
    Packing,
    /// Making the destination, then sending the zip.
    Uploading,
    /// Asking for the training.
    Submitting,
    /// The service has it: in its queue or at work.
    Training,
    /// Done.
    Succeeded,
    /// Ended without a model.
    Failed,
    /// Stopped by the person.
    Canceled,
}

/// A row of the Trainings page: one of this app's runs, or a training of the account that was started elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingRow {
    /// Names it in `training`. The run's id, or the service's id for one that was started elsewhere.
    pub id: String,
    /// The destination, or the trainer where that is not known.
    pub title: String,
    /// Dataset and trigger word, or "Started elsewhere".
    pub subtitle: String,
    /// Where it is.
    pub stage: Stage,
    /// That in words: "Uploading", "In the queue", "Succeeded".
    pub status: String,
    /// When it was started, in words: "3 minutes ago".
    pub when: String,
    /// 0 to 1 where the progress of the stage is known.
    pub progress: Option<f64>,
}

/// The list of trainings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Trainings {
    /// Newest first.
    pub rows: Vec<TrainingRow>,
    /// The account's older trainings can be loaded with `load_more_trainings`.
    pub more: bool,
    /// The account's trainings could not be fetched: a sentence. This app's own are shown all the same.
    pub problem: Option<String>,
}

/// One training, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Training {
    /// As in its row.
    pub id: String,
    /// As in its row.
    pub title: String,
    /// As in its row.
    pub subtitle: String,
    /// Where it is.
    pub stage: Stage,
    /// The stage in words: "Uploading the images", "Waiting in Replicate's queue".
    pub status: String,
    /// More about it, changing: "4.2 of 12.4 MB · 1.1 MB/s · 8 seconds left", "412 of 1000 steps".
    pub detail: String,
    /// 0 to 1 where the progress of the stage is known; an unknown one is drawn as moving.
    pub progress: Option<f64>,
    /// When it was started on this side: milliseconds since 1970, UTC.
    pub started_at: Option<f64>,
    /// When it ended, alike.
    pub ended_at: Option<f64>,
    /// When the time left was last reckoned it would end, alike.
    pub expected_at: Option<f64>,
    /// The whole log so far.
    pub log: String,
    /// What was asked for, by name, to be read again later.
    pub inputs: Vec<ReviewedInput>,
    /// The network or the service is in the way just now; it goes on by itself: a sentence.
    pub trouble: Option<String>,
    /// Why it failed, and the way back to the fix.
    pub failure: Option<Failure>,
    /// What came of it.
    pub result: Option<TrainingResult>,
    /// It can be canceled now. Said with it: whether that is free.
    pub cancel: Option<String>,
    /// It has a page on Replicate (`open_link` with `training`).
    pub has_page: bool,
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What happened, in plain words.
    pub message: String,
    /// The service's own words, where it said some.
    pub said: Option<String>,
    /// What to do next, in a sentence.
    pub advice: String,
    /// Where the fix is.
    pub fix: Fix,
}

/// Where a person can mend what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Fix {
    /// In the images: opens the dataset.
    Dataset,
    /// In what was asked for: opens the Train page with the same dataset and the same answers.
    Train,
    /// In the account on this side: opens Settings.
    Settings,
    /// In the account at Replicate: opens its billing page (`open_link` with `billing`).
    Billing,
}

/// What came of a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainingResult {
    /// `owner/name` of the destination; its page opens with `open_link` and `model`.
    pub model: String,
    /// The new version's id, 64 hexadecimal digits.
    pub version: String,
    /// The word to use in prompts.
    pub trigger_word: Option<String>,
    /// What was billed, in words: "2 min 4 s on the trainer, about $1.51".
    pub billed: Option<String>,
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
