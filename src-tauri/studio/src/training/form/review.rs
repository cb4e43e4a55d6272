//! Describes what will be sent, based on a trial packing of the images with the same preparation.

use dataset::Packed;
use replicate::FILE_SIZE_LIMIT;

use crate::formatting::size;
use crate::view::{PreparationOptions, Review, ReviewedInput, Smaller, StorageKind};
use crate::workspace::preparation;

/// JPEG qualities that make the zip smaller, best first. Below the last one, the loss is visible.
const QUALITIES: [u8; 3] = [90, 85, 80];

/// Returns the review of a training whose zip goes to `storage`. `how` is the preparation of its images.
pub(crate) fn review(
    packed: &Packed,
    inputs: Vec<ReviewedInput>,
    storage: StorageKind,
    how: &imaging::Preparation,
) -> Review {
    let mut warnings = Vec::new();
    for (path, problem) in &packed.skipped {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        warnings.push(format!("{name} is not sent. {problem}"));
    }
    let too_large = (storage == StorageKind::Replicate && packed.bytes >= FILE_SIZE_LIMIT).then(|| {
        let limit = size(FILE_SIZE_LIMIT);
        format!(
            "The zip would be {}, and Replicate accepts less than {limit}. Leave out some images, prepare them smaller, or use your own storage (under Details).",
            size(packed.bytes)
        )
    });
    Review {
        images: packed.images,
        captions: packed.captions,
        size: size(packed.bytes),
        inputs,
        warnings,
        smaller: too_large.is_some().then(|| smaller(how)).flatten(),
        too_large,
    }
}

/// Returns the review for a zip that is already on the web.
pub(crate) fn review_of_address(inputs: Vec<ReviewedInput>) -> Review {
    Review {
        images: 0,
        captions: 0,
        size: "–".to_owned(),
        inputs,
        warnings: vec![
            "The trainer downloads the zip from its address. Nothing from this dataset is sent, and Tintype doesn't check the contents of the zip.".to_owned(),
        ],
        too_large: None,
        smaller: None,
    }
}

/// Returns the next preparation that makes a smaller zip, or `None` if it would visibly degrade the images.
fn smaller(how: &imaging::Preparation) -> Option<Smaller> {
    let options = preparation::options(how);
    if options.keep_png {
        return Some(Smaller {
            label: "Send PNG files as JPEG".to_owned(),
            options: PreparationOptions {
                keep_png: false,
                ..options
            },
        });
    }
    let quality = QUALITIES
        .into_iter()
        .find(|quality| *quality < options.quality)?;
    Some(Smaller {
        label: format!("Prepare with JPEG quality {quality}"),
        options: PreparationOptions { quality, ..options },
    })
}
