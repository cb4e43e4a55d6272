//! Reads and writes caption files: detects changes by other programs, and writes pending contents.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::{Fingerprint, regular_file};
use localization::message;
use ordered_lock::Mutex;

use super::caption_content;
use crate::caption::{self, CAPTION_LIMIT, CaptionError, CaptionProblem, DecodedCaption};
use crate::dataset::Inner;
use crate::names::{self, Stem};
use crate::state::{CaptionFile, ImageId};
use crate::store::edits::EditsError;
use crate::store::journal::{Change, Content, PendingWrite};

/// The maximum size, in bytes, of a file that is kept in the history before a caption is written over it.
const MAX_KEPT_BYTES: u64 = 64_000_000;

impl Inner {
    /// Writes an imported caption without recording a step, and returns the change, or `None` if the text is the same.
    /// The caption is converted to UTF-8, unless its encoding is a guess: in that case its bytes stay as they are.
    pub(crate) fn write_caption(
        &self,
        id: ImageId,
        caption: DecodedCaption,
    ) -> Result<Option<Change>, CaptionError> {
        // Prevents the caption from being rewritten between reading it and changing it.
        let _recorder = self.recorder.lock();
        let text = &caption.text;
        let (stem, file_lock) = self.caption_file(id, text)?;
        let _guard = file_lock.lock();
        let (known, old) = self.current_caption(&stem)?;
        if old == *text {
            return Ok(None);
        }
        let content = match caption.raw {
            Some(bytes) if caption.is_guess => Some(bytes),
            _ => caption_content(text),
        };
        let change = Change::Caption {
            file: known.name(),
            before: known.content(),
            after: content.clone(),
        };
        // If a write is pending, replaces it in the journal too, so that the old content is not written after a
        // restart.
        let replaces = known.pending.is_some().then(|| PendingWrite {
            file: known.name(),
            expected: known.content(),
            wanted: content.clone(),
        });
        if let Some(pending) = &replaces {
            self.journal.record_pending(std::slice::from_ref(pending))?;
        }
        {
            let mut state = self.state();
            let shared_guess = state.shared_guess;
            if let Some(file) = state.captions.get_mut(&stem) {
                file.set_pending(content, shared_guess);
                // Any text that is being typed is based on the previous version.
                file.version += 1;
            }
        }
        self.write_or_revert(&stem, known)?;
        if let Some(pending) = replaces {
            self.mark_flushed(pending.file, pending.wanted);
        }
        Ok(Some(change))
    }

    /// Returns the stem of an image, and the lock of its caption file, which the caller has to take. Fails if `text` is
    /// too long for a caption.
    pub(super) fn caption_file(
        &self,
        id: ImageId,
        text: &str,
    ) -> Result<(Stem, Arc<Mutex<()>>), CaptionError> {
        let bytes = text.len() as u64;
        if bytes > CAPTION_LIMIT {
            return Err(CaptionError::TooLong { bytes });
        }
        let stem = self.state().entry(id).map(|entry| entry.stem.clone());
        let stem = stem.ok_or(CaptionError::NoSuchImage)?;
        let file_lock = self.file_lock(&stem).ok_or(CaptionError::NoSuchImage)?;
        Ok((stem, file_lock))
    }

    /// Reads a caption file again if another program changed it, and returns its current state and its text. The caller
    /// holds the file's lock.
    pub(super) fn current_caption(
        &self,
        stem: &Stem,
    ) -> Result<(CaptionFile, String), CaptionError> {
        self.refresh_caption(stem, None);
        let known = self.state().captions.get(stem).cloned();
        let known = known.ok_or(CaptionError::NoSuchImage)?;
        let text = known.text.clone().map_err(CaptionError::Blocked)?;
        Ok((known, text))
    }

    /// Writes the pending content of a caption file. If that fails, restores the file's earlier state `known` in
    /// memory. The caller holds the file's lock.
    pub(super) fn write_or_revert(
        &self,
        stem: &Stem,
        known: CaptionFile,
    ) -> Result<(), CaptionError> {
        self.write_pending(stem)
            .map(|_| ())
            .map_err(|(name, source)| {
                if let Some(file) = self.state().captions.get_mut(stem) {
                    *file = known;
                }
                CaptionError::Write { name, source }
            })
    }

