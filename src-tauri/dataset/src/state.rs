//! What is known of an open folder, in memory: its images in order and their captions.
//!
//! No disk is touched here, so that the lock around it is always short. What the folder holds is
//! read in `scan`, and who may ask is in `folder`.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::SystemTime;

use ordered_lock::{Mutex, MutexGuard, Rank};

use crate::caption::{CaptionProblem, Found, TextEncoding, Together, adds_beyond_ascii, is_blank};
use crate::decisions::Decided;
use crate::journal::Content;
use crate::listing::Listed;
use crate::names::{self, Stem};
use crate::order::NaturalKey;
use crate::stamp::Stamp;
use crate::{Edit, Facts, Pair, Problem};

/// Names an image for as long as its dataset is open, also when another program renames its file. No two images
/// of any datasets share one while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageId(pub u32);

/// One image of an open dataset, as it was when asked for.
#[derive(Clone, Debug)]
pub struct Image {
    /// Names it while the dataset is open.
    pub id: ImageId,
    /// The file's name.
    pub name: String,
    /// The file's full path.
    pub path: PathBuf,
    /// The file's length in bytes.
    pub bytes: u64,
    /// What the header says, or why the image can't be used.
    pub facts: Result<Facts, Problem>,
    /// The caption exactly as it was typed or found; empty when there is none.
    pub caption: String,
    /// Why the `.txt` that is there isn't read as a caption.
    pub caption_problem: Option<CaptionProblem>,
    /// Left out of the training.
    pub excluded: bool,
    /// What was done to its frame.
    pub edit: Edit,
    /// When the file was last changed.
    pub modified: Option<SystemTime>,
    /// Rises when the file's pixels may have changed.
    pub revision: u32,
    /// The names of other images with the same stem, which show the same caption.
    pub caption_shared_with: Vec<String>,
    /// Rises when another program changes the caption.
    pub caption_version: u32,
    /// What the person typed while another program changed the caption: they have to choose.
    pub caption_typed: Option<String>,
    /// The names of other caption files that this image has and that are not used.
    pub caption_files_unused: Vec<String>,
    /// The encoding that the caption file is read in, where it is not certain. The file keeps its encoding until the
    /// person chooses one or types letters beyond ASCII.
    pub caption_guess: Option<TextEncoding>,
}

impl Image {
    /// Whether it is packed: it can be used and is not left out.
    pub fn is_included(&self) -> bool {
        self.facts.is_ok() && !self.excluded
    }

    /// Width and height of what its frame leaves, in pixels; `None` for a broken one.
    pub fn size(&self) -> Option<(u32, u32)> {
        let facts = self.facts.as_ref().ok()?;
        Some(self.edit.geometry.size(facts.width, facts.height))
    }

    /// Whether its frame leaves less than this area, in pixels. A broken one is not small.
    pub fn is_smaller_than(&self, area: u64) -> bool {
        self.size()
            .is_some_and(|(width, height)| u64::from(width) * u64::from(height) < area)
    }
}

/// What other programs changed in a dataset's folder.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Images that are new or that changed, as they are now.
    pub changed: Vec<Image>,
    /// Images that are no longer there.
    pub removed: Vec<ImageId>,
    /// Whether images must be put elsewhere in the order, because some are new or renamed.
    pub reordered: bool,
}

impl Changes {
    /// Whether nothing changed.
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
    pub(crate) stamp: Stamp,
    pub(crate) facts: Result<Facts, Problem>,
    pub(crate) decided: Decided,
    pub(crate) revision: u32,
}

impl Entry {
    pub(crate) fn new(id: ImageId, file: Listed, facts: Result<Facts, Problem>) -> Entry {
        let name = names::shown(&file.path);
        Entry {
            id,
            order: NaturalKey::new(&name),
            name,
            stem: Stem::of(&file.path),
            path: file.path,
            stamp: file.stamp,
            facts,
            decided: Decided::default(),
            revision: 0,
        }
    }
}

