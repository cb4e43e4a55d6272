//! Captions in the window: the results of a search, edits of many captions, and the analysis of a single caption.

pub use dataset::rewrite::Rewrite;
use serde::{Deserialize, Serialize};

/// The search and the order of the images that are shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Arrangement {
    /// The search, as typed.
    pub search: String,
    /// The order.
    pub sort: Sort,
    /// True to reverse the order.
    pub backwards: bool,
    /// An image that is shown even if the search does not find it, because the person is editing it.
    pub keep: Option<u32>,
}

/// The property that images are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// The file's name, with numbers ordered by their value.
    Name,
    /// The time of the file's last change, the newest first.
    Date,
    /// The area in pixels, the largest first.
    Size,
    /// The length of the caption in characters, the shortest first.
    Caption,
    /// The number of problems, the largest number first.
    Problems,
}

/// The images that are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Arranged {
    /// The ids of the images, in the order of the grid.
    pub ids: Vec<u32>,
    /// The number of images shown and of all images, if not all are shown: "34 of 200".
    pub count: Option<String>,
    /// The error, as a sentence, if the search can't be parsed. Every image is shown then.
    pub problem: Option<String>,
    /// Suggested searches.
    pub chips: Vec<Chip>,
}

/// A suggested search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Chip {
    /// The label: "No caption".
    pub label: String,
    /// The number of images that the search finds.
    pub count: u32,
    /// The text of the search.
    pub search: String,
    /// True if it is the current search.
    pub active: bool,
}

/// A preview of an edit of captions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditPreview {
    /// A summary: "12 of 34 captions will change, in 15 places."
    pub sentence: String,
    /// True if the edit can't be made because a field has an invalid value; `sentence` is then the error.
    pub wrong: bool,
    /// The number of captions that change.
    pub captions: u32,
    /// The first of the captions that change, each with the removed and the added text.
    pub examples: Vec<EditExample>,
}

/// One caption in a preview of an edit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditExample {
    /// The image's name.
    pub name: String,
    /// The address of its small picture.
    pub thumbnail: String,
    /// The caption, in parts.
    pub parts: Vec<EditPart>,
}

/// A part of a caption in a preview of an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditPart {
    /// The effect of the edit on this part.
    pub fate: DiffKind,
    /// The text. A long unchanged text is shortened in the middle.
    pub text: String,
}

/// The effect of an edit on a part of a caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum DiffKind {
    /// The text stays.
    Kept,
    /// The text is removed.
    Removed,
    /// The text is added.
    Added,
}

/// A caption as the trainer's text encoders read it, with its trigger word and its tags.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CaptionReading {
    /// The caption in parts, for the highlights behind the text field.
    pub parts: Vec<ReadPart>,
    /// The numbers of tokens and their limits, as text: "T5 about 34 of 512 · CLIP 28 of 77".
    pub length: String,
    /// The share of T5's token limit that the caption uses, 0 to 1; 1 for a longer caption.
    pub full: f32,
    /// A sentence if the trigger word is missing or misspelt.
    pub trigger: Option<String>,
    /// The caption's tags, if the dataset is captioned in tags.
    pub tags: Option<Vec<String>>,
}

/// A part of a caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReadPart {
    /// The kind of the part.
    pub kind: ReadKind,
    /// The text.
    pub text: String,
}

/// The kind of a part of a caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ReadKind {
    /// Ordinary text.
    Plain,
    /// The trigger word.
    Trigger,
    /// Text that is probably meant to be the trigger word.
    Miss,
}

/// Completions of the word at the caret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The typed part of the word, which the completion replaces.
    pub typed: String,
    /// The suggested words, the most used first.
    pub words: Vec<CompletionWord>,
}

/// A suggested word from the dataset's captions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CompletionWord {
    /// The word or tag.
    pub text: String,
    /// The number of captions that contain it.
    pub captions: u32,
}
