//! Undo and redo, without a limit and across restarts, and the history of each image's caption.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use imaging::Edit;
use localization::Message;
use ordered_lock::MutexGuard;

use crate::caption;
use crate::captions::decode_history;
use crate::dataset::{Dataset, Inner};
use crate::images::removal::RemovalError;
use crate::images::trash;
use crate::names::{self, Stem};
use crate::recorder::Recorder;
use crate::state::{CaptionFile, Changes, ImageId};
use crate::store::edits::EditsError;
use crate::store::journal::{Change, Content, PendingWrite, StepStatus};

/// The titles of the next steps to undo and to redo, for use after "Undo" and "Redo".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoable {
    /// The title of the step that is undone next, if any.
    pub undo: Option<Message>,
    /// The title of the step that is redone next, if any.
    pub redo: Option<Message>,
}

/// A step that was undone or redone.
#[derive(Clone, Debug)]
pub struct UndoResult {
    /// The title of the step: "typing".
    pub title: Message,
    /// The images that changed.
    pub changes: Changes,
    /// The number of the step's files that are no longer in the folder and were skipped.
    pub missing: usize,
}

/// A caption that an image has or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCaption {
    /// The time when it was saved or seen, by the computer's clock.
    pub at: SystemTime,
    /// The title of the step that it came from: "typing", "another program".
    pub by: Message,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Dataset {
    /// Returns the titles of the next steps to undo and to redo.
    ///
    /// # Errors
    /// See [`EditsError`].
    pub fn undoable(&self) -> Result<Undoable, EditsError> {
        let (undo, redo) = self.inner.journal.titles()?;
        Ok(Undoable { undo, redo })
    }

    /// Undoes the last step, byte for byte. Captions are written by [`Dataset::flush`]. Returns `None` if there is
    /// nothing to undo.
    ///
    /// # Errors
    /// See [`RemovalError`]; the step can then still be undone.
    pub fn undo(&self) -> Result<Option<UndoResult>, RemovalError> {
        self.apply_step(StepStatus::Done)
    }

    /// Redoes the step that was undone last. Otherwise like [`Dataset::undo`].
    ///
    /// # Errors
    /// See [`RemovalError`]; the step can then still be redone.
    pub fn redo(&self) -> Result<Option<UndoResult>, RemovalError> {
        self.apply_step(StepStatus::Undone)
    }

    /// Returns the captions that an image had before and after each recorded change, newest first. A caption that was
    /// never changed has no history. Consecutive equal texts are listed once, and blank texts are left out.
    ///
    /// # Errors
    /// See [`EditsError`].
    pub fn caption_history(&self, id: ImageId) -> Result<Vec<PastCaption>, EditsError> {
        let files: BTreeSet<String> = {
            let state = self.inner.state();
            let Some(entry) = state.entry(id) else {
                return Ok(Vec::new());
            };
            // A cleared caption may have been in a file with a different name from the current one.
            let file = state.captions.get(&entry.stem).map(CaptionFile::name);
            let usual = names::caption_names(&entry.path).into_iter();
            usual.chain(file).collect()
        };
        let mut versions = Vec::new();
        for file in &files {
            versions.extend(self.inner.journal.versions(file)?);
        }
        versions.sort_by_key(|version| version.at);
        let contents: Vec<&[u8]> = versions
            .iter()
            .filter_map(|version| version.content.as_deref())
            .collect();
        let texts = decode_history(&contents, self.inner.state().shared_guess);
        let mut history: Vec<PastCaption> = versions
            .iter()
            .filter(|version| version.content.is_some())
            .zip(texts)
            .filter_map(|(version, text)| {
                let since = Duration::from_millis(u64::try_from(version.at).unwrap_or(0));
                (!caption::is_blank(&text)).then_some(PastCaption {
                    at: UNIX_EPOCH + since,
                    by: version.title.clone(),
                    text,
                })
            })
            .collect();
        history.dedup_by(|later, earlier| later.text == earlier.text);
        history.reverse();
        Ok(history)
    }

    fn apply_step(&self, status: StepStatus) -> Result<Option<UndoResult>, RemovalError> {
        let inner = &self.inner;
        let _undoing = inner.undoing.lock();
        let annotating = inner.annotating.lock();
        let mut recorder = inner.recorder.lock();
        recorder.end_typing();
        let Some(step) = inner.journal.next(status)? else {
            return Ok(None);
        };
        let after = if status == StepStatus::Done {
            StepStatus::Undone
        } else {
            StepStatus::Done
        };
        let mut plan = Plan::default();
        for change in step.changes {
            plan.add(if status == StepStatus::Done {
                change.reversed()
            } else {
                change
            });
        }
        inner.journal.set_status(step.id, after)?;
        let done = self.carry_out(&plan, recorder, annotating);
        if done.is_err() {
            inner.journal.restore_status(step.id, status)?;
        }
        let (changes, missing) = done?;
        Ok(Some(UndoResult {
            title: step.title,
            changes,
            missing,
        }))
    }

    /// Carries out a plan. Returns the images that changed, and the number of the step's files that are not in the
    /// folder. Captions and annotations change immediately, so that later changes are based on them. Images are moved
    /// when no scan or import is running; typing does not wait for the move.
    fn carry_out(
        &self,
        plan: &Plan,
        recorder: MutexGuard<'_, Recorder>,
        annotating: MutexGuard<'_, ()>,
    ) -> Result<(Changes, usize), RemovalError> {
        let inner = &self.inner;
        let captions = inner.change_captions(plan.captions.iter())?;
        // Recording annotations reads image files; typing must not wait for that.
        drop(recorder);
        let mut changes = Changes::default();
        let mut changed = captions.images;
        let mut missing = 0;
        for (excluded, names) in [(true, &plan.excluded), (false, &plan.included)] {
            inner.apply_exclusions(names, excluded)?;
            let (ids, unknown) = inner.ids_of(names);
            changed.extend(ids);
            missing += unknown;
        }
        inner.apply_edits(&plan.edited)?;
        drop(annotating);
        let edited: Vec<String> = plan.edited.keys().cloned().collect();
        let (ids, unknown) = inner.ids_of(&edited);
        changed.extend(ids);
        missing += unknown;
        if plan.moves_images() {
            let moved = self.move_images(plan, captions.unknown);
            if moved.is_err() {
                inner.restore_captions(captions.pending)?;
            }
            let moved = moved?;
            changes = moved.changes;
            changed.extend(moved.captions);
            missing += moved.missing;
        } else {
            missing += captions.unknown.len();
        }
        // The scan listed the restored images before their captions were restored, so all are listed again.
        let restored = changes.changed.iter().map(|image| image.id);
        let all: Vec<ImageId> = restored.chain(changed).collect();
        changes.changed = self.images_of(&all);
        Ok((changes, missing))
    }

    /// Moves a step's images to or from the trash. `unknown` are the captions whose images were not in the folder; they
    /// are changed once the images are restored.
    fn move_images(
        &self,
        plan: &Plan,
        unknown: Vec<&(String, Content)>,
    ) -> Result<Moved, RemovalError> {
        let inner = &self.inner;
        let scan = inner.scanning.lock();
        let mut moved = Moved {
            missing: unknown.len(),
            ..Moved::default()
        };
        if !plan.restored.is_empty() {
            moved.changes = self.restore_images(&plan.restored, &scan)?;
            let _recorder = inner.recorder.lock();
            let captions = inner.change_captions(unknown.into_iter())?;
            moved.captions = captions.images;
            moved.missing = captions.unknown.len();
        }
        if !plan.trashed.is_empty() {
            let (_, unknown) = inner.ids_of(&plan.trashed);
            moved.missing += unknown;
            let after = self.trash_images(plan, &scan)?;
            moved.changes.removed.extend(after.removed);
            moved.changes.changed.extend(after.changed);
            moved.changes.reordered |= after.reordered;
        }
        Ok(moved)
    }

    /// Brings images back from the system's trash.
    fn restore_images(
        &self,
        names: &[String],
        scan: &MutexGuard<'_, ()>,
    ) -> Result<Changes, RemovalError> {
        let folder = &self.inner.folder;
        let places: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
        trash::restore(&places)?;
        Ok(self.inner.rescan_locked(scan)?)
    }

    /// Moves images, and the caption files that the step removes, to the system's trash.
    fn trash_images(
        &self,
        plan: &Plan,
        scan: &MutexGuard<'_, ()>,
    ) -> Result<Changes, RemovalError> {
        let inner = &self.inner;
        let stems = inner.stems_by_caption();
        let emptied = plan.captions.iter().filter_map(|(file, content)| {
            let stem = stems.get(file).filter(|_| content.is_none())?;
            Some((stem.clone(), None))
        });
        let existing = |name: &&String| inner.folder.join(name).exists();
        let existing: Vec<String> = plan.trashed.iter().filter(existing).cloned().collect();
        let annotating = inner.annotating.lock();
        let trashed = inner.move_to_trash(&existing, &emptied.collect())?;
        let changes = inner.rescan_after_removal(scan, annotating)?;
        inner.trash_late_captions(trashed)?;
        Ok(changes)
    }
}

