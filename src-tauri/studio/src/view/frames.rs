//! The rotation, crop, preparation and export of images, as the window shows and requests them.

pub use imaging::Aspect;
use serde::{Deserialize, Serialize};

/// The preparation of a dataset's images for the trainer, as the person chose it. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct PreparationOptions {
    /// Larger images are scaled down to the area of a square with this side, in pixels.
    pub side: u32,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// True to keep PNG files as PNG, without loss of quality.
    pub keep_png: bool,
    /// The colour behind transparent parts: `#rrggbb`.
    pub background: String,
}

/// The preparation options and their possible values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PreparationForm {
    /// The chosen options.
    pub options: PreparationOptions,
    /// The sizes offered.
    pub areas: Vec<AreaChoice>,
    /// A sentence that explains the choice of the size.
    pub note: String,
}

/// One of the sizes that images can be scaled down to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AreaChoice {
    /// The side of a square with that area, in pixels.
    pub side: u32,
    /// The display name.
    pub label: String,
}

/// One image and its caption exactly as the trainer gets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerView {
    /// The address of the exact file that is sent.
    pub picture: String,
    /// The file's properties and how it was prepared: "1024 × 1024 · JPEG · 312 kB · scaled down".
    pub line: String,
    /// The caption exactly as it is sent; nothing if the image has none.
    pub caption: Option<String>,
    /// A note on the caption, in a sentence.
    pub captioning: String,
    /// The colour behind the image's transparent parts, if it has any.
    pub background: Option<ImageBackground>,
}

/// The colour behind an image's transparent parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ImageBackground {
    /// `#rrggbb`.
    pub colour: String,
    /// True if the colour was chosen for this image; otherwise it is the dataset's.
    pub own: bool,
}

/// A rotation, mirroring or reset of many images at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Transform {
    /// A quarter turn anticlockwise.
    RotateLeft,
    /// A quarter turn clockwise.
    RotateRight,
    /// A horizontal mirroring, which swaps left and right.
    Flip,
    /// A reset to the picture in the file.
    Reset,
}

/// A shape that is offered for crops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AspectChoice {
    /// The shape.
    pub value: Aspect,
    /// The display name: "3:4".
    pub label: String,
}

/// A rectangle in a picture that is already rotated and mirrored, in pixels of that picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropPart {
    /// The distance from the left edge in pixels.
    pub x: u32,
    /// The distance from the top edge in pixels.
    pub y: u32,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

/// The part of a crop's frame that is dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum CropHandle {
    /// The whole frame.
    Inside,
    /// The left edge.
    Left,
    /// The right edge.
    Right,
    /// The top edge.
    Top,
    /// The bottom edge.
    Bottom,
    /// The top left corner.
    TopLeft,
    /// The top right corner.
    TopRight,
    /// The bottom left corner.
    BottomLeft,
    /// The bottom right corner.
    BottomRight,
}

/// A change of a crop.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CropChange {
    /// No change: the image's present crop.
    Present,
    /// To the whole picture.
    Whole,
    /// To the suggested crop.
    Suggested,
    /// To the largest crop of the chosen shape, around the same centre as before if that is possible.
    Fitted {
        /// The crop before.
        part: CropPart,
    },
    /// By dragging with the pointer.
    Dragged {
        /// The crop when the pointer was pressed.
        part: CropPart,
        /// The dragged part.
        handle: CropHandle,
        /// The distance that the pointer has moved to the right since then: 1 is the picture's width.
        right: f64,
        /// The distance that the pointer has moved down since then: 1 is the picture's height.
        down: f64,
    },
    /// By moving the crop by a number of pixels.
    Nudged {
        /// The crop before.
        part: CropPart,
        /// The number of pixels to the right; negative for the left.
        right: i32,
        /// The number of pixels down; negative for up.
        down: i32,
    },
    /// Larger or smaller by a number of pixels on each side.
    Grown {
        /// The crop before.
        part: CropPart,
        /// The number of pixels; negative to make it smaller.
        by: i32,
    },
}

/// A crop that is being chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropShape {
    /// The crop, to be passed back with the next change.
    pub part: CropPart,
    /// The shape that the crop is constrained to.
    pub aspect: Aspect,
    /// The left edge, 0 to 1 of the picture's width.
    pub left: f64,
    /// The top edge, 0 to 1 of the picture's height.
    pub top: f64,
    /// The width, 0 to 1 of the picture's width.
    pub width: f64,
    /// The height, 0 to 1 of the picture's height.
    pub height: f64,
    /// The size in words: "1200 × 1200, of 4032 × 3024".
    pub words: String,
    /// A warning if the crop is smaller than the size that images are scaled down to for the trainer.
    pub small: Option<String>,
}

/// The initial state of the crop editor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CropEditing {
    /// The address of the picture, rotated and mirrored as edited but not cropped.
    pub picture: String,
    /// The picture's width in pixels.
    pub width: u32,
    /// The picture's height in pixels.
    pub height: u32,
    /// The shapes offered.
    pub aspects: Vec<AspectChoice>,
    /// The present crop.
    pub shape: CropShape,
}

/// The options of an export for other trainers, as filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ExportChoice {
    /// The layout of images and captions.
    pub layout: ExportLayout,
    /// True for a zip, false for a folder.
    pub zip: bool,
    /// For Kohya's trainers: the number of times each image is shown in an epoch, as typed.
    pub repeats: String,
    /// For Kohya's trainers: the trigger word and the class, as typed.
    pub words: String,
}

/// The layout of exported images and captions.
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

/// A layout that is offered for exports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LayoutChoice {
    /// The layout.
    pub value: ExportLayout,
    /// The display name.
    pub label: String,
    /// A line that explains the layout.
    pub explanation: String,
}

/// The initial state of the export panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ExportForm {
    /// The filled-in options.
    pub choice: ExportChoice,
    /// The layouts offered.
    pub layouts: Vec<LayoutChoice>,
    /// A summary of the export, in a sentence.
    pub summary: String,
}
