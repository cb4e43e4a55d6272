//! Prepares many images on several cores, and passes them on in order.
//!
//! An image that can't be used is recorded and skipped; the other images are still prepared.

mod in_order;

use std::ops::ControlFlow;
use std::path::PathBuf;

use imaging::{Edit, Preparation, Prepared, Problem, prepare};

/// An image with its caption and its edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The image's path.
    pub image: PathBuf,
    /// The caption; an empty or whitespace-only one is the same as `None`.
    pub caption: Option<String>,
    /// The edit that is applied to the image.
    pub edit: Edit,
}

impl Pair {
    /// Returns the caption, or `None` if it is missing or has only white space.
    pub(crate) fn caption(&self) -> Option<&str> {
        self.caption
            .as_deref()
            .filter(|text| !text.trim().is_empty())
    }
}

/// The progress of packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackProgress {
    /// The number of images processed, including the skipped ones.
    pub done: usize,
    /// The total number of images.
    pub total: usize,
}

/// The reason why not all images were prepared.
pub(crate) enum Halt<E> {
    /// The caller stopped the work.
    Stopped,
    /// The function that takes the prepared images failed.
    Failed(E),
}

/// Prepares each image and passes it to `take`, in order; only a few are in memory at a time. Returns the images that
/// can't be used, each with the reason. `progress` is called after each image, and can stop the work.
pub(crate) fn prepare_each<E>(
    pairs: &[Pair],
    preparation: &Preparation,
    progress: &(dyn Fn(PackProgress) -> ControlFlow<()> + Sync),
    mut take: impl FnMut(&Pair, &Prepared) -> Result<(), E>,
) -> Result<Vec<(PathBuf, Problem)>, Halt<E>> {
    let mut skipped = Vec::new();
    let total = pairs.len();
    let outcome = in_order::process_in_order(
        total,
        |index| prepare(&pairs[index].image, &pairs[index].edit, preparation),
        |index, prepared| {
            let pair = &pairs[index];
            match prepared {
                Ok(prepared) => {
                    if let Err(error) = take(pair, &prepared) {
                        return ControlFlow::Break(Halt::Failed(error));
                    }
                }
                Err(problem) => skipped.push((pair.image.clone(), problem)),
            }
            let done = index + 1;
            match progress(PackProgress { done, total }) {
                ControlFlow::Continue(()) => ControlFlow::Continue(()),
                ControlFlow::Break(()) => ControlFlow::Break(Halt::Stopped),
            }
        },
    );
    match outcome {
        ControlFlow::Continue(()) => Ok(skipped),
        ControlFlow::Break(halt) => Err(halt),
    }
}
