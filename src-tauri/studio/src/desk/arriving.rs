//! What was dropped, pasted or chosen: a folder is opened in place, images are copied into the open dataset
//! or a new one; a zip, or a folder laid out for another trainer, becomes a new one. A mix is all of that in
//! this order.

use std::path::{Path, PathBuf};

use dataset::{Dataset, Imported};
use jiff::ZonedDateTime;

use super::Desk;
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
        if let Some((first, others)) = dropped.folders.split_first() {
            if dataset::is_foreign(first) {
                self.take_over(first)?;
            } else {
                let task = self.0.board.begin(format!("Opening {}", name_of(first)));
                self.open_folder(first)?;
                drop(task);
            }
            if !others.is_empty() {
                let others: Vec<String> = others.iter().map(|folder| name_of(folder)).collect();
                self.0.board.wrong(format!(
                    "One dataset is open at a time, so {} was not opened.",
                    others.join(", ")
                ));
            }
        }
        for zip in &dropped.zips {
            self.unpack(zip)?;
        }
        if !dropped.files.is_empty() {
            self.bring_in(&dropped.files)?;
        }
        Ok(())
    }

    /// Copies a folder that is laid out for another trainer into a new dataset: its captions would not be
    /// seen, or not its images, if it were opened.
    fn take_over(&self, folder: &Path) -> Result<(), Error> {
        let name = name_of(folder);
        let dataset = self.new_dataset(&name)?;
        let task = self.0.board.begin(format!("Copying {name}"));
        let imported = dataset.import(&[folder.to_owned()], &|done, total| {
            task.progress(done, total)
        });
        drop(task);
        let imported = imported.inspect_err(|_| discard(&dataset))?;
        if imported.images.is_empty() {
            discard(&dataset);
            self.say_what_was_left(&imported);
            return Ok(());
        }
        let images = count(imported.images.len(), "image");
        let captions = count(imported.captions, "caption");
        let place = self.0.folders.shown(dataset.folder());
        self.lay_open(dataset);
        self.0.board.news(format!(
            "{name} is laid out for another trainer, so {images} with {captions} were copied to {place}. The folder itself stays as it is."
        ));
        self.say_what_was_left(&imported);
        Ok(())
    }

    /// Unpacks a zip into a new dataset, which is opened when it holds images.
    fn unpack(&self, zip: &Path) -> Result<(), Error> {
        let stem = zip.file_stem().map_or_else(
            || "Photos".to_owned(),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let dataset = self.new_dataset(&stem)?;
        let task = self.0.board.begin(format!("Unpacking {}", name_of(zip)));
        let imported = dataset.unpack(zip, &|done, total| task.progress(done, total));
        drop(task);
        match imported {
            Ok(imported) if imported.images.is_empty() => {
                discard(&dataset);
                self.0.board.wrong(format!(
                    "{} holds no images that can be used.",
                    name_of(zip)
                ));
            }
            Ok(imported) => {
                self.lay_open(dataset);
                self.say_what_was_left(&imported);
            }
            Err(error) => {
                discard(&dataset);
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Copies images into the open dataset, or into a new one.
    fn bring_in(&self, files: &[PathBuf]) -> Result<(), Error> {
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
                self.look_over();
            }
            None if imported.images.is_empty() => discard(&dataset),
            None => self.lay_open(dataset),
        }
        self.say_what_was_left(&imported);
        Ok(())
    }

    fn say_what_was_left(&self, imported: &Imported) {
        const NAMED: usize = 3;
        if imported.stopped {
            self.0.board.news(format!(
                "Stopped. {} came in before that.",
                count(imported.images.len(), "image")
            ));
        }
        let named: Vec<String> = imported
            .left
            .iter()
            .take(NAMED)
            .map(|(name, why)| format!("{name}: {why}"))
            .collect();
        if !named.is_empty() {
            let more = imported.left.len().saturating_sub(NAMED);
            let more = if more > 0 {
                format!(" And {more} more.")
            } else {
                String::new()
            };
            self.0.board.wrong(format!(
                "Not everything could be used. {}{more}",
                named.join(" ")
            ));
        }
    }
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

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Removes a new dataset that stayed empty. Only an empty folder goes: `remove_dir` refuses any other.
fn discard(dataset: &Dataset) {
    if let Err(error) = std::fs::remove_dir(dataset.folder()) {
        tracing::debug!(%error, "the new folder is not empty");
    }
}
