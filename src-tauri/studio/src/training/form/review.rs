//! Describes the data that will be sent, based on a trial packing of the images with the same preparation.

use dataset::Packed;
use localization::text;

use crate::formatting::size;
use crate::view::{PreparationOptions, Review, ReviewedInput, Smaller, StorageKind};
use crate::workspace::preparation;

/// JPEG qualities that make the zip smaller, best first. Below the last one, the loss is visible.
const QUALITIES: [u8; 3] = [90, 85, 80];

/// Returns the review of a training whose zip goes to `storage` and whose images get this preparation.
pub(crate) fn review(
    packed: &Packed,
    inputs: Vec<ReviewedInput>,
    storage: StorageKind,
    preparation: &imaging::Preparation,
) -> Review {
    let mut warnings = Vec::new();
    for (path, problem) in &packed.skipped {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        warnings.push(text!(
            "training-image-not-sent",
            name = name,
            problem = problem.message()
        ));
    }
    let exceeded = storage.size_limit().filter(|limit| packed.bytes >= *limit);
    let too_large = exceeded.map(|limit| {
        text!(
            "training-zip-too-large",
            size = size(packed.bytes),
            limit = size(limit)
        )
    });
    Review {
        images: packed.images,
        captions: packed.captions,
        size: size(packed.bytes),
        inputs,
        warnings,
        smaller: too_large
            .is_some()
            .then(|| find_smaller(preparation))
            .flatten(),
        too_large,
    }
}

/// Returns the review for a zip that is already on the web.
pub(crate) fn review_for_address(inputs: Vec<ReviewedInput>) -> Review {
    Review {
        images: 0,
        captions: 0,
        size: "–".to_owned(),
        inputs,
        warnings: vec![text!("training-zip-not-checked")],
        too_large: None,
        smaller: None,
    }
}

/// Returns the next preparation that makes a smaller zip, or `None` if every smaller zip would visibly degrade the
/// images.
fn find_smaller(preparation: &imaging::Preparation) -> Option<Smaller> {
    let options = preparation::options(preparation);
    if options.keep_png {
        return Some(Smaller {
            label: text!("training-send-as-jpeg"),
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
        label: text!("training-lower-quality", quality = quality),
        options: PreparationOptions { quality, ..options },
    })
}
