//! Builds the zip for the trainer. It contains the images, named `img_0.jpg`, `img_1.png` and so on, each followed by
//! its caption, if it has one, such as `img_0.txt`, and nothing else.
//!
//! The same images, edits, captions and preparation always produce the same bytes: the order, times and modes are
//! fixed, and there are no extra fields. An image that can't be used is left out and reported; the other images are
//! still packed. `imaging::prepare` defines the content of an image's entry, and [`verify`] checks a finished zip.

mod check;
mod digest;
mod entries;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use files::PendingFile;
use imaging::{Encoding, Preparation, Problem};
use localization::{Message, message};
use zip::result::ZipError;

use crate::batch::{self, Halt, PackProgress, Pair};
pub use check::{Contents, verify};
pub(crate) use entries::Entries;

/// The result of packing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The number of images in the zip.
    pub images: u32,
    /// The number of captions in the zip.
    pub captions: u32,
    /// The zip's size in bytes.
    pub bytes: u64,
    /// The zip's SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The images that couldn't be used, each with the reason.
    pub skipped: Vec<(PathBuf, Problem)>,
    /// The number of images that were scaled down.
    pub scaled: u32,
    /// The number of images whose area after cropping is smaller than the target area.
    pub small: u32,
}

/// An error from [`pack`], [`measure`] or [`verify`].
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum PackError {
    /// There is no image that can be used.
    NothingToPack,
    /// The caller stopped the work.
    Stopped,
    /// The zip is too large to be uploaded.
    TooLarge {
        /// The zip's size in bytes.
        bytes: u64,
        /// The size in bytes from which a zip is refused.
        limit: u64,
    },
    /// The zip couldn't be written or read.
    Io {
        /// The zip's path.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The zip isn't what the trainer expects.
    CheckFailed {
        /// The zip's path.
        path: PathBuf,
        /// The difference that was found.
        reason: Message,
    },
}

impl PackError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            PackError::NothingToPack => message!("import-pack-nothing"),
            PackError::Stopped => message!("import-pack-stopped"),
            PackError::TooLarge { bytes, limit } => message!(
                "import-pack-too-large",
                size = bytes.div_ceil(1_000_000),
                limit = limit / 1_000_000
            ),
            PackError::Io { path, source } => message!(
                "import-pack-io",
                path = path.display().to_string(),
                error = source.to_string()
            ),
            PackError::CheckFailed { path, reason } => message!(
                "import-pack-checked",
                path = path.display().to_string(),
                reason = reason
            ),
        }
    }

    fn io(path: &Path, source: std::io::Error) -> PackError {
        PackError::Io {
            path: path.to_owned(),
            source,
        }
    }

    fn zip(path: &Path, error: ZipError) -> PackError {
        if let ZipError::Io(source) = error {
            return PackError::io(path, source);
        }
        PackError::CheckFailed {
            path: path.to_owned(),
            reason: Message::verbatim(error.to_string()),
        }
    }
}

/// Packs the images into a zip at `to`, replacing an existing file.
///
/// The zip is written to a temporary file beside `to`, reopened and checked, and only then renamed to `to`. If anything
/// fails, nothing is left behind, and an existing file stays as it was. Only a few images are in memory at a time,
/// regardless of their number. `progress` is called after each image, in order, and can stop the work. A zip of `limit`
/// bytes or more is refused once all images are packed.
pub fn pack(
    pairs: &[Pair],
    preparation: &Preparation,
    to: &Path,
    limit: Option<u64>,
    progress: &(dyn Fn(PackProgress) -> ControlFlow<()> + Sync),
) -> Result<Packed, PackError> {
    let failed = |source| PackError::io(to, source);
    let folder = match to.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = PendingFile::create_in(folder).map_err(failed)?;
    let packed = write(pairs, preparation, &mut file, limit, progress)
        .map_err(|error| with_path(error, to))?;
    let checked = check::verify_open(file.as_file_mut(), to)?;
    if (checked.images, checked.captions, &checked.sha256)
        != (packed.images, packed.captions, &packed.sha256)
    {
        return Err(PackError::CheckFailed {
            path: to.to_owned(),
            reason: message!("import-pack-differs"),
        });
    }
    file.replace(to).map_err(failed)?;
    Ok(packed)
}

/// Returns the result that [`pack`] would have, without writing the zip and without a limit on its size.
pub fn measure(
    pairs: &[Pair],
    preparation: &Preparation,
    progress: &(dyn Fn(PackProgress) -> ControlFlow<()> + Sync),
) -> Result<Packed, PackError> {
    write(pairs, preparation, std::io::sink(), None, progress)
}

/// Sets the zip's path in an error from [`write()`], which doesn't know the path.
fn with_path(error: PackError, to: &Path) -> PackError {
    let path = to.to_owned();
    match error {
        PackError::Io { source, .. } => PackError::Io { path, source },
        PackError::CheckFailed { reason, .. } => PackError::CheckFailed { path, reason },
        other @ (PackError::NothingToPack | PackError::Stopped | PackError::TooLarge { .. }) => {
            other
        }
    }
}

/// Writes the zip from front to back, without seeking, and then compares its size with `limit`.
fn write(
    pairs: &[Pair],
    preparation: &Preparation,
    out: impl Write,
    limit: Option<u64>,
    progress: &(dyn Fn(PackProgress) -> ControlFlow<()> + Sync),
) -> Result<Packed, PackError> {
    let failed = |error| PackError::zip(Path::new(""), error);
    let mut entries = Entries::new(out);
    let mut packed = Packed {
        images: 0,
        captions: 0,
        bytes: 0,
        sha256: String::new(),
        skipped: Vec::new(),
        scaled: 0,
        small: 0,
    };
    let skipped = batch::prepare_each(pairs, preparation, progress, |pair, prepared| {
        let index = packed.images;
        entries.add_picture(&image_name(index, prepared.encoding), &prepared.bytes)?;
        if let Some(text) = pair.caption() {
            entries.add_text(&caption_name(index), text)?;
            packed.captions += 1;
        }
        packed.images += 1;
        packed.scaled += u32::from(prepared.scaled);
        let (width, height) = prepared.cropped;
        let area = u64::from(width) * u64::from(height);
        packed.small += u32::from(area < preparation.target_area);
        Ok(())
    });
    packed.skipped = skipped.map_err(|halt| match halt {
        Halt::Stopped => PackError::Stopped,
        Halt::Failed(error) => failed(error),
    })?;
    if packed.images == 0 {
        return Err(PackError::NothingToPack);
    }
    (_, packed.bytes, packed.sha256) = entries.finish().map_err(failed)?;
    match limit {
        Some(limit) if packed.bytes >= limit => Err(PackError::TooLarge {
            bytes: packed.bytes,
            limit,
        }),
        _ => Ok(packed),
    }
}

fn image_name(index: u32, encoding: Encoding) -> String {
    format!("img_{index}.{}", encoding.extension())
}

fn caption_name(index: u32) -> String {
    format!("img_{index}.txt")
}
