//! The known state of an open folder, in memory: its images in order, and their captions.
//!
//! Nothing here accesses the disk, so that the lock is never held for long. `folder::scan` reads the folder, and
//! `dataset` provides access to the state.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::SystemTime;

use files::Fingerprint;
use imaging::{Edit, Facts, Problem};
use ordered_lock::{Mutex, MutexGuard, Rank};

use crate::Pair;
use crate::caption::{
    self, CaptionProblem, DecodedCaption, SharedGuess, TextEncoding, adds_non_ascii, is_blank,
};
use crate::listing::Listed;
use crate::names::order::NaturalKey;
use crate::names::{self, Stem};
use crate::store::annotations::Annotation;
use crate::store::journal::Content;

/// The id of an image. It stays the same while the dataset is open, even if another program renames the image's file.
/// Ids are unique among all datasets while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageId(pub u32);

/// An image of an open dataset, as of the time when it was requested.
#[derive(Clone, Debug)]
pub struct Image {
    /// The image's id, which is valid while the dataset is open.
    pub id: ImageId,
    /// The file's name.
    pub name: String,
    /// The file's full path.
    pub path: PathBuf,
    /// The file's length in bytes.
    pub bytes: u64,
    /// The facts in the file's header, or the reason why the image can't be used.
    pub facts: Result<Facts, Problem>,
    /// The caption exactly as it was typed or found; empty if there is none or its file can't be read.
    pub caption: String,
    /// The reason why the existing caption file isn't read as a caption.
    pub caption_problem: Option<CaptionProblem>,
    /// True if the image is left out of the training.
    pub excluded: bool,
    /// The rotation, mirroring, crop and background that the person chose.
    pub edit: Edit,
    /// The time when the file was last changed, if the system reports it.
    pub modified: Option<SystemTime>,
    /// Increases when the file's pixels may have changed.
    pub revision: u32,
    /// The names of the other images with the same stem, which show the same caption.
    pub caption_shared_with: Vec<String>,
    /// Increases when the caption changes without an edit by the person: when another program or an import changes it,
    /// or when it is read in another encoding or from another file.
    pub caption_version: u32,
    /// The text that the person typed while another program changed the caption. The person has to choose one of the
    /// two.
    pub caption_typed: Option<String>,
    /// The names of this image's other caption files, which are not used.
    pub caption_files_unused: Vec<String>,
    /// The encoding in which the caption file is read, if it is uncertain. The file keeps its encoding until the
    /// person chooses one or adds non-ASCII characters.
    pub caption_guess: Option<TextEncoding>,
}

impl Image {
    /// Returns whether the image is packed: it can be used and is not left out.
    pub fn is_included(&self) -> bool {
        self.facts.is_ok() && !self.excluded
    }

    /// Returns the width and height of the image after its rotation and crop, in pixels, or `None` for a broken image.
    pub fn size(&self) -> Option<(u32, u32)> {
        let facts = self.facts.as_ref().ok()?;
        Some(self.edit.geometry.size(facts.width, facts.height))
    }

    /// Returns whether the image, after its crop, has an area of less than `area` pixels. Returns false for a broken
    /// image.
    pub fn is_smaller_than(&self, area: u64) -> bool {
        self.size()
            .is_some_and(|(width, height)| u64::from(width) * u64::from(height) < area)
    }
}

/// Changes of a dataset's images, for example by other programs.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The images that are new or changed, as they are now.
    pub changed: Vec<Image>,
    /// The images that no longer exist.
    pub removed: Vec<ImageId>,
    /// True if the order of the images changed, because some are new or renamed.
    pub reordered: bool,
}

impl Changes {
    /// Returns whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && !self.reordered
    }
}

/// An image's file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: ImageId,
    pub(crate) name: String,
    pub(crate) order: NaturalKey,
    pub(crate) stem: Stem,
    pub(crate) path: PathBuf,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) facts: Result<Facts, Problem>,
    pub(crate) annotation: Annotation,
    pub(crate) revision: u32,
}

impl Entry {
    pub(crate) fn new(id: ImageId, file: Listed, facts: Result<Facts, Problem>) -> Entry {
        let name = names::file_name(&file.path);
        Entry {
            id,
            order: NaturalKey::new(&name),
            name,
            stem: Stem::of(&file.path),
            path: file.path,
            fingerprint: file.fingerprint,
            facts,
            annotation: Annotation::default(),
            revision: 0,
        }
    }
}

