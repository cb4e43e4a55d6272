//! What pixels say about a picture, and about how like another one it is.
//!
//! Measuring looks at the pixels once; all questions are then answered from the few kilobytes kept.

mod alike;
mod duplicate;
mod exposure;
mod least_squares;
mod placement;
mod raster;
mod sharpness;

use image::RgbImage;

pub use alike::alike;
pub(crate) use alike::alike_while;
pub use duplicate::duplicates;
pub(crate) use duplicate::duplicates_while;
use exposure::Exposure;
use raster::Raster;

/// What was measured of a picture's pixels; about 7 kB.
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
    /// Changes whenever the same pixels would be measured differently.
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

    /// Notes what had to be done to the picture before it could be measured: whether its colours
    /// were converted to sRGB, and whether parts of it were transparent.
    pub(crate) fn noting(self, converted_colours: bool, transparent: bool) -> Measures {
        Measures {
            converted_colours,
            transparent,
            ..self
        }
    }

    /// Whether the file's colours are others than sRGB.
    pub fn has_other_colours(&self) -> bool {
        self.converted_colours
    }

    /// Whether something in the picture is transparent.
    pub fn is_transparent(&self) -> bool {
        self.transparent
    }

    /// How strong fine details are where the picture is sharpest, against coarser ones at the same
    /// place: about 0.2 when it is out of focus, from 1 on when something is crisp. `None` if there is nothing to tell it by, as in a
    /// clear sky or a plain graphic.
    pub fn sharpness(&self) -> Option<f32> {
        self.sharpness
    }

    /// Whether nothing in the picture is sharp: out of focus or moved. A soft background behind a
    /// sharp subject isn't blurred.
    pub fn is_blurred(&self) -> bool {
        self.sharpness
            .is_some_and(|sharpness| sharpness < sharpness::BLURRED)
    }

    /// The mean luma, from 0 (black) to 1 (white).
    pub fn brightness(&self) -> f32 {
        self.exposure.mean
    }

    /// Whether most of the picture is lost in black, and the rest is dark too.
    pub fn is_too_dark(&self) -> bool {
        self.exposure.is_too_dark()
    }

    /// Whether most of the picture is lost in white, and the rest is bright too.
    pub fn is_too_bright(&self) -> bool {
        self.exposure.is_too_bright()
    }

    /// For keeping: [`Measures::from_bytes`] reads it back.
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

    /// What was kept; `None` if another version wrote it or it isn't whole.
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

    /// The pixels of the original.
    fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Best first: the largest, and of those the sharpest; else as they came.
fn sort_best_first(group: &mut [usize], images: &[&Measures]) {
    group.sort_by(|&a, &b| {
        let (a, b) = (images[a], images[b]);
        let sharpness = |m: &Measures| m.sharpness.unwrap_or(0.0);
        b.area()
            .cmp(&a.area())
            .then(sharpness(b).total_cmp(&sharpness(a)))
    });
}
