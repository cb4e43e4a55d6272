//! Captions in the window: which images a search shows, edits of many captions, and how one is read.

use serde::{Deserialize, Serialize};

/// Which images are shown, and in which order.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Arrangement {
    /// What is searched for, as typed.
    pub search: String,
    /// The order.
    pub sort: Sort,
    /// The other way round.
    pub backwards: bool,
    /// An image that stays although the search passes it over, because it is being worked on.
    pub keep: Option<u32>,
}

/// What images are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// The file's name, numbers by their value.
    Name,
    /// When the file was last changed, the newest first.
    Date,
    /// The area in pixels, the largest first.
    Size,
    /// The length of the caption, the shortest first.
    Caption,
    /// Those with something wrong first.
    Problems,
}

/// The images that are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Arranged {
    /// Their ids, in order.
    pub ids: Vec<u32>,
    /// How many there are of all, where not all are shown: "34 of 200".
    pub count: Option<String>,
    /// Why what is searched for is not understood: a sentence. Every image is shown then.
    pub problem: Option<String>,
    /// Searches that would find something.
    pub chips: Vec<Chip>,
}

/// A search that one need not type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Chip {
    /// What it finds: "No caption".
    pub label: String,
    /// How many images.
    pub count: u32,
    /// The search.
    pub search: String,
    /// True when that is the search at work.
    pub active: bool,
}

/// An edit of captions, as the person asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CaptionEdit {
    /// Puts a text before the caption.
    Before {
        /// With the separator that is wanted.
        text: String,
    },
    /// Puts a text after the caption.
    After {
        /// With the separator that is wanted.
        text: String,
    },
    /// Finds and replaces.
    Replace {
        /// What to look for.
        find: String,
        /// What comes in its place.
        with: String,
        /// Whether `find` is a regular expression.
        regex: bool,
        /// Whether capital and small letters differ.
        match_case: bool,
        /// Whether it is left alone inside longer words.
        whole_word: bool,
    },
    /// Adds a tag where it is not there.
    AddTag {
        /// The tag.
        tag: String,
    },
    /// Makes a tag another one, or takes it out.
    ChangeTag {
        /// The tag as it is.
        tag: String,
        /// The tag that comes in its place; empty to take it out.
        to: String,
    },
    /// Takes out tags that are there already.
    UniqueTags,
    /// Puts the dataset's trigger word into captions without it.
    InsertTrigger,
    /// Takes the dataset's trigger word out.
    RemoveTrigger,
    /// Makes every caption the same.
    Set {
        /// The caption.
        text: String,
    },
    /// Takes the captions away.
    Clear,
}

/// What an edit of captions would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditPreview {
    /// "12 of 34 captions change, in 15 places."
    pub sentence: String,
    /// True when it can't be done as it is; `sentence` says why.
    pub wrong: bool,
    /// How many captions change.
    pub captions: u32,
    /// The first of them, each with what goes and what comes.
    pub examples: Vec<EditExample>,
}

/// One caption under an edit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditExample {
    /// The image's name.
    pub name: String,
    /// Its small picture.
    pub thumbnail: String,
    /// The caption from its start to its end.
    pub parts: Vec<EditPart>,
}

/// A stretch of a caption under an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EditPart {
    /// What becomes of it.
    pub fate: Fate,
    /// The text; long ones that stay are cut in the middle.
    pub text: String,
}

/// What becomes of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// How a caption is read by the trainer's text encoders, and what stands in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CaptionReading {
    /// The caption in stretches, for what is shown behind the field.
    pub parts: Vec<ReadPart>,
    /// How long it is, in words: "T5 about 34 of 512 · CLIP 28 of 77".
    pub length: String,
    /// How full the tighter of what matters is, 0 to 1.
    pub full: f32,
    /// What is wrong about the trigger word: a sentence.
    pub trigger: Option<String>,
    /// The tags, where the dataset is written in tags.
    pub tags: Option<Vec<String>>,
}

/// A stretch of a caption as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReadPart {
    /// What it is.
    pub kind: ReadKind,
    /// The text.
    pub text: String,
}

/// What a stretch of a caption is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ReadKind {
    /// Nothing special.
    Plain,
    /// The trigger word.
    Trigger,
    /// Probably meant to be the trigger word.
    Miss,
}

/// Words that may go on where the caret is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What was typed of the word, to be replaced.
    pub typed: String,
    /// The words, those used most first, each with the number of captions that have it.
    pub words: Vec<CompletionWord>,
}

/// A word of the dataset's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CompletionWord {
    /// The word or tag.
    pub text: String,
    /// In how many captions it stands.
    pub captions: u32,
}
