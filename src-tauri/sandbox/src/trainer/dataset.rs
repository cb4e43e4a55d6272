//! Reads the zip as the trainers do, with their rules for the entries to extract, the pictures among them, the captions
//! of the pictures, and the defects that stop the training.
//!
//! The rules are those of the published Flux trainer (its extraction, its captioner, ai-toolkit's loader): entries
//! whose name begins with `__MACOSX/` or `._` are skipped, but `folder/._a.jpg` is not skipped and stops the captioner;
//! the caption of `a.jpg` is `a.txt` in the same folder; formats other than JPEG, PNG and WebP are ignored silently.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};

use image::ImageReader;
use serde_json::Value;
use tempfile::NamedTempFile;
use zip::ZipArchive;

use crate::programs::Program;

/// The result of reading a usable zip.
#[derive(Debug)]
pub(super) struct Dataset {
    /// The lines that the trainer logs while it checks the pictures.
    pub(super) log: Vec<String>,
}

/// The source of captions for pictures without one.
#[derive(Debug)]
pub(super) enum Captioner {
    /// A model that describes the pictures.
    Model { prefix: String, suffix: String },
    /// No captioner: pictures without a caption are trained with the trigger word alone.
    Disabled,
    /// The same caption for every picture without one.
    Fixed(String),
}

impl Captioner {
    pub(super) fn from_input(
        program: Program,
        input: &impl Fn(&str) -> Option<Value>,
    ) -> Captioner {
        let text = |name: &str| {
            input(name)
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        if program == Program::QwenImageLoraTrainer {
            Captioner::Fixed(text("default_caption"))
        } else if program == Program::FluxDevLoraTrainer
            && input("autocaption") == Some(Value::Bool(false))
        {
            Captioner::Disabled
        } else {
            Captioner::Model {
                prefix: text("autocaption_prefix"),
                suffix: text("autocaption_suffix"),
            }
        }
    }
}

/// The reason a training can't begin. The message is that of the real trainer's Python code, if known.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("'{0}' is not a valid URL scheme")]
    InvalidUrl(String),
    #[error(
        "{0} is not on this machine, and the sandbox doesn't leave it; give it a loopback address"
    )]
    NotLoopback(String),
    #[error("Failed to download {address}: HTTP status {status}")]
    HttpStatus { status: u16, address: String },
    #[error("Failed to download the input: {0}")]
    Unreachable(String),
    #[error("input_images must be a zip file")]
    NotAZip,
    #[error("Bad CRC-32 for file '{name}'")]
    BrokenEntry { name: String },
    #[error("num_samples should be a positive integer value, but got num_samples=0")]
    NoImages { log: Vec<String> },
    #[error("cannot identify image file '/src/input_images/{name}'")]
    NotAnImage { name: String, log: Vec<String> },
    #[error("image file is truncated: /src/input_images/{name}")]
    BrokenImage { name: String, log: Vec<String> },
    #[error(
        "Image size ({pixels} pixels) exceeds limit of 178956970 pixels, could be decompression bomb DOS attack."
    )]
    TooLarge { pixels: u64, log: Vec<String> },
    #[error("{0}")]
    Unexpected(String),
}

impl Failure {
    /// Returns the class of the Python exception.
    pub(super) fn python_class(&self) -> &'static str {
        match self {
            Failure::InvalidUrl(_) | Failure::NotAZip | Failure::NoImages { .. } => "ValueError",
            Failure::NotLoopback(_) | Failure::HttpStatus { .. } | Failure::Unreachable(_) => {
                "ConnectionError"
            }
            Failure::BrokenEntry { .. } => "zipfile.BadZipFile",
            Failure::NotAnImage { .. } => "PIL.UnidentifiedImageError",
            Failure::BrokenImage { .. } => "OSError",
            Failure::TooLarge { .. } => "PIL.Image.DecompressionBombError",
            Failure::Unexpected(_) => "RuntimeError",
        }
    }

    /// Returns the lines that were logged before the failure.
    pub(super) fn log(&self) -> &[String] {
        match self {
            Failure::NoImages { log }
            | Failure::NotAnImage { log, .. }
            | Failure::BrokenImage { log, .. }
            | Failure::TooLarge { log, .. } => log,
            Failure::InvalidUrl(_)
            | Failure::NotLoopback(_)
            | Failure::HttpStatus { .. }
            | Failure::Unreachable(_)
            | Failure::NotAZip
            | Failure::BrokenEntry { .. }
            | Failure::Unexpected(_) => &[],
        }
    }
}

