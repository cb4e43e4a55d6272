//! Converts between the preparation options that the person chose and the preparation of images.

use imaging::{Background, BackgroundError, Preparation};
use localization::{Message, message, text};

use crate::error::Error;
use crate::view::{AreaChoice, PreparationForm, PreparationOptions};

/// The areas offered, each as the side of a square in pixels. The default trainer works at 1024 × 1024.
const SIDES: [u32; 4] = [512, 768, 1024, 1536];

/// Converts the options to a preparation.
///
/// # Errors
/// [`Error::Field`] if an option has an invalid value.
pub(crate) fn parse(options: &PreparationOptions) -> Result<Preparation, Error> {
    let invalid = |field, message: Message| Error::Field { field, message };
    if !SIDES.contains(&options.side) {
        return Err(invalid("side", message!("export-size-unknown")));
    }
    if !(1..=100).contains(&options.quality) {
        return Err(invalid("quality", message!("export-quality-invalid")));
    }
    Ok(Preparation {
        target_area: u64::from(options.side).pow(2),
        quality: options.quality,
        keep_png: options.keep_png,
        background: background(&options.background)?,
    })
}

/// Parses the colour behind transparent parts from `#rrggbb`.
///
/// # Errors
/// [`Error::Field`] if `colour` is not a colour.
pub(crate) fn background(colour: &str) -> Result<Background, Error> {
    colour
        .parse()
        .map_err(|error: BackgroundError| Error::Field {
            field: "background",
            message: error.message(),
        })
}

/// Converts saved options to a preparation. Returns the default if they are not valid.
pub(crate) fn parse_or_default(options: &PreparationOptions) -> Preparation {
    parse(options).unwrap_or_else(|error| {
        tracing::warn!(%error, "the preparation can't be read");
        Preparation::default()
    })
}

/// Converts a preparation to options.
pub(crate) fn options(preparation: &Preparation) -> PreparationOptions {
    PreparationOptions {
        side: side(preparation),
        quality: preparation.quality,
        keep_png: preparation.keep_png,
        background: preparation.background.to_string(),
    }
}

/// Returns the options of a preparation and their possible values.
pub(crate) fn form(preparation: &Preparation) -> PreparationForm {
    let choice = |side| AreaChoice {
        side,
        label: match side {
            1024 => text!("export-size-default", side = side),
            _ => format!("{side} × {side}"),
        },
    };
    PreparationForm {
        options: options(preparation),
        areas: SIDES.map(choice).to_vec(),
        note: text!("export-size-note", size = square(preparation)),
    }
}

/// Returns the target size for display: `1024 × 1024`.
pub(crate) fn square(preparation: &Preparation) -> String {
    let side = side(preparation);
    format!("{side} × {side}")
}

/// Returns the text that identifies a preparation in the addresses of pictures. Two preparations have the same text
/// only if they are equal.
pub(crate) fn key(preparation: &Preparation) -> String {
    let Preparation {
        target_area,
        quality,
        keep_png,
        background,
    } = preparation;
    let png = if *keep_png { "p" } else { "" };
    let background = background.to_string();
    format!(
        "{target_area}q{quality}{png}{}",
        background.trim_start_matches('#')
    )
}

fn side(preparation: &Preparation) -> u32 {
    u32::try_from(preparation.target_area.isqrt()).unwrap_or(u32::MAX)
}

impl Default for PreparationOptions {
    fn default() -> Self {
        options(&Preparation::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_offered_options_are_valid() {
        for side in SIDES {
            let valid = PreparationOptions {
                side,
                quality: 80,
                keep_png: true,
                background: "#102030".to_owned(),
            };
            assert_eq!(
                parse(&valid).map(|preparation| options(&preparation)).ok(),
                Some(valid)
            );
        }
        let defaults = PreparationOptions::default();
        assert_eq!(parse(&defaults).ok(), Some(Preparation::default()));
        for invalid in [
            PreparationOptions {
                side: 1000,
                ..defaults.clone()
            },
            PreparationOptions {
                quality: 0,
                ..defaults.clone()
            },
            PreparationOptions {
                background: "white".to_owned(),
                ..defaults
            },
        ] {
            assert!(parse(&invalid).is_err(), "{invalid:?}");
        }
    }
}
