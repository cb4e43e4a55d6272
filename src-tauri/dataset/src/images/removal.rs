//! Removes images: from the training, in which case their files stay, or from the folder, into the system's trash.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::Mutex;

use crate::dataset::{Dataset, Inner, OpenError, subject};
use crate::images::trash::{self, TrashError};
use crate::names::Stem;
use crate::state::{Changes, Entry, Image, ImageId};
use crate::store::annotations::Annotation;
use crate::store::edits::EditsError;
use crate::store::journal::{Change, Content, StepStatus};

/// The reason why images can't be removed, or a step can't be undone or redone.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum RemovalError {
    /// The change can't be recorded, so it was not made.
    Edits(#[from] EditsError),
    /// The system's trash refused to take or to return files.
    Trash(#[from] TrashError),
    /// The folder can't be read again.
    Open(#[from] OpenError),
}

impl RemovalError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            RemovalError::Edits(error) => error.message(),
            RemovalError::Trash(error) => error.message(),
            RemovalError::Open(error) => error.message(),
        }
    }
}

impl Dataset {
    /// Leaves images out of the training, or includes them again, as one step. Their files aren't changed. Reads the
    /// files once, to recognise them later by content. Returns the images that still exist, as they are now.
    ///
    /// # Errors
    /// See [`EditsError`]; in that case nothing has changed.
    pub fn set_excluded(&self, ids: &[ImageId], excluded: bool) -> Result<Vec<Image>, EditsError> {
        let _annotating = self.inner.annotating.lock();
        let names = self.inner.names_to_change(ids, excluded);
        if !names.is_empty() {
            let mut recorder = self.inner.recorder.lock();
            let title = if excluded {
                message!("images-leaving-out", count = names.len())
            } else {
                message!("images-including", count = names.len())
            };
            let changes: Vec<Change> = names
                .iter()
                .map(|name| Change::Excluded {
                    image: name.clone(),
                    after: excluded,
                })
                .collect();
            self.inner.journal.record(&title, &changes)?;
            recorder.end_typing();
            drop(recorder);
            self.inner.apply_exclusions(&names, excluded)?;
        }
        Ok(self.images_of(ids))
    }

    /// Moves images and their captions to the system's trash, as one step. A caption that is shared with another image
    /// stays.
    ///
    /// # Errors
    /// See [`RemovalError`]. Images that were moved before the error are reported by the next scan of the folder.
    pub fn remove(&self, ids: &[ImageId]) -> Result<Changes, RemovalError> {
        let chosen: HashSet<ImageId> = ids.iter().copied().collect();
        let inner = &self.inner;
        // Held so that an undo that moves the same images runs entirely before or after the removal.
        let _undoing = inner.undoing.lock();
        let scan = inner.scanning.lock();
        let names: Vec<String> = {
            let state = inner.state();
            let entries = state.entries.iter();
            entries
                .filter(|entry| chosen.contains(&entry.id))
                .map(|entry| entry.name.clone())
                .collect()
        };
        if names.is_empty() {
            return Ok(Changes::default());
        }
        let stems = inner.unshared_stems(&names);
        let annotating = inner.annotating.lock();
        let mut recorder = inner.recorder.lock();
        let emptied: HashMap<Stem, Content> = {
            let state = inner.state();
            let has_content = |stem: &Stem| state.captions.get(stem)?.content().map(|_| ());
            stems
                .into_iter()
                .filter(|stem| has_content(stem).is_some())
                .map(|stem| (stem, None))
                .collect()
        };
        let mut changes = inner.caption_changes(&emptied);
        changes.extend(names.iter().map(|name| Change::Present {
            image: name.clone(),
            after: false,
        }));
        let title = message!("images-moving-to-trash", count = names.len());
        let step = inner.journal.record_done(&title, &changes)?;
        recorder.end_typing();
        drop(recorder);
        let moved = inner.move_to_trash(&names, &emptied);
        if moved.is_err() {
            // The step can't be undone. Files that were moved are in the trash, where the person can restore them.
            inner.journal.set_status(step, StepStatus::Past)?;
        }
        let changes = inner.rescan_after_removal(&scan, annotating)?;
        inner.trash_late_captions(moved?)?;
        Ok(changes)
    }
}

impl Inner {
    /// Returns the names of those images whose exclusion differs from `excluded`.
    fn names_to_change(&self, ids: &[ImageId], excluded: bool) -> Vec<String> {
        let state = self.state();
        state
            .entries_of(ids)
            .filter(|entry| entry.annotation.excluded != excluded)
            .map(|entry| entry.name.clone())
            .collect()
    }

