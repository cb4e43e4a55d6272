//! Rotates, flips and crops the open dataset's images, each as one undo step.

use dataset::{Dataset, Image, ImageId};
use imaging::{Aspect, Crop, Edit, Rect, Rotation, suggest_crop};
use localization::{message, text};

use super::Workspace;
use super::editing::image_ids;
use super::presenter::ids_of;
use crate::error::Error;
use crate::view::{
    AspectChoice, CropChange, CropEditing, CropHandle, CropPart, CropShape, ImagesChanged,
    Transform,
};
use crate::workspace::preparation;

/// An image that is being cropped.
struct Subject {
    image: Image,
    /// The width and height of the image's rotated picture without its crop, in pixels.
    picture: (u32, u32),
}

impl Workspace {
    /// Rotates or flips images, or resets them to the pictures in their files.
    pub async fn transform_images(
        &self,
        ids: Vec<u32>,
        transform: Transform,
    ) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            let ids = image_ids(ids);
            let (count, name) = (ids.len(), name_if_one(dataset, &ids));
            let title = match transform {
                Transform::RotateLeft | Transform::RotateRight => {
                    message!("edits-rotating", count = count, name = name)
                }
                Transform::Flip => message!("edits-flipping", count = count, name = name),
                Transform::Reset => message!("edits-resetting", count = count, name = name),
            };
            let images =
                dataset.edit_images(&ids, title, |_, edit| apply_transform(edit, transform))?;
            Ok(workspace.0.presenter.images(dataset, ids_of(&images)))
        })
        .await
    }

    /// Sets the colour (`#rrggbb`) behind the transparent parts of images. `None` restores the dataset's colour.
    pub async fn set_background(
        &self,
        ids: Vec<u32>,
        colour: Option<String>,
    ) -> Result<ImagesChanged, Error> {
        let colour = colour.as_deref();
        let background = colour.map(preparation::background).transpose()?;
        self.with_dataset(move |workspace, dataset| {
            let ids = image_ids(ids);
            let title = message!(
                "edits-changing-background",
                count = ids.len(),
                name = name_if_one(dataset, &ids)
            );
            let images = dataset.edit_images(&ids, title, |_, edit| Edit { background, ..edit })?;
            Ok(workspace.0.presenter.images(dataset, ids_of(&images)))
        })
        .await
    }

    /// Returns the initial state of the crop editor.
    pub async fn edit_crop(&self, id: u32) -> Result<CropEditing, Error> {
        self.with_dataset(move |workspace, dataset| {
            let subject = Subject::of(dataset, id)?;
            Ok(CropEditing {
                picture: workspace.0.presenter.address("whole", &subject.image),
                width: subject.picture.0,
                height: subject.picture.1,
                aspects: Aspect::ALL.map(aspect_choice).to_vec(),
                shape: workspace.crop_shape(&subject, subject.crop(), Aspect::Free),
            })
        })
        .await
    }

    /// Returns the crop as it would be after a change, constrained to the shape `aspect`. Nothing is saved.
    pub async fn shape_crop(
        &self,
        id: u32,
        change: CropChange,
        aspect: Aspect,
    ) -> Result<CropShape, Error> {
        self.with_dataset(move |workspace, dataset| {
            let subject = Subject::of(dataset, id)?;
            let (crop, aspect) = subject.apply(change, aspect)?;
            Ok(workspace.crop_shape(&subject, crop, aspect))
        })
        .await
    }

    /// Crops an image to a part of its rotated and flipped picture.
    pub async fn crop_image(&self, id: u32, part: CropPart) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            let id = ImageId(id);
            let title = message!("edits-cropping", name = name_if_one(dataset, &[id]));
            let images = dataset.edit_images(&[id], title, |facts, edit| {
                let picture = edit.geometry.rotated_size(facts.width, facts.height);
                let crop = Crop::of_pixels(rect(part), picture);
                Edit {
                    geometry: edit.geometry.cropped(crop),
                    ..edit
                }
            })?;
            Ok(workspace.0.presenter.images(dataset, ids_of(&images)))
        })
        .await
    }

    fn crop_shape(&self, subject: &Subject, crop: Crop, aspect: Aspect) -> CropShape {
        let preparation = self.preparation();
        let part = crop.pixels(subject.picture);
        let [left, top, width, height] = crop.fractions();
        let (whole_width, whole_height) = subject.picture;
        let area = u64::from(part.width) * u64::from(part.height);
        let target_size = preparation::square(&preparation);
        CropShape {
            part: CropPart {
                x: part.x,
                y: part.y,
                width: part.width,
                height: part.height,
            },
            aspect,
            left,
            top,
            width,
            height,
            words: text!(
                "edits-crop-size",
                width = part.width,
                height = part.height,
                whole_width = whole_width,
                whole_height = whole_height
            ),
            small: (area < preparation.target_area)
                .then(|| text!("edits-crop-small", size = target_size)),
        }
    }
}

