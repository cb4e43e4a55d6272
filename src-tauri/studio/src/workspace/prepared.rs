//! The preparation of the open dataset's images, and the exact files that the trainer gets.

use std::path::Path;
use std::sync::Arc;

use dataset::{Dataset, Image, ImageId};
use imaging::{Encoding, Preparation, Prepared, Size};
use localization::text;
use ordered_lock::{Mutex, Rank};

use super::Workspace;
use crate::error::Error;
use crate::formatting::size;
use crate::store::{Key, draft_record};
use crate::view::{AppEvent, ImageBackground, PreparationForm, PreparationOptions, TrainerView};
use crate::workspace::preparation;

/// The file of a picture, with its media type.
pub struct SentPicture {
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// The media type, such as `image/jpeg`.
    pub media_type: &'static str,
}

/// The last prepared picture and its address. The page requests the picture right after its properties, so it would
/// otherwise be prepared twice.
pub(super) struct LastPrepared(Mutex<Option<(String, Arc<Prepared>)>>);

impl Default for LastPrepared {
    fn default() -> LastPrepared {
        LastPrepared(Mutex::new(Rank::LastPrepared, None))
    }
}

impl LastPrepared {
    fn get(&self, address: &str) -> Option<Arc<Prepared>> {
        let last = self.0.lock();
        let (last_address, prepared) = last.as_ref()?;
        (last_address == address).then(|| Arc::clone(prepared))
    }

    fn put(&self, address: String, prepared: &Arc<Prepared>) {
        *self.0.lock() = Some((address, Arc::clone(prepared)));
    }
}

impl Workspace {
    /// Returns the preparation of the open dataset's images.
    pub(crate) fn preparation(&self) -> Preparation {
        self.0.presenter.preparation()
    }

    /// Returns the preparation of a folder's images from the store, or the default if it can't be read. Blocks.
    pub(super) fn stored_preparation(&self, folder: &Path) -> Preparation {
        let options = self.0.store.get(Key::Preparation(folder));
        let options: draft_record::PreparationOptions = options.unwrap_or_else(|error| {
            tracing::warn!(%error, "the preparation options can't be read");
            draft_record::PreparationOptions::default()
        });
        preparation::parse_or_default(&options.into())
    }

    /// Returns the preparation options of the open dataset and their possible values.
    pub fn preparation_form(&self) -> PreparationForm {
        preparation::form(&self.preparation())
    }

    /// Sets and stores the preparation of the open dataset's images.
    pub async fn set_preparation(
        &self,
        options: PreparationOptions,
    ) -> Result<PreparationForm, Error> {
        let preparation = preparation::parse(&options)?;
        self.with_dataset(move |workspace, dataset| {
            let record = draft_record::PreparationOptions::from(options);
            workspace
                .0
                .store
                .set(Key::Preparation(dataset.folder()), &record)?;
            workspace.0.presenter.set_preparation(preparation);
            // The remarks on each image may have changed.
            workspace.0.events.emit(AppEvent::Images {
                images: workspace.0.presenter.all_images(dataset),
            });
            Ok(preparation::form(&preparation))
        })
        .await
    }

    /// Returns an image and its caption exactly as they are sent to the trainer.
    pub async fn trainer_view(&self, id: u32) -> Result<TrainerView, Error> {
        self.with_dataset(move |workspace, dataset| {
            let (image, prepared) = workspace.prepare_image(dataset, id)?;
            let caption = Some(image.caption.clone()).filter(|text| !text.trim().is_empty());
            let captioning = match &caption {
                Some(_) => text!("export-caption-sent"),
                None => text!("export-no-caption-sent"),
            };
            let preparation = workspace.preparation();
            let own = image.edit.background;
            Ok(TrainerView {
                picture: workspace.0.presenter.prepared_address(&image, &preparation),
                background: prepared.flattened_alpha.then(|| ImageBackground {
                    colour: own.unwrap_or(preparation.background).to_string(),
                    own: own.is_some(),
                }),
                line: describe(&image, &prepared),
                captioning,
                caption,
            })
        })
        .await
    }

    /// Returns the exact file that the trainer gets, or `None` if the image can't be prepared.
    pub async fn sent_picture(&self, id: u32) -> Option<SentPicture> {
        let prepared = self
            .with_dataset(move |workspace, dataset| Ok(workspace.prepare_image(dataset, id)?.1))
            .await;
        let prepared = prepared
            .inspect_err(|error| tracing::info!(%error, "an image can't be prepared"))
            .ok()?;
        Some(SentPicture {
            bytes: prepared.bytes.clone(),
            media_type: match prepared.encoding {
                Encoding::Jpeg => "image/jpeg",
                Encoding::Png => "image/png",
            },
        })
    }

    /// Requests the picture of an image without its crop. `reply` receives a JPEG, or `None` if there is no picture.
    pub fn whole_picture(&self, id: u32, reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static) {
        let image = self.dataset().ok().and_then(|open| open.image(ImageId(id)));
        let Some(mut image) = image else {
            return reply(None);
        };
        image.edit.geometry = image.edit.geometry.uncropped();
        let on_picture = move |picture: Result<Vec<u8>, _>| reply(picture.ok());
        self.0
            .thumbnails
            .request(image.path, image.edit, Size::Preview, on_picture);
    }

    fn prepare_image(&self, dataset: &Dataset, id: u32) -> Result<(Image, Arc<Prepared>), Error> {
        let image = dataset.image(ImageId(id)).ok_or(Error::NoSuchImage)?;
        let preparation = self.preparation();
        let address = self.0.presenter.prepared_address(&image, &preparation);
        if let Some(prepared) = self.0.last_prepared.get(&address) {
            return Ok((image, prepared));
        }
        let prepared = Arc::new(imaging::prepare(&image.path, &image.edit, &preparation)?);
        self.0.last_prepared.put(address, &prepared);
        Ok((image, prepared))
    }
}

/// Describes a prepared file and how it was prepared: "1024 × 1024 · JPEG · 312 kB · scaled down".
fn describe(image: &Image, prepared: &Prepared) -> String {
    let encoding = match prepared.encoding {
        Encoding::Jpeg => "JPEG",
        Encoding::Png => "PNG",
    };
    let changes = [
        (
            image.edit.geometry.crop().is_some(),
            text!("export-cropped"),
        ),
        (prepared.scaled, text!("export-scaled")),
        (
            prepared.converted_colours,
            text!("export-colours-converted"),
        ),
        (
            prepared.flattened_alpha,
            text!("export-transparency-filled"),
        ),
    ];
    let changes: Vec<String> = changes
        .into_iter()
        .filter_map(|(applies, words)| applies.then_some(words))
        .collect();
    let mut parts = vec![
        format!("{} × {}", prepared.width, prepared.height),
        encoding.to_owned(),
        size(prepared.bytes.len() as u64),
    ];
    if !changes.is_empty() {
        parts.push(changes.join(", "));
    }
    if image.excluded {
        parts.push(text!("export-left-out"));
    }
    parts.join(" · ")
}
