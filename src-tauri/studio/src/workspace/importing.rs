//! Opens or imports items that were dropped, pasted or chosen. A single folder is opened in place, and images are
//! copied into the open dataset or a new one. A zip, a folder laid out for another trainer, or several folders and zips
//! become a new dataset (`copying`). A mixture of items is handled in this order: the folder to open in place, the
//! folders and zips to copy, the images.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use dataset::{Dataset, Imported};
use jiff::ZonedDateTime;
use localization::{Message, message, text};
use tokio::sync::MutexGuard;

use super::Workspace;
use super::copying::{Source, discard, name_of, skip_reasons};
use crate::error::{Error, blocking};
use crate::view::AppEvent;

/// A picture without a file.
pub struct Pixels {
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
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

/// The time for which an earlier arrival still waits for its drive to respond, once a later arrival opens a folder.
const UNRESPONSIVE_AFTER: Duration = Duration::from_secs(4);

/// The dropped items, by kind.
struct SortedItems {
    /// The folder to open in place.
    folder: Option<PathBuf>,
    /// The folders and zips to copy into a new dataset.
    sources: Vec<Source>,
    files: Vec<PathBuf>,
}

impl SortedItems {
    /// Returns true if the drop consists only of a folder to open in place.
    fn opens_in_place(&self) -> bool {
        self.folder.is_some() && self.sources.is_empty() && self.files.is_empty()
    }
}

impl Workspace {
    /// Opens or imports items. Reports unusable items in the status line.
    pub(super) async fn open_or_import(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        let (title, name) = match paths.as_slice() {
            [one] => (opening_title(one), name_of(one)),
            several => (
                message!("workspace-opening-items", count = several.len()),
                text!("workspace-items", count = several.len()),
            ),
        };
        let turn = self.wait_to_open(
            title,
            name,
            move || sort_by_kind(paths),
            SortedItems::opens_in_place,
        );
        let (items, _turn) = turn.await?;
        let workspace = self.clone();
        blocking(move || workspace.open_or_import_sorted(items)).await?
    }

    /// Calls `inspect`, which inspects the items on the disk, and waits until all earlier arrivals are done. Returns
    /// the result of `inspect` and the guard of `arrival_lock`.
    ///
    /// `opens_in_place` returns whether the inspected items only open a folder in place. If so, earlier arrivals whose
    /// `inspect` still runs after [`UNRESPONSIVE_AFTER`] are abandoned: an unavailable drive may never respond. `title`
    /// is the title of the task, and `name` is used in errors.
    ///
    /// # Errors
    /// [`Error::OpeningStopped`] if Stop was pressed first, [`Error::DriveUnresponsive`] if the wait was abandoned.
    pub(super) async fn wait_to_open<T: Send + 'static>(
        &self,
        title: Message,
        name: String,
        inspect: impl FnOnce() -> T + Send + 'static,
        opens_in_place: impl Fn(&T) -> bool,
    ) -> Result<(T, MutexGuard<'_, ()>), Error> {
        let number = self.0.arrivals.fetch_add(1, Ordering::Relaxed) + 1;
        let task = self.0.status_bar.begin(title);
        let opened = self.0.opened.subscribe();
        let inspect = async {
            let inspected = blocking(inspect).await?;
            if opens_in_place(&inspected) {
                self.0.opened.send_if_modified(|last| {
                    let is_later = number > *last;
                    *last = number.max(*last);
                    is_later
                });
            }
            Ok::<_, Error>(inspected)
        };
        let inspected = async {
            let mut opened = opened;
            let abandoned = async {
                // The workspace owns the sender, so this can't fail.
                drop(opened.wait_for(|last| *last > number).await);
                tokio::time::sleep(UNRESPONSIVE_AFTER).await;
            };
            tokio::select! {
                biased;
                inspected = inspect => inspected,
                () = abandoned => Err(Error::DriveUnresponsive { name: name.clone() }),
            }
        };
        // The lock is requested before `inspect` reads the disk, so arrivals keep their order.
        let turn = async { Ok(self.0.arrival_lock.lock().await) };
        let turn = async { tokio::try_join!(turn, inspected) };
        tokio::select! {
            turn = turn => turn.map(|(turn, inspected)| (inspected, turn)),
            () = task.stopped() => Err(Error::OpeningStopped { name: name.clone() }),
        }
    }

