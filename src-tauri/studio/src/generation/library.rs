//! Keeps the files of the generated pictures, with a small copy of each.

use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use files::regular_file;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::note::{self, Note};
use crate::app_dirs::AppDirs;
use crate::error::StoreError;
use crate::store::Store;
use crate::store::batch_record::{Cell, Picture};

/// The longer side of a small copy, in pixels.
const SMALL: u32 = 640;

/// The maximum memory that decoding a picture may take, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// The largest file, in bytes, that is read to see how a picture was made.
const MOST_READ: u64 = 1 << 30;

/// The reason why a picture was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// The fetched bytes are not an image.
    #[error("{0}")]
    NotAnImage(String),
    /// The file can't be written.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The ledger can't be read or written.
    #[error("{0}")]
    Store(#[from] StoreError),
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

    /// Removes files that a killed app left half written.
    pub(crate) fn sweep(&self) {
        for folder in [self.dirs.library(), self.dirs.small_pictures()] {
            files::remove_left_overs_in(&folder);
        }
    }

    /// Returns whether the library has a prediction's picture.
    pub(crate) fn has(&self, prediction: &str, index: u32) -> bool {
        let here = self.store.has_picture(prediction, index);
        here.unwrap_or(false)
    }

    /// Keeps a picture: writes its file first, whole or not at all, and then its row. If only the file was written,
    /// the next try writes it again under the same name.
    pub(crate) fn keep(
        &self,
        cell: &Cell,
        prediction: &str,
        index: u32,
        bytes: &[u8],
    ) -> Result<(), KeepError> {
        let (picture, format) = decode(bytes)?;
        let folder = self.dirs.library();
        std::fs::create_dir_all(&folder)?;
        let file = file_name(&cell.id, prediction, index, format);
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
            width: picture.width(),
            height: picture.height(),
            favourite: false,
        })?;
        // The small copy can be made again from the file.
        if let Err(error) = self.make_small(id, &picture) {
            tracing::warn!(%error, "a small copy of a picture can't be kept");
        }
        Ok(())
    }

    /// Returns the path of a picture's file.
    pub(crate) fn place(&self, picture: &Picture) -> PathBuf {
        self.dirs.library().join(&picture.file)
    }

    /// Returns a picture's file and its media type.
    pub(crate) fn whole(&self, id: u32) -> Option<(Vec<u8>, &'static str)> {
        let picture = self.store.picture(id).ok()??;
        let file = std::fs::read(self.place(&picture)).ok()?;
        let format = image::guess_format(&file).ok()?;
        Some((file, format.to_mime_type()))
    }

    /// Returns a small copy of a picture, as JPEG.
    pub(crate) fn small(&self, id: u32) -> Option<Vec<u8>> {
        if let Ok(small) = std::fs::read(self.small_place(id)) {
            return Some(small);
        }
        let (file, _) = self.whole(id)?;
        let (picture, _) = decode(&file).ok()?;
        self.make_small(id, &picture).ok()
    }

    fn make_small(&self, id: u32, picture: &DynamicImage) -> io::Result<Vec<u8>> {
        let small = if picture.width().max(picture.height()) > SMALL {
            picture.thumbnail(SMALL, SMALL)
        } else {
            picture.clone()
        };
        let mut jpeg = Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 85);
        small
            .to_rgb8()
            .write_with_encoder(encoder)
            .map_err(io::Error::other)?;
        let jpeg = jpeg.into_inner();
        std::fs::create_dir_all(self.dirs.small_pictures())?;
        files::write(&self.small_place(id), &jpeg)?;
        Ok(jpeg)
    }

    fn small_place(&self, id: u32) -> PathBuf {
        self.dirs.small_pictures().join(format!("{id}.jpg"))
    }

    /// Returns a picture's pixels.
    pub(crate) fn pixels(&self, id: u32) -> Option<image::RgbaImage> {
        let (file, _) = self.whole(id)?;
        Some(decode(&file).ok()?.0.to_rgba8())
    }
}

/// Reads the note of how a picture was made from its file, which may be anywhere.
pub(crate) fn note_of(file: &Path) -> Option<Note> {
    note::read(regular_file::read(file, MOST_READ).ok()?)
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, ImageFormat), KeepError> {
    let not = |why: String| KeepError::NotAnImage(why);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| not(error.to_string()))?;
    let format = reader.format().ok_or_else(|| {
        not(if bytes.is_empty() {
            "it is empty".to_owned()
        } else if bytes.trim_ascii_start().starts_with(b"<") {
            "it is a web page".to_owned()
        } else {
            "its kind is not known".to_owned()
        })
    })?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| not(error.to_string()))?;
    Ok((picture, format))
}

/// Returns a name that no other picture has: another try of the cell is another prediction.
fn file_name(cell: &str, prediction: &str, index: u32, format: ImageFormat) -> String {
    // The service's ids are letters and digits; nothing else may get into a file's name.
    let id: String = prediction
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    format!("{cell}-{id}-{}.{}", index + 1, ending(format))
}

fn ending(format: ImageFormat) -> &'static str {
    let endings = format.extensions_str();
    // `image` lists the longer spelling of some extensions first.
    match endings.first() {
        Some(&"jpeg") | None => "jpg",
        Some(ending) => ending,
    }
}
