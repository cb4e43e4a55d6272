//! The open dataset and its images, as the window shows them.

use serde::Serialize;

/// The open dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Dataset {
    /// The sequence number of this state. Changes of the dataset's images with a lower number are older.
    pub sequence: u32,
    /// The folder's name, shown as the title.
    pub name: String,
    /// The folder's full path, with the home folder written as `~`.
    pub folder: String,
    /// The images, in the order in which they are shown.
    pub images: Vec<Image>,
    /// The numbers of images.
    pub counts: Counts,
    /// The next steps to undo and redo.
    pub undoable: Undoable,
}

/// The next steps to undo and redo, each as the label of its button: "Undo typing".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Undoable {
    /// The label for undo; none if there is nothing to undo.
    pub undo: Option<String>,
    /// The label for redo; none if there is nothing to redo.
    pub redo: Option<String>,
}

/// One image of the dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// The image's id, which stays the same while the dataset is open, even if the list is reordered.
    pub id: u32,
    /// The file's name.
    pub name: String,
    /// The width, in pixels, of the picture after its rotation and crop. 0 for a broken image.
    pub width: u32,
    /// The height, in pixels, of the picture after its rotation and crop. 0 for a broken image.
    pub height: u32,
    /// The facts shown under the image: "4032 × 3024 · HEIC · 2.1 MB".
    pub facts: String,
    /// The caption's text; empty if there is none.
    pub caption: String,
    /// The caption's version. It increases when the caption changes other than by typing: by another program, an
    /// import, or the choice of another encoding. Typed text is saved together with the version that it is based on.
    pub caption_version: u32,
    /// The text that the person typed while another program changed the caption. The person has to choose between this
    /// text and the caption.
    pub typed: Option<String>,
    /// True if the person left the image out of the training.
    pub excluded: bool,
    /// The reason why this image can't be used, as a sentence. Such an image is not sent to the trainer.
    pub problem: Option<String>,
    /// The edits of the image in words: "Cropped, rotated". None if the image is not edited.
    pub edited: Option<String>,
    /// Remarks about an image that can be used, as sentences ("Smaller than 1024 × 1024 …").
    pub remarks: Vec<String>,
    /// The address of the small picture for the grid. It changes when the pixels change.
    pub thumbnail: String,
    /// The address of the large picture for the inspector.
    pub preview: String,
}

/// The numbers of images.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All images, including the broken and the excluded ones.
    pub images: u32,
    /// The images that would be sent to the trainer: neither broken nor left out.
    pub included: u32,
    /// The included images that have a caption.
    pub captioned: u32,
    /// The usable images that the person left out.
    pub excluded: u32,
    /// The images that can't be used.
    pub broken: u32,
    /// The numbers in words, for the head of the page: "18 images · 15 captioned · 1 left out".
    pub summary: String,
    /// A sentence on what to do next, and whether a training can be started.
    pub readiness: Readiness,
}

/// The advice on what to do next, and whether a training can be started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Readiness {
    /// True if a training could be started with these images.
    pub ready: bool,
    /// The advice, in a sentence.
    pub sentence: String,
}

/// Changes of a dataset's images. Returned by each command that edits images, and sent by `AppEvent::Images` for all
/// other changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ImagesChanged {
    /// The sequence number. Of two states of the same image, the one with the higher number is shown.
    pub sequence: u32,
    /// The new state of each image that changed or was added.
    pub changed: Vec<Image>,
    /// The ids of the removed images.
    pub removed: Vec<u32>,
    /// The ids of all images in order; given only if images were added or renamed.
    pub order: Option<Vec<u32>>,
    /// The new counts.
    pub counts: Counts,
    /// The next steps to undo and redo.
    pub undoable: Undoable,
}

/// The result of an undo or a redo.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct UndoResult {
    /// The changes.
    pub images: ImagesChanged,
    /// A short sentence on what happened: "Undone: typing."
    pub sentence: String,
}

/// An entry of an image's caption history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PastCaption {
    /// The time and the origin: "3 minutes ago · typing".
    pub origin: String,
    /// The whole text.
    pub text: String,
    /// True if the image has this caption now.
    pub present: bool,
}

/// A dataset that was opened before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RecentDataset {
    /// The folder's name.
    pub name: String,
    /// The folder's path for display, with the home folder written as `~`.
    pub folder: String,
    /// The folder's path, for `open_paths`.
    pub path: String,
}

/// The image files in the folder of an empty dataset, and in its sub-folders, that are not among its images.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PassedOver {
    /// Sentences on what was found and what can be done. Empty if nothing was found.
    pub sentences: Vec<String>,
    /// The label of the button that copies the images into the folder, if that can be done.
    pub offer: Option<String>,
}