/// A caption's file, which may not exist.
#[derive(Clone, Debug)]
pub(crate) struct CaptionFile {
    pub(crate) path: PathBuf,
    /// `None` when there is no file.
    pub(crate) stamp: Option<Stamp>,
    /// The names of the image's other caption files.
    pub(crate) unused: Vec<String>,
    /// Whether one of those would be used without this file.
    pub(crate) has_substitute: bool,
    pub(crate) text: Result<String, CaptionProblem>,
    /// The file's bytes where they are not simply the text in UTF-8.
    pub(crate) raw: Option<Vec<u8>>,
    /// The encoding of the file.
    pub(crate) encoding: TextEncoding,
    /// Whether the encoding is not certain.
    pub(crate) is_guess: bool,
    /// What the file is to hold, as long as it doesn't hold it yet.
    pub(crate) owed: Option<Content>,
    /// Rises when another program changes the text.
    pub(crate) version: u32,
    /// What was typed while another program changed the text.
    pub(crate) typed: Option<String>,
    /// Held by whoever reads or writes the file, so that the text here is never older than the
    /// one on the disk. Taken before the state's own lock, never after it.
    pub(crate) turn: Arc<Mutex<()>>,
}

impl CaptionFile {
    /// The file that a new caption of an image goes into: `a.txt` beside `a.jpg`.
    pub(crate) fn absent_beside(image: &Path) -> CaptionFile {
        CaptionFile::absent(image.with_extension("txt"))
    }

    pub(crate) fn absent(path: PathBuf) -> CaptionFile {
        CaptionFile {
            path,
            stamp: None,
            unused: Vec::new(),
            has_substitute: false,
            text: Ok(String::new()),
            raw: None,
            encoding: TextEncoding::default(),
            is_guess: false,
            owed: None,
            version: 0,
            typed: None,
            turn: Arc::new(Mutex::new(Rank::CaptionFile, ())),
        }
    }

    /// The file's own name.
    pub(crate) fn name(&self) -> String {
        names::shown(&self.path)
    }

    /// What the file holds, or will hold when everything is written. Not for a file that is no caption.
    pub(crate) fn content(&self) -> Content {
        if let Some(owed) = &self.owed {
            return owed.clone();
        }
        let text = self.text.as_ref().ok().filter(|_| self.stamp.is_some())?;
        Some(
            self.raw
                .clone()
                .unwrap_or_else(|| text.clone().into_bytes()),
        )
    }

    /// Returns the content with which the file reads as `text`; `None`, for no file, where the text is blank.
    ///
    /// It keeps its encoding where that can write the text, and otherwise becomes UTF-8. Where the encoding is a guess,
    /// that leaves what was there before as it is, for the person to choose another one. Letters that are added must
    /// not change with that choice, so with any beyond ASCII the file becomes UTF-8.
    pub(crate) fn content_for(&self, text: &str, together: Together) -> Content {
        if is_blank(text) {
            return None;
        }
        let before = self.text.as_deref().unwrap_or_default();
        let may_change = self.is_guess && adds_beyond_ascii(before, text);
        let same_encoding = self
            .encoding
            .encode(text)
            .filter(|bytes| !may_change && Found::new(bytes.clone(), together).text == text);
        Some(same_encoding.unwrap_or_else(|| text.as_bytes().to_vec()))
    }

    /// Takes over what the file was read as.
    pub(crate) fn take(&mut self, found: Found) {
        self.text = Ok(found.text);
        self.raw = found.raw;
        self.encoding = found.encoding;
        self.is_guess = found.is_guess;
    }

    /// Takes over a content that is yet to be written.
    pub(crate) fn want(&mut self, content: Content, together: Together) {
        let read = |bytes| Found::new(bytes, together);
        self.take(content.clone().map(read).unwrap_or_default());
        self.owed = Some(content);
        self.typed = None;
    }
}

/// Everything known of one open folder.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// In the order in which they are shown.
    pub(crate) entries: Vec<Entry>,
    /// One for the stem of each image.
    pub(crate) captions: HashMap<Stem, CaptionFile>,
    /// The encoding of those captions that are not in Unicode.
    pub(crate) together: Together,
    /// Another one after each change.
    pub(crate) revision: Revision,
}

/// Tells whether anything is other than it was. No two datasets of the program share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(u64);

