//! Creates a new dataset from copies: of the contents of a zip, of a folder laid out for another trainer, or of several
//! folders and zips dropped together. The originals are not changed.

use std::path::{Path, PathBuf};

use dataset::{Dataset, ImportError, Imported};
use localization::{Message, message, text};

use super::Workspace;
use crate::error::Error;

/// A folder or zip to copy from.
pub(super) enum Source {
    Folder(PathBuf),
    Zip(PathBuf),
}

impl Source {
    fn path(&self) -> &Path {
        match self {
            Source::Folder(path) | Source::Zip(path) => path,
        }
    }

    fn copy_into(&self, workspace: &Workspace, dataset: &Dataset) -> Result<Imported, ImportError> {
        let name = name_of(self.path());
        match self {
            Source::Folder(folder) => {
                let task = workspace
                    .0
                    .status_bar
                    .begin(message!("workspace-copying", name = name));
                let progress = |done, total| task.progress(done, total);
                dataset.import(std::slice::from_ref(folder), &progress)
            }
            Source::Zip(zip) => {
                let task = workspace
                    .0
                    .status_bar
                    .begin(message!("workspace-unpacking", name = name));
                dataset.unpack(zip, &|done, total| task.progress(done, total))
            }
        }
    }
}

impl Workspace {
    /// Copies the contents of a folder or a zip into a new dataset, and opens it if it has images.
    pub(super) fn create_from_source(&self, source: &Source) -> Result<(), Error> {
        let name = match source {
            Source::Folder(folder) => name_of(folder),
            Source::Zip(zip) => zip.file_stem().map_or_else(
                || text!("workspace-new-dataset"),
                |stem| stem.to_string_lossy().into_owned(),
            ),
        };
        let dataset = self.new_dataset(&name)?;
        let imported = source
            .copy_into(self, &dataset)
            .inspect_err(|_| discard(&dataset))?;
        if self.open_copied(dataset.clone(), &name_of(source.path()), &imported)
            && let Source::Folder(_) = source
        {
            self.0.status_bar.info(message!(
                "workspace-copied-foreign",
                name = name,
                images = imported.images.len(),
                captions = imported.captions,
                place = self.0.dirs.display_path(dataset.folder())
            ));
        }
        Ok(())
    }

    /// Copies the contents of several folders and zips into one new dataset, and opens it if it has images. If a source
    /// can't be read, the others are still copied.
    pub(super) fn create_from_sources(&self, sources: &[Source]) -> Result<(), Error> {
        let names: Vec<String> = sources
            .iter()
            .map(|source| name_of(source.path()))
            .collect();
        let name = match names.as_slice() {
            [one, other] => text!("workspace-new-dataset-of-two", first = one, second = other),
            [first, others @ ..] => text!(
                "workspace-new-dataset-of-several",
                first = first,
                others = others.len()
            ),
            [] => return Ok(()),
        };
        let dataset = self.new_dataset(&name)?;
        let mut all = Imported::default();
        for source in sources {
            match source.copy_into(self, &dataset) {
                Ok(imported) => {
                    all.images.extend(imported.images);
                    all.captions += imported.captions;
                    all.skipped.extend(imported.skipped);
                    all.stopped = imported.stopped;
                }
                Err(error) => all.skipped.push((name_of(source.path()), error.message())),
            }
            if all.stopped {
                break;
            }
        }
        if self.open_copied(dataset.clone(), &name, &all) {
            self.0.status_bar.info(message!(
                "workspace-copied-together",
                images = all.images.len(),
                captions = all.captions,
                names = names.join(", "),
                place = self.0.dirs.display_path(dataset.folder())
            ));
        }
        Ok(())
    }

    /// Opens a new dataset into which images were copied, and returns true. A dataset that got no images is removed
    /// instead, and the result is false.
    fn open_copied(&self, dataset: Dataset, from: &str, imported: &Imported) -> bool {
        if imported.images.is_empty() {
            discard(&dataset);
            if imported.stopped {
                self.report_skipped(imported);
            } else {
                self.0.status_bar.error(message!(
                    "workspace-none-usable",
                    name = from,
                    reasons = skip_reasons(&imported.skipped)
                ));
            }
            return false;
        }
        self.set_open_dataset(dataset);
        self.report_skipped(imported);
        true
    }
}

/// Removes the folder of a new dataset that stayed empty. A folder that is not empty is kept, since `remove_dir` fails
/// for it.
pub(super) fn discard(dataset: &Dataset) {
    if let Err(error) = std::fs::remove_dir(dataset.folder()) {
        tracing::debug!(%error, "the new folder is not empty");
    }
}

/// Returns the names of the first few skipped items, each with the reason, and the number of the other skipped items.
pub(super) fn skip_reasons(skipped: &[(String, Message)]) -> Message {
    const MAX_NAMED: usize = 3;
    let named = skipped
        .iter()
        .take(MAX_NAMED)
        .map(|(name, why)| message!("workspace-reason", name = name, why = why));
    let more = (skipped.len() > MAX_NAMED)
        .then(|| message!("workspace-more-reasons", count = skipped.len() - MAX_NAMED));
    named
        .chain(more)
        .reduce(|before, next| message!("workspace-reasons", before = before, next = next))
        .unwrap_or_else(|| Message::verbatim(""))
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
