//! Opens a dataset, serves its pictures, and reports changes of its folder by other programs to the window. Imports are
//! in `importing` and `copying`, edits by the person in `editing`, `bulk_edits` and `transforms`, the files for the
//! trainer in `prepared`, exports in `exporting`, and the checks in `checking`.

mod bulk_edits;
mod caption_reading;
mod checking;
mod checklist;
mod copying;
mod editing;
mod exporting;
mod histograms;
mod image_analysis;
mod importing;
mod memo;
mod opening;
mod passed_over;
pub(crate) mod preparation;
mod prepared;
mod presenter;
mod recents;
mod searching;
mod transforms;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use dataset::{Dataset, Edits, ImageId, Revision, Watch};
use imaging::{Preparation, Size, Thumbnails};
use jiff::Timestamp;
use ordered_lock::{Mutex, Rank};
use tokio::sync::watch;

use crate::app_dirs::AppDirs;
use crate::error::{Error, blocking};
use crate::events::Events;
use crate::status_bar::StatusBar;
use crate::store::Store;
use crate::view;
use crate::view::AppEvent;

use caption_reading::Wording;
use checking::Findings;
pub use exporting::Export;
use image_analysis::ImageAnalysis;
pub use importing::Pixels;
use memo::Memo;
use prepared::LastPrepared;
pub use prepared::SentPicture;
use presenter::Presenter;
use recents::Recents;

/// The maximum size of the thumbnail cache on the disk, in bytes.
const MAX_CACHE_BYTES: u64 = 512 << 20;

/// The open dataset, if any, and the state that belongs to it. Clones share both.
#[derive(Clone)]
pub struct Workspace(Arc<Inner>);

struct Inner {
    store: Store,
    dirs: AppDirs,
    presenter: Presenter,
    edits: Edits,
    events: Events,
    status_bar: StatusBar,
    thumbnails: Thumbnails,
    last_prepared: LastPrepared,
    image_analysis: ImageAnalysis,
    findings: Findings,
    wording: Memo<Revision, Wording>,
    recents: Recents,
    open: Mutex<Option<Open>>,
    /// Allows one opening or import at a time: two simultaneous drops would race to open a dataset. It is outside the
    /// order of [`Rank`]: no task holds it together with another asynchronous lock.
    arrival_lock: tokio::sync::Mutex<()>,
    /// The number of arrivals so far: calls that open a folder or import items.
    arrivals: AtomicU64,
    /// The number of the latest arrival that opened a folder in place.
    opened: watch::Sender<u64>,
    /// Datasets that are closed and may still have captions to write.
    closing: Mutex<Vec<Dataset>>,
    /// Held while the folder is read again after the person has returned to the window.
    recheck_lock: tokio::sync::Mutex<()>,
}

struct Open {
    dataset: Dataset,
    /// The folder's watcher; none if the folder can't be watched. Dropping it with the dataset ends the watch.
    watch: Option<Arc<Watch>>,
}

impl Workspace {
    pub(crate) fn new(
        store: Store,
        dirs: AppDirs,
        thumb_base: String,
        edits: Edits,
        events: Events,
        status_bar: StatusBar,
    ) -> Workspace {
        let thumbnails = Thumbnails::new(&dirs.cache.join("thumbnails"), MAX_CACHE_BYTES);
        let arrival_lock = tokio::sync::Mutex::new(());
        let open = Mutex::new(Rank::OpenDataset, None);
        let presenter = Presenter {
            dirs: dirs.clone(),
            thumb_base,
            preparation: Mutex::new(Rank::Preparation, Preparation::default()),
        };
        Workspace(Arc::new(Inner {
            store,
            dirs,
            presenter,
            edits,
            events,
            status_bar,
            thumbnails,
            last_prepared: LastPrepared::default(),
            image_analysis: ImageAnalysis::default(),
            findings: Findings::new(Rank::Findings),
            wording: Memo::new(Rank::Wording),
            recents: Recents::new(),
            open,
            arrival_lock,
            arrivals: AtomicU64::new(0),
            opened: watch::Sender::new(0),
            closing: Mutex::new(Rank::Closing, Vec::new()),
            recheck_lock: tokio::sync::Mutex::default(),
        }))
    }

