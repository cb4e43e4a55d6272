//! Opens a folder as a dataset, and provides its images. Captions are changed in `captions`, images are edited and
//! removed in `images`, and steps are undone in `history`.
//!
//! All state is shared between clones and threads. The order of the locks is in [`ordered_lock::Rank`]. Typing a
//! caption takes only the recorder, the caption file's lock and the state. While any of these is held, nothing but
//! caption files and `edits.db` is read or written. So typing never waits for a scan, an import, or an undo that moves
//! images.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::{Mutex, Rank};

use crate::Pair;
use crate::listing;
use crate::names;
use crate::recorder::Recorder;
use crate::state::{Changes, Entry, Image, ImageId, Revision, State, StateGuard};
use crate::store::annotations::{Annotation, Annotations, Subject};
use crate::store::edits::{Edits, EditsError, folder_key};
use crate::store::journal::Journal;
use crate::store::moved_folder;

/// An open folder of images with captions. Clones refer to the same dataset.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    moved_from: Option<PathBuf>,
    pub(crate) annotations: Annotations,
    pub(crate) journal: Journal,
    /// Held for the whole of an undo, a redo or a removal.
    pub(crate) undoing: Mutex<()>,
    /// Held during a scan, and while images are added or removed, even if that takes long.
    pub(crate) scanning: Mutex<()>,
    /// Held from recording an annotation of images until it has taken effect.
    pub(crate) annotating: Mutex<()>,
    /// Held from recording a step until its captions are set in memory.
    pub(crate) recorder: Mutex<Recorder>,
    /// Guards only memory, so it is held briefly.
    pub(crate) state: Mutex<State>,
}

/// The reason why a folder can't be opened as a dataset, or can't be read again.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum OpenError {
    /// The folder doesn't exist.
    NotFound {
        /// The folder.
        path: PathBuf,
    },
    /// The path is that of a file.
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The system denies access to the folder.
    Forbidden {
        /// The folder.
        path: PathBuf,
    },
    /// A new dataset can't be created in a folder that already has files.
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Any other error.
    Io {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The system can't report changes of files.
    NotWatched {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: notify::Error,
    },
    /// The annotations and steps of the folder can't be read or written.
    #[error(transparent)]
    Edits(#[from] EditsError),
}

impl OpenError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            OpenError::NotFound { path } => {
                message!("files-folder-missing", path = path.display().to_string())
            }
            OpenError::NotAFolder { path } => {
                message!("files-not-a-folder", path = path.display().to_string())
            }
            OpenError::Forbidden { path } => {
                message!("files-folder-forbidden", path = path.display().to_string())
            }
            OpenError::NotEmpty { path } => {
                message!("files-folder-not-empty", path = path.display().to_string())
            }
            OpenError::Io { path, source } => message!(
                "files-folder-not-opened",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
            OpenError::NotWatched { path, source } => message!(
                "files-folder-not-watched",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
            OpenError::Edits(error) => error.message(),
        }
    }

    pub(crate) fn new(path: &Path, source: io::Error) -> OpenError {
        let path = path.to_owned();
        let kind = source.kind();
        if kind == io::ErrorKind::NotFound {
            OpenError::NotFound { path }
        } else if kind == io::ErrorKind::NotADirectory {
            OpenError::NotAFolder { path }
        } else if kind == io::ErrorKind::PermissionDenied {
            OpenError::Forbidden { path }
        } else {
            OpenError::Io { path, source }
        }
    }
}

