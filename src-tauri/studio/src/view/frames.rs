//! Frames of images, how images are prepared, and how they are exported, as the window shows and asks them.

use serde::{Deserialize, Serialize};

/// How the images of a dataset are prepared for the trainer, as the person chose. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct PreparationOptions {
    /// Larger images are scaled down to the area of a square with this side, in pixels.
    pub side: u32,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// PNG files stay PNG, without loss.
    pub keep_png: bool,
    /// What transparent parts show: `#rrggbb`.
    pub background: String,
}

impl Default for PreparationOptions {
    fn default() -> Self {
        crate::preparation::options(&dataset::Preparation::default())
    }
}

/// The options with what may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PreparationForm {
    /// What is chosen.
    pub options: PreparationOptions,
    /// The sizes that are offered.
    pub areas: Vec<AreaChoice>,
    /// What the size means, in a sentence.
    pub note: String,
}

/// One of the sizes that images can be scaled down to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AreaChoice {
    /// The side of a square with that area, in pixels.
    pub side: u32,
    /// Its name for a person.
    pub label: String,
}

/// One image exactly as the trainer gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerView {
    /// Address of the very file that is sent.
    pub picture: String,
    /// What it is, and what was done on the way: "1024 × 1024 · JPEG · 312 kB · scaled down".
    pub line: String,
    /// The caption exactly as it goes; nothing where the trainer writes it.
    pub caption: Option<String>,
    /// What to know of the caption, in a sentence.
    pub captioning: String,
    /// What is behind transparent parts, where it has any.
    pub background: Option<ImageBackground>,
}

/// What is behind an image's transparent parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ImageBackground {
    /// `#rrggbb`.
    pub colour: String,
    /// Whether it was chosen for this image; otherwise it is the dataset's.
    pub own: bool,
}

/// What can be done to the frames of many images at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Reframing {
    /// A quarter turn anticlockwise.
    TurnLeft,
    /// A quarter turn clockwise.
    TurnRight,
    /// Left for right.
    Flip,
    /// As it is in its file.
    AsItWas,
}

/// The shapes that a crop can be held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CropAspect {
    /// Any.
    Free,
    /// 1:1.
    Square,
    /// 3:4.
    Portrait,
    /// 4:3.
    Landscape,
    /// 9:16.
    Tall,
    /// 16:9.
    Wide,
}

/// One of these shapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AspectChoice {
    /// What is asked for.
    pub value: CropAspect,
    /// Its name for a person: "3:4".
    pub label: String,
}

/// A part of a turned and mirrored picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropPart {
    /// Pixels from the left.
    pub x: u32,
    /// Pixels from the top.
    pub y: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// What of a crop's frame is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CropHandle {
    /// The whole frame.
    Inside,
    /// An edge.
    Left,
    /// An edge.
    Right,
    /// An edge.
    Top,
    /// An edge.
    Bottom,
    /// A corner.
    TopLeft,
    /// A corner.
    TopRight,
    /// A corner.
    BottomLeft,
    /// A corner.
    BottomRight,
}

/// How a crop is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CropChange {
    /// Not at all: the crop that the image has.
    Present,
    /// To all of the picture.
    Whole,
    /// To where it would lie well.
    Suggested,
    /// To the largest of the shape, round the same centre.
    Fitted {
        /// The crop before.
        part: CropPart,
    },
    /// By the pointer.
    Dragged {
        /// The crop when the pointer was pressed.
        part: CropPart,
        /// What is dragged.
        handle: CropHandle,
        /// How far to the right since then: 1 is the picture's width.
        right: f64,
        /// How far down since then: 1 is the picture's height.
        down: f64,
    },
    /// By so many pixels.
    Nudged {
        /// The crop before.
        part: CropPart,
        /// To the right.
        right: i32,
        /// Downwards.
        down: i32,
    },
    /// Larger by so many pixels on each side, or smaller.
    Grown {
        /// The crop before.
        part: CropPart,
        /// Pixels.
        by: i32,
    },
}

/// A crop that is being chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropShape {
    /// It, to be given back.
    pub part: CropPart,
    /// The shape it is held to now.
    pub aspect: CropAspect,
    /// Where it begins: 0 to 1 of the picture's width.
    pub left: f64,
    /// Where it begins: 0 to 1 of the picture's height.
    pub top: f64,
    /// 0 to 1 of the picture's width.
    pub width: f64,
    /// 0 to 1 of the picture's height.
    pub height: f64,
    /// "1200 × 1200, of 4032 × 3024".
    pub words: String,
    /// Less is left than the trainer works at: a sentence.
    pub small: Option<String>,
}

/// What the crop editor begins with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropEditing {
    /// Address of the picture, turned and mirrored as it is and not cropped.
    pub picture: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The shapes that are offered.
    pub aspects: Vec<AspectChoice>,
    /// The crop it has.
    pub shape: CropShape,
}

/// How a dataset is exported for other trainers, as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ExportChoice {
    /// How images and captions lie together.
    pub layout: ExportLayout,
    /// Into a zip; into a folder otherwise.
    pub zip: bool,
    /// For Kohya's trainers: how often each image is shown in an epoch, as typed.
    pub repeats: String,
    /// For Kohya's trainers: the trigger word and the class, as typed.
    pub words: String,
}

/// How exported images and captions lie together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ExportLayout {
    /// Each caption in a `.txt` beside its image.
    Plain,
    /// Hugging Face's imagefolder: one `metadata.jsonl` with all captions.
    ImageFolder,
    /// Kohya's trainers: pairs in a folder such as `10_TOK person`.
    Kohya,
}

/// One of the layouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LayoutChoice {
    /// What is asked for.
    pub value: ExportLayout,
    /// Its name for a person.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}

/// The export panel as it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ExportForm {
    /// What is filled in.
    pub choice: ExportChoice,
    /// The layouts that are offered.
    pub layouts: Vec<LayoutChoice>,
    /// What is exported, in a sentence.
    pub summary: String,
}
