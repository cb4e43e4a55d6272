//! Recognises a changed file without reading it.

use std::fs::Metadata;
use std::time::SystemTime;

/// The metadata that reveals a change of a file's content. Different fingerprints mean that the content may have
/// changed. The same fingerprint under another name means that the file was renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    /// The length in bytes.
    pub bytes: u64,
    /// The time of the last change, where the file system records it.
    pub modified: Option<SystemTime>,
    /// The inode number, which distinguishes a file from one that it replaced. It is 0 on systems other than Unix.
    inode: u64,
}

impl From<&Metadata> for Fingerprint {
    fn from(metadata: &Metadata) -> Fingerprint {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Fingerprint {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            inode,
        }
    }
}
