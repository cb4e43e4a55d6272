//! Counts and hashes bytes while they are written.

use std::io::{Result, Write};

use sha2::{Digest as _, Sha256};

/// A writer that passes all bytes on to another writer, and keeps their count and SHA-256.
pub(super) struct Digest<W> {
    to: W,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> Digest<W> {
    pub(super) fn new(to: W) -> Digest<W> {
        Digest {
            to,
            bytes: 0,
            hash: Sha256::new(),
        }
    }

    /// Returns the inner writer, the number of bytes, and their SHA-256 in lower-case hexadecimal digits.
    pub(super) fn finish(self) -> (W, u64, String) {
        let hash = self.hash.finalize();
        let digits = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        (self.to, self.bytes, digits)
    }
}

impl<W: Write> Write for Digest<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.to.flush()
    }
}