    /// Reads a caption file again if another program changed it, and returns true if the text changed. `found` is the
    /// image's caption file in a listing of the folder, which may be a different file. The caller holds the file's
    /// lock.
    pub(crate) fn refresh_caption(&self, stem: &Stem, found: Option<&PathBuf>) -> bool {
        let Some(known) = self.state().captions.get(stem).cloned() else {
            return false;
        };
        // This program may have saved or removed the caption since the folder was listed.
        let path = found.filter(|path| path.exists()).unwrap_or(&known.path);
        // The fingerprint is read before the content: if the file changes in between, the fingerprint is older than the
        // text, and the next check reads the file again.
        let shared_guess = self.state().shared_guess;
        let (fingerprint, read) = match fs::metadata(path)
            .map(|metadata| Fingerprint::from(&metadata))
        {
            Ok(fingerprint) if *path == known.path && known.fingerprint == Some(fingerprint) => {
                return false;
            }
            Ok(fingerprint) => (Some(fingerprint), caption::read(path, shared_guess)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                (None, Ok(DecodedCaption::default()))
            }
            Err(error) => (None, Err(unreadable(path, &error))),
        };
        if fingerprint.is_none() && known.fingerprint.is_none() && read.is_ok() {
            return false;
        }
        let was_read_before = known.fingerprint.is_some();
        let mut current = CaptionFile {
            path: path.clone(),
            fingerprint,
            pending: None,
            ..known.clone()
        };
        match read {
            Ok(found) => current.set_decoded(found),
            Err(problem) => {
                current.set_decoded(DecodedCaption::default());
                current.text = Err(problem);
            }
        }
        let changed = current.text != known.text;
        current.version += u32::from(changed);
        if changed && was_read_before {
            self.record_outside_change(&known, &current);
        }
        let mut state = self.state();
        let Some(file) = state.captions.get_mut(stem) else {
            return false;
        };
        if file.pending != known.pending || file.text != known.text {
            // This program changed the caption while the file was read. The pending text will be written over the file,
            // and the other program's text recorded in the history.
            return false;
        }
        *file = current;
        drop(state);
        if let Some(wanted) = known.pending.clone() {
            self.mark_flushed(known.name(), wanted);
        }
        changed
    }

    /// Records in the journal that a caption file no longer has to be written with this content.
    pub(super) fn mark_flushed(&self, file: String, content: Content) {
        if let Err(error) = self.journal.mark_flushed(&[(file, content)]) {
            // The next opening of the folder detects that nothing has to be written.
            tracing::warn!(%error, "a written caption is still recorded as pending");
        }
    }

    /// Records in the caption's history the text that another program overwrote, and the text that it wrote.
    fn record_outside_change(&self, known: &CaptionFile, current: &CaptionFile) {
        let change = Change::Caption {
            file: current.name(),
            before: known.content(),
            after: current.content(),
        };
        let title = message!("captions-another-program");
        if let Err(error) = self.journal.record_past(&title, change) {
            tracing::warn!(%error, "a change by another program is not in the history");
        }
    }

    /// Restores the writes that were still pending when the program last ended.
    pub(crate) fn restore_pending(&self) -> Result<(), EditsError> {
        let pending = self.journal.pending()?;
        if pending.is_empty() {
            return Ok(());
        }
        let files: Vec<&str> = pending
            .iter()
            .map(|pending| pending.file.as_str())
            .collect();
        let stems = self.stems_of_files(&files);
        let mut settled = Vec::new();
        for PendingWrite {
            file,
            expected,
            wanted,
        } in pending
        {
            let mut state = self.state();
            let shared_guess = state.shared_guess;
            let known = stems
                .get(&file)
                .and_then(|stem| state.captions.get_mut(stem));
            match known {
                Some(known) if known.content() == expected => {
                    known.set_pending(wanted, shared_guess)
                }
                // Already written, changed by another program since, or without an image.
                _ => settled.push((file, wanted)),
            }
        }
        self.journal.mark_flushed(&settled)
    }

    /// Writes the pending content of a caption file. Returns the file's name and that content, or `None` if nothing was
    /// pending. If another program has changed the file, its text is recorded in the history. The caller holds the
    /// file's lock.
    ///
    /// # Errors
    /// The file's name and the system's error.
    pub(crate) fn write_pending(
        &self,
        stem: &Stem,
    ) -> Result<Option<(String, Content)>, (String, io::Error)> {
        let Some(known) = self.state().captions.get(stem).cloned() else {
            return Ok(None);
        };
        let Some(wanted) = known.pending.clone() else {
            return Ok(None);
        };
        let found = fs::metadata(&known.path).map(|metadata| Fingerprint::from(&metadata));
        if found.as_ref().ok() != known.fingerprint.as_ref() {
            let before = CaptionFile {
                pending: None,
                ..known.clone()
            };
            let content = match regular_file::read(&known.path, MAX_KEPT_BYTES) {
                Ok(content) => Some(content),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                // The history could not restore the other program's text, so it is not overwritten.
                Err(error) => return Err((known.name(), error)),
            };
            let outside = CaptionFile {
                pending: Some(content),
                ..known.clone()
            };
            if outside.pending.as_ref() != Some(&wanted) && outside.content() != before.content() {
                self.record_outside_change(&before, &outside);
            }
        }
        let written = match &wanted {
            Some(content) => caption::write(&known.path, content).map(Some),
            // Without this file, another file would become the image's caption file.
            None if known.has_substitute => caption::write(&known.path, b"").map(Some),
            None => caption::remove(&known.path).map(|()| None),
        };
        let fingerprint = written.map_err(|error| (known.name(), error))?;
        if let Some(file) = self.state().captions.get_mut(stem) {
            file.fingerprint = fingerprint;
            // The caption may have been changed again during the write.
            if file.pending.as_ref() == Some(&wanted) {
                file.pending = None;
            }
        }
        Ok(Some((known.name(), wanted)))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> CaptionProblem {
    CaptionProblem::Unreadable {
        name: names::file_name(path),
        reason: error.to_string(),
    }
}