impl Subject {
    fn of(dataset: &Dataset, id: u32) -> Result<Subject, Error> {
        let image = dataset.image(ImageId(id)).ok_or(Error::NoSuchImage)?;
        let facts = image.facts.clone()?;
        let picture = image.edit.geometry.rotated_size(facts.width, facts.height);
        Ok(Subject { image, picture })
    }

    /// Returns the image's current crop.
    fn crop(&self) -> Crop {
        self.image.edit.geometry.crop().unwrap_or(Crop::WHOLE)
    }

    /// Returns the crop after a change, and the shape that the crop is then constrained to.
    fn apply(&self, change: CropChange, aspect: Aspect) -> Result<(Crop, Aspect), Error> {
        let picture = self.picture;
        let from = |part: CropPart| Crop::of_pixels(rect(part), picture);
        let crop = match change {
            CropChange::Present => self.crop(),
            CropChange::Whole => return Ok((Crop::WHOLE, Aspect::Free)),
            CropChange::Suggested => {
                // Without a fixed shape, the suggestion would be the whole picture, so a square is suggested instead.
                let free = aspect == Aspect::Free;
                let aspect = if free { Aspect::Square } else { aspect };
                let crop = suggest_crop(&self.image.path, self.image.edit.geometry, aspect)?;
                return Ok((crop, aspect));
            }
            CropChange::Fitted { part } => aspect.fit(Some(from(part)), picture),
            CropChange::Nudged { part, right, down } => from(part).nudged(right, down, picture),
            CropChange::Grown { part, by } => from(part).grown(by, aspect, picture),
            CropChange::Dragged {
                part,
                handle,
                right,
                down,
            } => {
                let pixels = |share: f64, side: u32| (share * f64::from(side)).round() as i32;
                let by = (pixels(right, picture.0), pixels(down, picture.1));
                drag(from(part), handle, by, aspect, picture)
            }
        };
        Ok((crop, aspect))
    }
}

/// Returns the crop after a handle was dragged by `by` pixels to the right and down.
fn drag(
    crop: Crop,
    handle: CropHandle,
    by: (i32, i32),
    aspect: Aspect,
    picture: (u32, u32),
) -> Crop {
    let part = crop.pixels(picture);
    let (left, top) = (part.x, part.y);
    let (right, bottom) = (part.x + part.width, part.y + part.height);
    let signed = |edge: u32| i32::try_from(edge).unwrap_or(i32::MAX);
    let moved_x = |edge: u32| signed(edge).saturating_add(by.0);
    let moved_y = |edge: u32| signed(edge).saturating_add(by.1);
    // With a fixed shape, a dragged edge determines the length of the other side too. So the pointer's other coordinate
    // is set to that of the fixed corner, where it has no effect.
    let (pointer_y, pointer_x) = if aspect == Aspect::Free {
        (signed(bottom), signed(right))
    } else {
        (signed(top), signed(left))
    };
    let (corner, pointer) = match handle {
        CropHandle::Inside => return crop.nudged(by.0, by.1, picture),
        CropHandle::TopLeft => ((right, bottom), (moved_x(left), moved_y(top))),
        CropHandle::TopRight => ((left, bottom), (moved_x(right), moved_y(top))),
        CropHandle::BottomLeft => ((right, top), (moved_x(left), moved_y(bottom))),
        CropHandle::BottomRight => ((left, top), (moved_x(right), moved_y(bottom))),
        CropHandle::Left => ((right, top), (moved_x(left), pointer_y)),
        CropHandle::Right => ((left, top), (moved_x(right), pointer_y)),
        CropHandle::Top => ((left, bottom), (pointer_x, moved_y(top))),
        CropHandle::Bottom => ((left, top), (pointer_x, moved_y(bottom))),
    };
    Crop::between(corner, pointer, aspect, picture)
}

fn apply_transform(edit: Edit, transform: Transform) -> Edit {
    let geometry = match transform {
        Transform::RotateLeft => edit.geometry.rotated(Rotation::Left),
        Transform::RotateRight => edit.geometry.rotated(Rotation::Right),
        Transform::Flip => edit.geometry.flipped(),
        Transform::Reset => return Edit::default(),
    };
    Edit { geometry, ..edit }
}

/// Returns the image's name if there is a single id. Returns an empty name for several ids, or if the image is gone.
fn name_if_one(dataset: &Dataset, ids: &[ImageId]) -> String {
    match ids {
        [id] => dataset.image(*id).map(|image| image.name),
        _ => None,
    }
    .unwrap_or_default()
}

fn rect(part: CropPart) -> Rect {
    let CropPart {
        x,
        y,
        width,
        height,
    } = part;
    Rect {
        x,
        y,
        width,
        height,
    }
}

fn aspect_choice(aspect: Aspect) -> AspectChoice {
    AspectChoice {
        value: aspect,
        label: aspect.label(),
    }
}
