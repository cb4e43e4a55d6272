//! A dropped zip: its images and captions come into the dataset, out of whatever folders they lie
//! in, and nothing else does.
//!
//! No path in the zip is ever used as a path on the disk: only the last part of a name is, made
//! safe. Entries whose path tries to lead elsewhere are refused all the same, because whoever
//! made them meant harm.

mod described;

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::Format;
use crate::arrivals::{Arrival, Arrivals, ImportError, Imported};
use crate::caption;
use crate::folder::Dataset;
use crate::imagefolder;
use crate::import::NOT_AN_IMAGE;
use crate::names::{self, Stem};
use crate::order::NaturalKey;

/// The most entries that a zip may have. The largest datasets for one LoRA have a few thousand
/// images, with a caption each.
pub const MAX_ZIP_ENTRIES: usize = 20_000;

/// The most bytes that a zip's images may take on the disk: 16 GiB, room for 1,600 camera
/// originals of 10 MB. More is a mistake or a zip bomb.
pub const MAX_UNPACKED_BYTES: u64 = 16 << 30;

/// An entry that is wanted.
struct Wanted {
    index: usize,
    /// Its cleaned path inside the zip.
    path: PathBuf,
    bytes: u64,
}

/// What a zip offers.
#[derive(Default)]
struct Contents {
    images: Vec<Wanted>,
    captions: HashMap<(PathBuf, Stem), Wanted>,
    /// Lists of captions.
    metadata: Vec<Wanted>,
    left: Vec<(String, String)>,
}

impl Dataset {
    /// Brings the images of a zip into the dataset, each with the caption that lies beside it in
    /// the zip, in any encoding, or else the one that a `metadata.jsonl` there gives. As with
    /// [`Dataset::import`], nothing is overwritten or doubled; `progress` works the same.
    ///
    /// # Errors
    /// See [`ImportError`]. What is wrong with one entry is told in [`Imported::left`].
    pub fn unpack(
        &self,
        zip: &Path,
        progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ) -> Result<Imported, ImportError> {
        let zip_name = names::shown(zip);
        let file = File::open(zip).map_err(|source| ImportError::Unreadable {
            name: zip_name.clone(),
            source,
        })?;
        let mut archive =
            ZipArchive::new(file).map_err(|error| unopened(zip_name.clone(), error))?;
        let mut contents = read_contents(&archive, &zip_name)?;
        let mut arrivals = Arrivals::begin(self)?;
        for (name, why) in contents.left.drain(..) {
            arrivals.leave(name, why);
        }
        let mut described = described::captions(&mut archive, &contents.metadata, &mut arrivals);
        let total = contents.images.len();
        let room = Cell::new(MAX_UNPACKED_BYTES);
        let mut used: Vec<(PathBuf, Stem)> = Vec::new();
        for (done, wanted) in contents.images.iter().enumerate() {
            if progress(done, total).is_break() {
                arrivals.stop();
                return Ok(arrivals.finish());
            }
            let key = place_in_zip(&wanted.path);
            let caption = contents
                .captions
                .get(&key)
                .and_then(|entry| read_caption(&mut archive, entry, &mut arrivals))
                .or_else(|| described.remove(&wanted.path));
            used.push(key);
            let shown = wanted.path.display().to_string();
            let mut content = match archive.by_index(wanted.index) {
                Ok(content) => Metered {
                    content,
                    room: &room,
                },
                Err(error) => {
                    arrivals.leave(shown, unreadable_entry(&error));
                    continue;
                }
            };
            let name = names::shown(&wanted.path);
            let arrival = arrivals.image(&name, &shown, &mut content, caption);
            drop(content);
            if let Arrival::FolderFailed(source) = arrival {
                let rest = contents.images[done..]
                    .iter()
                    .map(|wanted| wanted.path.display().to_string());
                return arrivals.give_up(source, rest);
            }
        }
        for key in used {
            contents.captions.remove(&key);
        }
        let mut unused: Vec<PathBuf> = contents.captions.into_values().map(|e| e.path).collect();
        unused.sort();
        for path in unused {
            arrivals.leave(
                path.display().to_string(),
                "No image beside it in the zip has this name, so it is no caption.",
            );
        }
        let _ = progress(total, total);
        Ok(arrivals.finish())
    }
}

