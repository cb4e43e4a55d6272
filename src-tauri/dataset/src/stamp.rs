//! Recognises a changed file without reading it.

use std::fs::Metadata;
use std::time::SystemTime;

/// The file system's data about a file's content. Two different stamps mean that the content may have changed; the
/// same stamp under another name means that the file was renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    /// Length in bytes.
    pub(crate) bytes: u64,
    pub(crate) modified: Option<SystemTime>,
    /// Distinguishes a file from one that it replaced. It is 0 on systems without such a number.
    inode: u64,
}

impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Stamp {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            inode,
        }
    }
}
