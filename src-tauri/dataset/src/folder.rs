//! One open folder: opening it, and asking what is in it. What a person does with captions is in `captions`,
//! with images in `removal`, and undoing it in `history`.
//!
//! Everything is shared between clones and threads. The order of the locks is in [`ordered_lock::Rank`]. Typing a
//! caption takes only the recorder, the caption file's turn and the state, and whoever holds one of those reads and
//! writes nothing but caption files and `edits.db`. So typing never waits for a scan, an import, or an undo that moves
//! images.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ordered_lock::{Mutex, Rank};

use crate::Pair;
use crate::captions::Recorder;
use crate::decisions::{Decided, Decisions, Subject};
use crate::edits::{Edits, EditsError, folder_key};
use crate::journal::Journal;
use crate::listing;
use crate::moved;
use crate::names;
use crate::state::{Changes, Entry, Held, Image, ImageId, Revision, State};
use crate::temporary;

/// One open folder of images with captions. Clones are the same dataset.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    moved_from: Option<PathBuf>,
    pub(crate) decisions: Decisions,
    pub(crate) journal: Journal,
    /// Held by one undo or redo from beginning to end.
    pub(crate) turning: Mutex<()>,
    /// Held by whoever adds or removes images, during slow work.
    pub(crate) scanning: Mutex<()>,
    /// Held from writing down what is decided about images until it has taken effect.
    pub(crate) deciding: Mutex<()>,
    /// Held by whoever writes a step down, and until its captions hold in memory.
    pub(crate) recorder: Mutex<Recorder>,
    /// Memory only, so it is held for a moment.
    pub(crate) state: Mutex<State>,
}

/// Why a folder can't be opened as a dataset, or be read again.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing is there.
    #[error(
        "The folder “{}” is not there. It may have been moved, renamed or deleted, or its drive is not connected.",
        .path.display()
    )]
    NotFound {
        /// The folder.
        path: PathBuf,
    },
    /// A file is there.
    #[error("“{}” is not a folder. Open the folder that holds the images.", .path.display())]
    NotAFolder {
        /// What was to be opened.
        path: PathBuf,
    },
    /// The system forbids reading it.
    #[error(
        "Tintype may not read the folder “{}”. Give yourself the right to, or copy it to a place that is yours.",
        .path.display()
    )]
    Forbidden {
        /// The folder.
        path: PathBuf,
    },
    /// A new dataset was to be made where there are files already.
    #[error(
        "The folder “{}” is not empty, so no new dataset was made in it. Open it instead, or choose another name.",
        .path.display()
    )]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Any other refusal.
    #[error("The folder “{}” can't be opened ({source}). Check the disk and try again.", .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The system won't say when files change.
    #[error(
        "Changes that other programs make in “{}” won't show by themselves ({source}). Open the folder again to see them.",
        .path.display()
    )]
    NotWatched {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: notify::Error,
    },
    /// Which images are left out isn't known.
    #[error(transparent)]
    Edits(#[from] EditsError),
}

impl OpenError {
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
    /// Opens a folder in place. Sub-folders and files that are no images are passed over; reads
    /// each image's header and each caption, and writes nothing.
    ///
    /// # Errors
    /// See [`OpenError`]. An image or a caption that can't be read is no error here: it says so
    /// itself.
    pub fn open(folder: &Path, edits: &Edits) -> Result<Dataset, OpenError> {
        let failed = |source| OpenError::new(folder, source);
        // Windows answers a listing of a file with a puzzle; this asks plainly.
        if !fs::metadata(folder).map_err(failed)?.is_dir() {
            return Err(OpenError::NotAFolder {
                path: folder.to_owned(),
            });
        }
        let folder = std::path::absolute(folder).map_err(failed)?;
        let listing = listing::list(&folder).map_err(failed)?;
        for left_over in &listing.temporaries {
            temporary::remove_left_over(left_over);
        }
        let moved_from = moved::follow(edits, &folder)?;
        let dataset = Dataset {
            inner: Arc::new(Inner {
                moved_from,
                decisions: Decisions::new(edits, &folder),
                journal: Journal::new(edits, folder_key(&folder)),
                folder,
                turning: Mutex::new(Rank::Turning, ()),
                scanning: Mutex::new(Rank::Scanning, ()),
                deciding: Mutex::new(Rank::Deciding, ()),
                recorder: Mutex::new(Rank::Recorder, Recorder::default()),
                state: Mutex::new(Rank::DatasetState, State::default()),
            }),
        };
        dataset.inner.absorb(listing)?;
        dataset.inner.recall_owed()?;
        Ok(dataset)
    }

    /// Makes a new folder, or takes an empty one, and opens it.
    ///
    /// # Errors
    /// [`OpenError::NotEmpty`] where there are files already, and see [`OpenError`].
    pub fn create(folder: &Path, edits: &Edits) -> Result<Dataset, OpenError> {
        let failed = |source| OpenError::new(folder, source);
        // Clutter such as .DS_Store appears by itself and doesn't count.
        let in_use = fs::read_dir(folder).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| !names::is_hidden(&names::shown(&entry.path())))
        });
        if in_use {
            return Err(OpenError::NotEmpty {
                path: folder.to_owned(),
            });
        }
        fs::create_dir_all(folder).map_err(failed)?;
        Dataset::open(folder, edits)
    }

    /// The folder, as an absolute path.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Returns whether `path` is the folder of this dataset, even if it is spelled differently or goes through a link.
    /// The dataset's own folder is not asked: its drive may be away.
    pub fn is_at(&self, path: &Path) -> bool {
        folder_key(path) == self.inner.journal.folder_key()
    }

    /// Where the folder was when it was open before, if it was moved since.
    pub fn moved_from(&self) -> Option<&Path> {
        self.inner.moved_from.as_deref()
    }

    /// The folder's own name.
    pub fn name(&self) -> String {
        let folder = self.folder();
        match folder.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => folder.display().to_string(),
        }
    }

    /// Another one after each change of the images or captions, so that what was worked out of them need not
    /// be worked out again.
    pub fn revision(&self) -> Revision {
        self.inner.state().revision
    }

    /// All images, in the natural order of their names.
    pub fn images(&self) -> Vec<Image> {
        self.inner.state().images()
    }

    /// One image, unless it was removed.
    pub fn image(&self, id: ImageId) -> Option<Image> {
        self.inner.state().image(id)
    }

    /// Those of the images that are still there, in the order asked for.
    pub(crate) fn images_of(&self, ids: &[ImageId]) -> Vec<Image> {
        self.inner.state().images_of(ids)
    }

    /// The included, usable images with their captions, in order.
    pub fn pairs(&self) -> Vec<Pair> {
        self.inner.state().pairs()
    }

    /// Looks what other programs changed since the folder was last read. What was changed through
    /// this dataset isn't told again.
    ///
    /// # Errors
    /// See [`OpenError`]; what was known before is then still known.
    pub fn rescan(&self) -> Result<Changes, OpenError> {
        self.inner.rescan()
    }
}

impl Inner {
    pub(crate) fn state(&self) -> Held<'_> {
        Held(self.state.lock())
    }
}

/// An image as a decision about it is recorded.
pub(crate) fn subject(entry: &Entry, decided: Decided) -> Subject {
    Subject {
        name: entry.name.clone(),
        path: entry.path.clone(),
        bytes: entry.stamp.bytes,
        decided,
    }
}
