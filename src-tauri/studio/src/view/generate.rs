//! The Generate page: what is asked, and the pictures that came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldProblem, InputField, ReviewedInput};

/// What the person filled in on the Generate page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct GenerateDraft {
    /// `owner/name:version` of the version that makes the pictures.
    pub version: String,
    /// What the pictures show.
    pub prompt: String,
    /// The version's other inputs as typed. What is not there is left to the model.
    pub inputs: BTreeMap<String, String>,
    /// What a press makes.
    pub kind: BatchKind,
    /// What a grid changes from column to column.
    pub across: AxisDraft,
    /// What a grid changes from row to row.
    pub down: AxisDraft,
}

/// What a press makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BatchKind {
    /// Pictures of one prompt.
    #[default]
    Pictures,
    /// A table over one or two axes.
    Grid,
    /// The same picture without and with the LoRA.
    BeforeAfter,
    /// The standard prompts that show what a LoRA has learnt.
    Sheet,
}

/// An axis of a grid as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct AxisDraft {
    /// What changes.
    pub what: AxisKind,
    /// Its values: a line each for prompts and versions, with commas between numbers.
    pub values: String,
}

/// What a grid can change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum AxisKind {
    /// Nothing.
    #[default]
    Nothing,
    /// How strongly the LoRA counts.
    Scale,
    /// The trained version.
    Version,
    /// Steps a picture.
    Steps,
    /// How closely the prompt is followed.
    Guidance,
    /// The prompt.
    Prompt,
    /// The seed.
    Seed,
}

/// The Generate page's questions: what is filled in, what it means, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GenerateForm {
    /// What is filled in.
    pub draft: GenerateDraft,
    /// The versions that can be chosen, newest first.
    pub versions: Vec<VersionChoice>,
    /// True until the service was asked what the chosen version takes.
    pub reading: bool,
    /// The trigger word is not in the prompt: a sentence and the word to put in.
    pub trigger: Option<TriggerMissing>,
    /// Prompts to begin with.
    pub starters: Vec<String>,
    /// The inputs at hand.
    pub main: Vec<InputField>,
    /// The others.
    pub more: Vec<InputField>,
    /// What is wrong with a field: `prompt`, `inputs.seed`, `across`, `down`, …
    pub problems: Vec<FieldProblem>,
    /// The kinds of press.
    pub kinds: Vec<KindChoice>,
    /// What a grid can change.
    pub axes: Vec<AxisChoice>,
    /// What a press will cost, in a sentence that says where the figure is from.
    pub cost: String,
    /// What the button says: "Make 4 pictures".
    pub press: String,
    /// True when it may be pressed.
    pub can_press: bool,
    /// Why not, where the fields don't say it.
    pub cannot_press: Option<String>,
}

/// A version that can make pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct VersionChoice {
    /// `owner/name:version`.
    pub value: String,
    /// Its name for a person: "clay-fox · 1a2b3c4d · 2 days ago".
    pub label: String,
}

/// A prompt without the trigger word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TriggerMissing {
    /// "Your prompt doesn't contain TOK…".
    pub sentence: String,
    /// What the button says: "Put in TOK".
    pub press: String,
    /// The prompt with the word in it.
    pub prompt: String,
}

/// A kind of press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct KindChoice {
    /// What is kept.
    pub value: BatchKind,
    /// Its name for a person.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}

/// Something that a grid can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AxisChoice {
    /// What is kept.
    pub value: AxisKind,
    /// Its name for a person.
    pub label: String,
    /// How values are typed.
    pub hint: String,
    /// Values to begin with.
    pub usual: String,
}

/// Which pictures are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GalleryFilter {
    /// `owner/name`; all where it is empty.
    pub model: String,
    /// Only favourites.
    pub favourites: bool,
    /// Words that must be in the prompt.
    pub search: String,
    /// How many presses at the most.
    pub most: u32,
}

/// The pictures that were made, by press, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Gallery {
    /// What was said of a press with a higher number is newer.
    pub as_of: u32,
    /// The presses.
    pub batches: Vec<Batch>,
    /// Whether there are older ones.
    pub more: bool,
    /// The models that pictures were made with, `owner/name`.
    pub models: Vec<String>,
}

/// A press.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// Names it.
    pub id: String,
    /// Of two states of the same, the one with the higher number is shown.
    pub as_of: u32,
    /// What it is.
    pub kind: BatchKind,
    /// `owner/name` of the model.
    pub model: String,
    /// The prompt, or what it is.
    pub title: String,
    /// The version and when, in words.
    pub about: String,
    /// How far it is, or what it came to: "3 of 16 · about $0.05".
    pub status: String,
    /// The names of the table's rows; one without a name where there is no such axis.
    pub rows: Vec<String>,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its cells, row by row.
    pub cells: Vec<Cell>,
    /// Whether something of it is still on its way, so that it can be canceled.
    pub running: bool,
}

/// One prediction of a press.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Names it.
    pub id: String,
    /// Its place in the table.
    pub row: u32,
    /// Its place in the table.
    pub column: u32,
    /// What is written below it where the table's names don't say it: its prompt on a test sheet.
    pub caption: Option<String>,
    /// How far it is.
    pub state: CellState,
    /// In words.
    pub status: String,
    /// What is in the way; it goes on by itself.
    pub trouble: Option<String>,
    /// Something to know of what came: a picture was held back.
    pub note: Option<String>,
    /// Why it failed.
    pub failure: Option<PictureFailure>,
    /// How many pictures are expected.
    pub expected: u32,
    /// Width by height of what is expected.
    pub shape: f64,
    /// The pictures that are here.
    pub pictures: Vec<Picture>,
}

/// How far a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CellState {
    /// For its turn.
    Waiting,
    /// Being made or fetched.
    Running,
    /// It may have been made: the answer was lost, and the service's list can't be read. `cell_not_made` says that it was
    /// not, so that it is tried again.
    Unconfirmed,
    /// All there.
    Done,
    /// It came to nothing.
    Failed,
    /// By the person.
    Canceled,
}

/// A picture of the library.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Names it.
    pub id: u32,
    /// The address of a small copy.
    pub small: String,
    /// The address of the picture itself.
    pub whole: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it is a favourite.
    pub favourite: bool,
    /// What it was asked for.
    pub prompt: String,
    /// What tells it from its neighbours, in few words: "seed 7 · scale 0.8".
    pub about: String,
    /// Everything it was made with.
    pub settings: Vec<ReviewedInput>,
}

/// Why a picture was not made, or is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PictureFailure {
    /// What happened, in plain words.
    pub message: String,
    /// The service's own words, where it said some.
    pub said: Option<String>,
    /// What to do next, in a sentence.
    pub advice: String,
    /// Where the fix is.
    pub fix: PictureFix,
    /// What the service said of single fields: said beside them while the answers are the same.
    pub fields: Vec<FieldProblem>,
}

/// Where a person can mend what went wrong with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PictureFix {
    /// Asking once more, which is billed again.
    Again,
    /// Fetching once more what was made.
    Fetch,
    /// What was asked for.
    Answers,
    /// In the account on this side: opens Settings.
    Settings,
    /// In the account at Replicate: opens its billing page.
    Billing,
}