    /// Returns the open dataset.
    pub(crate) fn dataset(&self) -> Result<Dataset, Error> {
        let open = self.0.open.lock();
        open.as_ref()
            .map(|open| open.dataset.clone())
            .ok_or(Error::NoDataset)
    }

    /// Returns the open dataset as the window shows it.
    pub(crate) fn view(&self) -> Option<view::Dataset> {
        self.dataset()
            .ok()
            .map(|dataset| self.0.presenter.dataset(&dataset))
    }

    /// Opens a folder as the dataset, after all earlier openings and imports have ended.
    pub(crate) async fn open(&self, folder: PathBuf) -> Result<(), Error> {
        let path = folder.clone();
        let turn = self.wait_to_open(
            importing::opening_title(&folder),
            copying::name_of(&folder),
            move || path.is_dir(),
            |is_dir| *is_dir,
        );
        let (_, _turn) = turn.await?;
        let workspace = self.clone();
        blocking(move || workspace.open_folder(&folder)).await?
    }

    /// Opens a folder as the dataset, and watches it. A folder that is already open is read again instead: if two
    /// datasets of one folder existed, older captions could overwrite newer ones. The caller must hold `arrival_lock`.
    /// Blocks.
    fn open_folder(&self, folder: &Path) -> Result<(), Error> {
        if let Ok(open) = self.dataset()
            && open.is_at(folder)
        {
            // The watch is renewed before the folder is read. Otherwise a change between the two calls would be missed.
            self.renew_watch();
            open.rescan()?;
            self.emit_all();
            self.analyse();
            return Ok(());
        }
        let closing = self.closing();
        for before in closing.iter().filter(|before| before.is_at(folder)) {
            before.defer_pending();
        }
        let start = Instant::now();
        let dataset = Dataset::open(folder, &self.0.edits)?;
        tracing::info!(
            milliseconds = start.elapsed().as_millis(),
            "a folder was read"
        );
        self.set_open_dataset(dataset);
        Ok(())
    }

    /// Opens the folder that was open last, or `fallback` if there is none or it is gone. Reading a folder on a network
    /// drive may take long, so a dataset that was opened in the meantime is not replaced. Blocks.
    pub(crate) fn open_at_start(
        &self,
        last: Option<PathBuf>,
        fallback: Option<PathBuf>,
    ) -> Result<(), Error> {
        let Some(folder) = last.filter(|folder| folder.is_dir()).or(fallback) else {
            return Ok(());
        };
        let dataset = Dataset::open(&folder, &self.0.edits)?;
        let _guard = self.0.arrival_lock.blocking_lock();
        if self.dataset().is_err() {
            self.set_open_dataset(dataset);
        }
        Ok(())
    }

    /// Creates a new, empty dataset in the user's pictures folder, without opening it. Blocks.
    fn new_dataset(&self, wanted: &str) -> Result<Dataset, Error> {
        Ok(Dataset::create(
            &self.0.dirs.new_dataset(wanted),
            &self.0.edits,
        )?)
    }

    /// Makes `dataset` the open one, in place of the previous dataset. Blocks.
    fn set_open_dataset(&self, dataset: Dataset) {
        let watch = {
            // The workspace owns the watch, so a strong reference here would keep the workspace alive for ever.
            let workspace = Arc::downgrade(&self.0);
            let watched = dataset.clone();
            dataset.watch(move |changes| {
                if let Some(workspace) = workspace.upgrade() {
                    Workspace(workspace).emit_changes(&watched, &changes);
                }
            })
        };
        // A folder that can't be watched, as on some network drives, can still be used.
        let watch = watch
            .inspect_err(|error| tracing::warn!(%error, "the folder can't be watched"))
            .ok()
            .map(Arc::new);
        if let Some(before) = dataset.moved_from()
            && let Err(error) = self.0.store.move_folder(before, dataset.folder())
        {
            tracing::warn!(%error, "the stored values of a moved folder can't be moved");
        }
        if let Err(error) = self
            .0
            .store
            .record_opened_dataset(dataset.folder(), Timestamp::now())
        {
            tracing::warn!(%error, "the recent dataset can't be stored");
        }
        self.0
            .presenter
            .set_preparation(self.stored_preparation(dataset.folder()));
        self.0.thumbnails.forget_pending();
        let before = self.0.open.lock().replace(Open { dataset, watch });
        self.emit_all();
        self.flush_in_background();
        self.analyse();
        if let Some(before) = before {
            self.release(before.dataset);
        }
    }

