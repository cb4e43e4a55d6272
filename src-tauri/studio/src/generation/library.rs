//! Keeps the files of the generated pictures, with a small copy of each.

use std::io;
use std::path::{Path, PathBuf};

use files::regular_file;
use image::{DynamicImage, RgbaImage};
use imaging::{Format, Problem, SmallCopy};
use localization::{Message, message};

use super::note::{self, Note};
use crate::app_dirs::AppDirs;
use crate::error::StoreError;
use crate::store::Store;
use crate::store::batch_record::{Cell, Picture};

/// The longer side of a small copy, in pixels.
const SMALL_SIDE: u32 = 640;

/// The largest file, in bytes, that is read for its note of how a picture was made.
const MAX_FILE_WITH_NOTE: u64 = 1 << 30;

/// The reason why a picture was not kept.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) enum KeepError {
    /// The fetched bytes are not an image. The reason is part of a sentence.
    NotAnImage(Message),
    /// The fetched bytes are an image that can't be read, for example because it is damaged.
    UnreadableImage(Problem),
    /// The bytes can't be decoded at the moment.
    NoDecoder(Problem),
    /// The file can't be written.
    Disk(#[from] io::Error),
    /// The store can't be read or written.
    Store(#[from] StoreError),
}

impl KeepError {
    /// Returns the reason for the person: a sentence for [`KeepError::UnreadableImage`] and [`KeepError::NoDecoder`],
    /// part of a sentence otherwise.
    pub(crate) fn message(&self) -> Message {
        match self {
            KeepError::NotAnImage(why) => why.clone(),
            KeepError::UnreadableImage(problem) | KeepError::NoDecoder(problem) => {
                problem.message()
            }
            KeepError::Disk(error) => Message::verbatim(error.to_string()),
            KeepError::Store(error) => error.message(),
        }
    }
}

/// The library. Every call blocks.
#[derive(Clone)]
pub(crate) struct Library {
    store: Store,
    dirs: AppDirs,
}

impl Library {
    pub(crate) fn new(store: Store, dirs: AppDirs) -> Library {
        Library { store, dirs }
    }

    /// Removes the partial files of writes that were interrupted when the app was killed.
    pub(crate) fn remove_partial_files(&self) {
        for folder in [self.dirs.library(), self.dirs.small_pictures()] {
            files::remove_left_overs_in(&folder);
        }
    }

    /// Returns whether the library has a prediction's picture.
    pub(crate) fn has(&self, prediction: &str, index: u32) -> bool {
        let has_picture = self.store.has_picture(prediction, index);
        has_picture.unwrap_or(false)
    }

    /// Keeps a picture. Writes its file first, atomically, and then its row. If only the file was written, the next try
    /// writes it again under the same name.
    pub(crate) fn keep(
        &self,
        cell: &Cell,
        prediction: &str,
        index: u32,
        bytes: &[u8],
    ) -> Result<(), KeepError> {
        let small = small_copy(bytes)?;
        let folder = self.dirs.library();
        std::fs::create_dir_all(&folder)?;
        let file = file_name(&cell.id, prediction, index, small.format);
        let note = Note {
            version: cell.version.clone(),
            input: cell.input.clone(),
            picture: index,
        };
        files::write(&folder.join(&file), &note::write(bytes, &note))?;
        let id = self.store.save_picture(&Picture {
            id: 0,
            cell: cell.id.clone(),
            prediction: prediction.to_owned(),
            index,
            seed: cell.input.get("seed").and_then(serde_json::Value::as_i64),
            file,
            width: small.width,
            height: small.height,
            favourite: false,
        })?;
        // The small copy can be made again from the file.
        if let Err(error) = self.keep_small(id, &small.jpeg) {
            tracing::warn!(%error, "a small copy of a picture can't be kept");
        }
        Ok(())
    }

    /// Returns the path of a picture's file.
    pub(crate) fn path(&self, picture: &Picture) -> PathBuf {
        self.dirs.library().join(&picture.file)
    }

    /// Returns the contents of a picture's file, and its media type.
    pub(crate) fn whole(&self, id: u32) -> Option<(Vec<u8>, &'static str)> {
        let picture = self.store.picture(id).ok()??;
        let file = std::fs::read(self.path(&picture)).ok()?;
        let format = Format::of_content(&file)?;
        Some((file, format.media_type()))
    }

    /// Returns a small copy of a picture, as JPEG.
    pub(crate) fn small(&self, id: u32) -> Option<Vec<u8>> {
        if let Ok(small) = std::fs::read(self.small_path(id)) {
            return Some(small);
        }
        let (file, _) = self.whole(id)?;
        let small = small_copy(&file).ok()?;
        self.keep_small(id, &small.jpeg).ok()?;
        Some(small.jpeg)
    }

    fn keep_small(&self, id: u32, jpeg: &[u8]) -> io::Result<()> {
        std::fs::create_dir_all(self.dirs.small_pictures())?;
        files::write(&self.small_path(id), jpeg)
    }

    fn small_path(&self, id: u32) -> PathBuf {
        self.dirs.small_pictures().join(format!("{id}.jpg"))
    }

    /// Returns a picture's pixels. Transparent parts are white.
    pub(crate) fn pixels(&self, id: u32) -> Option<RgbaImage> {
        let (file, _) = self.whole(id)?;
        let pixels = imaging::pixels(&file).ok()?;
        Some(DynamicImage::ImageRgb8(pixels).into_rgba8())
    }
}

/// Reads the note of how a picture was made from a file, which need not be in the library.
pub(crate) fn read_note(file: &Path) -> Option<Note> {
    note::read(regular_file::read(file, MAX_FILE_WITH_NOTE).ok()?)
}

/// Decodes a picture as a whole, which proves that it is not damaged, and returns its small copy.
fn small_copy(bytes: &[u8]) -> Result<SmallCopy, KeepError> {
    imaging::small_copy(bytes, SMALL_SIDE).map_err(|problem| {
        let is_page = bytes.trim_ascii_start().starts_with(b"<");
        match problem {
            problem @ Problem::NoDecoder { .. } => KeepError::NoDecoder(problem),
            Problem::Empty => KeepError::NotAnImage(message!("generation-reason-empty")),
            _ if is_page => KeepError::NotAnImage(message!("generation-reason-web-page")),
            Problem::NotAnImage => {
                KeepError::NotAnImage(message!("generation-reason-unknown-type"))
            }
            problem @ (Problem::Broken { .. }
            | Problem::Unsupported { .. }
            | Problem::TooLarge { .. }
            | Problem::TooMuchMemory { .. }
            | Problem::Unreadable { .. }) => KeepError::UnreadableImage(problem),
        }
    })
}

/// Returns a file name that no other picture has. It contains the prediction's id, because each attempt at a cell is a
/// new prediction.
fn file_name(cell: &str, prediction: &str, index: u32, format: Format) -> String {
    // The service's ids are letters and digits; nothing else may get into a file's name.
    let id: String = prediction
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    format!("{cell}-{id}-{}.{}", index + 1, format.extension())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "these are tests")]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_image_is_not_called_something_else() {
        let mut png = std::io::Cursor::new(Vec::new());
        let pixels = image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8, y as u8, 0]));
        pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let png = png.into_inner();
        assert!(small_copy(&png).is_ok());
        let damaged = small_copy(&png[..png.len() / 2]);
        assert!(matches!(damaged, Err(KeepError::UnreadableImage(_))));
        let page = small_copy(b"<!doctype html><title>Sign in</title>");
        assert!(matches!(page, Err(KeepError::NotAnImage(_))));
    }
}
