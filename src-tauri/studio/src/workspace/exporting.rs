//! Exports the prepared images for other trainers, as a folder or a zip.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use dataset::{Container, ExportError, Layout};
use localization::{message, text};

use super::Workspace;
use crate::app_dirs::unused_path;
use crate::error::Error;
use crate::view::{ExportChoice, ExportForm, ExportLayout, LayoutChoice};
use crate::workspace::preparation;

/// The default number of times that Kohya's trainers show each image in an epoch.
const DEFAULT_REPEATS: &str = "10";

/// An export whose destination is not chosen yet.
pub struct Export {
    layout: Layout,
    container: Container,
    /// The dataset's name, after which the zip or the folder is named.
    name: String,
}

impl Export {
    /// Returns whether the export is a zip. For a zip, the person chooses a file name instead of a folder.
    pub fn is_zip(&self) -> bool {
        self.container == Container::Zip
    }

    /// Returns the suggested name, without an extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the destination for the path that the person chose: the path itself, or a new folder inside it if the
    /// path is a folder that is not empty.
    fn destination(&self, chosen: PathBuf) -> PathBuf {
        let has_contents =
            || std::fs::read_dir(&chosen).is_ok_and(|mut entries| entries.next().is_some());
        match self.container {
            Container::Folder if has_contents() => unused_path(&chosen, &self.name),
            Container::Folder | Container::Zip => chosen,
        }
    }
}

impl Workspace {
    /// Returns the initial state of the export panel. The trigger word is filled in as the words for Kohya's folder.
    pub async fn export_form(&self) -> Result<ExportForm, Error> {
        let words = self.trigger_word().await?;
        let pairs = self.dataset()?.pairs();
        let is_text = |text: &String| !text.trim().is_empty();
        let captions = pairs
            .iter()
            .filter(|pair| pair.caption.as_ref().is_some_and(is_text))
            .count();
        let layouts = [
            (
                ExportLayout::Plain,
                text!("export-plain"),
                text!("export-plain-explanation"),
            ),
            (
                ExportLayout::ImageFolder,
                text!("export-imagefolder"),
                text!("export-imagefolder-explanation"),
            ),
            (
                ExportLayout::Kohya,
                text!("export-kohya"),
                text!("export-kohya-explanation"),
            ),
        ];
        let to_choice = |(value, label, explanation)| LayoutChoice {
            value,
            label,
            explanation,
        };
        Ok(ExportForm {
            choice: ExportChoice {
                layout: ExportLayout::Plain,
                zip: false,
                repeats: DEFAULT_REPEATS.to_owned(),
                words,
            },
            layouts: layouts.map(to_choice).to_vec(),
            summary: text!(
                "export-summary",
                images = pairs.len(),
                captions = captions,
                size = preparation::square(&self.preparation())
            ),
        })
    }

    /// Checks the filled-in form, before the person is asked for a destination.
    pub fn plan_export(&self, choice: &ExportChoice) -> Result<Export, Error> {
        let layout = match choice.layout {
            ExportLayout::Plain => Layout::Plain,
            ExportLayout::ImageFolder => Layout::ImageFolder,
            ExportLayout::Kohya => kohya_layout(choice)?,
        };
        Ok(Export {
            layout,
            container: if choice.zip {
                Container::Zip
            } else {
                Container::Folder
            },
            name: self.dataset()?.name(),
        })
    }

    /// Exports to the destination that the person chose. Reports the result in the status line.
    pub async fn export(&self, export: Export, chosen: PathBuf) -> Result<(), Error> {
        self.with_dataset(move |workspace, dataset| {
            let destination = export.destination(chosen);
            let task = workspace.0.status_bar.begin(message!("export-exporting"));
            let exported = dataset::export(
                &dataset.pairs(),
                &workspace.preparation(),
                &export.layout,
                export.container,
                &destination,
                &|progress| task.progress(progress.done, progress.total),
            );
            drop(task);
            match exported {
                Ok(exported) => workspace.report_exported(&exported, &destination),
                Err(stopped @ ExportError::Stopped) => {
                    workspace.0.status_bar.info(stopped.message())
                }
                Err(error) => return Err(error.into()),
            }
            Ok(())
        })
        .await
    }

    fn report_exported(&self, exported: &dataset::Exported, destination: &Path) {
        self.0.status_bar.info(message!(
            "export-done",
            images = exported.images,
            captions = exported.captions,
            place = self.0.dirs.display_path(destination)
        ));
        if let Some((path, problem)) = exported.skipped.first() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            self.0.status_bar.error(message!(
                "export-skipped",
                count = exported.skipped.len(),
                name = name,
                problem = problem.message()
            ));
        }
    }
}

fn kohya_layout(choice: &ExportChoice) -> Result<Layout, Error> {
    let repeats: NonZeroU32 = choice.repeats.trim().parse().map_err(|_| Error::Field {
        field: "repeats",
        message: message!("export-repeats-invalid"),
    })?;
    let words = choice.words.trim().to_owned();
    if words.is_empty() {
        return Err(Error::Field {
            field: "words",
            message: ExportError::NoWords.message(),
        });
    }
    Ok(Layout::Kohya { repeats, words })
}
