//! Checks that a zip is what the trainer expects, by reopening it and reading all of it.

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::Path;

use imaging::{Encoding, Format, facts_of_bytes};
use localization::{Message, message};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::digest::Digest;
use super::{PackError, caption_name, image_name};

/// The contents of a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The number of images in the zip.
    pub images: u32,
    /// The number of captions in the zip.
    pub captions: u32,
    /// The zip's size in bytes.
    pub bytes: u64,
    /// The zip's SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// The maximum number of bytes of an entry that are read: far more than a prepared image has, and far less than fits in
/// memory.
const MAX_ENTRY_BYTES: u64 = 256 << 20;

/// Opens a zip, reads all of it, and checks that:
/// - each entry is whole and has the right checksum;
/// - there is at least one image, and the images are named `img_0.jpg`, `img_1.png`, … without gaps;
/// - each image has a valid header of the format in its name;
/// - each caption follows its image, is UTF-8, and has more than white space;
/// - there are no other entries.
pub fn verify(zip: &Path) -> Result<Contents, PackError> {
    let mut file = File::open(zip).map_err(|error| PackError::io(zip, error))?;
    verify_open(&mut file, zip)
}

/// Verifies a zip that is already open. On Windows, a locked file can be read only through the handle that locked it.
pub(super) fn verify_open(file: &mut File, zip: &Path) -> Result<Contents, PackError> {
    let refused = |reason: Message| PackError::CheckFailed {
        path: zip.to_owned(),
        reason,
    };
    let (bytes, sha256) = digest(file).map_err(|error| PackError::io(zip, error))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| PackError::zip(zip, error))?;
    let (mut images, mut captions) = (0, 0);
    let mut may_have_caption = false;
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|error| PackError::zip(zip, error))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let encoding = [Encoding::Jpeg, Encoding::Png]
            .into_iter()
            .find(|encoding| name == image_name(images, *encoding));
        if let Some(encoding) = encoding {
            let content = read_content(&mut entry).map_err(&refused)?;
            check_image(&content, encoding, &name).map_err(&refused)?;
            images += 1;
            may_have_caption = true;
        } else if may_have_caption && name == caption_name(images - 1) {
            let content = read_content(&mut entry).map_err(&refused)?;
            check_caption(&content, &name).map_err(&refused)?;
            captions += 1;
            may_have_caption = false;
        } else {
            return Err(refused(message!(
                "import-pack-foreign",
                name = format!("{name:?}")
            )));
        }
    }
    if images == 0 {
        return Err(refused(message!("import-pack-no-image")));
    }
    Ok(Contents {
        images,
        captions,
        bytes,
        sha256,
    })
}

fn digest(file: &mut File) -> std::io::Result<(u64, String)> {
    let mut digest = Digest::new(std::io::sink());
    file.rewind()?;
    std::io::copy(file, &mut digest)?;
    file.rewind()?;
    digest.flush()?;
    let (_, bytes, sha256) = digest.finish();
    Ok((bytes, sha256))
}

/// Reads an entry, up to [`MAX_ENTRY_BYTES`]. Reading it to its end also verifies its checksum.
fn read_content(entry: &mut ZipFile<'_, impl Read>) -> Result<Vec<u8>, Message> {
    let mut content = Vec::new();
    entry
        .take(MAX_ENTRY_BYTES)
        .read_to_end(&mut content)
        .map_err(|error| message!("import-pack-entry", error = error.to_string()))?;
    Ok(content)
}

fn check_image(content: &[u8], encoding: Encoding, name: &str) -> Result<(), Message> {
    let format = match encoding {
        Encoding::Jpeg => Format::Jpeg,
        Encoding::Png => Format::Png,
    };
    if Format::of_content(content) != Some(format) {
        return Err(message!(
            "import-pack-not-format",
            name = name,
            format = format.label()
        ));
    }
    facts_of_bytes(content).map(drop).map_err(|problem| {
        message!(
            "import-pack-damaged",
            name = name,
            problem = problem.message()
        )
    })
}

fn check_caption(content: &[u8], name: &str) -> Result<(), Message> {
    match std::str::from_utf8(content) {
        Ok(text) if text.trim().is_empty() => Err(message!("import-pack-empty", name = name)),
        Ok(_) => Ok(()),
        Err(_) => Err(message!("import-pack-not-utf-8", name = name)),
    }
}