/// The maximum number of pixels that Python's imaging library opens.
const MAX_PIXELS: u64 = 178_956_970;

/// The maximum number of bytes that are read of a picture: about three for each of [`MAX_PIXELS`].
const MAX_PICTURE_BYTES: u64 = 512 * 1024 * 1024;

/// Reads the zip as a trainer does.
pub(super) fn read(zip: NamedTempFile, captioner: &Captioner) -> Result<Dataset, Failure> {
    let file = zip
        .reopen()
        .map_err(|error| Failure::Unexpected(error.to_string()))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Failure::NotAZip)?;
    let extracted = extracted_names(&archive);
    let mut log = vec![format!(
        "Extracted {} files from zip to input_images",
        extracted.len()
    )];
    let images: Vec<(&String, usize)> = extracted
        .iter()
        .filter(|(name, _)| is_image(name))
        .map(|(name, index)| (name, *index))
        .collect();
    if images.is_empty() {
        return Err(Failure::NoImages { log });
    }
    let is_captioned = |name: &str| extracted.contains_key(&caption_name(name));
    let all_captioned = images.iter().all(|(name, _)| is_captioned(name));
    for (name, index) in images {
        decode_picture(&mut archive, name, index, &log)?;
        let file_name = name.rsplit('/').next().unwrap_or(name);
        match captioner {
            Captioner::Model { .. } if all_captioned => {}
            Captioner::Model { .. } if is_captioned(name) => {
                log.push(format!("{file_name} is already captioned"))
            }
            Captioner::Model { prefix, suffix } => {
                let words = [
                    prefix.as_str(),
                    "a photo of the subject, centered, natural light",
                    suffix.as_str(),
                ];
                let caption: Vec<&str> = words
                    .into_iter()
                    .filter(|words| !words.is_empty())
                    .collect();
                log.push(format!(
                    "Caption for input_images/{name}: {}",
                    caption.join(" ")
                ));
            }
            Captioner::Fixed(caption) if !is_captioned(name) => {
                log.push(format!("Using default caption for {file_name}: {caption}"));
            }
            Captioner::Fixed(_) | Captioner::Disabled => {}
        }
    }
    log.push("Loading Flux model".to_owned());
    log.push("Caching latents to disk".to_owned());
    Ok(Dataset { log })
}

/// Returns the names that are extracted, including folders and captions, with their indexes in the zip.
fn extracted_names(archive: &ZipArchive<BufReader<File>>) -> BTreeMap<String, usize> {
    (0..archive.len())
        .filter_map(|index| Some((archive.name_for_index(index)?.ok()?.into_owned(), index)))
        .filter(|(name, _)| !name.starts_with("__MACOSX/") && !name.starts_with("._"))
        .collect()
}

fn is_image(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".webp"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

/// Returns the name of a picture's caption, such as `folder/a.txt` for `folder/a.jpg`.
fn caption_name(image: &str) -> String {
    let stem = image.rsplit_once('.').map_or(image, |(stem, _)| stem);
    format!("{stem}.txt")
}

/// Decodes a picture completely.
fn decode_picture(
    archive: &mut ZipArchive<BufReader<File>>,
    name: &str,
    index: usize,
    log: &[String],
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    archive
        .by_index(index)
        .map_err(|error| Failure::Unexpected(error.to_string()))?
        .take(MAX_PICTURE_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|_| Failure::BrokenEntry {
            name: name.to_owned(),
        })?;
    // The format is detected from the content, as in Python: a PNG file named .jpg is accepted.
    let reader = || {
        ImageReader::new(Cursor::new(&bytes))
            .with_guessed_format()
            .ok()
    };
    let size = reader().and_then(|reader| reader.into_dimensions().ok());
    let Some((width, height)) = size else {
        return Err(Failure::NotAnImage {
            name: name.to_owned(),
            log: log.to_vec(),
        });
    };
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(Failure::TooLarge {
            pixels,
            log: log.to_vec(),
        });
    }
    match reader().map(ImageReader::decode) {
        Some(Ok(_)) => Ok(()),
        Some(Err(_)) | None => Err(Failure::BrokenImage {
            name: name.to_owned(),
            log: log.to_vec(),
        }),
    }
}
