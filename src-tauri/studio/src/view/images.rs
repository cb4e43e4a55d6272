//! The open dataset and its images, as the window shows them.

use serde::Serialize;

/// The open dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Dataset {
    /// What was said of its images with a lower number is older.
    pub as_of: u32,
    /// The folder's name, shown as the title.
    pub name: String,
    /// The folder's whole path, with the home folder written as `~`.
    pub folder: String,
    /// Its images in the order they are shown.
    pub images: Vec<Image>,
    /// How many there are of what.
    pub counts: Counts,
    /// What can be undone and done again.
    pub undoable: Undoable,
}

/// What can be undone and done again next, each as the words of its button: "Undo typing".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Undoable {
    /// None when there is nothing to undo.
    pub undo: Option<String>,
    /// None when there is nothing to do again.
    pub redo: Option<String>,
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
    /// Width in pixels, upright, of what its frame leaves. 0 for a broken image.
    pub width: u32,
    /// Height in pixels, alike.
    pub height: u32,
    /// The facts shown under the image, ready to read: "4032 × 3024 · HEIC · 2.1 MB".
    pub facts: String,
    /// The caption's text; empty when there is none.
    pub caption: String,
    /// Rises when another program changes the caption. What is typed is based on the one that was seen.
    pub caption_version: u32,
    /// What the person typed while another program changed the caption: one of the two is to be chosen.
    pub typed: Option<String>,
    /// Left out of the training by the person.
    pub excluded: bool,
    /// Why this image can't be used: a sentence. Such an image is not sent.
    pub problem: Option<String>,
    /// What was done to its frame, in words: "Cropped, turned". Nothing while it is as in its file.
    pub edited: Option<String>,
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
    /// Of two states of the same, the one with the higher number is shown.
    pub as_of: u32,
    /// The new state of each image that changed or was added.
    pub changed: Vec<Image>,
    /// The ids of those that are gone.
    pub removed: Vec<u32>,
    /// The order of all ids, given only when images came, went or moved.
    pub order: Option<Vec<u32>>,
    /// The new counts.
    pub counts: Counts,
    /// What can be undone and done again now.
    pub undoable: Undoable,
}

/// What an undo or a redo did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Turned {
    /// What is another now.
    pub images: ImagesChanged,
    /// What happened, in a short sentence: "Undone: typing."
    pub sentence: String,
}

/// A caption that an image had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PastCaption {
    /// When and by what: "3 minutes ago, typing".
    pub origin: String,
    /// The whole text.
    pub text: String,
    /// True for the one that the image has now.
    pub present: bool,
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

/// Pictures that are in the folder of a dataset without images.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PassedOver {
    /// What is there and what can be done, as sentences. None where there is nothing.
    pub sentences: Vec<String>,
    /// The words of the button that copies them into the folder, where that can be done.
    pub offer: Option<String>,
}
