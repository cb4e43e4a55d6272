//! Imports a dropped zip: takes its images and captions, from any of its folders, and nothing else.
//!
//! No path in the zip is ever used as a path on the disk: only the last part of a path is used, after it was made
//! safe. Entries whose path leads out of the zip, such as `../a.jpg`, are refused as well, because such paths are made
//! with harmful intent.

mod described;
mod entry_names;
mod entry_path;
mod zip_file;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use localization::{Message, message, text};
use zip::SUPPORTED_COMPRESSION_METHODS;
use zip::result::ZipError;

use super::{ambiguous_caption, not_an_image};
use crate::byte_size::{size, too_large};
use crate::caption::list;
use crate::caption::{self, DecodedCaption, SharedGuess};
use crate::dataset::Dataset;
use crate::import::arrivals::{Arrival, Arrivals, ImportError, Imported};
use crate::names::order::NaturalKey;
use crate::names::pairing::{Owners, Paired};
use crate::names::{self, Stem};

use files::regular_file;
use imaging::{Format, MAX_FILE_BYTES};
use zip_file::{OpenError, OpenZip};

/// The maximum number of entries in a zip. The largest datasets for one LoRA have a few thousand images, each with a
/// caption.
pub const MAX_ZIP_ENTRIES: usize = 20_000;

/// The maximum number of bytes that a zip may unpack to: 16 GiB, enough for 1,600 camera originals of 10 MB. More is a
/// mistake or a zip bomb.
pub const MAX_UNPACKED_BYTES: u64 = 16 << 30;

/// An entry that is to be imported.
struct WantedEntry {
    index: usize,
    /// The entry's cleaned path inside the zip.
    path: PathBuf,
    bytes: u64,
}

impl WantedEntry {
    fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

/// The usable entries of a zip.
#[derive(Default)]
struct Contents {
    images: Vec<WantedEntry>,
    /// The captions by path; several if the zip has several files with one path.
    captions: HashMap<PathBuf, Vec<WantedEntry>>,
    /// The paths of each image's captions, by the image's folder and stem.
    paired: HashMap<(PathBuf, Stem), Paired<PathBuf>>,
    /// Lists of captions.
    lists: Vec<WantedEntry>,
    skipped: Vec<(String, Message)>,
}

impl Contents {
    /// Pairs the images of each folder with the captions in it.
    fn pair(&self) -> HashMap<(PathBuf, Stem), Paired<PathBuf>> {
        let mut folders: HashMap<&Path, (Vec<&Path>, Vec<PathBuf>)> = HashMap::new();
        for image in &self.images {
            folders
                .entry(folder_of(&image.path))
                .or_default()
                .0
                .push(&image.path);
        }
        for caption in self.captions.keys() {
            folders
                .entry(folder_of(caption))
                .or_default()
                .1
                .push(caption.clone());
        }
        folders
            .into_iter()
            .flat_map(|(folder, (images, captions))| {
                let paired = Owners::of(images).pair(captions).into_iter();
                paired.map(move |(stem, captions)| ((folder.to_owned(), stem), captions))
            })
            .collect()
    }

