//! Converts datasets and images to the values that the window shows.

use dataset::{Changes, Dataset, Image, ImageId};
use imaging::{Edit, Preparation, Rotation};
use localization::text;
use ordered_lock::Mutex;
use std::collections::HashSet;

use crate::app_dirs::AppDirs;
use crate::events::next_sequence;
use crate::formatting::size;
use crate::view;
use crate::view::{Counts, ImagesChanged, Readiness, Undoable};
use crate::workspace::preparation;

/// The data that the conversion needs besides the dataset.
pub(super) struct Presenter {
    pub(super) dirs: AppDirs,
    /// The prefix of every picture's address.
    pub(super) thumb_base: String,
    /// The preparation of the open dataset's images.
    pub(super) preparation: Mutex<Preparation>,
}

impl Presenter {
    pub(super) fn preparation(&self) -> Preparation {
        *self.preparation.lock()
    }

    pub(super) fn set_preparation(&self, preparation: Preparation) {
        *self.preparation.lock() = preparation;
    }

    pub(super) fn dataset(&self, dataset: &Dataset) -> view::Dataset {
        let sequence = next_sequence();
        let images = dataset.images();
        view::Dataset {
            sequence,
            name: dataset.name(),
            folder: self.dirs.display_path(dataset.folder()),
            counts: counts(&images),
            undoable: undoable(dataset),
            images: images.iter().map(|image| self.image(image)).collect(),
        }
    }

    /// Returns the changed and removed images, with the order of all images if the order changed.
    pub(super) fn changes(&self, dataset: &Dataset, changes: &Changes) -> ImagesChanged {
        let changed = |_: &[Image]| ids_of(&changes.changed).collect();
        let mut images_changed = self.selected_images(dataset, changed, changes.reordered);
        images_changed.removed = changes.removed.iter().map(|id| id.0).collect();
        images_changed
    }

    /// Returns the new state of some images.
    pub(super) fn images(
        &self,
        dataset: &Dataset,
        ids: impl IntoIterator<Item = ImageId>,
    ) -> ImagesChanged {
        self.selected_images(dataset, |_| ids.into_iter().collect(), false)
    }

    /// Returns the new state of all images.
    pub(super) fn all_images(&self, dataset: &Dataset) -> ImagesChanged {
        self.selected_images(dataset, |all| ids_of(all).collect(), false)
    }

    /// Returns newly added images, with the order of all images.
    pub(super) fn added(&self, dataset: &Dataset, ids: &[ImageId]) -> ImagesChanged {
        self.selected_images(dataset, |_| ids.iter().copied().collect(), true)
    }

    /// Returns the new state of an image and of the images that share its caption.
    pub(super) fn images_sharing_caption(&self, dataset: &Dataset, id: ImageId) -> ImagesChanged {
        let sharing = |all: &[Image]| {
            let names = all
                .iter()
                .find(|image| image.id == id)
                .map(|image| image.caption_shared_with.as_slice())
                .unwrap_or_default();
            all.iter()
                .filter(|image| image.id == id || names.contains(&image.name))
                .map(|image| image.id)
                .collect()
        };
        self.selected_images(dataset, sharing, false)
    }

    /// Returns the current state of the images that `which` selects, with the order of all images if `ordered` is true.
    /// The images may have changed again since the change that caused this call.
    fn selected_images(
        &self,
        dataset: &Dataset,
        which: impl FnOnce(&[Image]) -> HashSet<ImageId>,
        ordered: bool,
    ) -> ImagesChanged {
        let sequence = next_sequence();
        let all = dataset.images();
        let ids = which(&all);
        ImagesChanged {
            sequence,
            changed: all
                .iter()
                .filter(|image| ids.contains(&image.id))
                .map(|image| self.image(image))
                .collect(),
            removed: Vec::new(),
            order: ordered.then(|| all.iter().map(|image| image.id.0).collect()),
            counts: counts(&all),
            undoable: undoable(dataset),
        }
    }

    fn image(&self, image: &Image) -> view::Image {
        let (width, height) = image.size().unwrap_or_default();
        view::Image {
            id: image.id.0,
            name: image.name.clone(),
            width,
            height,
            facts: facts_line(image),
            caption: dataset::with_line_feeds(&image.caption).into_owned(),
            caption_version: image.caption_version,
            typed: image
                .caption_typed
                .as_deref()
                .map(|typed| dataset::with_line_feeds(typed).into_owned()),
            excluded: image.excluded,
            problem: image.facts.as_ref().err().map(ToString::to_string),
            edited: describe_edits(image.edit),
            remarks: remarks(image, &self.preparation()),
            thumbnail: self.thumbnail(image),
            preview: self.address("preview", image),
        }
    }

    /// Returns the address of an image's small picture.
    pub(super) fn thumbnail(&self, image: &Image) -> String {
        self.address("grid", image)
    }

