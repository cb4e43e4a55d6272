//! The header of a coded picture, as both codecs describe it.

/// The chroma subsampling of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chroma {
    /// None: the picture is grey.
    Monochrome,
    /// One sample per channel for four pixels (4:2:0).
    Quarter,
    /// One sample per channel for two pixels (4:2:2).
    Half,
    /// One sample per channel for each pixel (4:4:4).
    Full,
}

/// The header of one coded picture, such as a tile, a layer of an overlay or an alpha plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coded {
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Bits per sample. If luma and chroma differ, the larger number.
    pub bit_depth: u32,
    /// The chroma subsampling.
    pub chroma: Chroma,
}
