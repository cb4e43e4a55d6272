//! Edits the images and captions of the open dataset, and undoes the edits.

use dataset::{CaptionError, Dataset, ImageId, UndoResult, trigger};
use jiff::Timestamp;
use localization::{message, text};

use super::Workspace;
use super::presenter::ids_of;
use crate::error::{Error, blocking};
use crate::formatting::ago;
use crate::view;
use crate::view::{ImagesChanged, PastCaption};

/// The minimum number of pending captions for which the window shows the progress of writing them.
const MIN_FOR_PROGRESS: usize = 100;

impl Workspace {
    /// Saves a caption that is being typed. `version` is the version that the typed text is based on. Returns once the
    /// caption is on the disk. If another program has changed the caption since that version, nothing is written, and
    /// the returned image contains both texts.
    pub async fn set_caption(
        &self,
        id: u32,
        caption: String,
        version: u32,
    ) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            match dataset.type_caption(ImageId(id), &caption, version) {
                Ok(_) | Err(CaptionError::ChangedOutside) => {}
                Err(error) => return Err(error.into()),
            }
            Ok(workspace
                .0
                .presenter
                .images_sharing_caption(dataset, ImageId(id)))
        })
        .await
    }

    /// Resolves the conflict between the typed text and the text that another program wrote. Keeps the typed text if
    /// `typed` is true, and otherwise the other text.
    pub async fn choose_caption(&self, id: u32, typed: bool) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            let id = ImageId(id);
            let typed_text = dataset.image(id).and_then(|image| image.caption_typed);
            match typed_text.filter(|_| typed) {
                Some(typed_text) => drop(dataset.set_caption(id, &typed_text)?),
                None => drop(dataset.discard_typed(id)),
            }
            Ok(workspace.0.presenter.images_sharing_caption(dataset, id))
        })
        .await
    }

    /// Returns the captions that an image has and had, newest first.
    pub async fn caption_history(&self, id: u32) -> Result<Vec<PastCaption>, Error> {
        let dataset = self.dataset()?;
        blocking(move || {
            let present = dataset.image(ImageId(id)).map(|image| image.caption);
            let now = Timestamp::now();
            let past = dataset.caption_history(ImageId(id))?;
            let captions = past.into_iter().enumerate().map(|(index, past)| {
                let when = Timestamp::try_from(past.at).unwrap_or(now);
                PastCaption {
                    origin: format!("{} · {}", ago(when, now), past.by),
                    present: index == 0 && present.as_ref() == Some(&past.text),
                    text: dataset::with_line_feeds(&past.text).into_owned(),
                }
            });
            Ok(captions.collect())
        })
        .await?
    }

    /// Leaves images out of the training, or includes them again.
    pub async fn set_excluded(
        &self,
        ids: Vec<u32>,
        excluded: bool,
    ) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            let images = dataset.set_excluded(&image_ids(ids), excluded)?;
            Ok(workspace.0.presenter.images(dataset, ids_of(&images)))
        })
        .await
    }

    /// Moves images and their captions to the system's trash. A caption that is shared with another image stays.
    pub async fn remove_images(&self, ids: Vec<u32>) -> Result<ImagesChanged, Error> {
        self.with_dataset(move |workspace, dataset| {
            let changes = dataset.remove(&image_ids(ids))?;
            workspace.analyse();
            Ok(workspace.0.presenter.changes(dataset, &changes))
        })
        .await
    }

    /// Adds the trigger word to the start of each caption of an included image that lacks it. Empty captions stay
    /// empty.
    pub async fn add_trigger_word(&self) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        if word.is_empty() {
            return Err(Error::Field {
                field: "triggerWord",
                message: message!("edits-trigger-word-missing"),
            });
        }
        self.with_dataset(move |workspace, dataset| {
            let is_captioned =
                |image: &dataset::Image| image.is_included() && !image.caption.trim().is_empty();
            let images = dataset.images();
            let ids: Vec<ImageId> = images
                .iter()
                .filter(|image| is_captioned(image))
                .map(|image| image.id)
                .collect();
            let title = message!("edits-adding-trigger", word = &word);
            let changed = dataset
                .rewrite_captions(&ids, title, |caption| Some(trigger::insert(caption, &word)))?;
            tracing::info!(
                captions = changed.len(),
                "added the trigger word to captions"
            );
            Ok(workspace.finish_rewrite(dataset, &changed))
        })
        .await
    }

    /// Undoes the last step. Returns `None` if there is nothing to undo.
    pub async fn undo(&self) -> Result<Option<view::UndoResult>, Error> {
        self.undo_or_redo(true).await
    }

    /// Redoes the last undone step. Returns `None` if there is nothing to redo.
    pub async fn redo(&self) -> Result<Option<view::UndoResult>, Error> {
        self.undo_or_redo(false).await
    }

    async fn undo_or_redo(&self, is_undo: bool) -> Result<Option<view::UndoResult>, Error> {
        self.with_dataset(move |workspace, dataset| {
            let result = if is_undo {
                dataset.undo()
            } else {
                dataset.redo()
            }?;
            let Some(result) = result else {
                return Ok(None);
            };
            workspace.flush_in_background();
            workspace.analyse();
            Ok(Some(view::UndoResult {
                sentence: undo_sentence(&result, is_undo),
                images: workspace.0.presenter.changes(dataset, &result.changes),
            }))
        })
        .await
    }

    /// Returns the images whose captions were rewritten, and starts writing their files.
    pub(super) fn finish_rewrite(&self, dataset: &Dataset, changed: &[ImageId]) -> ImagesChanged {
        self.flush_in_background();
        self.0.presenter.images(dataset, changed.iter().copied())
    }

    /// Writes the pending captions of the open dataset, on a separate thread.
    pub(super) fn flush_in_background(&self) {
        if let Ok(open) = self.dataset() {
            self.write_in_background(open);
        }
    }

    /// Writes the pending captions of a dataset, on a separate thread.
    pub(super) fn write_in_background(&self, dataset: Dataset) {
        if !dataset.has_pending() {
            return;
        }
        let workspace = self.clone();
        let write = move || {
            let task = std::cell::OnceCell::new();
            let flushed = dataset.flush(&|done, total| {
                if total < MIN_FOR_PROGRESS {
                    return std::ops::ControlFlow::Continue(());
                }
                task.get_or_init(|| {
                    workspace
                        .0
                        .status_bar
                        .begin(message!("workspace-saving-captions", count = total))
                })
                .progress(done, total)
            });
            if let Err(error) = flushed {
                workspace.0.status_bar.error(error.message());
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("captions".into())
            .spawn(write)
        {
            self.0.status_bar.error(message!(
                "workspace-captions-unsaved",
                cause = error.to_string()
            ));
        }
    }

    /// Runs `work` with the open dataset on a thread that may block.
    pub(super) async fn with_dataset<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Workspace, &Dataset) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (workspace, dataset) = (self.clone(), self.dataset()?);
        blocking(move || work(&workspace, &dataset)).await?
    }
}

pub(super) fn image_ids(ids: Vec<u32>) -> Vec<ImageId> {
    ids.into_iter().map(ImageId).collect()
}

fn undo_sentence(result: &UndoResult, is_undo: bool) -> String {
    let UndoResult { title, missing, .. } = result;
    if is_undo {
        text!("workspace-undone", step = title, missing = *missing)
    } else {
        text!("workspace-redone", step = title, missing = *missing)
    }
}
