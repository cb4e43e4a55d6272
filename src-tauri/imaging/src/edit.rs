//! The edits of one image, which are stored separately from its file: its rotation, mirroring, crop and background.

use std::fmt;
use std::str::FromStr;

use localization::{Message, message};

use crate::{Geometry, GeometryError};

/// The edit that is applied to an image wherever it is shown or prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The rotation, the mirroring and the crop.
    pub geometry: Geometry,
    /// The colour shown in transparent parts, or `None` for the dataset's default.
    pub background: Option<Background>,
}

impl Edit {
    /// Returns whether the image is unedited.
    pub fn is_untouched(self) -> bool {
        self == Edit::default()
    }
}

/// Writes the geometry's text, followed by the background's if there is one, such as `r0-bff8800`. Two edits have the
/// same text if and only if they are equal.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.geometry)?;
        match self.background {
            Some(Background([r, g, b])) => write!(f, "-b{r:02x}{g:02x}{b:02x}"),
            None => Ok(()),
        }
    }
}

/// Parses the text that [`Edit`]'s `Display` writes.
impl FromStr for Edit {
    type Err = GeometryError;

    fn from_str(text: &str) -> Result<Edit, GeometryError> {
        let background = text
            .rsplit_once("-b")
            .and_then(|(geometry, digits)| Some((geometry, format!("#{digits}").parse().ok()?)));
        Ok(match background {
            Some((geometry, background)) => Edit {
                geometry: geometry.parse()?,
                background: Some(background),
            },
            None => Edit {
                geometry: text.parse()?,
                background: None,
            },
        })
    }
}

/// An sRGB colour shown in transparent parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Background(pub [u8; 3]);

impl Default for Background {
    /// Returns white.
    fn default() -> Background {
        Background([255; 3])
    }
}

/// Writes `#rrggbb`.
impl fmt::Display for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// The error for a text that is not a colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct BackgroundError {
    /// The text that was parsed.
    pub text: String,
}

impl BackgroundError {
    /// Returns the message that the app shows.
    pub fn message(&self) -> Message {
        message!("images-no-colour", text = &self.text)
    }
}

impl FromStr for Background {
    type Err = BackgroundError;

    fn from_str(text: &str) -> Result<Background, BackgroundError> {
        let refused = || BackgroundError {
            text: text.to_owned(),
        };
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|d| d.is_ascii_hexdigit()))
            .ok_or_else(refused)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| refused())?;
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Background([r, g, b]))
    }
}
