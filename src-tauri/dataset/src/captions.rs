//! Changes the captions of an open folder: one as it is typed, or many in one step.
//!
//! A change is recorded in the journal, then applied in memory, then written to its file. A typed caption is on disk
//! when the call returns. Many captions changed at once are written later, by [`Dataset::flush`]. If the program ends
//! before that, they are pending again when the folder is opened again.

mod encodings;
mod files;
mod typing;

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::Mutex;

use crate::caption::{self, CaptionError};
use crate::dataset::{Dataset, Inner};
use crate::names::Stem;
use crate::names::pairing::Owners;
use crate::state::{CaptionFile, Image, ImageId};
use crate::store::edits::EditsError;
use crate::store::journal::{Change, Content};

pub use encodings::PossibleEncoding;
pub(crate) use encodings::decode_history;

/// The number of files that are written before they are marked as written in the journal, in one transaction.
const FLUSH_BATCH: usize = 64;

/// The reason why [`Dataset::flush`] failed. Captions that were not written stay pending in the journal, even if the
/// folder is opened again, until a later [`Dataset::flush`] writes them.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum FlushError {
    /// The system refused to write or to remove files.
    Write {
        /// The number of files that couldn't be written.
        files: usize,
        /// The name of the first of these files.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// The completed writes can't be recorded in the journal.
    #[error(transparent)]
    Edits(#[from] EditsError),
}

impl FlushError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            FlushError::Write {
                files,
                name,
                source,
            } => message!(
                "captions-pending",
                count = *files,
                name = name,
                reason = source.to_string(),
                advice = caption::advice_for(source)
            ),
            FlushError::Edits(error) => error.message(),
        }
    }
}

impl Dataset {
    /// Saves the text that was typed as an image's caption. The caption file has been written when this method returns.
    /// Only the text's line endings are changed, to those of the file. A blank text removes the caption file, or
    /// empties it if another file would take its place. Images that share the caption file get the same caption.
    ///
    /// `version` is the [`Image::caption_version`] that the person saw when they began to type.
    ///
    /// # Errors
    /// See [`CaptionError`]. On an error, the caption file is not changed. After [`CaptionError::ChangedOutside`], the
    /// typed text is kept in [`Image::caption_typed`].
    pub fn type_caption(
        &self,
        id: ImageId,
        text: &str,
        version: u32,
    ) -> Result<Image, CaptionError> {
        self.inner.type_caption(id, text, Some(version))?;
        self.image(id).ok_or(CaptionError::NoSuchImage)
    }

    /// Saves an image's caption like [`Dataset::type_caption`], but without checking its version.
    ///
    /// # Errors
    /// See [`CaptionError`]. On an error, the old caption is kept.
    pub fn set_caption(&self, id: ImageId, text: &str) -> Result<Image, CaptionError> {
        self.inner.type_caption(id, text, None)?;
        self.image(id).ok_or(CaptionError::NoSuchImage)
    }

    /// Discards the text that was typed while another program changed the caption; the history keeps the text. Returns
    /// the image, or `None` if it was removed.
    pub fn discard_typed(&self, id: ImageId) -> Option<Image> {
        {
            let mut state = self.inner.state();
            let stem = state.entry(id)?.stem.clone();
            state.captions.get_mut(&stem)?.typed = None;
        }
        self.image(id)
    }

    /// Changes captions as one step. `rewrite` is called with each caption and returns the new one, or `None` to leave
    /// it unchanged. It is called once for a caption that several of the images share. Images whose caption file can't
    /// be read as a caption are skipped. Returns the images whose caption changed; the files are written by
    /// [`Dataset::flush`].
    ///
    /// # Errors
    /// [`EditsError`] if the step can't be recorded; in that case, nothing changes.
    pub fn rewrite_captions(
        &self,
        ids: &[ImageId],
        title: Message,
        rewrite: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<ImageId>, EditsError> {
        let inner = &self.inner;
        let mut recorder = inner.recorder.lock();
        let wanted: HashMap<Stem, Content> = {
            let state = inner.state();
            let stems = state.entries_of(ids).map(|entry| &entry.stem);
            let mut seen = HashSet::new();
            stems
                .filter(|stem| seen.insert(*stem))
                .filter_map(|stem| {
                    let file = state.captions.get(stem)?;
                    let text = file.text.as_ref().ok()?;
                    let new = rewrite(text).filter(|new| new != text)?;
                    Some((stem.clone(), file.content_for(&new, state.shared_guess)))
                })
                .collect()
        };
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let changes = inner.caption_changes(&wanted);
        inner.journal.record(&title, &changes)?;
        recorder.end_typing();
        Ok(inner.set_pending(&wanted))
    }

    /// Returns whether any captions are waiting to be written.
    pub fn has_pending(&self) -> bool {
        let state = self.inner.state();
        state.captions.values().any(|file| file.pending.is_some())
    }

    /// Gives up writing the pending captions. The next [`Dataset::open`] of the folder makes each one pending again if
    /// its file has not changed since. Waits for a write that is in progress.
    pub fn defer_pending(&self) {
        for stem in self.inner.pending_captions() {
            let Some(file_lock) = self.inner.file_lock(&stem) else {
                continue;
            };
            let _guard = file_lock.lock();
            if let Some(file) = self.inner.state().captions.get_mut(&stem) {
                file.pending = None;
            }
        }
    }

    /// Writes the changed captions that are not on disk yet. `progress` is called before each caption, with the number
    /// of captions processed so far and their total. If it breaks, the remaining captions stay pending.
    ///
    /// # Errors
    /// [`FlushError::Write`] if some captions can't be written, after the others were tried. [`FlushError::Edits`]
    /// stops the work at once.
    pub fn flush(
        &self,
        progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ) -> Result<(), FlushError> {
        let inner = &self.inner;
        let pending_captions = inner.pending_captions();
        let mut failed: Option<(usize, String, io::Error)> = None;
        let mut written = Vec::new();
        for (done, stem) in pending_captions.iter().enumerate() {
            if progress(done, pending_captions.len()).is_break() {
                break;
            }
            let Some(file_lock) = inner.file_lock(stem) else {
                continue;
            };
            let _guard = file_lock.lock();
            match inner.write_pending(stem) {
                Ok(flushed) => written.extend(flushed),
                Err((name, error)) => match &mut failed {
                    Some((files, ..)) => *files += 1,
                    None => failed = Some((1, name, error)),
                },
            }
            if written.len() >= FLUSH_BATCH {
                inner.journal.mark_flushed(&std::mem::take(&mut written))?;
            }
        }
        inner.journal.mark_flushed(&written)?;
        match failed {
            None => Ok(()),
            Some((files, name, source)) => Err(FlushError::Write {
                files,
                name,
                source,
            }),
        }
    }
}

impl Inner {
    /// Returns the stems of the captions that are waiting to be written.
    fn pending_captions(&self) -> Vec<Stem> {
        let state = self.state();
        let pending_captions = state.captions.iter();
        pending_captions
            .filter(|(_, file)| file.pending.is_some())
            .map(|(stem, _)| stem.clone())
            .collect()
    }