/// A caption's file, which may not exist.
#[derive(Clone, Debug)]
pub(crate) struct CaptionFile {
    pub(crate) path: PathBuf,
    /// `None` if there is no file.
    pub(crate) fingerprint: Option<Fingerprint>,
    /// The names of the image's other caption files.
    pub(crate) unused: Vec<String>,
    /// True if one of the `unused` files would be used if this file did not exist.
    pub(crate) has_substitute: bool,
    pub(crate) text: Result<String, CaptionProblem>,
    /// The file's bytes, unless they are simply the text in UTF-8.
    pub(crate) raw: Option<Vec<u8>>,
    /// The encoding of the file.
    pub(crate) encoding: TextEncoding,
    /// True if the encoding is uncertain.
    pub(crate) is_guess: bool,
    /// The content that is still to be written to the file.
    pub(crate) pending: Option<Content>,
    /// See [`Image::caption_version`].
    pub(crate) version: u32,
    /// The text that was typed while another program changed the file.
    pub(crate) typed: Option<String>,
    /// Held by the thread that reads or writes the file, so that a text that was read earlier can't replace one that this
    /// program has written since. Acquired before the state's own lock, never after it.
    pub(crate) file_lock: Arc<Mutex<()>>,
}

impl CaptionFile {
    /// Returns the file for a new caption of an image: `a.txt` beside `a.jpg`.
    pub(crate) fn absent_beside(image: &Path) -> CaptionFile {
        CaptionFile::absent(image.with_extension("txt"))
    }

    pub(crate) fn absent(path: PathBuf) -> CaptionFile {
        CaptionFile {
            path,
            fingerprint: None,
            unused: Vec::new(),
            has_substitute: false,
            text: Ok(String::new()),
            raw: None,
            encoding: TextEncoding::default(),
            is_guess: false,
            pending: None,
            version: 0,
            typed: None,
            file_lock: Arc::new(Mutex::new(Rank::CaptionFile, ())),
        }
    }

    /// Returns the file's own name.
    pub(crate) fn name(&self) -> String {
        names::file_name(&self.path)
    }

    /// Returns the content that the file has, or will have when everything is written. The content of a file that can't
    /// be read as a caption is not known; for such a file, the result has no meaning.
    pub(crate) fn content(&self) -> Content {
        if let Some(pending) = &self.pending {
            return pending.clone();
        }
        let text = self
            .text
            .as_ref()
            .ok()
            .filter(|_| self.fingerprint.is_some())?;
        Some(
            self.raw
                .clone()
                .unwrap_or_else(|| text.clone().into_bytes()),
        )
    }

    /// Returns the content that makes the file read as `text`. For a blank text, this is `None`, which means no file.
    ///
    /// The file keeps its encoding if that can represent the text, and becomes UTF-8 otherwise. If the encoding is a
    /// guess, keeping it leaves the bytes of the existing text as they are, so that the person can still choose another
    /// encoding. Added characters must not change with that choice, so if any of them is not ASCII, the file becomes
    /// UTF-8.
    pub(crate) fn content_for(&self, text: &str, shared_guess: SharedGuess) -> Content {
        if is_blank(text) {
            return None;
        }
        let before = self.text.as_deref().unwrap_or_default();
        let may_change = self.is_guess && adds_non_ascii(before, text);
        let same_encoding = self.encoding.encode(text).filter(|bytes| {
            !may_change && DecodedCaption::new(bytes.clone(), shared_guess).text == text
        });
        Some(same_encoding.unwrap_or_else(|| caption::in_utf8(text)))
    }

    /// Stores the text and the encoding that were read from the file.
    pub(crate) fn set_decoded(&mut self, found: DecodedCaption) {
        self.text = Ok(found.text);
        self.raw = found.raw;
        self.encoding = found.encoding;
        self.is_guess = found.is_guess;
    }

    /// Stores a content that is still to be written, and discards the text in `typed`.
    pub(crate) fn set_pending(&mut self, content: Content, shared_guess: SharedGuess) {
        let read = |bytes| DecodedCaption::new(bytes, shared_guess);
        self.set_decoded(content.clone().map(read).unwrap_or_default());
        self.pending = Some(content);
        self.typed = None;
    }
}

/// The known state of one open folder.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The images, in the order in which they are shown.
    pub(crate) entries: Vec<Entry>,
    /// One caption file for the stem of each image.
    pub(crate) captions: HashMap<Stem, CaptionFile>,
    /// The encoding detected for the folder's captions that are not in Unicode.
    pub(crate) shared_guess: SharedGuess,
    /// A new value after each change.
    pub(crate) revision: Revision,
}

/// A revision of a state. It is different after each change, and no two datasets of the program have the same revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(u64);

impl Default for Revision {
    /// Returns a revision that was not used before.
    fn default() -> Revision {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Revision(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The locked state. Each mutable access gives it a new revision.
pub(crate) struct StateGuard<'a>(pub(crate) MutexGuard<'a, State>);

impl Deref for StateGuard<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl DerefMut for StateGuard<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.0.revision = Revision::default();
        &mut self.0
    }
}

/// The id of the next image. All datasets of the program share this count, so that a caption that arrives after
/// another dataset was opened can't be assigned to one of its images.
static NEXT_ID: AtomicU32 = AtomicU32::new(0);

