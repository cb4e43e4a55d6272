//! Writes an export to the disk under a hidden name beside its final path, and renames it when it is complete.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use files::PendingFile;
use tempfile::TempDir;
use zip::result::ZipError;

use super::Container;
use crate::archive::Entries;

/// An export that is being written. It is hidden, and is deleted when it is dropped before it is finished.
pub(super) struct Target {
    to: PathBuf,
    unfinished: Unfinished,
}

enum Unfinished {
    Folder(TempDir),
    Zip(Box<Entries<PendingFile>>),
}

impl Target {
    /// Begins an export. Fails with [`io::ErrorKind::AlreadyExists`] if something is in the way.
    pub(super) fn begin(container: Container, to: &Path) -> io::Result<Target> {
        let parent = match to.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let unfinished = match container {
            Container::Folder => {
                if !is_free_folder(to)? {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                Unfinished::Folder(files::pending_folder(parent)?)
            }
            Container::Zip => {
                if fs::symlink_metadata(to).is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                let file = PendingFile::create_in(parent)?;
                Unfinished::Zip(Box::new(Entries::new(file)))
            }
        };
        Ok(Target {
            to: to.to_owned(),
            unfinished,
        })
    }

    /// Adds a picture. The name may begin with a folder.
    pub(super) fn add_picture(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        match &mut self.unfinished {
            Unfinished::Folder(folder) => write(folder.path(), name, content),
            Unfinished::Zip(entries) => entries.add_picture(name, content).map_err(to_io_error),
        }
    }

    /// Adds a text file. The name may begin with a folder.
    pub(super) fn add_text(&mut self, name: &str, content: &str) -> io::Result<()> {
        match &mut self.unfinished {
            Unfinished::Folder(folder) => write(folder.path(), name, content.as_bytes()),
            Unfinished::Zip(entries) => entries.add_text(name, content).map_err(to_io_error),
        }
    }

    /// Renames the export to its final path, unless something was created there in the meantime.
    pub(super) fn finish(self) -> io::Result<()> {
        match self.unfinished {
            Unfinished::Folder(folder) => {
                // Some systems can't rename a folder onto an empty one. `remove_dir` removes only empty folders.
                match fs::remove_dir(&self.to) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => fs::rename(folder.path(), &self.to)?,
                }
                let _ = folder.keep(); // it has been renamed, so there is nothing to delete
                Ok(())
            }
            Unfinished::Zip(entries) => {
                let (file, ..) = entries.finish().map_err(to_io_error)?;
                file.place(&self.to).map(drop).map_err(|(error, _)| error)
            }
        }
    }
}

/// Returns whether a folder can be created at a path: either nothing exists there, or only an empty folder.
fn is_free_folder(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if let Some(inner) = path.parent() {
        fs::create_dir_all(inner)?;
    }
    fs::write(path, content)
}

fn to_io_error(error: ZipError) -> io::Error {
    if let ZipError::Io(error) = error {
        return error;
    }
    io::Error::other(error)
}
