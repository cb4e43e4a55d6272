//! What was dropped, pasted or chosen: a folder is opened in place, images are copied into the open dataset
//! or a new one; a zip, a folder laid out for another trainer, or several folders and zips become a new one
//! (`gathering`). A mix is all of that in this order.

use std::path::{Path, PathBuf};

use dataset::{Dataset, Imported};
use jiff::ZonedDateTime;

use super::Desk;
use super::gathering::{Source, discard};
use crate::error::{Error, blocking};
use crate::view::Change;
use crate::words::count;

/// A picture without a file.
pub struct Pixels {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Red, green, blue and alpha of each pixel, row by row from the top; not premultiplied.
    pub rgba: Vec<u8>,
}

impl Pixels {
    fn save(&self, to: &Path) -> std::io::Result<()> {
        image::save_buffer(
            to,
            &self.rgba,
            self.width,
            self.height,
            image::ExtendedColorType::Rgba8,
        )
        .map_err(std::io::Error::other)
    }
}

/// What was dropped, by kind.
#[derive(Default)]
struct Dropped {
    folders: Vec<PathBuf>,
    zips: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Desk {
    /// Takes in what was dropped. What could not be used is said on the status line.
    pub(crate) async fn arrive(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        let _alone = self.0.arriving.lock().await;
        let desk = self.clone();
        blocking(move || desk.take_in(sort(paths))).await?
    }

    /// Takes in a picture that has no file: one from the clipboard.
    pub(crate) async fn arrive_picture(&self, pixels: Pixels) -> Result<(), Error> {
        let folder = self.0.folders.cache.join("pasted");
        let path = folder.join(format!(
            "pasted {}.png",
            ZonedDateTime::now().strftime("%Y-%m-%d %H-%M-%S")
        ));
        let written = {
            let path = path.clone();
            blocking(move || std::fs::create_dir_all(&folder).and_then(|()| pixels.save(&path)))
                .await?
        };
        written.map_err(|source| Error::Disk {
            path: path.clone(),
            source,
        })?;
        let arrived = self.arrive(vec![path.clone()]).await;
        // It was copied; what stays behind is only in the cache.
        blocking(move || std::fs::remove_file(path)).await?.ok();
        arrived
    }

    fn take_in(&self, dropped: Dropped) -> Result<(), Error> {
        let Dropped {
            folders,
            zips,
            files,
        } = dropped;
        let folders = folders.into_iter().map(Source::Folder);
        let zips = zips.into_iter().map(Source::Zip);
        let sources: Vec<Source> = folders.chain(zips).collect();
        match sources.as_slice() {
            [] => {}
            [Source::Folder(folder)] if !dataset::is_foreign(folder) => {
                let task = self.0.board.begin(format!("Opening {}", name_of(folder)));
                self.open_folder(folder)?;
                drop(task);
            }
            [one] => self.gather_one(one)?,
            several => self.gather(several)?,
        }
        if !files.is_empty() {
            self.bring_in(&files)?;
        }
        Ok(())
    }

    /// Copies images into the open dataset, or into a new one.
    pub(super) fn bring_in(&self, files: &[PathBuf]) -> Result<(), Error> {
        let open = self.dataset().ok();
        let dataset = match &open {
            Some(dataset) => dataset.clone(),
            None => self.new_dataset(&format!(
                "Photos {}",
                ZonedDateTime::now().strftime("%Y-%m-%d")
            ))?,
        };
        let task = self
            .0
            .board
            .begin(format!("Copying {}", count(files.len(), "file")));
        let imported = dataset.import(files, &|done, total| task.progress(done, total));
        drop(task);
        let imported = match imported {
            Ok(imported) => imported,
            Err(error) => {
                if open.is_none() {
                    discard(&dataset);
                }
                return Err(error.into());
            }
        };
        match open {
            Some(dataset) => {
                self.0.changes.say(Change::Images {
                    images: self.0.drawing.came(&dataset, &imported.images),
                });
                self.show_captions(&dataset, &imported);
                self.look_over();
            }
            None if imported.images.is_empty() => discard(&dataset),
            None => self.lay_open(dataset),
        }
        self.say_what_was_left(&imported);
        Ok(())
    }

    /// Shows the captions that an import brought for images that were here before.
    pub(super) fn show_captions(&self, dataset: &Dataset, imported: &Imported) {
        if !imported.captioned.is_empty() {
            let captioned = imported.captioned.iter().copied();
            self.0.changes.say(Change::Images {
                images: self.0.drawing.images(dataset, captioned),
            });
        }
    }

    pub(super) fn say_what_was_left(&self, imported: &Imported) {
        if imported.stopped {
            self.0.board.news(format!(
                "Stopped. {} came in before that.",
                count(imported.images.len(), "image")
            ));
        }
        if !imported.left.is_empty() {
            self.0.board.wrong(format!(
                "Not everything could be used. {}",
                reasons(&imported.left)
            ));
        }
    }
}

/// Why the first few of these were left out, and how many more there are.
pub(super) fn reasons(left: &[(String, String)]) -> String {
    const NAMED: usize = 3;
    let named = left.iter().take(NAMED);
    let mut sentences: Vec<String> = named.map(|(name, why)| format!("{name}: {why}")).collect();
    if left.len() > NAMED {
        sentences.push(format!("And {} more.", left.len() - NAMED));
    }
    sentences.join(" ")
}

fn sort(paths: Vec<PathBuf>) -> Dropped {
    let mut dropped = Dropped::default();
    for path in paths {
        let is_zip = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        if path.is_dir() {
            dropped.folders.push(path);
        } else if is_zip {
            dropped.zips.push(path);
        } else {
            dropped.files.push(path);
        }
    }
    dropped
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