    /// Returns the caption of the image at `path`, where `before` is the number of images with the same path before
    /// it. If there are fewer captions than images, the last caption is used for the remaining images.
    fn caption_of(&self, path: &Path, before: usize) -> Option<&WantedEntry> {
        let caption = self.paired.get(&place_in_zip(path))?.used.as_ref()?;
        let captions = self.captions.get(caption)?;
        captions.get(before).or(captions.last())
    }
}

impl Dataset {
    /// Imports the images of a zip into the dataset, each with the caption beside it in the zip, or else with its
    /// caption from a list in the zip, such as `metadata.jsonl`. As with [`Dataset::import`], nothing is overwritten or
    /// duplicated; `progress` works in the same way.
    ///
    /// # Errors
    /// See [`ImportError`]. A problem with a single entry is reported in [`Imported::skipped`].
    pub fn unpack(
        &self,
        zip: &Path,
        progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ) -> Result<Imported, ImportError> {
        let zip_name = names::file_name(zip);
        let file = regular_file::open(zip).map_err(|source| ImportError::Unreadable {
            name: zip_name.clone(),
            source,
        })?;
        let mut archive = OpenZip::open(file).map_err(|error| match error {
            OpenError::TooMany(entries) => ImportError::TooManyFiles {
                name: zip_name.clone(),
                entries,
                limit: MAX_ZIP_ENTRIES,
            },
            OpenError::Zip(error) => open_error(zip_name.clone(), error),
        })?;
        let mut contents = read_contents(&archive, &zip_name)?;
        let mut arrivals = Arrivals::begin(self)?;
        for (name, reason) in contents.skipped.drain(..) {
            arrivals.skip(name, reason);
        }
        let mut described = described::captions(
            &mut archive,
            &contents.lists,
            &contents.images,
            &mut arrivals,
        );
        let total = contents.images.len();
        let remaining = Cell::new(MAX_UNPACKED_BYTES);
        let mut seen: HashMap<&Path, usize> = HashMap::new();
        let mut used: HashSet<usize> = HashSet::new();
        for (done, wanted) in contents.images.iter().enumerate() {
            if progress(done, total).is_break() {
                arrivals.stop();
                return Ok(arrivals.finish());
            }
            let before = seen.entry(&wanted.path).or_default();
            let entry = contents.caption_of(&wanted.path, *before);
            *before += 1;
            used.extend(entry.map(|entry| entry.index));
            let caption = entry
                .and_then(|entry| read_caption(&mut archive, entry, &mut arrivals))
                .or_else(|| described.remove(&wanted.path).map(DecodedCaption::from));
            let shown = wanted.shown();
            let mut content = match archive.content(wanted.index) {
                Ok(content) => Metered {
                    content,
                    remaining: &remaining,
                },
                Err(error) => {
                    arrivals.skip(shown, damaged_entry(&error));
                    continue;
                }
            };
            let name = names::file_name(&wanted.path);
            let arrival = arrivals.add_image(&name, &shown, &mut content, caption);
            drop(content);
            if let Arrival::FolderFailed(source) = arrival {
                let rest = contents.images[done..].iter().map(WantedEntry::shown);
                return arrivals.abort(source, rest);
            }
        }
        let mut paired: HashMap<&PathBuf, bool> = HashMap::new();
        for captions in contents.paired.values() {
            let is_used = captions.used.is_some();
            paired.extend(captions.all().map(|path| (path, is_used)));
        }
        let mut unused: Vec<(&WantedEntry, Option<&bool>)> = contents
            .captions
            .iter()
            .flat_map(|(path, captions)| captions.iter().map(|one| (one, paired.get(path))))
            .filter(|(caption, _)| !used.contains(&caption.index))
            .collect();
        unused.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
        for (caption, another_is_used) in unused {
            let reason = match another_is_used {
                Some(true) => message!("import-other-caption-in-zip"),
                Some(false) => ambiguous_caption(),
                None => message!("import-no-such-image-in-zip"),
            };
            arrivals.skip(caption.shown(), reason);
        }
        let _ = progress(total, total);
        Ok(arrivals.finish())
    }
}

/// Sorts the entries of a zip by kind, using only its list of entries.
fn read_contents(archive: &OpenZip, zip_name: &str) -> Result<Contents, ImportError> {
    let name = || zip_name.to_owned();
    let paths = entry_names::decode(&archive.entries).map_err(|error| open_error(name(), error))?;
    let mut contents = Contents::default();
    let mut only_other_files = true;
    let mut claimed_bytes = 0_u64;
    for (index, (entry, path)) in archive.entries.iter().zip(paths).enumerate() {
        if entry.is_dir() || path.ends_with('\\') {
            continue;
        }
        // Checked before any entry is skipped silently, so that an unsafe path is always reported.
        let clean = match entry_path::clean(&path) {
            Ok(clean) => clean,
            Err(reason) => {
                only_other_files = false;
                contents.skipped.push((path, reason));
                continue;
            }
        };
        if clean
            .iter()
            .any(|part| names::is_hidden(&part.to_string_lossy()))
        {
            continue;
        }
        let shown = clean.display().to_string();
        if entry.is_symlink() {
            only_other_files = false;
            let reason = message!("import-link");
            contents.skipped.push((shown, reason));
            continue;
        }
        let is_image = Format::of_name(&clean).is_some();
        let is_list = list::is_list(&clean);
        if !is_image && !is_list && !names::is_caption(&clean) {
            contents.skipped.push((shown, not_an_image()));
            continue;
        }
        if entry.encrypted() {
            return Err(ImportError::Encrypted { name: name() });
        }
        if !SUPPORTED_COMPRESSION_METHODS.contains(&entry.compression()) {
            only_other_files = false;
            let reason = message!(
                "import-unknown-compression",
                method = entry.compression().to_string()
            );
            contents.skipped.push((shown, reason));
            continue;
        }
        if is_image && entry.size() > MAX_FILE_BYTES {
            only_other_files = false;
            contents.skipped.push((shown, too_large(entry.size())));
            continue;
        }
        claimed_bytes = claimed_bytes.saturating_add(entry.size());
        let wanted = WantedEntry {
            index,
            path: clean,
            bytes: entry.size(),
        };
        if is_image {
            contents.images.push(wanted);
        } else if is_list {
            contents.lists.push(wanted);
        } else {
            let path = wanted.path.clone();
            contents.captions.entry(path).or_default().push(wanted);
        }
    }
    if claimed_bytes > MAX_UNPACKED_BYTES {
        return Err(ImportError::TooLarge {
            name: name(),
            bytes: claimed_bytes,
            limit: MAX_UNPACKED_BYTES,
        });
    }
    // If the zip has entries that were refused, such as images that can't be used, those are reported instead.
    if contents.images.is_empty() && only_other_files {
        return Err(ImportError::NoImages { name: name() });
    }
    contents.paired = contents.pair();
    contents
        .lists
        .sort_by_cached_key(|list| list::precedence(&list.path));
    contents
        .images
        .sort_by_cached_key(|wanted| NaturalKey::new(&wanted.path.to_string_lossy()));
    Ok(contents)
}

/// Returns the key of an image in [`Contents::paired`].
fn place_in_zip(path: &Path) -> (PathBuf, Stem) {
    (folder_of(path).to_owned(), Stem::of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn read_caption(
    archive: &mut OpenZip,
    wanted: &WantedEntry,
    arrivals: &mut Arrivals<'_>,
) -> Option<DecodedCaption> {
    let reason = match archive.content(wanted.index) {
        Err(error) => damaged_entry(&error),
        Ok(entry) => match caption::read_bounded(entry, wanted.bytes, SharedGuess::default()) {
            Ok(Ok(found)) => return Some(found),
            Ok(Err(bytes)) => message!(
                "import-caption-too-large",
                size = size(bytes),
                limit = size(caption::CAPTION_LIMIT)
            ),
            Err(error) => message!("import-damaged-in-zip", error = error.to_string()),
        },
    };
    arrivals.skip(wanted.shown(), reason);
    None
}

/// A reader that limits the number of bytes that are really unpacked, whatever sizes the entries declare.
struct Metered<'a, R> {
    content: R,
    remaining: &'a Cell<u64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        match self.remaining.get().checked_sub(read as u64) {
            Some(left) => self.remaining.set(left),
            None => {
                return Err(io::Error::other(text!(
                    "import-unpacks-too-large",
                    limit = size(MAX_UNPACKED_BYTES)
                )));
            }
        }
        Ok(read)
    }
}

fn open_error(name: String, error: ZipError) -> ImportError {
    let is_truncated =
        matches!(&error, ZipError::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof);
    let reason = Message::verbatim(error.to_string());
    if let ZipError::Io(source) = error
        && !is_truncated
    {
        return ImportError::Unreadable { name, source };
    }
    ImportError::BrokenZip { name, reason }
}

fn damaged_entry(error: &ZipError) -> Message {
    message!("import-damaged-in-zip", error = error.to_string())
}
