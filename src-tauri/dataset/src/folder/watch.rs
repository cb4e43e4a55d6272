//! Detects changes that other programs make in an open dataset's folder.
//!
//! The contents of events are not relied on, since systems merge, reorder and drop events. An event only means that a
//! scan is due. Changes made through the dataset itself are known already, so a scan finds no difference and reports
//! nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt,
};

use ordered_lock::{Mutex, Rank};

use crate::dataset::{Dataset, OpenError};
use crate::names;
use crate::state::Changes;

/// The time without further events after which changes are read, since programs write files in several steps.
const DEBOUNCE: Duration = Duration::from_millis(200);

/// A watch on a folder, which ends when it is dropped.
#[must_use = "dropping it ends the watching"]
pub struct Watch {
    watcher: Arc<Watcher>,
}

struct Watcher {
    folder: PathBuf,
    /// `None` until the watcher is set up.
    debouncer: Mutex<Option<Debouncer<RecommendedWatcher, NoCache>>>,
}

impl Watch {
    /// Watches the folder that is at the dataset's path now. Systems watch a folder and not its path, so they don't
    /// report changes in another folder that takes its place.
    pub fn renew(&self) {
        self.watcher.renew();
    }
}

impl Watcher {
    fn renew(&self) {
        let mut debouncer = self.debouncer.lock();
        let Some(debouncer) = debouncer.as_mut() else {
            return;
        };
        // This fails if the folder was removed, because it is then no longer watched.
        drop(debouncer.unwatch(&self.folder));
        if let Err(error) = debouncer.watch(&self.folder, RecursiveMode::NonRecursive) {
            tracing::debug!(%error, "the folder is not watched until it is there again");
        }
    }

    /// Returns whether an event may be relevant. Irrelevant events are those about reading, about files that this
    /// program is writing, and about files and folders beside the dataset's folder.
    fn concerns(&self, event: &DebouncedEvent) -> bool {
        let is_sibling = |path: &Path| path.parent() == self.folder.parent() && path != self.folder;
        let is_relevant =
            |path: &PathBuf| !files::is_pending(&names::file_name(path)) && !is_sibling(path);
        // An event without a path is about the folder, or means that events were lost.
        !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(is_relevant))
    }

    /// Returns whether, after these events, a different folder may be at the watched path.
    fn may_be_replaced(&self, events: &DebounceEventResult) -> bool {
        let is_creation_or_removal = |event: &DebouncedEvent| match event.kind {
            EventKind::Any
            | EventKind::Other
            | EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_)) => {
                event.paths.is_empty() || event.paths.contains(&self.folder)
            }
            EventKind::Access(_)
            | EventKind::Modify(
                ModifyKind::Any | ModifyKind::Data(_) | ModifyKind::Metadata(_) | ModifyKind::Other,
            ) => false,
        };
        // An error may mean that events were lost.
        events
            .as_ref()
            .is_ok_and(|events| events.iter().any(is_creation_or_removal))
            || events.is_err()
    }
}

impl Dataset {
    /// Calls `changed`, on a separate thread, with the changes that other programs made in the folder. If the folder
    /// itself is removed, all images are reported as removed; if a folder exists at its path again, its images are
    /// reported.
    ///
    /// # Errors
    /// [`OpenError::NotWatched`], for example when the system watches too many folders already.
    pub fn watch(&self, changed: impl Fn(Changes) + Send + 'static) -> Result<Watch, OpenError> {
        let watcher = Arc::new(Watcher {
            folder: self.folder().to_owned(),
            debouncer: Mutex::new(Rank::Watcher, None),
        });
        let dataset = self.clone();
        let weak_watcher = Arc::downgrade(&watcher);
        let on_events = move |events: DebounceEventResult| {
            let Some(watcher) = weak_watcher.upgrade() else {
                return;
            };
            if let Ok(events) = &events
                && !events.iter().any(|event| watcher.concerns(event))
            {
                return;
            }
            // Done before the scan, so that no change in between is missed.
            if watcher.may_be_replaced(&events) {
                watcher.renew();
            }
            match dataset.rescan_or_clear() {
                Ok(changes) if changes.is_empty() => {}
                Ok(changes) => changed(changes),
                Err(error) => {
                    tracing::warn!(%error, "a changed folder could not be read again");
                }
            }
        };
        let failed = |source| OpenError::NotWatched {
            path: self.folder().to_owned(),
            source,
        };
        // Renames are recognised by the scan, so no cache of file IDs is needed.
        let mut debouncer = new_debouncer_opt::<_, RecommendedWatcher, _>(
            DEBOUNCE,
            None,
            on_events,
            NoCache::new(),
            notify::Config::default(),
        )
        .map_err(failed)?;
        debouncer
            .watch(self.folder(), RecursiveMode::NonRecursive)
            .map_err(failed)?;
        // The parent folder reports when the folder is created again.
        if let Some(parent) = self.folder().parent()
            && let Err(error) = debouncer.watch(parent, RecursiveMode::NonRecursive)
        {
            tracing::debug!(%error, "the folder above is not watched");
        }
        *watcher.debouncer.lock() = Some(debouncer);
        Ok(Watch { watcher })
    }

    /// Scans for changes that other programs made, like [`Dataset::rescan`]. If the folder no longer exists, all
    /// images are removed.
    ///
    /// # Errors
    /// See [`OpenError`]. On an error, the previous state is kept.
    pub fn rescan_or_clear(&self) -> Result<Changes, OpenError> {
        match self.rescan() {
            Err(OpenError::NotFound { .. } | OpenError::NotAFolder { .. }) => {
                Ok(self.inner.clear())
            }
            result => result,
        }
    }
}
