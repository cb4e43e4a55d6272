//! The Generate page: its form, and the generated pictures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldProblem, InputField, ReviewedInput};

/// The person's inputs on the Generate page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct GenerateDraft {
    /// `owner/name:version` of the version that makes the pictures.
    pub version: String,
    /// The prompt.
    pub prompt: String,
    /// The version's other inputs as typed. Missing ones are left to the model.
    pub inputs: BTreeMap<String, String>,
    /// The kind of batch.
    pub kind: BatchKind,
    /// The axis of a grid that changes from column to column.
    pub across: AxisDraft,
    /// The axis of a grid that changes from row to row.
    pub down: AxisDraft,
}

/// The kind of batch that one press of Generate makes.
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
    /// The input that changes.
    pub what: AxisKind,
    /// The values: one per line for prompts and versions, separated by commas for numbers.
    pub values: String,
}

/// An input that a grid can change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum AxisKind {
    /// Nothing.
    #[default]
    Nothing,
    /// The strength of the LoRA.
    Scale,
    /// The trained version.
    Version,
    /// The number of steps per picture.
    Steps,
    /// The guidance: how closely the prompt is followed.
    Guidance,
    /// The prompt.
    Prompt,
    /// The seed.
    Seed,
}

/// The form of the Generate page: the filled-in values, their meaning, and any problems.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GenerateForm {
    /// The filled-in values.
    pub draft: GenerateDraft,
    /// The versions that can be chosen, newest first.
    pub versions: Vec<VersionChoice>,
    /// True until the inputs of the chosen version are known.
    pub reading: bool,
    /// A warning if the trigger word is not in the prompt.
    pub trigger: Option<TriggerMissing>,
    /// Suggested prompts.
    pub starters: Vec<String>,
    /// The main inputs.
    pub main: Vec<InputField>,
    /// The other inputs.
    pub more: Vec<InputField>,
    /// The problems of single fields: `prompt`, `inputs.seed`, `across`, `down`, …
    pub problems: Vec<FieldProblem>,
    /// The kinds of batch.
    pub kinds: Vec<KindChoice>,
    /// The inputs that a grid can change.
    pub axes: Vec<AxisChoice>,
    /// The expected cost of one press of Generate, in a sentence that names the source of the figure.
    pub cost: String,
    /// The label of the button: "Generate 4 pictures".
    pub press: String,
    /// True if the button may be pressed.
    pub can_press: bool,
    /// The reason why the button may not be pressed, if none of the `problems` states it.
    pub cannot_press: Option<String>,
}

/// A version that can make pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct VersionChoice {
    /// `owner/name:version`.
    pub value: String,
    /// The display name: "clay-fox · 1a2b3c4d · 2 days ago".
    pub label: String,
}

/// A warning that the prompt doesn't contain the trigger word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TriggerMissing {
    /// "Your prompt doesn't contain the trigger word TOK."
    pub sentence: String,
    /// The label of the button: "Add TOK".
    pub press: String,
    /// The prompt with the word added.
    pub prompt: String,
}

/// A kind of batch that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct KindChoice {
    /// The value for the draft.
    pub value: BatchKind,
    /// The display name.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}

/// An input that can be chosen for an axis of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AxisChoice {
    /// The value for the draft.
    pub value: AxisKind,
    /// The display name.
    pub label: String,
    /// A hint on how to type the values.
    pub hint: String,
    /// Suggested values.
    pub default_text: String,
}

/// The filter of the gallery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct GalleryFilter {
    /// The model's `owner/name`; empty for all models.
    pub model: String,
    /// True to show favourites only.
    pub favourites: bool,
    /// Words that must be in the prompt.
    pub search: String,
    /// The maximum number of batches.
    pub most: u32,
}

/// The generated pictures by batch, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Gallery {
    /// The sequence number of this state. A batch with a higher number is newer.
    pub sequence: u32,
    /// The batches.
    pub batches: Vec<Batch>,
    /// True if there are older ones.
    pub more: bool,
    /// The models that the pictures were made with, as `owner/name`.
    pub models: Vec<String>,
}

/// A batch: the pictures of one press of Generate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// The batch's id.
    pub id: String,
    /// The sequence number. Of two states of the same batch, the one with the higher number is shown.
    pub sequence: u32,
    /// The kind of batch.
    pub kind: BatchKind,
    /// `owner/name` of the model.
    pub model: String,
    /// The prompt, or a description of the batch.
    pub title: String,
    /// The version and the time, in words.
    pub about: String,
    /// The progress or the result: "3 of 16 · about $0.05".
    pub status: String,
    /// The names of the table's rows; a single row without a name if there is no such axis.
    pub rows: Vec<String>,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its cells, row by row.
    pub cells: Vec<Cell>,
    /// True while some of its pictures are in progress, so that it can be canceled.
    pub running: bool,
}

/// One prediction of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// The cell's id.
    pub id: String,
    /// The row in the table, from 0.
    pub row: u32,
    /// The column in the table, from 0.
    pub column: u32,
    /// The text shown below the cell, if the names of its row and column don't contain it: the prompt, on a test sheet.
    pub caption: Option<String>,
    /// The state.
    pub state: CellState,
    /// The state in words.
    pub status: String,
    /// A problem that delays the cell and is retried automatically.
    pub retry_message: Option<String>,
    /// A note on the result, for example that a picture was withheld.
    pub note: Option<String>,
    /// The reason why it failed.
    pub failure: Option<PictureFailure>,
    /// The number of expected pictures.
    pub expected: u32,
    /// The width of the expected pictures divided by their height.
    pub shape: f64,
    /// The pictures that were fetched so far.
    pub pictures: Vec<Picture>,
}

/// The state of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CellState {
    /// Waiting for its turn.
    Waiting,
    /// Being made or fetched.
    Running,
    /// It is unknown if the prediction was created: the response was lost, and the service's list can't be read. With
    /// `cell_not_made`, the person states that it was not created, so that it is requested again.
    Unconfirmed,
    /// All pictures were fetched.
    Done,
    /// The prediction failed, or its pictures could not be fetched.
    Failed,
    /// Canceled by the person.
    Canceled,
}

/// A picture of the library.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// The picture's id.
    pub id: u32,
    /// The address of a small copy.
    pub small: String,
    /// The address of the picture itself.
    pub whole: String,
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
    pub height: u32,
    /// True if it is a favourite.
    pub favourite: bool,
    /// The prompt that it was made with.
    pub prompt: String,
    /// A few words that distinguish it from its neighbours: "seed 7 · scale 0.8".
    pub about: String,
    /// All settings that it was made with.
    pub settings: Vec<ReviewedInput>,
}

/// The reason why a picture was not made, or could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PictureFailure {
    /// A description of what happened, in plain words.
    pub message: String,
    /// The service's own message, if any.
    pub said: Option<String>,
    /// Advice on the next step, in a sentence.
    pub advice: String,
    /// The way to fix the problem.
    pub fix: PictureFix,
    /// The service's messages about single fields, shown beside them while the values are the same.
    pub fields: Vec<FieldProblem>,
}

/// The way for the person to fix a problem with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum PictureFix {
    /// Request the picture again, which is billed again.
    Again,
    /// Fetch the finished picture again.
    Fetch,
    /// Change the filled-in values.
    Answers,
    /// Fix the account in this app: opens Settings.
    Settings,
    /// Fix the account at Replicate: opens its billing page.
    Billing,
}
