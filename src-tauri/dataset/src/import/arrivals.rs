//! Adds images and captions from any source to an open dataset, one at a time.
//!
//! Nothing is overwritten: a file whose name is taken gets a number, and a picture that the dataset already has is not
//! added again. The files are provided by `dropped_files` and `unpack`.

mod twins;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use localization::{Message, message};
use ordered_lock::MutexGuard;

use crate::byte_size::{size, too_large};
use crate::caption::list::Images;
use crate::caption::{self, DecodedCaption, SharedGuess, is_blank};
use crate::dataset::Dataset;
use crate::listing::Listed;
use crate::names::pairing::Owners;
use crate::names::{self, Stem};
use crate::state::{Entry, ImageId, State};
use crate::store::edits::EditsError;
use crate::store::journal::{Change, StepId};

use files::{FillError, Fingerprint, PendingFile};
use imaging::{Format, MAX_FILE_BYTES, facts};
use twins::Twins;

/// The result of an import.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The new images, in the order in which they were added.
    pub images: Vec<ImageId>,
    /// The images that got a caption, or whose caption is now read in another encoding. They include images that were
    /// in the dataset before.
    pub captioned: Vec<ImageId>,
    /// The number of captions that were added, to new images or to images that had none.
    pub captions: usize,
    /// The names of the items that were left out, wholly or in part, each with the reason as a sentence. If the import
    /// can't be undone, the list also has the dataset's name with the reason.
    pub skipped: Vec<(String, Message)>,
    /// True if the import was stopped before the end. The items added before that are kept.
    pub stopped: bool,
}

/// The reason why nothing could be added to a dataset.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum ImportError {
    /// The dataset's folder can't be written to.
    Folder {
        /// The dataset's folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The zip can't be read at all.
    Unreadable {
        /// The zip's name.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// The file is not a zip, or is cut off or damaged.
    BrokenZip {
        /// The zip's name.
        name: String,
        /// The reason, as part of a sentence.
        reason: Message,
    },
    /// An image, a caption or a list of captions in the zip can't be read without a password.
    Encrypted {
        /// The zip's name.
        name: String,
    },
    /// The zip has more files than the limit, which is larger than any dataset.
    TooManyFiles {
        /// The zip's name.
        name: String,
        /// The number of files that the zip declares.
        entries: usize,
        /// The maximum number of files.
        limit: usize,
    },
    /// The zip would be larger than the limit once unpacked. The limit is larger than any dataset.
    TooLarge {
        /// The zip's name.
        name: String,
        /// The size in bytes that the zip declares for its images, captions and lists of captions, once unpacked.
        bytes: u64,
        /// The maximum size, in bytes.
        limit: u64,
    },
    /// The zip contains no images.
    NoImages {
        /// The zip's name.
        name: String,
    },
}

impl ImportError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            ImportError::Folder { path, source } => message!(
                "import-folder",
                path = path.display().to_string(),
                error = source.to_string(),
                advice = caption::advice_for(source)
            ),
            ImportError::Unreadable { name, source } => {
                message!("import-unreadable", name = name, error = source.to_string())
            }
            ImportError::BrokenZip { name, reason } => {
                message!("import-broken-zip", name = name, reason = reason)
            }
            ImportError::Encrypted { name } => message!("import-encrypted", name = name),
            ImportError::TooManyFiles {
                name,
                entries,
                limit,
            } => message!(
                "import-too-many-files",
                name = name,
                count = *entries,
                limit = *limit
            ),
            ImportError::TooLarge { name, bytes, limit } => message!(
                "import-too-large",
                name = name,
                size = size(*bytes),
                limit = size(*limit)
            ),
            ImportError::NoImages { name } => message!("import-no-images", name = name),
        }
    }
}

/// The result of adding one file, which says whether to continue with the next one.
pub(crate) enum Arrival {
    Done,
    /// The folder can't take any more files.
    FolderFailed(io::Error),
}

/// Files that are being added to a dataset. The dataset isn't scanned while this value exists, so that files added here
/// are never mistaken for changes by another program.
pub(crate) struct Arrivals<'a> {
    dataset: &'a Dataset,
    imported: Imported,
    /// The stems of all files and folders in the dataset's folder, as returned by [`names::folded_stem`].
    stems: HashSet<String>,
    twins: Twins,
    /// The changes made so far, for the step that can be undone.
    changes: Vec<Change>,
    /// The step, begun before anything is added, so that later changes to the added files belong to a later step.
    step: Result<StepId, EditsError>,
    _scan: MutexGuard<'a, ()>,
}