/// Sorts out what is in a zip by the entries' names alone.
fn read_contents(archive: &ZipArchive<File>, zip_name: &str) -> Result<Contents, ImportError> {
    let name = || zip_name.to_owned();
    if archive.len() > MAX_ZIP_ENTRIES {
        return Err(ImportError::TooManyFiles {
            name: name(),
            entries: archive.len(),
            limit: MAX_ZIP_ENTRIES,
        });
    }
    let mut contents = Contents::default();
    let mut claimed = 0_u64;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_data(index)
            .map_err(|error| unopened(name(), error))?;
        // Many programs write UTF-8 without saying so, and then the format says code page 437.
        let path = match std::str::from_utf8(entry.name_raw()) {
            Ok(path) => path.to_owned(),
            Err(_) => entry
                .name()
                .map_err(|error| unopened(name(), error))?
                .into_owned(),
        };
        if entry.is_dir() {
            continue;
        }
        // Before anything is passed over in silence: who tries this should be seen.
        let Some(clean) = clean_path(&path) else {
            let why = "Its path leads out of the zip, which no honest zip does.".to_owned();
            contents.left.push((path, why));
            continue;
        };
        if clean
            .iter()
            .any(|part| names::is_hidden(&part.to_string_lossy()))
        {
            continue;
        }
        if entry.is_symlink() {
            let why = "It is a link, not a file.".to_owned();
            contents.left.push((path, why));
            continue;
        }
        let is_image = Format::of_name(&clean).is_some();
        let is_metadata = names::shown(&clean) == imagefolder::FILE_NAME;
        if !is_image && !is_metadata && !names::is_caption(&clean) {
            contents.left.push((path, NOT_AN_IMAGE.to_owned()));
            continue;
        }
        if entry.encrypted() {
            return Err(ImportError::Encrypted { name: name() });
        }
        claimed = claimed.saturating_add(entry.size());
        let key = place_in_zip(&clean);
        let wanted = Wanted {
            index,
            path: clean,
            bytes: entry.size(),
        };
        if is_image {
            contents.images.push(wanted);
        } else if is_metadata {
            contents.metadata.push(wanted);
        } else {
            contents.captions.insert(key, wanted);
        }
    }
    if claimed > MAX_UNPACKED_BYTES {
        return Err(ImportError::TooLarge {
            name: name(),
            limit: MAX_UNPACKED_BYTES,
        });
    }
    if contents.images.is_empty() {
        return Err(ImportError::NoImages { name: name() });
    }
    contents
        .images
        .sort_by_cached_key(|wanted| NaturalKey::new(&wanted.path.to_string_lossy()));
    Ok(contents)
}

/// An entry's path without `.` parts, or `None` when it means to leave its folder.
fn clean_path(path: &str) -> Option<PathBuf> {
    // A colon is a drive letter or a second stream of a file on Windows; a backslash is a
    // separator there.
    if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
        return None;
    }
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let mut clean = PathBuf::new();
    for part in parts {
        if part == ".." {
            return None;
        }
        clean.push(part);
    }
    Some(clean)
}

/// By which an image finds its caption.
fn place_in_zip(path: &Path) -> (PathBuf, Stem) {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    (folder, Stem::of(path))
}

fn read_caption(
    archive: &mut ZipArchive<File>,
    wanted: &Wanted,
    arrivals: &mut Arrivals<'_>,
) -> Option<String> {
    let why = match archive.by_index(wanted.index) {
        Err(error) => unreadable_entry(&error),
        Ok(entry) => match caption::read_bounded(entry, wanted.bytes) {
            Ok(Ok(found)) => return Some(found.text),
            Ok(Err(_)) => "It is too large for a caption; the most is 1 MB.".to_owned(),
            Err(error) => format!("It is damaged in the zip ({error})."),
        },
    };
    arrivals.leave(wanted.path.display().to_string(), why);
    None
}

/// Counts what really comes out of a zip, whatever its entries claimed.
struct Metered<'a, R> {
    content: R,
    room: &'a Cell<u64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        match self.room.get().checked_sub(read as u64) {
            Some(left) => self.room.set(left),
            None => return Err(io::Error::other("the zip unpacks to more than 16 GiB")),
        }
        Ok(read)
    }
}

fn unopened(name: String, error: ZipError) -> ImportError {
    let torn =
        matches!(&error, ZipError::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof);
    let reason = error.to_string();
    if let ZipError::Io(source) = error
        && !torn
    {
        return ImportError::Unreadable { name, source };
    }
    ImportError::BrokenZip { name, reason }
}

fn unreadable_entry(error: &ZipError) -> String {
    if let ZipError::CompressionMethodNotSupported(method) = error {
        format!(
            "It is compressed in a way that Tintype doesn't know (method {method}). Unzip it with the program that made the zip."
        )
    } else {
        format!("It is damaged in the zip ({error}).")
    }
}
