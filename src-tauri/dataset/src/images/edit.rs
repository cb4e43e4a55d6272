//! Rotates, mirrors and crops an open folder's images, and chooses their backgrounds. The edits are kept in the app's
//! data folder, never in the image.

use std::collections::HashMap;

use imaging::{Edit, Facts};
use localization::Message;

use crate::dataset::{Dataset, Inner};
use crate::state::{Image, ImageId};
use crate::store::annotations::Annotation;
use crate::store::edits::EditsError;
use crate::store::journal::Change;

impl Dataset {
    /// Edits images as one step. `edit` is called with the facts in each image's header and its current edit, and
    /// returns the new edit. Broken images are skipped. Returns the images that have changed.
    ///
    /// # Errors
    /// See [`EditsError`]; in that case, nothing has changed.
    pub fn edit_images(
        &self,
        ids: &[ImageId],
        title: Message,
        edit: impl Fn(Facts, Edit) -> Edit,
    ) -> Result<Vec<Image>, EditsError> {
        let inner = &self.inner;
        let _annotating = inner.annotating.lock();
        let mut recorder = inner.recorder.lock();
        let changes: Vec<Change> = {
            let state = inner.state();
            state
                .entries_of(ids)
                .filter_map(|entry| {
                    let before = entry.annotation.edit;
                    let after = edit(*entry.facts.as_ref().ok()?, before);
                    (after != before).then(|| Change::Edited {
                        image: entry.name.clone(),
                        before,
                        after,
                    })
                })
                .collect()
        };
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        inner.journal.record(&title, &changes)?;
        recorder.end_typing();
        drop(recorder);
        let edits: HashMap<String, Edit> = changes
            .into_iter()
            .filter_map(|change| match change {
                Change::Edited { image, after, .. } => Some((image, after)),
                Change::Caption { .. } | Change::Excluded { .. } | Change::Present { .. } => None,
            })
            .collect();
        inner.apply_edits(&edits)?;
        let state = inner.state();
        Ok(state.images_where(|entry| edits.contains_key(&entry.name)))
    }
}

impl Inner {
    /// Stores the edits of the images with these names. The caller holds the lock `annotating`.
    pub(crate) fn apply_edits(&self, edits: &HashMap<String, Edit>) -> Result<(), EditsError> {
        self.annotate(|entry| {
            edits.get(&entry.name).map(|&edit| Annotation {
                edit,
                ..entry.annotation
            })
        })
    }
}
