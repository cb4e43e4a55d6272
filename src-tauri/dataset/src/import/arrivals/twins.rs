//! Finds the image of a dataset that holds the same bytes as a file that is being added. Each file of the dataset is
//! hashed at most once, and only if an added file has the same length.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use blake3::{Hash, Hasher};
use files::regular_file;

use crate::state::{Entry, ImageId};

/// The dataset's files, by length and hash.
#[derive(Default)]
pub(super) struct Twins {
    by_length: HashMap<u64, SameLength>,
}

#[derive(Default)]
struct SameLength {
    not_hashed: Vec<(ImageId, PathBuf)>,
    hashed: HashMap<Hash, Vec<(ImageId, PathBuf)>>,
}

impl Twins {
    pub(super) fn new(entries: &[Entry]) -> Twins {
        let mut twins = Twins::default();
        for entry in entries {
            let same = twins.by_length.entry(entry.fingerprint.bytes).or_default();
            same.not_hashed.push((entry.id, entry.path.clone()));
        }
        twins
    }

    /// Returns the image whose file holds the same bytes as `file`, if there is one. `bytes` is the length of `file`.
    pub(super) fn find(&mut self, file: &mut File, bytes: u64) -> Option<ImageId> {
        let same = self.by_length.get_mut(&bytes)?;
        for (id, other) in same.not_hashed.drain(..) {
            // A file that can't be read is never a twin.
            if let Ok(hash) = regular_file::open(&other).and_then(hash_of) {
                same.hashed.entry(hash).or_default().push((id, other));
            }
        }
        let candidates = same.hashed.get(&hash_of(&mut *file).ok()?)?;
        // Another program may have changed the file since it was hashed.
        let mut is_twin = |other: &Path| same_content(&mut *file, other).unwrap_or(false);
        let twin = candidates.iter().find(|(_, other)| is_twin(other));
        twin.map(|(id, _)| *id)
    }

    /// Records an image that was added to the dataset.
    pub(super) fn add(&mut self, id: ImageId, path: PathBuf, bytes: u64) {
        let same = self.by_length.entry(bytes).or_default();
        same.not_hashed.push((id, path));
    }
}

fn hash_of(mut file: impl Read + Seek) -> io::Result<Hash> {
    let mut hasher = Hasher::new();
    file.rewind()?;
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}

/// Returns whether two files of the same length hold the same bytes.
fn same_content(one: &mut File, other: &Path) -> io::Result<bool> {
    one.rewind()?;
    let mut one = BufReader::with_capacity(256 * 1024, one);
    let mut other = BufReader::with_capacity(256 * 1024, regular_file::open(other)?);
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let common = left.len().min(right.len());
        if left[..common] != right[..common] {
            return Ok(false);
        }
        if common == 0 {
            return Ok(left.len() == right.len());
        }
        one.consume(common);
        other.consume(common);
    }
}