impl<'a> Arrivals<'a> {
    pub(crate) fn begin(dataset: &'a Dataset) -> Result<Arrivals<'a>, ImportError> {
        let scan = dataset.inner.scanning.lock();
        let folder = dataset.folder();
        let failed = |source| ImportError::Folder {
            path: folder.to_owned(),
            source,
        };
        // If the folder can't be written to, the import fails here, and not again for each file.
        drop(PendingFile::create_in(folder).map_err(failed)?);
        let mut stems = HashSet::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let stem = names::folded_stem(&names::file_name(&path));
            // A caption such as `a.jpg.txt` would belong to a new image `a.jpg`, so the stem `a` is taken too.
            if names::is_caption(&path) && Format::of_name(Path::new(&stem)).is_some() {
                stems.insert(names::folded_stem(&stem));
            }
            stems.insert(stem);
        }
        let twins = Twins::new(&dataset.inner.state().entries);
        let step = {
            let mut recorder = dataset.inner.recorder.lock();
            recorder.end_typing();
            dataset
                .inner
                .journal
                .begin(&message!("import-undo-images-begun"))
        };
        Ok(Arrivals {
            dataset,
            imported: Imported::default(),
            stems,
            twins,
            changes: Vec::new(),
            step,
            _scan: scan,
        })
    }

    /// Records that an item was left out.
    pub(crate) fn skip(&mut self, name: impl Into<String>, reason: Message) {
        self.imported.skipped.push((name.into(), reason));
    }

    pub(crate) fn stop(&mut self) {
        self.imported.stopped = true;
    }

    /// Ends the import because the folder can't take any more files. `rest` are the names of the files that were not
    /// added. If images or captions were added before, returns them instead of an error, and lists the files in `rest`
    /// as left out, so that the person sees both.
    pub(crate) fn abort(
        mut self,
        source: io::Error,
        rest: impl Iterator<Item = String>,
    ) -> Result<Imported, ImportError> {
        let failed = ImportError::Folder {
            path: self.dataset.folder().to_owned(),
            source,
        };
        if self.imported.images.is_empty() && self.changes.is_empty() {
            return Err(failed);
        }
        for name in rest {
            self.skip(name, failed.message());
        }
        Ok(self.finish())
    }

    /// Ends the import, and records everything that was added as one step, so that it can be undone.
    pub(crate) fn finish(mut self) -> Imported {
        let reread = self.dataset.inner.update_encodings();
        if !reread.is_empty() {
            let state = self.dataset.inner.state();
            let entries = state.entries.iter();
            let reread = entries.filter(|entry| reread.contains(&entry.stem));
            self.imported.captioned.extend(reread.map(|entry| entry.id));
        }
        if !self.changes.is_empty() {
            let title = match self.imported.images.len() {
                0 => message!("import-undo-captions"),
                images => message!("import-undo-images", count = images),
            };
            let inner = &self.dataset.inner;
            let mut recorder = inner.recorder.lock();
            recorder.end_typing();
            let finish = |step| inner.journal.finish(step, &title, &self.changes);
            if let Err(error) = self.step.and_then(finish) {
                let name = self.dataset.name();
                self.imported
                    .skipped
                    .push((name, message!("import-no-undo", error = error.message())));
            }
        }
        self.imported
    }

    /// Adds one image. `name` is its original file name, and `shown` the name to use in messages.
    pub(crate) fn add_image(
        &mut self,
        name: &str,
        shown: &str,
        content: &mut impl Read,
        caption: Option<DecodedCaption>,
    ) -> Arrival {
        let caption = caption.filter(|caption| !is_blank(&caption.text));
        let mut temporary = match PendingFile::create_in(self.dataset.folder()) {
            Ok(temporary) => temporary,
            Err(error) => return Arrival::FolderFailed(error),
        };
        let bytes = match temporary.fill(&mut content.take(MAX_FILE_BYTES + 1)) {
            Ok(bytes) => bytes,
            Err(FillError::Folder(error)) => return Arrival::FolderFailed(error),
            Err(FillError::Source(error)) => {
                self.skip(shown, message!("import-cut-off", error = error.to_string()));
                return Arrival::Done;
            }
        };
        if bytes > MAX_FILE_BYTES {
            self.skip(shown, too_large(bytes));
            return Arrival::Done;
        }
        if let Some(twin) = self.twins.find(temporary.as_file_mut(), bytes) {
            self.skip_twin(shown, twin, caption);
            return Arrival::Done;
        }
        let (path, fingerprint) = match self.place(temporary, name) {
            Ok(placed) => placed,
            Err(error) => return Arrival::FolderFailed(error),
        };
        let facts = facts(&path);
        let placed = names::file_name(&path);
        let place = path.clone();
        let id = {
            let mut state = self.dataset.inner.state();
            let id = State::new_id();
            state.add(Entry::new(id, Listed { path, fingerprint }, facts));
            id
        };
        self.twins.add(id, place, bytes);
        self.imported.images.push(id);
        self.changes.push(Change::Present {
            image: placed,
            after: true,
        });
        if let Some(caption) = caption {
            self.add_caption(id, shown, caption);
        }
        Arrival::Done
    }

