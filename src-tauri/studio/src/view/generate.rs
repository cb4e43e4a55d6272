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
    /// The version's other inputs as typed, by name. The model uses its defaults for missing inputs.
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
    /// A table in which one or two inputs vary: one from column to column, one from row to row.
    Grid,
    /// Two pictures from the same inputs: one without and one with the LoRA.
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
    /// The values: prompts and versions one per line, numbers separated by commas.
    pub values: String,
}

/// An input that a grid can change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum AxisKind {
    /// No input: the grid has no such axis.
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
    /// True if a version is chosen whose inputs are not known yet.
    pub reading: bool,
    /// A warning if the trigger word is not in the prompt.
    pub trigger: Option<TriggerMissing>,
    /// Suggested prompts.
    pub starters: Vec<String>,
    /// The most used inputs, which are shown beside the prompt.
    pub main: Vec<InputField>,
    /// The other inputs, which are folded away at first.
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
    /// The warning: "Your prompt doesn't contain the trigger word TOK."
    pub sentence: String,
    /// The label of the button: "Add TOK".
    pub press: String,
    /// The prompt with the trigger word added.
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
    /// A line that explains the kind.
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
    /// The words that the prompt must contain, separated by spaces.
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
    /// The batches that match the filter.
    pub batches: Vec<Batch>,
    /// True if the store has older batches that match the filter.
    pub more: bool,
    /// The models of all batches as `owner/name`, the most recently used first.
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
    /// The progress or the result, and the billed time: "3 of 16 pictures · 12.5 s billed".
    pub status: String,
    /// The names of the table's rows; a single row without a name if there is no such axis.
    pub rows: Vec<String>,
    /// The names of the table's columns; an empty name for a column without a name.
    pub columns: Vec<String>,
    /// The cells of the table, row by row.
    pub cells: Vec<Cell>,
    /// True while at least one cell has not ended, so that the batch can be canceled.
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
    /// A note on the result: that pictures were withheld, or whether a failed or canceled cell was billed.
    pub note: Option<String>,
    /// The reason why the cell failed.
    pub failure: Option<PictureFailure>,
    /// The number of pictures that were requested.
    pub expected: u32,
    /// The width of the expected pictures divided by their height.
    pub shape: f64,
    /// The pictures that have been fetched so far.
    pub pictures: Vec<Picture>,
}

/// The state of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CellState {
    /// Waiting for its turn.
    Waiting,
    /// Being requested, generated, fetched or canceled.
    Running,
    /// It is unknown whether the prediction was created: the response was lost, and the service's list can't be read.
    /// With `cell_not_made`, the person states that it was not created. It is then requested again.
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
    /// The address of the full-size picture.
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
    /// The service's messages about single fields. Each is shown beside its field while the inputs are the same.
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
    /// Change the values in the form.
    Answers,
    /// Fix the account in this app: opens Settings.
    Settings,
    /// Fix the account at Replicate: opens its billing page.
    Billing,
}