    /// Records whether the images with these names are left out. The caller holds the lock `annotating`.
    pub(crate) fn apply_exclusions(
        &self,
        names: &[String],
        excluded: bool,
    ) -> Result<(), EditsError> {
        let names: HashSet<&str> = names.iter().map(String::as_str).collect();
        self.annotate(|entry| {
            names.contains(entry.name.as_str()).then_some(Annotation {
                excluded,
                ..entry.annotation
            })
        })
    }

    /// Records new annotations for the entries for which `annotate` returns `Some`. The caller holds the lock
    /// `annotating`.
    pub(crate) fn annotate(
        &self,
        annotate: impl Fn(&Entry) -> Option<Annotation>,
    ) -> Result<(), EditsError> {
        let (mut annotations, mut others) = (Vec::new(), Vec::new());
        for entry in &self.state().entries {
            match annotate(entry) {
                Some(now) => annotations.push(subject(entry, now)),
                None => others.push(subject(entry, entry.annotation)),
            }
        }
        if annotations.is_empty() {
            return Ok(());
        }
        self.annotations.record(&annotations, &others)?;
        let annotations: HashMap<String, Annotation> = annotations
            .into_iter()
            .map(|subject| (subject.name, subject.annotation))
            .collect();
        for entry in &mut self.state().entries {
            if let Some(now) = annotations.get(&entry.name) {
                entry.annotation = *now;
            }
        }
        Ok(())
    }

    /// Returns the stems of the captions that belong to images with these names and to no other image.
    fn unshared_stems(&self, names: &[String]) -> Vec<Stem> {
        let names: HashSet<&str> = names.iter().map(String::as_str).collect();
        let state = self.state();
        let (chosen, others): (Vec<&Entry>, Vec<&Entry>) = state
            .entries
            .iter()
            .partition(|entry| names.contains(entry.name.as_str()));
        let shared: HashSet<&Stem> = others.iter().map(|entry| &entry.stem).collect();
        chosen
            .iter()
            .filter(|entry| !shared.contains(&entry.stem))
            .map(|entry| entry.stem.clone())
            .collect()
    }

    /// Moves the images `names`, and the files of `captions`, to the system's trash. The images' captions are written
    /// first, so that the newest text goes to the trash and a cleared caption does not stay behind. After reading the
    /// folder again, the caller passes the result to [`Inner::trash_late_captions`].
    pub(crate) fn move_to_trash(
        &self,
        names: &[String],
        captions: &HashMap<Stem, Content>,
    ) -> Result<Vec<TrashedCaption>, RemovalError> {
        let mut paths: Vec<PathBuf> = names.iter().map(|name| self.folder.join(name)).collect();
        let (mut written, mut trashed) = (Vec::new(), Vec::new());
        let mut stems: HashSet<Stem> = self.unshared_stems(names).into_iter().collect();
        stems.extend(captions.keys().cloned());
        for stem in &stems {
            let Some(file_lock) = self.file_lock(stem) else {
                continue;
            };
            let _guard = file_lock.lock();
            match self.write_pending(stem) {
                Ok(flushed) => written.extend(flushed),
                Err((name, error)) => {
                    tracing::warn!(name, %error, "a caption could not be written before its image goes to the trash");
                }
            }
            let Some(path) = self
                .state()
                .captions
                .get(stem)
                .map(|file| file.path.clone())
            else {
                continue;
            };
            if !captions.contains_key(stem) {
                // An empty file means that the caption was cleared while the image has another caption file.
                if path
                    .metadata()
                    .is_ok_and(|file| file.is_file() && file.len() == 0)
                {
                    paths.push(path);
                }
                continue;
            }
            if path.exists() {
                paths.push(path.clone());
            }
            trashed.push(TrashedCaption {
                stem: stem.clone(),
                path,
                file_lock: file_lock.clone(),
            });
        }
        self.journal.mark_flushed(&written)?;
        trash::move_to_trash(&paths)?;
        Ok(trashed)
    }

    /// Moves to the trash the caption files that were written again after [`Inner::move_to_trash`], because their
    /// captions had changed just before. No thread writes them any more, since their images are not in the folder.
    pub(crate) fn trash_late_captions(
        &self,
        trashed: Vec<TrashedCaption>,
    ) -> Result<(), TrashError> {
        let mut paths = Vec::new();
        for caption in trashed {
            let _guard = caption.file_lock.lock();
            let is_of_another = self.state().captions.contains_key(&caption.stem);
            if !is_of_another && caption.path.exists() {
                paths.push(caption.path);
            }
        }
        trash::move_to_trash(&paths)
    }
}

/// A caption file that was moved to the trash.
pub(crate) struct TrashedCaption {
    stem: Stem,
    path: PathBuf,
    /// Held while the file is written.
    file_lock: Arc<Mutex<()>>,
}
