//! Measures a picture's pixels: its exposure, its sharpness, and how similar it is to other pictures.
//!
//! The pixels are examined once; all later results are calculated from the few kilobytes that are kept.

mod alike;
mod duplicate;
mod exposure;
mod least_squares;
mod placement;
mod raster;
mod sharpness;

use image::RgbImage;

pub use alike::{alike, alike_while};

pub use duplicate::{duplicates, duplicates_while};

use exposure::Exposure;
use raster::Raster;

/// The measurements of a picture's pixels; about 7 kB.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    width: u32,
    height: u32,
    exposure: Exposure,
    sharpness: Option<f32>,
    raster: Raster,
    converted_colours: bool,
    transparent: bool,
}

impl Measures {
    /// The version of the measurements. It changes whenever the same pixels would be measured differently.
    pub const VERSION: u8 = 2;

    /// Measures upright sRGB pixels whose longer side is about 512, or less if the picture is smaller.
    /// `original` is the upright width and height of the picture that they were scaled from.
    pub fn of(pixels: &RgbImage, original: (u32, u32)) -> Measures {
        Measures {
            width: original.0,
            height: original.1,
            exposure: Exposure::of(pixels),
            sharpness: sharpness::sharpness(pixels),
            raster: Raster::of(pixels),
            converted_colours: false,
            transparent: false,
        }
    }

    /// Returns the measurements with two more facts: whether the picture's colours were converted to sRGB before it was
    /// measured, and whether parts of it were transparent.
    pub(crate) fn with_colour_facts(self, converted_colours: bool, transparent: bool) -> Measures {
        Measures {
            converted_colours,
            transparent,
            ..self
        }
    }

    /// Returns whether the file's colours are not sRGB.
    pub fn has_other_colours(&self) -> bool {
        self.converted_colours
    }

    /// Returns whether any part of the picture is transparent.
    pub fn is_transparent(&self) -> bool {
        self.transparent
    }

    /// Returns how strong fine details are where the picture is sharpest, relative to coarser details at the same
    /// place: about 0.2 if it is out of focus, 1 or more if something is crisp. Returns `None` if there is too little
    /// detail to judge by, as in a clear sky or a plain graphic.
    pub fn sharpness(&self) -> Option<f32> {
        self.sharpness
    }

    /// Returns whether nothing in the picture is sharp, because it is out of focus or has motion blur. A soft
    /// background behind a sharp subject doesn't count as blurred.
    pub fn is_blurred(&self) -> bool {
        self.sharpness
            .is_some_and(|sharpness| sharpness < sharpness::BLURRED_BELOW)
    }

    /// Returns the mean luma, from 0 (black) to 1 (white).
    pub fn brightness(&self) -> f32 {
        self.exposure.mean
    }

    /// Returns whether most of the picture is black, and the rest is dark too.
    pub fn is_too_dark(&self) -> bool {
        self.exposure.is_too_dark()
    }

    /// Returns whether most of the picture is white, and the rest is bright too.
    pub fn is_too_bright(&self) -> bool {
        self.exposure.is_too_bright()
    }

    /// Writes the measurements as bytes. [`Measures::from_bytes`] reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [
            self.exposure.mean,
            self.exposure.black,
            self.exposure.white,
            self.exposure.rest,
            self.sharpness.unwrap_or(f32::NAN),
        ];
        let mut bytes = vec![Self::VERSION];
        bytes.extend(self.width.to_le_bytes());
        bytes.extend(self.height.to_le_bytes());
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.push(u8::from(self.converted_colours) | u8::from(self.transparent) << 1);
        bytes.extend(self.raster.as_bytes());
        bytes
    }

    /// Reads measurements from bytes. Returns `None` if another version wrote them or they are incomplete.
    pub fn from_bytes(bytes: &[u8]) -> Option<Measures> {
        let (&version, rest) = bytes.split_first()?;
        if version != Self::VERSION {
            return None;
        }
        let (words, rest) = rest.split_at_checked(7 * 4)?;
        let (&flags, rest) = rest.split_first()?;
        let word = |i: usize| words[i * 4..].first_chunk::<4>().copied();
        let number = |i: usize| word(i).map(f32::from_le_bytes);
        Some(Measures {
            width: word(0).map(u32::from_le_bytes)?,
            height: word(1).map(u32::from_le_bytes)?,
            exposure: Exposure {
                mean: number(2)?,
                black: number(3)?,
                white: number(4)?,
                rest: number(5)?,
            },
            sharpness: number(6).filter(|sharpness| !sharpness.is_nan()),
            raster: Raster::from_bytes(rest)?,
            converted_colours: flags & 1 != 0,
            transparent: flags & 2 != 0,
        })
    }

    /// Returns the number of pixels in the original.
    fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Sorts the best images first: the largest, and of those the sharpest. Equal images keep their order.
fn sort_best_first(group: &mut [usize], images: &[&Measures]) {
    group.sort_by(|&a, &b| {
        let (a, b) = (images[a], images[b]);
        let sharpness = |m: &Measures| m.sharpness.unwrap_or(0.0);
        b.area()
            .cmp(&a.area())
            .then(sharpness(b).total_cmp(&sharpness(a)))
    });
}
