//! Reads captions that a zip keeps in a list instead of in a `.txt` beside each image.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use localization::{Message, message};

use super::zip_file::OpenZip;
use super::{WantedEntry, damaged_entry, entry_path};
use crate::caption::list::{self, Images, MAX_BYTES};
use crate::import::arrivals::Arrivals;

/// Reads the lists `files`, and returns their captions for `images`, by the images' cleaned paths in the zip. Problems
/// are reported to `arrivals`.
pub(super) fn captions(
    archive: &mut OpenZip,
    files: &[WantedEntry],
    images: &[WantedEntry],
    arrivals: &mut Arrivals<'_>,
) -> HashMap<PathBuf, String> {
    let mut captions = HashMap::new();
    let images = Images::new(images.iter().map(|image| image.path.as_path()));
    for file in files {
        let shown = file.shown();
        let list = read(archive, file.index).and_then(|bytes| list::read(&file.path, &bytes));
        let list = match list {
            Ok(list) => list,
            Err(reason) => {
                arrivals.skip(shown, reason);
                continue;
            }
        };
        if let Some(reason) = list.unread() {
            arrivals.skip(&*shown, reason);
        }
        let folder = file.path.parent().unwrap_or(Path::new(""));
        let mut by_path = HashMap::new();
        for (name, caption) in list.captions {
            // A path that leads out of the zip is not the path of an image in it.
            let path = entry_path::clean(&name).unwrap_or_else(|_| name.into());
            by_path.entry(folder.join(path)).or_insert(caption);
        }
        let assigned = images.assign(by_path);
        if let Some(reason) = assigned.without_image(folder) {
            arrivals.skip(shown, reason);
        }
        for (image, caption) in assigned.captions {
            captions.entry(image).or_insert(caption);
        }
    }
    captions
}

fn read(archive: &mut OpenZip, index: usize) -> Result<Vec<u8>, Message> {
    let entry = archive
        .content(index)
        .map_err(|error| damaged_entry(&error))?;
    let mut bytes = Vec::new();
    entry
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error: io::Error| message!("import-damaged-in-zip", error = error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(list::too_large());
    }
    Ok(bytes)
}
