//! Opens a zip and lists all its entries, including those with the same name.

use std::fs::File;
use std::io::BufReader;

use zip::ZipReadOptions;
use zip::read::{Config, OwnedZipFileEntry, ZipFile};
use zip::result::ZipError;
// `ZipArchive` keeps only one entry of each name.
use zip::unstable::read::ZipIterable;

use super::MAX_ZIP_ENTRIES;

/// An open zip.
pub(super) struct OpenZip {
    file: File,
    pub(super) entries: Vec<OwnedZipFileEntry>,
}

/// The reason why a zip can't be opened.
pub(super) enum OpenError {
    /// The zip has this many entries, which is more than [`MAX_ZIP_ENTRIES`].
    TooMany(usize),
    Zip(ZipError),
}

impl From<ZipError> for OpenError {
    fn from(error: ZipError) -> OpenError {
        OpenError::Zip(error)
    }
}

impl OpenZip {
    /// Reads the list of entries at the end of a zip.
    pub(super) fn open(file: File) -> Result<OpenZip, OpenError> {
        let mut list = ZipIterable::try_new(BufReader::new(&file), Config::default())?;
        if list.len() > MAX_ZIP_ENTRIES {
            return Err(OpenError::TooMany(list.len()));
        }
        let mut entries = Vec::with_capacity(list.len());
        for entry in list.files()? {
            entries.push(entry?.into());
        }
        Ok(OpenZip { file, entries })
    }

    /// Returns a reader of an entry's content, which is unpacked while it is read.
    pub(super) fn content(&mut self, index: usize) -> Result<ZipFile<'_, File>, ZipError> {
        let entry = self.entries.get(index).ok_or(ZipError::FileNotFound)?;
        entry
            .as_ref()
            .with_reader(&mut self.file, ZipReadOptions::new())
    }
}
