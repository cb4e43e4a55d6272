//! Undoing and doing again, without end and across restarts, and the captions an image had over time.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ordered_lock::MutexGuard;

use crate::Edit;
use crate::caption;
use crate::captions::{Recorder, texts_over_time};
use crate::edits::EditsError;
use crate::folder::{Dataset, Inner};
use crate::journal::{Change, Content, Owed, Standing};
use crate::names::{self, Stem};
use crate::removal::RemovalError;
use crate::state::{CaptionFile, Changes, ImageId};
use crate::system_bin;

/// What can be undone and done again next, in words that go after "Undo" and "Redo".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoable {
    /// What was done last, if anything.
    pub undo: Option<String>,
    /// What was undone last, if anything since.
    pub redo: Option<String>,
}

/// A step that was undone, or done again.
#[derive(Clone, Debug)]
pub struct Turned {
    /// What it was: "typing".
    pub title: String,
    /// What is another now.
    pub changes: Changes,
    /// How many files of the step are no longer in the folder, so that nothing was done to them.
    pub missing: usize,
}

/// A caption that an image had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCaption {
    /// When it was saved or seen, by the machine's clock.
    pub at: SystemTime,
    /// What led to it: "typing", "another program".
    pub by: String,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Dataset {
    /// What can be undone and done again.
    ///
    /// # Errors
    /// See [`EditsError`].
    pub fn undoable(&self) -> Result<Undoable, EditsError> {
        let (undo, redo) = self.inner.journal.titles()?;
        Ok(Undoable { undo, redo })
    }

    /// Undoes the last step, byte for byte. Captions are written by [`Dataset::flush`]. Answers `None` when
    /// there is nothing to undo.
    ///
    /// # Errors
    /// See [`RemovalError`]; the step can then be undone still.
    pub fn undo(&self) -> Result<Option<Turned>, RemovalError> {
        self.turn(Standing::Done)
    }

    /// Does the step again that was undone last; otherwise as [`Dataset::undo`].
    ///
    /// # Errors
    /// See [`RemovalError`]; the step can then be done again still.
    pub fn redo(&self) -> Result<Option<Turned>, RemovalError> {
        self.turn(Standing::Undone)
    }

    /// The captions an image had, newest first, the present one included; each text once in a row.
    ///
    /// # Errors
    /// See [`EditsError`].
    pub fn caption_history(&self, id: ImageId) -> Result<Vec<PastCaption>, EditsError> {
        let files: BTreeSet<String> = {
            let state = self.inner.state();
            let Some(entry) = state.entry(id) else {
                return Ok(Vec::new());
            };
            // A caption that was cleared may have been in a file of another name than one that is typed now.
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
        let texts = texts_over_time(&contents, self.inner.state().together);
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

    fn turn(&self, standing: Standing) -> Result<Option<Turned>, RemovalError> {
        let inner = &self.inner;
        let _turning = inner.turning.lock();
        let deciding = inner.deciding.lock();
        let mut recorder = inner.recorder.lock();
        recorder.end_typing();
        let Some(step) = inner.journal.next(standing)? else {
            return Ok(None);
        };
        let after = if standing == Standing::Done {
            Standing::Undone
        } else {
            Standing::Done
        };
        let mut plan = Plan::default();
        for change in step.changes {
            plan.add(if standing == Standing::Done {
                change.reversed()
            } else {
                change
            });
        }
        inner.journal.turn(step.id, after)?;
        let done = self.carry_out(&plan, recorder, deciding);
        if done.is_err() {
            inner.journal.turn_back(step.id, standing)?;
        }
        let (changes, missing) = done?;
        Ok(Some(Turned {
            title: step.title,
            changes,
            missing,
        }))
    }

    /// Carries out a plan. Captions and decisions change at once, so that what is done meanwhile is based on them;
    /// images are moved when no scan or import is going on, and typing does not wait for that.
    fn carry_out(
        &self,
        plan: &Plan,
        recorder: MutexGuard<'_, Recorder>,
        deciding: MutexGuard<'_, ()>,
    ) -> Result<(Changes, usize), RemovalError> {
        let inner = &self.inner;
        let captions = inner.change_captions(plan.captions.iter())?;
        // To record decisions means to read images.
        drop(recorder);
        let mut changes = Changes::default();
        let mut changed = captions.images;
        let mut missing = 0;
        for (excluded, names) in [(true, &plan.excluded), (false, &plan.included)] {
            inner.exclude(names, excluded)?;
            let (ids, unknown) = inner.ids_of(names);
            changed.extend(ids);
            missing += unknown;
        }
        inner.apply_edits(&plan.framed)?;
        drop(deciding);
        let framed: Vec<String> = plan.framed.keys().cloned().collect();
        let (ids, unknown) = inner.ids_of(&framed);
        changed.extend(ids);
        missing += unknown;
        if plan.moves_images() {
            let moved = self.move_images(plan, captions.unknown);
            if moved.is_err() {
                inner.restore_captions(captions.owed)?;
            }
            let moved = moved?;
            changes = moved.changes;
            changed.extend(moved.captions);
            missing += moved.missing;
        } else {
            missing += captions.unknown.len();
        }
        // Those that came back with the folder were drawn before their captions were theirs again.
        let came = changes.changed.iter().map(|image| image.id);
        let all: Vec<ImageId> = came.chain(changed).collect();
        changes.changed = self.images_of(&all);
        Ok((changes, missing))
    }

    /// Moves a step's images, and changes the captions of those that come back.
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
        if !plan.back.is_empty() {
            moved.changes = self.bring_back(&plan.back, &scan)?;
            let _recorder = inner.recorder.lock();
            let captions = inner.change_captions(unknown.into_iter())?;
            moved.captions = captions.images;
            moved.missing = captions.unknown.len();
        }
        if !plan.away.is_empty() {
            let (_, unknown) = inner.ids_of(&plan.away);
            moved.missing += unknown;
            let after = self.put_away(plan, &scan)?;
            moved.changes.removed.extend(after.removed);
            moved.changes.changed.extend(after.changed);
            moved.changes.reordered |= after.reordered;
        }
        Ok(moved)
    }

    /// Brings images back from the system's bin.
    fn bring_back(
        &self,
        names: &[String],
        scan: &MutexGuard<'_, ()>,
    ) -> Result<Changes, RemovalError> {
        let folder = &self.inner.folder;
        let places: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
        system_bin::bring_back(&places)?;
        Ok(self.inner.read_again(scan)?)
    }

    /// Moves images, and the captions that go with them, to the system's bin.
    fn put_away(&self, plan: &Plan, scan: &MutexGuard<'_, ()>) -> Result<Changes, RemovalError> {
        let inner = &self.inner;
        let stems = inner.stems_by_caption();
        let emptied = plan.captions.iter().filter_map(|(file, content)| {
            let stem = stems.get(file).filter(|_| content.is_none())?;
            Some((stem.clone(), None))
        });
        let there = |name: &&String| inner.folder.join(name).exists();
        let there: Vec<String> = plan.away.iter().filter(there).cloned().collect();
        let deciding = inner.deciding.lock();
        let binned = inner.bin(&there, &emptied.collect())?;
        let changes = inner.read_again_without(scan, deciding)?;
        inner.bin_late(binned)?;
        Ok(changes)
    }
}

/// What became of a step's images.
#[derive(Default)]
struct Moved {
    changes: Changes,
    /// Whose caption is another now.
    captions: Vec<ImageId>,
    /// How many files of the step are not in the folder.
    missing: usize,
}

/// What became of a step's captions.
struct ChangedCaptions<'a> {
    /// Whose caption is another now.
    images: Vec<ImageId>,
    /// What those captions were, and are.
    owed: Vec<Owed>,
    /// Those whose images are not in the folder.
    unknown: Vec<&'a (String, Content)>,
}