    /// Imports a picture that has no file, such as one from the clipboard.
    pub(super) async fn import_pixels(&self, pixels: Pixels) -> Result<(), Error> {
        let folder = self.0.dirs.cache.join("pasted");
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
        let result = self.open_or_import(vec![path.clone()]).await;
        // The dataset has its own copy. If this file can't be removed, it only takes up space in the cache.
        blocking(move || std::fs::remove_file(path)).await?.ok();
        result
    }

    fn open_or_import_sorted(&self, items: SortedItems) -> Result<(), Error> {
        if let Some(folder) = items.folder {
            let task = self.0.status_bar.begin(opening_title(&folder));
            self.open_folder(&folder)?;
            drop(task);
        }
        match items.sources.as_slice() {
            [] => {}
            [one] => self.create_from_source(one)?,
            several => self.create_from_sources(several)?,
        }
        if !items.files.is_empty() {
            self.import_files(&items.files)?;
        }
        Ok(())
    }

    /// Copies images into the open dataset, or into a new dataset, which is then opened.
    pub(super) fn import_files(&self, files: &[PathBuf]) -> Result<(), Error> {
        let open = self.dataset().ok();
        let dataset = match &open {
            Some(dataset) => dataset.clone(),
            None => self.new_dataset(&text!(
                "workspace-new-dataset-of-day",
                day = ZonedDateTime::now().strftime("%Y-%m-%d").to_string()
            ))?,
        };
        let task = self
            .0
            .status_bar
            .begin(message!("workspace-copying-files", count = files.len()));
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
                self.0.events.emit(AppEvent::Images {
                    images: self.0.presenter.added(&dataset, &imported.images),
                });
                self.show_captions(&dataset, &imported);
                self.analyse();
            }
            None if imported.images.is_empty() => discard(&dataset),
            None => self.set_open_dataset(dataset),
        }
        self.report_skipped(&imported);
        Ok(())
    }

    /// Shows the captions that an import added to images that were already in the dataset.
    pub(super) fn show_captions(&self, dataset: &Dataset, imported: &Imported) {
        if !imported.captioned.is_empty() {
            let captioned = imported.captioned.iter().copied();
            self.0.events.emit(AppEvent::Images {
                images: self.0.presenter.images(dataset, captioned),
            });
        }
    }

    pub(super) fn report_skipped(&self, imported: &Imported) {
        if imported.stopped {
            self.0.status_bar.info(message!(
                "workspace-adding-stopped",
                count = imported.images.len()
            ));
        }
        if !imported.skipped.is_empty() {
            self.0.status_bar.error(message!(
                "workspace-some-unusable",
                reasons = skip_reasons(&imported.skipped)
            ));
        }
    }
}

/// Returns the title of the task that opens an item.
pub(super) fn opening_title(path: &Path) -> Message {
    message!("workspace-opening", name = name_of(path))
}

/// Sorts the dropped paths by kind. Blocks.
fn sort_by_kind(paths: Vec<PathBuf>) -> SortedItems {
    let (mut folders, mut zips, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let is_zip = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        if path.is_dir() {
            folders.push(path);
        } else if is_zip {
            zips.push(path);
        } else {
            files.push(path);
        }
    }
    let mut folder = None;
    if zips.is_empty() && folders.len() == 1 {
        folder = folders.pop_if(|folder| !dataset::is_foreign(folder));
    }
    let folders = folders.into_iter().map(Source::Folder);
    let zips = zips.into_iter().map(Source::Zip);
    SortedItems {
        folder,
        sources: folders.chain(zips).collect(),
        files,
    }
}