/// The result of moving a step's images.
#[derive(Default)]
struct Moved {
    changes: Changes,
    /// The images whose captions changed.
    captions: Vec<ImageId>,
    /// The number of the step's files that are not in the folder.
    missing: usize,
}

/// The result of changing a step's captions.
struct ChangedCaptions<'a> {
    /// The images whose captions changed.
    images: Vec<ImageId>,
    /// The previous and the new content of each of those captions.
    pending: Vec<PendingWrite>,
    /// The captions whose images are not in the folder.
    unknown: Vec<&'a (String, Content)>,
}

/// A step's changes, grouped by kind.
#[derive(Default)]
struct Plan {
    captions: Vec<(String, Content)>,
    excluded: Vec<String>,
    included: Vec<String>,
    edited: HashMap<String, Edit>,
    /// Images to bring back from the trash.
    restored: Vec<String>,
    /// Images to move to the trash.
    trashed: Vec<String>,
}

impl Plan {
    fn moves_images(&self) -> bool {
        !self.restored.is_empty() || !self.trashed.is_empty()
    }

    fn add(&mut self, change: Change) {
        match change {
            Change::Caption { file, after, .. } => self.captions.push((file, after)),
            Change::Excluded { image, after: true } => self.excluded.push(image),
            Change::Excluded { image, .. } => self.included.push(image),
            Change::Edited { image, after, .. } => drop(self.edited.insert(image, after)),
            Change::Present { image, after: true } => self.restored.push(image),
            Change::Present { image, .. } => self.trashed.push(image),
        }
    }
}

