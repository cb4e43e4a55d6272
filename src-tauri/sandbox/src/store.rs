//! The sandbox's folder, with the bytes of uploaded files, and the records if they are kept across restarts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::records::Records;

/// The sandbox's storage on disk.
pub(crate) struct Store {
    folder: PathBuf,
    /// Set if the folder is removed when the sandbox stops. In this case, the records are not saved.
    temporary: Option<TempDir>,
}

impl Store {
    /// Opens the folder, or creates one that is removed when this value is dropped.
    pub(crate) fn open(data: Option<&Path>) -> io::Result<Store> {
        let (folder, temporary) = match data {
            Some(folder) => (folder.to_owned(), None),
            None => {
                let temporary = tempfile::Builder::new().prefix("sandbox-").tempdir()?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        let store = Store { folder, temporary };
        fs::create_dir_all(store.files())?;
        // Uploads that were interrupted when an earlier sandbox was killed can't be completed.
        match fs::remove_dir_all(store.arriving()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => fs::create_dir(store.arriving())?,
        }
        Ok(store)
    }

    fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    fn arriving(&self) -> PathBuf {
        self.folder.join("arriving")
    }

    fn records(&self) -> PathBuf {
        self.folder.join("records.json")
    }

    /// Creates a file for incoming bytes. [`Store::keep`] makes it permanent.
    pub(crate) fn incoming(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.arriving())
    }

    /// Moves the bytes to the path of [`Store::path_of`].
    pub(crate) fn keep(&self, incoming: NamedTempFile, id: &str) -> io::Result<()> {
        incoming
            .persist(self.path_of(id))
            .map(drop)
            .map_err(|error| error.error)
    }

    /// Returns the path of the bytes of the file with this id.
    pub(crate) fn path_of(&self, id: &str) -> PathBuf {
        self.files().join(id)
    }

    /// Removes the bytes of a deleted file. A failure, such as that the bytes no longer exist, is only logged.
    pub(crate) fn remove(&self, id: &str) {
        if let Err(error) = fs::remove_file(self.path_of(id)) {
            tracing::debug!(%error, id, "the bytes of a deleted file were not removed");
        }
    }

    /// Reads the records of an earlier sandbox. If there are none, returns empty records.
    pub(crate) fn load(&self) -> io::Result<Records> {
        match fs::read(self.records()) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!(
                        "{} can't be read ({error}); move it away to start anew",
                        self.records().display()
                    ),
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Records::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes the records atomically: if the process is killed, either the old or the new records exist. Does nothing
    /// if the folder is temporary.
    pub(crate) fn save(&self, records: &Records) -> io::Result<()> {
        if self.temporary.is_some() {
            return Ok(());
        }
        let mut file = self.incoming()?;
        serde_json::to_writer(io::BufWriter::new(&mut file), records)?;
        file.persist(self.records())
            .map(drop)
            .map_err(|error| error.error)
    }
}
