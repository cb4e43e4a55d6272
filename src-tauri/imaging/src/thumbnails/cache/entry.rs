//! Reads and writes one file of the cache: the data, preceded by its BLAKE3 hash to detect damage.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, SystemTime};

use files::PendingFile;

const HASH_BYTES: usize = blake3::OUT_LEN;

/// Reads the data, or returns `None` for a file that is missing or damaged. Marks the file as used at `now`, for the
/// next start of the program.
pub(super) fn read(path: &Path, now: SystemTime) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let mut hash = [0; HASH_BYTES];
    file.read_exact(&mut hash).ok()?;
    let mut data = Vec::new();
    file.read_to_end(&mut data).ok()?;
    let is_intact = blake3::hash(&data) == hash;
    // On Windows, this fails, because it requires a file opened for writing. There, the time of writing counts instead.
    let _ = file.set_modified(now);
    is_intact.then_some(data)
}

/// Writes an entry completely or not at all, and returns its size in bytes.
pub(super) fn write(folder: &Path, name: &str, data: &[u8]) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let mut file = PendingFile::create_private_in(folder)?;
    file.append(blake3::hash(data).as_bytes())?;
    file.append(data)?;
    // The write needn't be synced, since a damaged entry is recognised by its hash.
    file.replace_without_sync(&folder.join(name))?;
    Ok((HASH_BYTES + data.len()) as u64)
}

/// Returns whether a file's name has the form that [`super::name`] returns.
pub(super) fn is_entry_name(name: &str) -> bool {
    matches!(name.split_once('.'), Some((hash, "grid" | "preview" | "measures"))
        if hash.len() == 2 * HASH_BYTES && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Returns whether this file was left unfinished by an earlier version of the app, more than an hour ago.
pub(super) fn is_old_left_over(name: &str, metadata: &Metadata) -> bool {
    let age = metadata
        .modified()
        .ok()
        .and_then(|time| time.elapsed().ok());
    name.starts_with("unfinished-") && age.is_some_and(|age| age > Duration::from_secs(3600))
}
