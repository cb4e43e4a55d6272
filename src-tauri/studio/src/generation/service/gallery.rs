//! Implements the gallery, in which the person browses, saves and removes generated pictures.

use std::path::PathBuf;

use localization::message;

use super::GenerationService;
use crate::error::{Error, blocking};
use crate::events::next_sequence;
use crate::store::BatchFilter;
use crate::store::batch_record::{Cell, Picture};
use crate::view::{self, AppEvent, Gallery, GalleryFilter};
use crate::{Pixels, SentPicture};

impl GenerationService {
    /// Returns the batches of generated pictures that match the filter, newest first.
    pub async fn gallery(&self, filter: GalleryFilter) -> Result<Gallery, Error> {
        let context = self.batches.context().clone();
        blocking(move || {
            let sequence = next_sequence();
            let filter = BatchFilter {
                model: filter.model,
                favourites: filter.favourites,
                words: filter
                    .search
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect(),
                limit: filter.most.max(1),
            };
            let (batches, more) = context.store.batches(&filter)?;
            let batches = batches
                .iter()
                .map(|batch| context.batch_view(batch))
                .collect::<Result<_, _>>()?;
            Ok(Gallery {
                sequence,
                batches,
                more,
                models: context.store.generated_models()?,
            })
        })
        .await?
    }

    /// Returns one batch.
    pub async fn batch(&self, id: &str) -> Result<view::Batch, Error> {
        let (context, id) = (self.batches.context().clone(), id.to_owned());
        blocking(move || {
            let batch = context.store.batch(&id)?.ok_or(Error::NoSuchPicture)?;
            context.batch_view(&batch)
        })
        .await?
    }

    /// Removes a batch that has ended from the list, and moves its pictures to the system's trash.
    pub async fn remove_batch(&self, id: &str) -> Result<(), Error> {
        let (context, id) = (self.batches.context().clone(), id.to_owned());
        blocking(move || {
            if context
                .store
                .cells(&id)?
                .iter()
                .any(|cell| !cell.has_ended())
            {
                return Err(Error::PicturesInProgress);
            }
            let files: Vec<PathBuf> = context
                .store
                .pictures(&id)?
                .iter()
                .map(|picture| context.library.path(picture))
                .filter(|file| file.exists())
                .collect();
            if !files.is_empty() {
                dataset::move_to_trash(&files)?;
            }
            Ok(context.store.remove_batch(&id)?)
        })
        .await?
    }

    /// Moves a picture to the system's trash.
    pub async fn remove_picture(&self, id: u32) -> Result<(), Error> {
        let context = self.batches.context().clone();
        let cell = blocking(move || {
            let picture = context.store.picture(id)?.ok_or(Error::NoSuchPicture)?;
            let file = context.library.path(&picture);
            if file.exists() {
                dataset::move_to_trash(&[file])?;
            }
            context.store.remove_picture(id)?;
            Ok::<_, Error>(picture.cell)
        })
        .await??;
        self.emit_batch_of(&cell).await
    }

    /// Marks a picture as a favourite, or removes the mark.
    pub async fn set_favourite(&self, id: u32, favourite: bool) -> Result<(), Error> {
        let store = self.store.clone();
        let cell = blocking(move || {
            store.set_favourite(id, favourite)?;
            Ok::<_, Error>(store.picture(id)?.ok_or(Error::NoSuchPicture)?.cell)
        })
        .await??;
        self.emit_batch_of(&cell).await
    }

    async fn emit_batch_of(&self, cell: &str) -> Result<(), Error> {
        let (store, id) = (self.store.clone(), cell.to_owned());
        if let Some(cell) = blocking(move || store.cell(&id)).await?? {
            let batch = self.batch(&cell.batch).await?;
            self.events.emit(AppEvent::Batch { batch });
        }
        Ok(())
    }

    pub(super) async fn find_picture(&self, id: u32) -> Result<(Picture, Cell, PathBuf), Error> {
        let context = self.batches.context().clone();
        blocking(move || {
            let picture = context.store.picture(id)?.ok_or(Error::NoSuchPicture)?;
            let cell = context
                .store
                .cell(&picture.cell)?
                .ok_or(Error::NoSuchPicture)?;
            let path = context.library.path(&picture);
            if !path.exists() {
                return Err(Error::NoSuchPicture);
            }
            Ok((picture, cell, path))
        })
        .await?
    }

    /// Returns the path of a picture's file.
    pub async fn picture_path(&self, id: u32) -> Result<PathBuf, Error> {
        Ok(self.find_picture(id).await?.2)
    }

    /// Returns the proposed name for a saved picture: the first 60 characters of its prompt, with its file's extension.
    pub async fn picture_file_name(&self, id: u32) -> Result<String, Error> {
        let (_, cell, path) = self.find_picture(id).await?;
        let words: String = cell.prompt().chars().take(60).collect();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        Ok(format!(
            "{}.{extension}",
            crate::app_dirs::portable_name(&words)
        ))
    }

    /// Copies a picture to the place that the person chose.
    pub async fn save_picture_as(&self, id: u32, to: PathBuf) -> Result<(), Error> {
        let from = self.picture_path(id).await?;
        let bytes = blocking(move || {
            std::fs::read(&from).map_err(|source| Error::Disk { path: from, source })
        })
        .await??;
        self.save_bytes(bytes, to).await
    }

    /// Writes a file atomically to the place that the person chose.
    pub async fn save_bytes(&self, bytes: Vec<u8>, to: PathBuf) -> Result<(), Error> {
        let path = self.dirs.display_path(&to);
        blocking(move || {
            files::write(&to, &bytes).map_err(|source| Error::Disk { path: to, source })
        })
        .await??;
        self.status_bar
            .info(message!("generation-saved", path = path));
        Ok(())
    }

    /// Returns a picture's pixels, for the clipboard.
    pub async fn picture_pixels(&self, id: u32) -> Result<Pixels, Error> {
        let library = self.batches.context().library.clone();
        let pixels = blocking(move || library.pixels(id)).await?;
        let pixels = pixels.ok_or(Error::NoSuchPicture)?;
        Ok(Pixels {
            width: pixels.width(),
            height: pixels.height(),
            rgba: pixels.into_raw(),
        })
    }

    /// Returns a picture's file, or its small copy. Blocks.
    pub fn picture_file(&self, id: u32, small: bool) -> Option<SentPicture> {
        let library = &self.batches.context().library;
        let (bytes, media_type) = if small {
            (library.small(id)?, "image/jpeg")
        } else {
            library.whole(id)?
        };
        Some(SentPicture { bytes, media_type })
    }

    /// Returns the path of a picture's file, and a small JPEG of it as the icon of a drag.
    pub async fn dragged_picture(&self, id: u32) -> Result<(PathBuf, Option<Vec<u8>>), Error> {
        let file = self.picture_path(id).await?;
        let library = self.batches.context().library.clone();
        let icon = blocking(move || library.small(id)).await?;
        Ok((file, icon))
    }

    /// Adds a picture to the open dataset.
    pub async fn use_for_training(&self, id: u32) -> Result<(), Error> {
        self.workspace.dataset()?;
        let path = self.picture_path(id).await?;
        self.workspace.open_paths(vec![path]).await?;
        self.status_bar
            .info(message!("generation-added-to-dataset"));
        Ok(())
    }
}