impl Inner {
    /// Changes the captions whose images are in the folder. The caller holds the recorder's lock.
    fn change_captions<'a>(
        &self,
        captions: impl Iterator<Item = &'a (String, Content)>,
    ) -> Result<ChangedCaptions<'a>, EditsError> {
        let captions: Vec<&(String, Content)> = captions.collect();
        let files: Vec<&str> = captions.iter().map(|(file, _)| file.as_str()).collect();
        let stems = self.stems_of_files(&files);
        let mut wanted = HashMap::new();
        let mut unknown = Vec::new();
        for caption in captions {
            let (file, content) = caption;
            match stems.get(file) {
                Some(stem) => drop(wanted.insert(stem.clone(), content.clone())),
                None => unknown.push(caption),
            }
        }
        let pending = self.pending_for(&wanted);
        self.journal.record_pending(&pending)?;
        Ok(ChangedCaptions {
            images: self.set_pending(&wanted),
            pending,
            unknown,
        })
    }

    /// Restores the previous contents of captions, except for captions that were changed again in the meantime.
    fn restore_captions(&self, changed: Vec<PendingWrite>) -> Result<(), EditsError> {
        let _recorder = self.recorder.lock();
        let stems = self.stems_by_caption();
        let mut before: Vec<(String, Content)> = Vec::new();
        {
            let state = self.state();
            let content = |file: &String| Some(state.captions.get(stems.get(file)?)?.content());
            for pending in changed {
                if content(&pending.file).as_ref() == Some(&pending.wanted) {
                    before.push((pending.file, pending.expected));
                }
            }
        }
        self.change_captions(before.iter()).map(|_| ())
    }

    fn pending_for(&self, wanted: &HashMap<Stem, Content>) -> Vec<PendingWrite> {
        let state = self.state();
        wanted
            .iter()
            .filter_map(|(stem, wanted)| {
                let file = state.captions.get(stem)?;
                Some(PendingWrite {
                    file: file.name(),
                    expected: file.content(),
                    wanted: wanted.clone(),
                })
            })
            .collect()
    }

    /// Returns the IDs of the images with these names, and the number of names without an image.
    fn ids_of(&self, names: &[String]) -> (Vec<ImageId>, usize) {
        let state = self.state();
        let ids: HashMap<&str, ImageId> = state
            .entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.id))
            .collect();
        let found: Vec<ImageId> = names
            .iter()
            .filter_map(|name| ids.get(name.as_str()).copied())
            .collect();
        let missing = names.len() - found.len();
        (found, missing)
    }
}
