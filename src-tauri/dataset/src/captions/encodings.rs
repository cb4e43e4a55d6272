//! Decodes a folder's captions in older encodings together, and lets a person choose another encoding.

use std::collections::{HashMap, HashSet};

use localization::message;

use crate::caption::{self, DecodedCaption, SharedGuess, TextEncoding};
use crate::dataset::{Dataset, Inner};
use crate::names::Stem;
use crate::state::{CaptionFile, ImageId, State};
use crate::store::edits::EditsError;
use crate::store::journal::Content;

/// The maximum number of bytes of captions that are decoded in every encoding to find the possible ones: enough for
/// thousands of captions of usual length, or for about 130 of the maximum length ([`caption::CAPTION_LIMIT`]).
const MAX_COMPARED_BYTES: usize = 4 << 20;

/// An encoding that captions can be read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleEncoding {
    /// The encoding.
    pub encoding: TextEncoding,
    /// A sample caption, decoded in this encoding. It is the same caption for all encodings.
    pub caption: String,
}

impl Dataset {
    /// Returns the encodings in which all captions of these images can be read, the current encoding of the first
    /// caption first. Of encodings that decode all captions to the same texts, only the first is returned. Captions in
    /// Unicode are ignored. If there are very many captions, only the first ones are considered.
    pub fn possible_encodings(&self, ids: &[ImageId]) -> Vec<PossibleEncoding> {
        let (current, files): (TextEncoding, Vec<Vec<u8>>) = {
            let state = self.inner.state();
            let files = legacy_captions(&state, ids);
            let Some((_, first, _)) = files.first() else {
                return Vec::new();
            };
            let current = first.encoding;
            let mut total = 0;
            let fits = |bytes: &&[u8]| {
                total += bytes.len();
                total <= MAX_COMPARED_BYTES
            };
            let compared = files
                .into_iter()
                .map(|(_, _, bytes)| bytes)
                .take_while(fits);
            (current, compared.map(<[u8]>::to_vec).collect())
        };
        let all = std::iter::once(current).chain(TextEncoding::offered());
        // Only hashes are kept, since each caption has up to 28 readings.
        let mut readings: Vec<(TextEncoding, Vec<blake3::Hash>)> = Vec::new();
        for encoding in all {
            let texts: Option<Vec<blake3::Hash>> = files
                .iter()
                .map(|bytes| Some(blake3::hash(encoding.decode(bytes)?.as_bytes())))
                .collect();
            if let Some(texts) = texts
                && readings.iter().all(|(_, other)| *other != texts)
            {
                readings.push((encoding, texts));
            }
        }
        // The caption with the largest number of different readings best shows which encoding is right.
        let count_readings = |index: usize| {
            let texts = readings.iter().map(|(_, texts)| &texts[index]);
            texts.collect::<HashSet<&blake3::Hash>>().len()
        };
        let sample = (0..files.len())
            .rev()
            .max_by_key(|&index| count_readings(index));
        let sample = &files[sample.unwrap_or(0)];
        let possible = readings.into_iter().filter_map(|(encoding, _)| {
            let caption = encoding.decode(sample)?;
            Some(PossibleEncoding { encoding, caption })
        });
        possible.collect()
    }

    /// Reads the captions of these images in an encoding that a person chose, and converts them to UTF-8, as one step.
    /// Captions that are already in Unicode, or can't be read in that encoding, stay as they are. Returns the images
    /// whose captions are converted; the files are written by [`Dataset::flush`].
    ///
    /// # Errors
    /// [`EditsError`] if the step can't be recorded; in that case, nothing changes.
    pub fn choose_encoding(
        &self,
        ids: &[ImageId],
        encoding: TextEncoding,
    ) -> Result<Vec<ImageId>, EditsError> {
        let inner = &self.inner;
        let mut recorder = inner.recorder.lock();
        let wanted: HashMap<Stem, Content> = legacy_captions(&inner.state(), ids)
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
        let title = message!("captions-reading-as", encoding = encoding.name());
        inner.journal.record(&title, &changes)?;
        recorder.end_typing();
        Ok(inner.set_pending(&wanted))
    }
}

/// Returns the caption files of these images that are not in Unicode, each once, with their stems and bytes.
fn legacy_captions<'a>(
    state: &'a State,
    ids: &[ImageId],
) -> Vec<(&'a Stem, &'a CaptionFile, &'a [u8])> {
    let mut found: Vec<(&Stem, &CaptionFile, &[u8])> = Vec::new();
    let mut seen = HashSet::new();
    for entry in state.entries_of(ids) {
        if let Some((stem, file)) = state.captions.get_key_value(&entry.stem)
            && let Some(bytes) = &file.raw
            && !file.encoding.is_unicode()
            && seen.insert(stem)
        {
            found.push((stem, file, bytes));
        }
    }
    found
}

impl Inner {
    /// Detects the common encoding of the folder's captions that are not in Unicode. If it has changed, decodes these
    /// captions again. Returns the stems of the captions whose text changed.
    pub(crate) fn update_encodings(&self) -> Vec<Stem> {
        let mut old: Vec<(String, Vec<u8>)> = {
            let state = self.state();
            let files = state.captions.values();
            files
                .filter(|file| file.text.is_ok() && !file.encoding.is_unicode())
                .filter_map(|file| Some((file.name(), file.raw.clone()?)))
                .collect()
        };
        // Sorted, so that the same captions always lead to the same encoding.
        old.sort();
        let shared_guess = caption::guess_together(old.iter().map(|(_, bytes)| bytes.as_slice()));
        // Prevents typing into a caption between reading it and setting its new text.
        let _recorder = self.recorder.lock();
        let mut state = self.state();
        if state.shared_guess == shared_guess {
            return Vec::new();
        }
        state.shared_guess = shared_guess;
        let mut changed = Vec::new();
        for (stem, file) in &mut state.captions {
            if file.encoding.is_unicode() || file.text.is_err() {
                continue;
            }
            let Some(bytes) = file.raw.clone() else {
                continue;
            };
            let found = DecodedCaption::new(bytes, shared_guess);
            if file.text.as_ref() != Ok(&found.text) {
                file.version += 1;
                changed.push(stem.clone());
            }
            file.set_decoded(found);
        }
        changed
    }
}

/// Returns the text of each of a caption's successive contents. If the encoding of a content is a guess, but another
/// encoding decodes the content to one of the caption's certain texts, that text is used: a text that was typed or
/// chosen later shows how an earlier content should be decoded.
pub(crate) fn decode_history(contents: &[&[u8]], shared_guess: SharedGuess) -> Vec<String> {
    let found: Vec<DecodedCaption> = contents
        .iter()
        .map(|bytes| DecodedCaption::new(bytes.to_vec(), shared_guess))
        .collect();
    let known: Vec<&str> = found
        .iter()
        .filter(|found| !found.is_guess)
        .map(|found| found.text.as_str())
        .collect();
    let text_of = |found: &DecodedCaption| {
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