impl Default for Revision {
    /// One that nothing had before.
    fn default() -> Revision {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Revision(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The state, held by one thread. Whoever changes anything gives it another revision.
pub(crate) struct Held<'a>(pub(crate) MutexGuard<'a, State>);

impl Deref for Held<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.0.revision = Revision::default();
        &mut self.0
    }
}

/// The id that the next image gets. One count for all datasets of the program, so that a caption that is still
/// on its way when another dataset is opened can't be taken for one of its images.
static NEXT_ID: AtomicU32 = AtomicU32::new(0);

impl State {
    pub(crate) fn new_id() -> ImageId {
        ImageId(NEXT_ID.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn entry(&self, id: ImageId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Adds the entry of a new image in its place in the order. The time it takes hardly grows with the number of images:
    /// an import adds thousands, one by one.
    pub(crate) fn add(&mut self, entry: Entry) {
        self.captions
            .entry(entry.stem.clone())
            .or_insert_with(|| CaptionFile::absent_beside(&entry.path));
        let place = self
            .entries
            .partition_point(|other| other.order <= entry.order);
        self.entries.insert(place, entry);
    }

    /// Puts entries in their places in the order, instead of those with their ids.
    pub(crate) fn put(&mut self, entries: Vec<Entry>) {
        let ids: HashSet<ImageId> = entries.iter().map(|entry| entry.id).collect();
        self.entries.retain(|other| !ids.contains(&other.id));
        self.entries.extend(entries);
        self.entries
            .sort_by(|one, other| one.order.cmp(&other.order));
    }

    /// Gives each image's stem a caption file, an absent one at first, and forgets the others.
    pub(crate) fn settle_captions(&mut self) {
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

    /// The images of some files, in the order in which they are shown.
    pub(crate) fn images_where(&self, is_one: impl Fn(&Entry) -> bool) -> Vec<Image> {
        let mut sharing: HashMap<&Stem, Vec<&Entry>> = HashMap::new();
        for entry in &self.entries {
            sharing.entry(&entry.stem).or_default().push(entry);
        }
        let shown = |entry: &Entry| self.show(entry, &sharing[&entry.stem]);
        let wanted = self.entries.iter().filter(|entry| is_one(entry));
        wanted.map(shown).collect()
    }

    pub(crate) fn image(&self, id: ImageId) -> Option<Image> {
        let entry = self.entry(id)?;
        let sharing: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|other| other.stem == entry.stem)
            .collect();
        Some(self.show(entry, &sharing))
    }

    /// Those of the images that are still there, in the order asked for. For one, [`State::image`] is quicker.
    pub(crate) fn images_of(&self, ids: &[ImageId]) -> Vec<Image> {
        // Backwards, so that an id that is asked for twice has its first place.
        let places = ids.iter().enumerate().rev();
        let places: HashMap<ImageId, usize> = places.map(|(place, &id)| (id, place)).collect();
        let mut images = self.images_where(|entry| places.contains_key(&entry.id));
        images.sort_by_key(|image| places[&image.id]);
        images
    }

    /// The files of these images, in the order in which they are shown.
    pub(crate) fn entries_of(&self, ids: &[ImageId]) -> impl Iterator<Item = &Entry> {
        let wanted: HashSet<ImageId> = ids.iter().copied().collect();
        let entries = self.entries.iter();
        entries.filter(move |entry| wanted.contains(&entry.id))
    }

    /// The included, usable images with their captions, in order.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        self.entries
            .iter()
            .filter(|entry| !entry.decided.excluded && entry.facts.is_ok())
            .map(|entry| Pair {
                image: entry.path.clone(),
                caption: Some(self.caption(entry).0).filter(|text| !is_blank(text)),
                edit: entry.decided.edit,
            })
            .collect()
    }

    fn show(&self, entry: &Entry, sharing: &[&Entry]) -> Image {
        let (caption, caption_problem) = self.caption(entry);
        let file = self.captions.get(&entry.stem);
        Image {
            id: entry.id,
            name: entry.name.clone(),
            path: entry.path.clone(),
            bytes: entry.stamp.bytes,
            modified: entry.stamp.modified,
            facts: entry.facts.clone(),
            caption,
            caption_problem,
            excluded: entry.decided.excluded,
            edit: entry.decided.edit,
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