    /// Releases a dataset that is no longer open. Captions that still have to be written are written on a separate
    /// thread, since the drive may be unavailable.
    fn release(&self, dataset: Dataset) {
        if dataset.has_pending() {
            self.0.closing.lock().push(dataset.clone());
            self.write_in_background(dataset);
        }
    }

    /// Returns the closed datasets that still have captions to write.
    fn closing(&self) -> Vec<Dataset> {
        let mut closing = self.0.closing.lock();
        closing.retain(Dataset::has_pending);
        closing.clone()
    }

    /// Renews the watch of the open folder: another folder may have taken its place.
    fn renew_watch(&self) {
        let watch = self
            .0
            .open
            .lock()
            .as_ref()
            .and_then(|open| open.watch.clone());
        if let Some(watch) = watch {
            watch.renew();
        }
    }

    /// Reads the open dataset's folder again to find changes by other programs: network drives don't report them.
    pub async fn check_for_changes(&self) {
        // A slow drive is read by one call at a time; further calls return at once.
        let Ok(_guard) = self.0.recheck_lock.try_lock() else {
            return;
        };
        let workspace = self.clone();
        // `blocking` logs a panic.
        drop(blocking(move || workspace.check_for_changes_blocking()).await);
    }

    fn check_for_changes_blocking(&self) {
        let Ok(dataset) = self.dataset() else {
            return;
        };
        // A drive that doesn't respond blocks only this thread.
        self.renew_watch();
        match dataset.rescan_or_clear() {
            Ok(changes) => self.emit_changes(&dataset, &changes),
            Err(error) => tracing::warn!(%error, "the folder could not be checked for changes"),
        }
    }

    fn close(&self) {
        let before = self.0.open.lock().take();
        self.emit_all();
        if let Some(before) = before {
            self.release(before.dataset);
        }
    }

    fn emit_all(&self) {
        self.check_recents();
        self.0.events.emit(AppEvent::Dataset {
            dataset: self.view(),
            recent: self.recent(),
        });
    }

    /// Reports changes of a dataset to the window, if the dataset is still open.
    fn emit_changes(&self, dataset: &Dataset, changes: &dataset::Changes) {
        let is_open = self
            .dataset()
            .is_ok_and(|open| open.folder() == dataset.folder());
        if is_open && !changes.is_empty() {
            self.0.events.emit(AppEvent::Images {
                images: self.0.presenter.changes(dataset, changes),
            });
            self.analyse();
        }
    }

    /// Requests the picture of an image. `reply` receives a JPEG, or `None` if there is no picture.
    pub fn picture(
        &self,
        id: u32,
        size: Size,
        reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
    ) {
        let Some(image) = self
            .dataset()
            .ok()
            .and_then(|dataset| dataset.image(ImageId(id)))
        else {
            return reply(None);
        };
        self.0
            .thumbnails
            .request(image.path, image.edit, size, move |picture| {
                reply(picture.ok())
            });
    }

    /// Returns the path of an image, or of the dataset's folder if there is no such image.
    pub fn path(&self, id: Option<u32>) -> Result<PathBuf, Error> {
        let dataset = self.dataset()?;
        let image = id.and_then(|id| dataset.image(ImageId(id)));
        Ok(image.map_or_else(|| dataset.folder().to_owned(), |image| image.path))
    }
}