    /// Adds captions without images. Each is assigned to the image of the same name, if that image has no caption yet.
    pub(crate) fn add_stray_captions(&mut self, files: &[&PathBuf]) {
        let (owners, images): (Owners, HashMap<Stem, ImageId>) = {
            let state = self.dataset.inner.state();
            let entries = state.entries.iter();
            (
                Owners::of(entries.clone().map(|entry| entry.path.as_path())),
                entries
                    .map(|entry| (entry.stem.clone(), entry.id))
                    .collect(),
            )
        };
        for file in files {
            let owner = owners.owner(file);
            let image = owner.and_then(|stem| images.get(&stem).copied());
            let shown = names::file_name(file);
            match caption::read(file, SharedGuess::default()) {
                Ok(caption) => self.add_stray_caption(&shown, image, caption),
                Err(problem) => self.skip(shown, problem.message()),
            }
        }
    }

    /// Adds captions from a list, without the images. The captions are keyed by the images' paths. Each is assigned to
    /// the image with the path's file name, if that image has no caption yet. If the list has different captions for
    /// one file name, none of them is used.
    pub(crate) fn add_stray_descriptions(&mut self, captions: HashMap<PathBuf, String>) {
        let images: HashMap<PathBuf, ImageId> = {
            let state = self.dataset.inner.state();
            let entries = state.entries.iter();
            entries
                .map(|entry| (PathBuf::from(&entry.name), entry.id))
                .collect()
        };
        let mut captions: Vec<(String, String)> = captions
            .into_iter()
            .map(|(image, caption)| (names::file_name(&image), caption))
            .collect();
        captions.sort();
        captions.dedup();
        let mut of_one_name = HashMap::new();
        for same_name in captions.chunk_by(|(one, _), (other, _)| one == other) {
            match same_name {
                [(name, caption)] => {
                    of_one_name.insert(PathBuf::from(name), caption.clone());
                }
                same => {
                    for (name, _) in same {
                        self.skip(name, message!("import-list-ambiguous"));
                    }
                }
            }
        }
        let assigned = Images::new(images.keys().map(PathBuf::as_path)).assign(of_one_name);
        let matched = assigned.captions.into_iter().map(|(name, caption)| {
            let image = images.get(&name).copied();
            (name, image, caption)
        });
        let unmatched = assigned.unmatched.into_iter();
        let mut all: Vec<_> = matched
            .chain(unmatched.map(|(name, caption)| (name, None, caption)))
            .collect();
        all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        for (name, image, caption) in all {
            self.add_stray_caption(
                &names::file_name(&name),
                image,
                DecodedCaption::from(caption),
            );
        }
    }

    fn add_stray_caption(&mut self, shown: &str, image: Option<ImageId>, caption: DecodedCaption) {
        let text = &caption.text;
        match image.and_then(|id| self.dataset.image(id)) {
            None => self.skip(shown, message!("import-no-such-image")),
            Some(_) if is_blank(text) => self.skip(shown, message!("import-no-text")),
            Some(image) if image.caption == *text => {
                self.skip(shown, message!("import-same-caption", name = image.name));
            }
            Some(image) if !image.caption.is_empty() => {
                self.skip(shown, message!("import-other-caption", name = image.name))
            }
            Some(image) => self.add_caption(image.id, shown, caption),
        }
    }

    fn add_caption(&mut self, id: ImageId, shown: &str, caption: DecodedCaption) {
        match self.dataset.inner.write_caption(id, caption) {
            Ok(change) => {
                self.imported.captions += 1;
                self.imported.captioned.push(id);
                self.changes.extend(change);
            }
            Err(error) => self.skip(shown, error.message()),
        }
    }

    fn skip_twin(&mut self, shown: &str, twin: ImageId, caption: Option<DecodedCaption>) {
        let Some(image) = self.dataset.image(twin) else {
            return;
        };
        match caption {
            Some(caption) if image.caption.is_empty() && image.caption_problem.is_none() => {
                self.skip(
                    shown,
                    message!("import-twin-caption-taken", name = image.name),
                );
                self.add_caption(twin, shown, caption);
            }
            Some(caption) if caption.text != image.caption => {
                self.skip(
                    shown,
                    message!("import-twin-caption-kept", name = image.name),
                );
            }
            _ => self.skip(shown, message!("import-twin", name = image.name)),
        }
    }

    /// Renames a temporary file to `name`, or to a similar name if `name` is taken.
    fn place(
        &mut self,
        mut temporary: PendingFile,
        name: &str,
    ) -> io::Result<(PathBuf, Fingerprint)> {
        loop {
            let free_name = names::free_name(name, |stem| self.stems.contains(stem));
            self.stems.insert(names::folded_stem(&free_name));
            let path = self.dataset.folder().join(&free_name);
            match temporary.place(&path) {
                Ok(fingerprint) => return Ok((path, fingerprint)),
                // Another program took the name first; its stem is already in `stems`.
                Err((error, returned)) if error.kind() == io::ErrorKind::AlreadyExists => {
                    temporary = returned;
                }
                Err((error, _)) => return Err(error),
            }
        }
    }
}
