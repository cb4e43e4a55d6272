//! Writes a zip's entries from front to back. Dates and permissions are fixed, so the same names and contents always
//! produce the same bytes.

use std::io::{BufWriter, IntoInnerError, Write};

use zip::result::ZipError;
use zip::write::{PreparedZipFile, SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::digest::Digest;

/// A writer of zip entries, one at a time. The content of each entry is known before the entry is written, so no header
/// has to be patched afterwards, and the bytes can be hashed while they are written.
pub(crate) struct Entries<W: Write> {
    zip: ZipWriter<StreamWriter<Digest<BufWriter<W>>>>,
    options: SimpleFileOptions,
}

impl<W: Write> Entries<W> {
    pub(crate) fn new(out: W) -> Entries<W> {
        Entries {
            zip: ZipWriter::new(StreamWriter::new(Digest::new(BufWriter::new(out)))),
            options: SimpleFileOptions::default()
                .last_modified_time(DateTime::default()) // 1980-01-01, the earliest date in a zip
                .system(System::Unix)
                .unix_permissions(0o644),
        }
    }

    /// Adds a picture without compressing it, since its format is already compressed.
    pub(crate) fn add_picture(&mut self, name: &str, content: &[u8]) -> Result<(), ZipError> {
        self.add(name, content, CompressionMethod::Stored)
    }

    /// Adds a text file, compressed.
    pub(crate) fn add_text(&mut self, name: &str, content: &str) -> Result<(), ZipError> {
        self.add(name, content.as_bytes(), CompressionMethod::Deflated)
    }

    fn add(
        &mut self,
        name: &str,
        content: &[u8],
        method: CompressionMethod,
    ) -> Result<(), ZipError> {
        let options = self.options.compression_method(method);
        self.zip
            .add_prepared_file(PreparedZipFile::from_data(name, options, content)?)
    }

    /// Ends the zip, and returns the inner writer, the number of bytes written, and their SHA-256.
    pub(crate) fn finish(self) -> Result<(W, u64, String), ZipError> {
        let (out, bytes, sha256) = self.zip.finish()?.into_inner().finish();
        let out = out.into_inner().map_err(IntoInnerError::into_error)?;
        Ok((out, bytes, sha256))
    }
}
