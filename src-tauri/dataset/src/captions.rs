//! The captions of an open folder: typed one by one, or many changed in one step.
//!
//! A change is written into the journal, then holds in memory, then goes to its file. One that is typed is on
//! the disk when the answer comes; many at once are written behind by [`Dataset::flush`], and what the end of
//! the program left unwritten is taken up when the folder is opened again.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::caption::{self, CAPTION_LIMIT, CaptionError, CaptionProblem, Found};
use crate::edits::EditsError;
use crate::folder::{Dataset, Inner, locked};
use crate::journal::{Change, Content, Owed, Standing, StepId};
use crate::names::{self, Stem};
use crate::stamp::Stamp;
use crate::state::{CaptionFile, Image, ImageId};

/// Typing that stops for so long is a step of its own.
const PAUSE: Duration = Duration::from_secs(1);

/// After so many files the journal is told that they are written.
const TOLD_AT_ONCE: usize = 64;

/// What of the last step only the running program knows. Who holds it is the only one to begin a step.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    typing: Option<Typing>,
}

/// Typing that may go on.
#[derive(Debug)]
struct Typing {
    step: StepId,
    file: String,
    last: Instant,
    grows: bool,
}

impl Recorder {
    /// Whatever is done next is a step of its own.
    pub(crate) fn end_typing(&mut self) {
        self.typing = None;
    }

    /// The step that this change belongs to, if it is one that goes on.
    fn going_on(&self, file: &str, grows: bool) -> Option<StepId> {
        let typing = self.typing.as_ref()?;
        let goes_on = typing.file == file && typing.grows == grows && typing.last.elapsed() < PAUSE;
        goes_on.then_some(typing.step)
    }
}

