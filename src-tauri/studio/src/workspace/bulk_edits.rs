//! Edits many captions at once: previews an edit, and applies it as one undo step.

use dataset::rewrite::{Compiled, Rewrite, RewriteError, Segment};
use dataset::{Dataset, Image};
use localization::{Message, message, text};

use super::Workspace;
use super::editing::image_ids;
use crate::error::Error;
use crate::view::{DiffKind, EditExample, EditPart, EditPreview, ImagesChanged};

/// The maximum number of captions that a preview shows.
const MAX_EXAMPLES: usize = 40;

/// The maximum length, in characters, of an unchanged part in a preview, and of a text in the name of an undo step. The
/// middle of a longer text is cut out.
const MAX_UNCUT: usize = 60;

impl Workspace {
    /// Returns a preview of an edit of these images' captions, with the first captions that would change.
    pub async fn preview_edit(
        &self,
        ids: Vec<u32>,
        rewrite: Rewrite,
    ) -> Result<EditPreview, Error> {
        let word = self.trigger_word().await?;
        self.with_dataset(move |workspace, dataset| {
            let images = select_images(dataset, &ids);
            Ok(match rewrite.compile(&word) {
                Ok(compiled) => workspace.preview(&images, &compiled),
                Err(error) => EditPreview {
                    // An empty field is not a mistake.
                    wrong: !matches!(error, RewriteError::NothingToFind | RewriteError::NoTag),
                    sentence: error.to_string(),
                    captions: 0,
                    examples: Vec::new(),
                },
            })
        })
        .await
    }

    /// Applies an edit to these images' captions, as one undo step.
    pub async fn edit_captions(
        &self,
        ids: Vec<u32>,
        rewrite: Rewrite,
    ) -> Result<ImagesChanged, Error> {
        let word = self.trigger_word().await?;
        self.with_dataset(move |workspace, dataset| {
            let compiled = rewrite.compile(&word)?;
            let title = step_title(&rewrite, &word);
            let changed =
                dataset.rewrite_captions(&image_ids(ids), title, |text| compiled.apply(text))?;
            Ok(workspace.finish_rewrite(dataset, &changed))
        })
        .await
    }

    fn preview(&self, images: &[Image], compiled: &Compiled) -> EditPreview {
        let (mut captions, mut places) = (0, 0);
        let mut examples = Vec::new();
        for image in images {
            let Some(preview) = compiled.preview(&image.caption) else {
                continue;
            };
            captions += 1;
            places += preview.changes;
            if examples.len() < MAX_EXAMPLES {
                examples.push(EditExample {
                    name: image.name.clone(),
                    thumbnail: self.0.presenter.thumbnail(image),
                    parts: preview.segments.iter().map(edit_part).collect(),
                });
            }
        }
        let all = images.len();
        let sentence = match captions {
            0 => text!("edits-preview-none"),
            _ if places > captions => text!(
                "edits-preview-places",
                captions = captions,
                all = all,
                places = places
            ),
            _ => text!("edits-preview", captions = captions, all = all),
        };
        EditPreview {
            sentence,
            wrong: false,
            captions: u32::try_from(captions).unwrap_or(u32::MAX),
            examples,
        }
    }
}

/// Returns the images with these ids. If several of them share one caption file, only the first image is included.
fn select_images(dataset: &Dataset, ids: &[u32]) -> Vec<Image> {
    let selected: std::collections::HashSet<u32> = ids.iter().copied().collect();
    let mut seen = std::collections::HashSet::new();
    let mut images = dataset.images();
    images.retain(|image| {
        let shares_seen_caption = image
            .caption_shared_with
            .iter()
            .any(|name| seen.contains(name));
        let is_selected = selected.contains(&image.id.0) && !shares_seen_caption;
        if is_selected {
            seen.insert(image.name.clone());
        }
        is_selected
    });
    images
}

fn edit_part(segment: &Segment<'_>) -> EditPart {
    let (kind, text) = match segment {
        Segment::Kept(text) => (DiffKind::Kept, shorten(text)),
        Segment::Removed(text) => (DiffKind::Removed, (*text).to_owned()),
        Segment::Added(text) => (DiffKind::Added, text.clone()),
    };
    EditPart { fate: kind, text }
}

/// Returns the text. If it is longer than [`MAX_UNCUT`], its middle is replaced by an ellipsis.
fn shorten(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= MAX_UNCUT {
        return text.to_owned();
    }
    let half = MAX_UNCUT / 2;
    let start: String = text.chars().take(half).collect();
    let end: String = text.chars().skip(characters - half).collect();
    format!("{start} … {end}")
}

/// Returns the name of an edit's undo step: `replacing “dog”`, which is shown as "Undo replacing “dog”".
fn step_title(rewrite: &Rewrite, word: &str) -> Message {
    match rewrite {
        Rewrite::Before { text } => {
            message!("edits-adding-before", text = shorten(text.trim()))
        }
        Rewrite::After { text } => message!("edits-adding-after", text = shorten(text.trim())),
        Rewrite::Replace { find, .. } => message!("edits-replacing", text = shorten(find)),
        Rewrite::AddTag { tag } => message!("edits-adding-tag", tag = shorten(tag.trim())),
        Rewrite::ChangeTag { tag, to } if to.trim().is_empty() => {
            message!("edits-removing-tag", tag = shorten(tag.trim()))
        }
        Rewrite::ChangeTag { tag, to } => message!(
            "edits-renaming-tag",
            tag = shorten(tag.trim()),
            new = shorten(to.trim())
        ),
        Rewrite::UniqueTags => message!("edits-removing-duplicate-tags"),
        Rewrite::InsertTrigger => message!("edits-adding-trigger", word = word),
        Rewrite::RemoveTrigger => message!("edits-removing-trigger", word = word),
        Rewrite::Set { .. } => message!("edits-setting"),
        Rewrite::Clear => message!("edits-clearing"),
    }
}
