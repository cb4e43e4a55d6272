//! Captions in the window: the results of a search, edits of many captions, and the reading of a single one.

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
    /// The length of the caption, the shortest first.
    Caption,
    /// The number of problems, the largest first.
    Problems,
}

/// The images that are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Arranged {
    /// Their ids, in order.
    pub ids: Vec<u32>,
    /// The number of images shown and of all images, if not all are shown: "34 of 200".
    pub count: Option<String>,
    /// A sentence if the search can't be parsed. Every image is shown then.
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
    /// The number of images that it finds.
    pub count: u32,
    /// The search.
    pub search: String,
    /// True if it is the current search.
    pub active: bool,
}

/// A preview of an edit of captions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditPreview {
    /// "12 of 34 captions will change, in 15 places."
    pub sentence: String,
    /// True if the edit can't be made as it is; `sentence` says why.
    pub wrong: bool,
    /// The number of captions that change.
    pub captions: u32,
    /// The first of these captions, each with the removed and the added text.
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
    /// The whole caption, in parts.
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
    /// The length as text: "T5 about 34 of 512 · CLIP 28 of 77".
    pub length: String,
    /// The share of T5's token limit that the caption uses, 0 to 1.
    pub full: f32,
    /// A sentence if the trigger word is missing or misspelt.
    pub trigger: Option<String>,
    /// The tags, if the dataset is captioned in tags.
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
    /// The part of the word that was typed, to be replaced.
    pub typed: String,
    /// The words, the most used first, each with the number of captions that contain it.
    pub words: Vec<CompletionWord>,
}

/// A word from the dataset's captions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CompletionWord {
    /// The word or tag.
    pub text: String,
    /// The number of captions that contain it.
    pub captions: u32,
}