    /// Returns the address of the exact file that the trainer gets.
    pub(super) fn prepared_address(&self, image: &Image, preparation: &Preparation) -> String {
        format!(
            "{}-{}",
            self.address("trainer", image),
            preparation::key(preparation)
        )
    }

    /// Returns the address of a picture. It contains the image's revision and edit, so that a changed picture is
    /// requested again.
    pub(super) fn address(&self, kind: &str, image: &Image) -> String {
        let Image {
            id, revision, edit, ..
        } = image;
        format!("{}{kind}/{}/{revision}-{edit}", self.thumb_base, id.0)
    }
}

pub(super) fn ids_of(images: &[Image]) -> impl Iterator<Item = ImageId> {
    images.iter().map(|image| image.id)
}

fn undoable(dataset: &Dataset) -> Undoable {
    let undoable = dataset.undoable().unwrap_or_else(|error| {
        tracing::warn!(%error, "the undo steps can't be read");
        dataset::Undoable::default()
    });
    Undoable {
        undo: undoable
            .undo
            .map(|step| text!("workspace-undo", step = step)),
        redo: undoable
            .redo
            .map(|step| text!("workspace-redo", step = step)),
    }
}

fn facts_line(image: &Image) -> String {
    let Ok(facts) = &image.facts else {
        return size(image.bytes);
    };
    let mut parts = vec![
        format!("{} × {}", facts.width, facts.height),
        facts.format.label().to_owned(),
        size(image.bytes),
    ];
    if image.edit.geometry.crop().is_some()
        && let Some((width, height)) = image.size()
    {
        parts.push(text!(
            "workspace-cropped-to",
            width = width,
            height = height
        ));
    }
    parts.join(" · ")
}

/// Describes the edits of an image in words: "Cropped, rotated".
fn describe_edits(edit: Edit) -> Option<String> {
    let mut edits = Vec::new();
    let place = |edits: &[String]| if edits.is_empty() { "first" } else { "later" };
    if edit.geometry.crop().is_some() {
        edits.push(text!("workspace-edited-cropped", place = place(&edits)));
    }
    if edit.geometry.rotation() != Rotation::None {
        edits.push(text!("workspace-edited-rotated", place = place(&edits)));
    }
    if edit.geometry.is_flipped() {
        edits.push(text!("workspace-edited-flipped", place = place(&edits)));
    }
    if edit.background.is_some() {
        edits.push(text!("workspace-edited-background", place = place(&edits)));
    }
    (!edits.is_empty()).then(|| edits.join(", "))
}

fn remarks(image: &Image, preparation: &Preparation) -> Vec<String> {
    let mut remarks = Vec::new();
    if image.is_smaller_than(preparation.target_area) {
        remarks.push(text!(
            "workspace-remark-small",
            size = preparation::square(preparation)
        ));
    }
    if let Some(problem) = &image.caption_problem {
        remarks.push(problem.to_string());
    }
    if !image.caption_shared_with.is_empty() {
        remarks.push(text!(
            "workspace-remark-shared-caption",
            others = image.caption_shared_with.join(", ")
        ));
    }
    remarks
}

/// Counts the images by state, and advises what to do next.
pub(crate) fn counts(images: &[Image]) -> Counts {
    let included_images = || images.iter().filter(|image| image.is_included());
    let broken = images.iter().filter(|image| image.facts.is_err()).count();
    let excluded = images
        .iter()
        .filter(|image| image.facts.is_ok() && image.excluded)
        .count();
    let included = included_images().count();
    let captioned = included_images()
        .filter(|image| !image.caption.is_empty())
        .count();

    let mut summary = vec![text!("workspace-images", count = images.len())];
    if !images.is_empty() {
        summary.push(text!("workspace-captioned", count = captioned));
    }
    if excluded > 0 {
        summary.push(text!("workspace-excluded", count = excluded));
    }
    if broken > 0 {
        summary.push(text!("workspace-broken", count = broken));
    }
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Counts {
        images: number(images.len()),
        included: number(included),
        captioned: number(captioned),
        excluded: number(excluded),
        broken: number(broken),
        summary: summary.join(" · "),
        readiness: readiness(included, captioned),
    }
}

/// Returns advice on what to do next. The advice follows Replicate's guide, which recommends 10 to 20 images of the
/// subject.
fn readiness(included: usize, captioned: usize) -> Readiness {
    let sentence = match included {
        0 => text!("workspace-add-two"),
        1 => text!("workspace-add-one"),
        2..10 => text!("workspace-few", count = included),
        _ if captioned == 0 => text!("workspace-ready-uncaptioned"),
        10..=20 if captioned == included => text!("workspace-ready-captioned"),
        10..=20 => text!(
            "workspace-ready-partly-captioned",
            count = included - captioned
        ),
        _ => text!("workspace-ready-many"),
    };
    Readiness {
        ready: included >= 2,
        sentence,
    }
}