    /// Returns the changes that would give caption files these contents, in the order of the files' names.
    pub(crate) fn caption_changes(&self, wanted: &HashMap<Stem, Content>) -> Vec<Change> {
        let state = self.state();
        let mut changes: Vec<Change> = wanted
            .iter()
            .filter_map(|(stem, after)| {
                let file = state.captions.get(stem)?;
                Some(Change::Caption {
                    file: file.name(),
                    before: file.content(),
                    after: after.clone(),
                })
            })
            .collect();
        changes.sort_by(|one, other| one.file().cmp(other.file()));
        changes
    }

    /// Sets the contents of captions in memory, as pending writes, and returns the images that have these captions.
    pub(crate) fn set_pending(&self, wanted: &HashMap<Stem, Content>) -> Vec<ImageId> {
        let mut state = self.state();
        let shared_guess = state.shared_guess;
        for (stem, content) in wanted {
            if let Some(file) = state.captions.get_mut(stem) {
                file.set_pending(content.clone(), shared_guess);
            }
        }
        let concerned = state.entries.iter();
        concerned
            .filter(|entry| wanted.contains_key(&entry.stem))
            .map(|entry| entry.id)
            .collect()
    }

    /// Returns the stems by the names of their caption files.
    pub(crate) fn stems_by_caption(&self) -> HashMap<String, Stem> {
        let state = self.state();
        let files = state.captions.iter();
        files
            .map(|(stem, file)| (file.name(), stem.clone()))
            .collect()
    }

    /// Returns the stems by the names of their caption files. `files` are the caption files of a step.
    ///
    /// An image's caption file can have one of several names, such as `a.txt` and `a.jpg.txt`, so a file in `files` may
    /// be an image's former caption file. Such a file first becomes the image's caption file again, unless the current
    /// caption file has a pending write, or exists and takes precedence.
    pub(crate) fn stems_of_files(&self, files: &[&str]) -> HashMap<String, Stem> {
        let mut stems = self.stems_by_caption();
        if files.iter().all(|file| stems.contains_key(*file)) {
            return stems;
        }
        let mut state = self.state();
        let images = state.entries.iter().map(|entry| entry.path.as_path());
        let owners = Owners::of(images);
        for file in files {
            if stems.contains_key(*file) {
                continue;
            }
            let path = self.folder.join(file);
            let Some(stem) = owners.owner(&path) else {
                continue;
            };
            let Some(known) = state.captions.get_mut(&stem) else {
                continue;
            };
            let exists = known.fingerprint.is_some() || known.pending.is_some();
            let takes_precedence = || {
                let pair = owners.pair([known.path.clone(), path.clone()]);
                pair.get(&stem).and_then(|pair| pair.used.as_ref()) == Some(&path)
            };
            if exists && (known.pending.is_some() || !takes_precedence()) {
                continue;
            }
            let mut unused = std::mem::take(&mut known.unused);
            if exists {
                unused.push(known.name());
            }
            *known = CaptionFile {
                has_substitute: exists || known.has_substitute,
                unused,
                version: known.version,
                typed: known.typed.take(),
                file_lock: known.file_lock.clone(),
                ..CaptionFile::absent(path)
            };
            stems.insert((*file).to_owned(), stem);
        }
        stems
    }

    /// Returns the lock of a caption file, to hold while the file is read or written.
    pub(crate) fn file_lock(&self, stem: &Stem) -> Option<Arc<Mutex<()>>> {
        Some(self.state().captions.get(stem)?.file_lock.clone())
    }
}

/// Returns the content of a new caption file, or `None`, for no file, if the text is blank.
pub(crate) fn caption_content(text: &str) -> Content {
    (!caption::is_blank(text)).then(|| caption::in_utf8(text))
}
