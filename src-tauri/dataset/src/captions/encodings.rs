//! Captions in older encodings: reading those of a folder in the same one, and letting a person choose.

use std::collections::HashMap;

use crate::caption::{self, Found, TextEncoding, Together};
use crate::edits::EditsError;
use crate::folder::{Dataset, Inner};
use crate::journal::Content;
use crate::names::Stem;
use crate::state::{CaptionFile, ImageId, State};

/// An encoding that captions can be read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleEncoding {
    /// The encoding.
    pub encoding: TextEncoding,
    /// The first of the captions, read in it.
    pub caption: String,
}

impl Dataset {
    /// The encodings in which the captions of these images can be read, the present one first. Of encodings that read
    /// the first caption as the same text, only one is returned. Captions in Unicode don't count.
    pub fn possible_encodings(&self, ids: &[ImageId]) -> Vec<PossibleEncoding> {
        let state = self.inner.state();
        let files = old_captions(&state, ids);
        let Some((_, first, _)) = files.first() else {
            return Vec::new();
        };
        let mut possible: Vec<PossibleEncoding> = Vec::new();
        let all = std::iter::once(first.encoding).chain(TextEncoding::offered());
        for encoding in all {
            let texts: Option<Vec<String>> = files
                .iter()
                .map(|(_, _, bytes)| encoding.decode(bytes))
                .collect();
            let first = texts.and_then(|texts| texts.into_iter().next());
            if let Some(caption) = first
                && possible.iter().all(|other| other.caption != caption)
            {
                possible.push(PossibleEncoding { encoding, caption });
            }
        }
        possible
    }

    /// Reads the captions of these images in an encoding that a person chose, and converts them to UTF-8, as one step.
    /// Captions that are in Unicode already, or can't be read in that encoding, stay as they are. Returns the images
    /// whose captions are converted; the files are written by [`Dataset::flush`].
    ///
    /// # Errors
    /// [`EditsError`] when the step can't be written down; nothing has changed then.
    pub fn choose_encoding(
        &self,
        ids: &[ImageId],
        encoding: TextEncoding,
    ) -> Result<Vec<ImageId>, EditsError> {
        let inner = &self.inner;
        let mut recorder = inner.recorder.lock();
        let wanted: HashMap<Stem, Content> = old_captions(&inner.state(), ids)
            .into_iter()
            .filter_map(|(stem, _, bytes)| {
                let text = encoding.decode(bytes)?;
                Some((stem.clone(), Some(text.into_bytes())))
            })
            .collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let changes = inner.caption_changes(&wanted);
        let title = format!("reading captions as {}", encoding.name());
        inner.journal.record(&title, &changes)?;
        recorder.end_typing();
        Ok(inner.want(&wanted))
    }
}

/// The captions of these images that are not in Unicode, each once, with their bytes.
fn old_captions<'a>(
    state: &'a State,
    ids: &[ImageId],
) -> Vec<(&'a Stem, &'a CaptionFile, &'a [u8])> {
    let mut found: Vec<(&Stem, &CaptionFile, &[u8])> = Vec::new();
    for entry in state.entries_of(ids) {
        if let Some((stem, file)) = state.captions.get_key_value(&entry.stem)
            && let Some(bytes) = &file.raw
            && !file.encoding.is_unicode()
            && found.iter().all(|(other, ..)| *other != stem)
        {
            found.push((stem, file, bytes));
        }
    }
    found
}

impl Inner {
    /// Reads the captions in older encodings again if those of the folder together now point to another encoding;
    /// returns the stems of the captions whose text changed.
    pub(crate) fn settle_encodings(&self) -> Vec<Stem> {
        // Nobody types into a caption between the look at it and its new text.
        let _recorder = self.recorder.lock();
        let old: Vec<Vec<u8>> = {
            let state = self.state();
            let files = state.captions.values();
            files
                .filter(|file| file.text.is_ok() && !file.encoding.is_unicode())
                .filter_map(|file| file.raw.clone())
                .collect()
        };
        let together = caption::together(old.iter().map(Vec::as_slice));
        let mut state = self.state();
        if state.together == together {
            return Vec::new();
        }
        state.together = together;
        let mut changed = Vec::new();
        for (stem, file) in &mut state.captions {
            if file.encoding.is_unicode() || file.text.is_err() {
                continue;
            }
            let Some(bytes) = file.raw.clone() else {
                continue;
            };
            let found = Found::new(bytes, together);
            if file.text.as_ref() != Ok(&found.text) {
                file.version += 1;
                changed.push(stem.clone());
            }
            file.take(found);
        }
        changed
    }
}

/// The texts of a caption over time, from its contents. An older encoding that is a guess is the one in which another
/// of the texts was written, if there is one: what was typed or chosen later tells what was there before.
pub(crate) fn texts_over_time(contents: &[&[u8]], together: Together) -> Vec<String> {
    let found: Vec<Found> = contents
        .iter()
        .map(|bytes| Found::new(bytes.to_vec(), together))
        .collect();
    let known: Vec<&str> = found
        .iter()
        .filter(|found| !found.is_guess)
        .map(|found| found.text.as_str())
        .collect();
    let text_of = |found: &Found| {
        let bytes = found.raw.as_deref().filter(|_| found.is_guess)?;
        TextEncoding::offered()
            .filter_map(|encoding| encoding.decode(bytes))
            .find(|text| known.contains(&text.as_str()))
    };
    found
        .iter()
        .map(|found| text_of(found).unwrap_or_else(|| found.text.clone()))
        .collect()
}
