//! Keeps thumbnails and measurements on disk, keyed by the content of their image: a renamed, moved or copied image
//! keeps them, and a changed image never shows an old thumbnail.
//!
//! The folder is listed once, on first use; after that, the index in memory reflects its content. No function reports
//! an error: without a usable folder, nothing is cached.

mod contents;
mod entry;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

use ordered_lock::{Mutex, MutexGuard, Rank};

use super::Kind;
use crate::edit::Edit;
use contents::Contents;

/// The BLAKE3 hash of an image's bytes.
pub(super) type Content = blake3::Hash;

/// The modification time and length of a file, which show whether it has changed without reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    modified: SystemTime,
    bytes: u64,
}

impl Version {
    /// Returns the version of a file, or `None` if the system doesn't provide the values.
    pub(super) fn of(path: &Path) -> Option<Version> {
        let metadata = fs::metadata(path).ok()?;
        Some(Version {
            modified: metadata.modified().ok()?,
            bytes: metadata.len(),
        })
    }
}

pub(super) struct Cache {
    folder: PathBuf,
    max_bytes: u64,
    index: OnceLock<Mutex<Index>>,
    contents: Contents,
}

/// The entries of the folder.
#[derive(Default)]
struct Index {
    entries: HashMap<String, Entry>,
    bytes: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    pub(super) fn new(folder: &Path, max_bytes: u64) -> Cache {
        Cache {
            folder: folder.to_owned(),
            max_bytes,
            index: OnceLock::new(),
            contents: Contents::new(folder),
        }
    }

    /// Returns the content hash of a file that was read before and hasn't changed since, without reading the file.
    pub(super) fn content_of(&self, path: &Path) -> Option<Content> {
        self.contents.content_of(path, Version::of(path)?)
    }

    /// Hashes a file's bytes, remembers the hash for the file and returns it. `version` must have been taken before the
    /// bytes were read, so that a change in between is noticed later.
    pub(super) fn remember(&self, path: &Path, version: Option<Version>, bytes: &[u8]) -> Content {
        let content = blake3::hash(bytes);
        if let Some(version) = version {
            self.contents.remember(path, version, content);
        }
        content
    }

    /// Returns the cached data of this content with this edit, if the data exists and is undamaged. Removes a damaged
    /// entry.
    pub(super) fn get(&self, content: Content, edit: &Edit, kind: Kind) -> Option<Vec<u8>> {
        let name = name(content, edit, kind);
        if !self.index().entries.contains_key(&name) {
            return None;
        }
        let now = SystemTime::now();
        match entry::read(&self.folder.join(&name), now) {
            Some(data) => {
                if let Some(entry) = self.index().entries.get_mut(&name) {
                    entry.used = now;
                }
                Some(data)
            }
            None => {
                self.remove(&name);
                None
            }
        }
    }

    /// Caches data, and removes the least recently used entries if the cache then exceeds its maximum size.
    pub(super) fn put(&self, content: Content, edit: &Edit, kind: Kind, data: &[u8]) {
        let name = name(content, edit, kind);
        match entry::write(&self.folder, &name, data) {
            Ok(bytes) => {
                let used = SystemTime::now();
                let mut index = self.index();
                index.insert(name, Entry { bytes, used });
                let surplus = index.remove_surplus(self.max_bytes);
                drop(index);
                for name in surplus {
                    let _ = fs::remove_file(self.folder.join(name));
                }
            }
            Err(error) => tracing::debug!(%error, "an entry can't be cached"),
        }
    }

    fn remove(&self, name: &str) {
        self.index().remove(name);
        let _ = fs::remove_file(self.folder.join(name));
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        let read = || Mutex::new(Rank::ThumbnailIndex, Index::of(&self.folder));
        self.index.get_or_init(read).lock()
    }
}

impl Index {
    /// Lists the folder, and removes unfinished files that were left over. Files that don't belong to the cache are
    /// left alone and not counted.
    fn of(folder: &Path) -> Index {
        let mut index = Index::default();
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (Ok(name), Ok(metadata)) = (file.file_name().into_string(), file.metadata()) else {
                continue;
            };
            if files::is_pending(&name) {
                files::remove_left_over(&file.path());
            } else if entry::is_old_left_over(&name, &metadata) {
                let _ = fs::remove_file(file.path());
            } else if entry::is_entry_name(&name) {
                let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                let bytes = metadata.len();
                index.insert(name, Entry { bytes, used });
            }
        }
        index
    }

    fn insert(&mut self, name: String, entry: Entry) {
        self.bytes += entry.bytes;
        if let Some(before) = self.entries.insert(name, entry) {
            self.bytes -= before.bytes;
        }
    }

    fn remove(&mut self, name: &str) {
        if let Some(entry) = self.entries.remove(name) {
            self.bytes -= entry.bytes;
        }
    }

    /// Removes the least recently used entries if the size exceeds `max_bytes`, and returns their names, so that the
    /// caller can delete the files. At most nine tenths of `max_bytes` are left, so that the entries needn't be sorted
    /// at each write.
    fn remove_surplus(&mut self, max_bytes: u64) -> Vec<String> {
        if self.bytes <= max_bytes {
            return Vec::new();
        }
        let mut by_use: Vec<(SystemTime, String)> = self
            .entries
            .iter()
            .map(|(name, entry)| (entry.used, name.clone()))
            .collect();
        by_use.sort_unstable();
        let target = max_bytes - max_bytes / 10;
        let mut surplus = Vec::new();
        for (_, name) in by_use {
            if self.bytes <= target {
                break;
            }
            self.remove(&name);
            surplus.push(name);
        }
        surplus
    }
}

/// Returns an entry's file name: a hash, and the kind as the extension. The hash is that of the content or, for an
/// edited image, of the content's hash and the edit.
fn name(content: Content, edit: &Edit, kind: Kind) -> String {
    let hash = if edit.is_untouched() {
        content
    } else {
        let mut hasher = blake3::Hasher::new();
        hasher.update(content.as_bytes());
        hasher.update(edit.to_string().as_bytes());
        hasher.finalize()
    };
    format!("{}.{}", hash.to_hex(), kind.extension())
}