/// Why captions that were changed together are not all on the disk. They are in the journal, and written when
/// the folder is opened again, or by the next [`Dataset::flush`].
#[derive(Debug, thiserror::Error)]
pub enum FlushError {
    /// The system refused to write or to remove files.
    #[error("{} not saved yet: “{name}” can't be written ({source}). {}", captions(*.files), caption::remedy(.source))]
    Write {
        /// How many.
        files: usize,
        /// The first one's name.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// What is still to be written can't be noted.
    #[error(transparent)]
    Edits(#[from] EditsError),
}

fn captions(number: usize) -> String {
    if number == 1 {
        "1 caption is".to_owned()
    } else {
        format!("{number} captions are")
    }
}

impl Dataset {
    /// Saves what was typed as an image's caption, exactly as it is, before it returns. A blank one removes
    /// the `.txt`. Images that share the `.txt` get the same caption.
    ///
    /// `version` is the [`Image::caption_version`] that the person saw when they began.
    ///
    /// # Errors
    /// See [`CaptionError`]; the old caption is then still there.
    pub fn type_caption(
        &self,
        id: ImageId,
        text: &str,
        version: u32,
    ) -> Result<Image, CaptionError> {
        self.inner.type_caption(id, text, Some(version))?;
        self.image(id).ok_or(CaptionError::NoSuchImage)
    }

    /// Saves an image's caption whatever was there before; otherwise as [`Dataset::type_caption`].
    ///
    /// # Errors
    /// See [`CaptionError`]; the old caption is then still there.
    pub fn set_caption(&self, id: ImageId, text: &str) -> Result<Image, CaptionError> {
        self.inner.type_caption(id, text, None)?;
        self.image(id).ok_or(CaptionError::NoSuchImage)
    }

    /// Gives up what was typed while another program changed the caption; the history keeps it.
    pub fn drop_typed(&self, id: ImageId) -> Option<Image> {
        {
            let mut state = self.inner.state();
            let stem = state.entry(id)?.stem.clone();
            state.captions.get_mut(&stem)?.typed = None;
        }
        self.image(id)
    }

    /// Changes captions as one step. `rewrite` gets each caption and answers the new one, or `None` to
    /// leave it; a caption that several of the images share is asked about once. Images whose `.txt` is no
    /// caption are passed over. Answers the images whose caption is another now; the files are written by
    /// [`Dataset::flush`].
    ///
    /// # Errors
    /// [`EditsError`] when the step can't be written down; nothing has changed then.
    pub fn rewrite_captions(
        &self,
        ids: &[ImageId],
        title: &str,
        rewrite: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<ImageId>, EditsError> {
        let inner = &self.inner;
        let mut recorder = locked(&inner.recorder);
        let wanted: HashMap<Stem, Content> = {
            let state = inner.state();
            let stems = ids.iter().filter_map(|&id| Some(&state.entry(id)?.stem));
            let mut seen = std::collections::HashSet::new();
            stems
                .filter(|stem| seen.insert(*stem))
                .filter_map(|stem| {
                    let text = state.captions.get(stem)?.text.as_ref().ok()?;
                    let new = rewrite(text).filter(|new| new != text)?;
                    Some((stem.clone(), content_of(&new)))
                })
                .collect()
        };
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let changes = inner.caption_changes(&wanted);
        inner.journal.record(title, &changes)?;
        recorder.end_typing();
        Ok(inner.want(&wanted))
    }

    /// Whether captions wait to be written.
    pub fn owes(&self) -> bool {
        let state = self.inner.state();
        state.captions.values().any(|file| file.owed.is_some())
    }

    /// Writes the captions that were changed and are not on the disk yet. `progress` hears how many are
    /// written, and of how many; by breaking it leaves the rest for later.
    ///
    /// # Errors
    /// See [`FlushError`]; what could be written is.
    pub fn flush(
        &self,
        progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ) -> Result<(), FlushError> {
        let inner = &self.inner;
        let owing: Vec<Stem> = {
            let state = inner.state();
            let owing = state.captions.iter();
            owing
                .filter(|(_, file)| file.owed.is_some())
                .map(|(stem, _)| stem.clone())
                .collect()
        };
        let mut failed: Option<(usize, String, io::Error)> = None;
        let mut written = Vec::new();
        for (done, stem) in owing.iter().enumerate() {
            if progress(done, owing.len()).is_break() {
                break;
            }
            let Some(turn) = inner.turn(stem) else {
                continue;
            };
            let _turn = locked(&turn);
            match inner.write_owed(stem) {
                Ok(paid) => written.extend(paid),
                Err((name, error)) => match &mut failed {
                    Some((files, ..)) => *files += 1,
                    None => failed = Some((1, name, error)),
                },
            }
            if written.len() >= TOLD_AT_ONCE {
                inner.journal.paid(&std::mem::take(&mut written))?;
            }
        }
        inner.journal.paid(&written)?;
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
    fn type_caption(
        &self,
        id: ImageId,
        text: &str,
        version: Option<u32>,
    ) -> Result<(), CaptionError> {
        let bytes = text.len() as u64;
        if bytes > CAPTION_LIMIT {
            return Err(CaptionError::TooLong { bytes });
        }
        let stem = self.state().entry(id).map(|entry| entry.stem.clone());
        let stem = stem.ok_or(CaptionError::NoSuchImage)?;
        let mut recorder = locked(&self.recorder);
        let turn = self.turn(&stem).ok_or(CaptionError::NoSuchImage)?;
        let _turn = locked(&turn);
        self.look_at_caption(&stem, None);
        let known = self.state().captions.get(&stem).cloned();
        let known = known.ok_or(CaptionError::NoSuchImage)?;
        let old = known.text.clone().map_err(CaptionError::InTheWay)?;
        let content = content_of(text);
        let new = content.clone().map(Found::from).unwrap_or_default().text;
        // Saying the same again leaves a file alone that may be in another encoding.
        if old == new {
            if let Some(file) = self.state().captions.get_mut(&stem) {
                file.typed = None;
            }
            return Ok(());
        }
        let (file, before) = (known.name(), known.content());
        let change = Change::Caption {
            file: file.clone(),
            before: before.clone(),
            after: content.clone(),
        };
        let chosen = version.is_none();
        if !chosen && (version != Some(known.version) || known.typed.is_some()) {
            self.keep_typed(&mut recorder, &stem, change, text)?;
            return Err(CaptionError::ChangedOutside);
        }
        let grows = new.len() > old.len();
        let before_it = recorder.going_on(&file, grows);
        let step = match before_it {
            Some(step) => {
                self.journal.extend(step, &file, &before, &content)?;
                step
            }
            None => self.journal.record("typing", &[change])?,
        };
        if let Some(file) = self.state().captions.get_mut(&stem) {
            file.want(content.clone());
        }
        recorder.typing = Some(Typing {
            step,
            file: file.clone(),
            last: Instant::now(),
            grows,
        });
        match self.write_owed(&stem) {
            Ok(_) => Ok(self.journal.paid(&[(file, content)])?),
            Err((name, source)) => {
                // The history keeps what was typed; the folder and the window agree on the old caption.
                recorder.end_typing();
                self.journal.paid(&[(file, content)])?;
                if before_it.is_none() {
                    self.journal.turn(step, Standing::Past)?;
                }
                if let Some(file) = self.state().captions.get_mut(&stem) {
                    *file = known;
                }
                Err(CaptionError::Write { name, source })
            }
        }
    }

    /// Keeps what is typed beside what another program wrote, until the person chooses.
    fn keep_typed(
        &self,
        recorder: &mut Recorder,
        stem: &Stem,
        change: Change,
        text: &str,
    ) -> Result<(), EditsError> {
        let file = self.name_of_caption(stem);
        let began = self
            .state()
            .captions
            .get(stem)
            .is_some_and(|file| file.typed.is_some());
        if !began {
            // What was typed before the other program came is a step of its own.
            recorder.end_typing();
        }
        let length = self
            .state()
            .captions
            .get(stem)
            .map_or(0, |file| file.typed.as_ref().map_or(0, String::len));
        let grows = text.len() > length;
        let step = match recorder.going_on(&file, grows) {
            Some(step) => {
                self.journal.extend_past(step, &file, &content_of(text))?;
                step
            }
            None => {
                let title = "typing beside another program";
                self.journal.record_past(title, change)?
            }
        };
        recorder.typing = Some(Typing {
            step,
            file,
            last: Instant::now(),
            grows,
        });
        if let Some(file) = self.state().captions.get_mut(stem) {
            file.typed = Some(text.to_owned());
        }
        Ok(())
    }

    fn name_of_caption(&self, stem: &Stem) -> String {
        let state = self.state();
        state
            .captions
            .get(stem)
            .map(CaptionFile::name)
            .unwrap_or_default()
    }

    /// Writes a caption that comes with an import, without a step of its own; answers the change.
    pub(crate) fn write_caption(
        &self,
        id: ImageId,
        text: &str,
    ) -> Result<Option<Change>, CaptionError> {
        let bytes = text.len() as u64;
        if bytes > CAPTION_LIMIT {
            return Err(CaptionError::TooLong { bytes });
        }
        let stem = self.state().entry(id).map(|entry| entry.stem.clone());
        let stem = stem.ok_or(CaptionError::NoSuchImage)?;
        let turn = self.turn(&stem).ok_or(CaptionError::NoSuchImage)?;
        let _turn = locked(&turn);
        self.look_at_caption(&stem, None);
        let known = self.state().captions.get(&stem).cloned();
        let known = known.ok_or(CaptionError::NoSuchImage)?;
        let old = known.text.clone().map_err(CaptionError::InTheWay)?;
        if old == text {
            return Ok(None);
        }
        let content = content_of(text);
        if let Some(file) = self.state().captions.get_mut(&stem) {
            file.want(content.clone());
        }
        if let Err((name, source)) = self.write_owed(&stem) {
            if let Some(file) = self.state().captions.get_mut(&stem) {
                *file = known;
            }
            return Err(CaptionError::Write { name, source });
        }
        Ok(Some(Change::Caption {
            file: known.name(),
            before: known.content(),
            after: content,
        }))
    }

    /// Sees whether another program changed a caption; if so takes its text over and answers true. The
    /// caller has the file's turn.
    pub(crate) fn look_at_caption(&self, stem: &Stem, found: Option<&PathBuf>) -> bool {
        let Some(known) = self.state().captions.get(stem).cloned() else {
            return false;
        };
        // A caption may have been saved or removed here since the folder was listed.
        let path = found.filter(|path| path.exists()).unwrap_or(&known.path);
        // Asked before reading: if the file changes meanwhile, the stamp is older than the text
        // and the next look reads again.
        let (stamp, read) = match fs::metadata(path).map(|metadata| Stamp::from(&metadata)) {
            Ok(stamp) if *path == known.path && known.stamp == Some(stamp) => return false,
            Ok(stamp) => (Some(stamp), caption::read(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, Ok(Found::default())),
            Err(error) => (None, Err(unreadable(path, &error))),
        };
        if stamp.is_none() && known.stamp.is_none() && read.is_ok() {
            return false;
        }
        let was_read_before = known.stamp.is_some();
        let (text, raw) = match read {
            Ok(Found { text, raw }) => (Ok(text), raw),
            Err(problem) => (Err(problem), None),
        };
        let changed = text != known.text;
        let now = CaptionFile {
            path: path.clone(),
            stamp,
            text,
            raw,
            owed: None,
            version: known.version + u32::from(changed),
            typed: known.typed.clone(),
            turn: known.turn.clone(),
        };
        if changed && was_read_before {
            self.note_outside_change(&known, &now);
        }
        if let Some(file) = self.state().captions.get_mut(stem) {
            *file = now;
        }
        changed
    }

    /// Keeps what another program overwrote, and what it wrote, in the caption's history.
    fn note_outside_change(&self, known: &CaptionFile, now: &CaptionFile) {
        let change = Change::Caption {
            file: now.name(),
            before: known.content(),
            after: now.content(),
        };
        if let Err(error) = self.journal.record_past("another program", change) {
            tracing::warn!(%error, "a change by another program is not in the history");
        }
    }

    /// The changes that lead to these contents.
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

    /// Takes contents over in memory, and answers whose caption that is.
    pub(crate) fn want(&self, wanted: &HashMap<Stem, Content>) -> Vec<ImageId> {
        let mut state = self.state();
        for (stem, content) in wanted {
            if let Some(file) = state.captions.get_mut(stem) {
                file.want(content.clone());
            }
        }
        let concerned = state.entries.iter();
        concerned
            .filter(|entry| wanted.contains_key(&entry.stem))
            .map(|entry| entry.id)
            .collect()
    }

    /// What is to be written, after a start, because the last run of the program didn't come to it.
    pub(crate) fn recall_owed(&self) -> Result<(), EditsError> {
        let owed = self.journal.owed()?;
        if owed.is_empty() {
            return Ok(());
        }
        let stems = self.stems_by_caption();
        let mut settled = Vec::new();
        for Owed {
            file,
            expected,
            wanted,
        } in owed
        {
            let mut state = self.state();
            let known = stems
                .get(&file)
                .and_then(|stem| state.captions.get_mut(stem));
            match known {
                Some(known) if known.content() == expected => known.want(wanted),
                // It was written, or another program was there since, or the image is gone.
                _ => settled.push((file, wanted)),
            }
        }
        self.journal.paid(&settled)
    }

    /// The stems by the names of their caption files.
    pub(crate) fn stems_by_caption(&self) -> HashMap<String, Stem> {
        let state = self.state();
        let files = state.captions.iter();
        files
            .map(|(stem, file)| (file.name(), stem.clone()))
            .collect()
    }

    /// The right to read and write a caption file, for whoever locks it.
    pub(crate) fn turn(&self, stem: &Stem) -> Option<Arc<Mutex<()>>> {
        Some(self.state().captions.get(stem)?.turn.clone())
    }

    /// Brings a caption file to what it is to hold; answers that, unless nothing was owed. What another
    /// program wrote in the meantime is in the history then. The caller has the file's turn.
    pub(crate) fn write_owed(
        &self,
        stem: &Stem,
    ) -> Result<Option<(String, Content)>, (String, io::Error)> {
        let Some(known) = self.state().captions.get(stem).cloned() else {
            return Ok(None);
        };
        let Some(wanted) = known.owed.clone() else {
            return Ok(None);
        };
        let there = fs::metadata(&known.path).map(|metadata| Stamp::from(&metadata));
        if there.as_ref().ok() != known.stamp.as_ref() {
            let before = CaptionFile {
                owed: None,
                ..known.clone()
            };
            let outside = CaptionFile {
                owed: Some(fs::read(&known.path).ok()),
                ..known.clone()
            };
            if outside.owed.as_ref() != Some(&wanted) && outside.content() != before.content() {
                self.note_outside_change(&before, &outside);
            }
        }
        let written = match &wanted {
            Some(content) => caption::write(&known.path, content).map(Some),
            None => caption::remove(&known.path).map(|()| None),
        };
        let stamp = written.map_err(|error| (known.name(), error))?;
        if let Some(file) = self.state().captions.get_mut(stem) {
            file.stamp = stamp;
            // It may have been changed again while this was being written.
            if file.owed.as_ref() == Some(&wanted) {
                file.owed = None;
            }
        }
        Ok(Some((known.name(), wanted)))
    }
}

/// What a caption's file holds: nothing at all for a blank one.
pub(crate) fn content_of(text: &str) -> Content {
    (!caption::is_blank(text)).then(|| text.as_bytes().to_vec())
}

fn unreadable(path: &Path, error: &io::Error) -> CaptionProblem {
    CaptionProblem::Unreadable {
        name: names::shown(path),
        reason: error.to_string(),
    }
}