/// A step's changes by kind.
#[derive(Default)]
struct Plan {
    captions: Vec<(String, Content)>,
    excluded: Vec<String>,
    included: Vec<String>,
    framed: HashMap<String, Edit>,
    /// Images that are to come back from the bin.
    back: Vec<String>,
    /// Images that are to go to the bin.
    away: Vec<String>,
}

impl Plan {
    fn moves_images(&self) -> bool {
        !self.back.is_empty() || !self.away.is_empty()
    }

    fn add(&mut self, change: Change) {
        match change {
            Change::Caption { file, after, .. } => self.captions.push((file, after)),
            Change::Excluded { image, after: true } => self.excluded.push(image),
            Change::Excluded { image, .. } => self.included.push(image),
            Change::Framed { image, after, .. } => drop(self.framed.insert(image, after)),
            Change::Present { image, after: true } => self.back.push(image),
            Change::Present { image, .. } => self.away.push(image),
        }
    }
}

impl Inner {
    /// Changes captions whose images are here. The caller holds the recorder.
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
        let owed = self.owed_for(&wanted);
        self.journal.owe(&owed)?;
        Ok(ChangedCaptions {
            images: self.want(&wanted),
            owed,
            unknown,
        })
    }

    /// Changes captions back, except for those that were changed again meanwhile.
    fn restore_captions(&self, changed: Vec<Owed>) -> Result<(), EditsError> {
        let _recorder = self.recorder.lock();
        let stems = self.stems_by_caption();
        let mut before: Vec<(String, Content)> = Vec::new();
        {
            let state = self.state();
            let content = |file: &String| Some(state.captions.get(stems.get(file)?)?.content());
            for owed in changed {
                if content(&owed.file).as_ref() == Some(&owed.wanted) {
                    before.push((owed.file, owed.expected));
                }
            }
        }
        self.change_captions(before.iter()).map(|_| ())
    }

    fn owed_for(&self, wanted: &HashMap<Stem, Content>) -> Vec<Owed> {
        let state = self.state();
        wanted
            .iter()
            .filter_map(|(stem, wanted)| {
                let file = state.captions.get(stem)?;
                Some(Owed {
                    file: file.name(),
                    expected: file.content(),
                    wanted: wanted.clone(),
                })
            })
            .collect()
    }

    /// The images of these names, and how many names have none.
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