impl Dataset {
    /// Opens a folder in place. Reads each image's header and each caption; sub-folders and other files are skipped.
    /// Writes nothing to the folder, but removes leftover temporary files.
    ///
    /// # Errors
    /// See [`OpenError`]. It is not an error if an image or a caption can't be read: its [`Image`] has the problem.
    pub fn open(folder: &Path, edits: &Edits) -> Result<Dataset, OpenError> {
        let failed = |source| OpenError::new(folder, source);
        // On Windows, the attempt to list a file fails with an unclear error, so a file is refused here.
        if !fs::metadata(folder).map_err(failed)?.is_dir() {
            return Err(OpenError::NotAFolder {
                path: folder.to_owned(),
            });
        }
        let folder = std::path::absolute(folder).map_err(failed)?;
        let listing = listing::list(&folder).map_err(failed)?;
        for left_over in &listing.temporaries {
            files::remove_left_over(left_over);
        }
        let moved_from = moved_folder::follow(edits, &folder)?;
        let dataset = Dataset {
            inner: Arc::new(Inner {
                moved_from,
                annotations: Annotations::new(edits, &folder),
                journal: Journal::new(edits, folder_key(&folder)),
                folder,
                undoing: Mutex::new(Rank::Undo, ()),
                scanning: Mutex::new(Rank::Scanning, ()),
                annotating: Mutex::new(Rank::Annotate, ()),
                recorder: Mutex::new(Rank::Recorder, Recorder::default()),
                state: Mutex::new(Rank::DatasetState, State::default()),
            }),
        };
        dataset.inner.apply_listing(listing)?;
        dataset.inner.restore_pending()?;
        Ok(dataset)
    }

    /// Creates a new folder, or uses an empty one, and opens it.
    ///
    /// # Errors
    /// [`OpenError::NotEmpty`] if the folder has files; otherwise see [`OpenError`].
    pub fn create(folder: &Path, edits: &Edits) -> Result<Dataset, OpenError> {
        let failed = |source| OpenError::new(folder, source);
        // Hidden files such as .DS_Store are created by the system and don't count.
        let in_use = fs::read_dir(folder).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| !names::is_hidden(&names::file_name(&entry.path())))
        });
        if in_use {
            return Err(OpenError::NotEmpty {
                path: folder.to_owned(),
            });
        }
        fs::create_dir_all(folder).map_err(failed)?;
        Dataset::open(folder, edits)
    }

    /// Returns the folder's absolute path.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Returns whether `path` is the folder of this dataset, even if it is spelled differently or goes through a link.
    /// Doesn't access the dataset's own folder, since its drive may be disconnected.
    pub fn is_at(&self, path: &Path) -> bool {
        folder_key(path) == self.inner.journal.folder_key()
    }

    /// Returns the path that the folder had when it was last open, if it has been moved since.
    pub fn moved_from(&self) -> Option<&Path> {
        self.inner.moved_from.as_deref()
    }

    /// Returns the folder's name.
    pub fn name(&self) -> String {
        let folder = self.folder();
        match folder.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => folder.display().to_string(),
        }
    }

    /// Returns the revision. It changes with each change of the images or captions, so that results derived from them
    /// can be cached.
    pub fn revision(&self) -> Revision {
        self.inner.state().revision
    }

    /// Returns all images, in the natural order of their names.
    pub fn images(&self) -> Vec<Image> {
        self.inner.state().images()
    }

    /// Returns an image, or `None` if it was removed.
    pub fn image(&self, id: ImageId) -> Option<Image> {
        self.inner.state().image(id)
    }

    /// Returns the images with these IDs that still exist, in the given order.
    pub(crate) fn images_of(&self, ids: &[ImageId]) -> Vec<Image> {
        self.inner.state().images_of(ids)
    }

    /// Returns the included, usable images with their captions, in order.
    pub fn pairs(&self) -> Vec<Pair> {
        self.inner.state().pairs()
    }

    /// Reads the changes that other programs have made since the folder was last read. Changes that were made through
    /// this dataset are not reported again.
    ///
    /// # Errors
    /// See [`OpenError`]. On an error, the previous state is kept.
    pub fn rescan(&self) -> Result<Changes, OpenError> {
        self.inner.rescan()
    }
}

impl Inner {
    pub(crate) fn state(&self) -> StateGuard<'_> {
        StateGuard(self.state.lock())
    }
}

/// Returns the properties of an image that are recorded with an annotation of it.
pub(crate) fn subject(entry: &Entry, annotation: Annotation) -> Subject {
    Subject {
        name: entry.name.clone(),
        path: entry.path.clone(),
        bytes: entry.fingerprint.bytes,
        annotation,
    }
}
