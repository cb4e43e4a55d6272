//! Undoing and doing again, without end and across restarts, and the captions an image had over time.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Edit;
use crate::caption::{self, Found};
use crate::edits::EditsError;
use crate::folder::{Dataset, Inner, locked};
use crate::journal::{Change, Content, Owed, Standing};
use crate::names::Stem;
use crate::removal::RemovalError;
use crate::state::{Changes, ImageId};
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
        let file = {
            let state = self.inner.state();
            let stem = state.entry(id).map(|entry| &entry.stem);
            stem.and_then(|stem| state.captions.get(stem))
                .map(|file| file.name())
        };
        let Some(file) = file else {
            return Ok(Vec::new());
        };
        let versions = self.inner.journal.versions(&file)?;
        let mut history: Vec<PastCaption> = versions
            .into_iter()
            .filter_map(|version| {
                let text = Found::from(version.content?).text;
                let since = Duration::from_millis(u64::try_from(version.at).unwrap_or(0));
                (!caption::is_blank(&text)).then_some(PastCaption {
                    at: UNIX_EPOCH + since,
                    by: version.title,
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
        let mut recorder = locked(&inner.recorder);
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
        let done = self.carry_out(&plan);
        if done.is_err() {
            inner.journal.turn(step.id, standing)?;
        }
        let (changes, missing) = done?;
        Ok(Some(Turned {
            title: step.title,
            changes,
            missing,
        }))
    }

    fn carry_out(&self, plan: &Plan) -> Result<(Changes, usize), RemovalError> {
        let inner = &self.inner;
        let mut missing = 0;
        let mut changes = Changes::default();
        if !plan.back.is_empty() {
            let places: Vec<_> = plan
                .back
                .iter()
                .map(|name| inner.folder.join(name))
                .collect();
            system_bin::bring_back(&places)?;
            changes = self.rescan()?;
        }
        let (wanted, unknown) = inner.known_captions(&plan.captions);
        missing += unknown;
        let owed = inner.owed_for(&wanted);
        inner.journal.owe(&owed)?;
        let mut changed = inner.want(&wanted);
        for (excluded, names) in [(true, &plan.excluded), (false, &plan.included)] {
            inner.exclude(names, excluded)?;
            let (ids, unknown) = inner.ids_of(names);
            changed.extend(ids);
            missing += unknown;
        }
        inner.apply_edits(&plan.framed)?;
        let framed: Vec<String> = plan.framed.keys().cloned().collect();
        let (ids, unknown) = inner.ids_of(&framed);
        changed.extend(ids);
        missing += unknown;
        if !plan.away.is_empty() {
            let (_, unknown) = inner.ids_of(&plan.away);
            missing += unknown;
            let emptied = wanted
                .into_iter()
                .filter(|(_, content)| content.is_none())
                .collect();
            let there: Vec<String> = plan
                .away
                .iter()
                .filter(|name| inner.folder.join(name).exists())
                .cloned()
                .collect();
            inner.bin(&there, &emptied)?;
            let after = self.rescan()?;
            changes.removed.extend(after.removed);
            changes.changed.extend(after.changed);
            changes.reordered |= after.reordered;
        }
        // Those that came back with the folder were drawn before their captions were theirs again.
        let came = changes.changed.iter().map(|image| image.id);
        let all: Vec<ImageId> = came.chain(changed).collect();
        changes.changed = self.images_of(&all);
        Ok((changes, missing))
    }
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
    /// The captions whose images are here, and how many others there are.
    fn known_captions(&self, captions: &[(String, Content)]) -> (HashMap<Stem, Content>, usize) {
        let stems = self.stems_by_caption();
        let known: HashMap<Stem, Content> = captions
            .iter()
            .filter_map(|(file, content)| Some((stems.get(file)?.clone(), content.clone())))
            .collect();
        let unknown = captions.len() - known.len();
        (known, unknown)
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