impl State {
    pub(crate) fn new_id() -> ImageId {
        ImageId(NEXT_ID.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn entry(&self, id: ImageId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Adds the entry of a new image at its place in the order. An import adds thousands of images one at a time, so
    /// this method must not slow down much as the number of images grows.
    pub(crate) fn add(&mut self, entry: Entry) {
        self.captions
            .entry(entry.stem.clone())
            .or_insert_with(|| CaptionFile::absent_beside(&entry.path));
        let place = self
            .entries
            .partition_point(|other| other.order <= entry.order);
        self.entries.insert(place, entry);
    }

    /// Puts entries at their places in the order, and removes the previous entries with the same ids.
    pub(crate) fn replace_entries(&mut self, entries: Vec<Entry>) {
        let ids: HashSet<ImageId> = entries.iter().map(|entry| entry.id).collect();
        self.entries.retain(|other| !ids.contains(&other.id));
        self.entries.extend(entries);
        self.entries
            .sort_by(|one, other| one.order.cmp(&other.order));
    }

    /// Adds an absent caption file for each stem that has none, and removes the caption files of stems that no image
    /// has.
    pub(crate) fn sync_captions(&mut self) {
        let mut old = std::mem::take(&mut self.captions);
        for entry in &self.entries {
            self.captions.entry(entry.stem.clone()).or_insert_with(|| {
                let known = old.remove(&entry.stem);
                known.unwrap_or_else(|| CaptionFile::absent_beside(&entry.path))
            });
        }
    }

    pub(crate) fn images(&self) -> Vec<Image> {
        self.images_where(|_| true)
    }

    /// Returns the images whose entries satisfy `is_wanted`, in the order in which they are shown.
    pub(crate) fn images_where(&self, is_wanted: impl Fn(&Entry) -> bool) -> Vec<Image> {
        let mut sharing: HashMap<&Stem, Vec<&Entry>> = HashMap::new();
        for entry in &self.entries {
            sharing.entry(&entry.stem).or_default().push(entry);
        }
        let shown = |entry: &Entry| self.image_of(entry, &sharing[&entry.stem]);
        let wanted = self.entries.iter().filter(|entry| is_wanted(entry));
        wanted.map(shown).collect()
    }

    pub(crate) fn image(&self, id: ImageId) -> Option<Image> {
        let entry = self.entry(id)?;
        let sharing: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|other| other.stem == entry.stem)
            .collect();
        Some(self.image_of(entry, &sharing))
    }

    /// Returns the images with these ids that still exist, in the order of `ids`. For a single id, [`State::image`]
    /// is faster.
    pub(crate) fn images_of(&self, ids: &[ImageId]) -> Vec<Image> {
        // In reverse, so that an id that occurs twice gets its first position.
        let places = ids.iter().enumerate().rev();
        let places: HashMap<ImageId, usize> = places.map(|(place, &id)| (id, place)).collect();
        let mut images = self.images_where(|entry| places.contains_key(&entry.id));
        images.sort_by_key(|image| places[&image.id]);
        images
    }

    /// Returns the entries of these images, in the order in which they are shown.
    pub(crate) fn entries_of(&self, ids: &[ImageId]) -> impl Iterator<Item = &Entry> {
        let wanted: HashSet<ImageId> = ids.iter().copied().collect();
        let entries = self.entries.iter();
        entries.filter(move |entry| wanted.contains(&entry.id))
    }

    /// Returns the included, usable images with their captions, in order.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        self.entries
            .iter()
            .filter(|entry| !entry.annotation.excluded && entry.facts.is_ok())
            .map(|entry| Pair {
                image: entry.path.clone(),
                caption: Some(self.caption(entry).0).filter(|text| !is_blank(text)),
                edit: entry.annotation.edit,
            })
            .collect()
    }

    fn image_of(&self, entry: &Entry, sharing: &[&Entry]) -> Image {
        let (caption, caption_problem) = self.caption(entry);
        let file = self.captions.get(&entry.stem);
        Image {
            id: entry.id,
            name: entry.name.clone(),
            path: entry.path.clone(),
            bytes: entry.fingerprint.bytes,
            modified: entry.fingerprint.modified,
            facts: entry.facts.clone(),
            caption,
            caption_problem,
            excluded: entry.annotation.excluded,
            edit: entry.annotation.edit,
            revision: entry.revision,
            caption_shared_with: sharing
                .iter()
                .filter(|other| other.id != entry.id)
                .map(|other| other.name.clone())
                .collect(),
            caption_version: file.map_or(0, |file| file.version),
            caption_typed: file.and_then(|file| file.typed.clone()),
            caption_files_unused: file.map_or_else(Vec::new, |file| file.unused.clone()),
            caption_guess: file.filter(|file| file.is_guess).map(|file| file.encoding),
        }
    }

    fn caption(&self, entry: &Entry) -> (String, Option<CaptionProblem>) {
        match self.captions.get(&entry.stem).map(|file| &file.text) {
            None => (String::new(), None),
            Some(Ok(text)) => (text.clone(), None),
            Some(Err(problem)) => (String::new(), Some(problem.clone())),
        }
    }
}
