//! Noticing what other programs do in an open dataset's folder.
//!
//! What an event says is not relied on: systems merge, reorder and drop them. An event only means
//! that it is time to scan. What was changed through the dataset itself is known already, so a
//! scan finds nothing new in it and nothing is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt,
};

use ordered_lock::{Mutex, Rank};

use crate::folder::{Dataset, OpenError};
use crate::names;
use crate::state::Changes;
use crate::temporary;

/// How long a file must be quiet before it is looked at: programs write in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// Watches a folder until it is dropped.
#[must_use = "dropping it ends the watching"]
pub struct Watch {
    watcher: Arc<Watcher>,
}

struct Watcher {
    folder: PathBuf,
    /// `None` until it is set up.
    debouncer: Mutex<Option<Debouncer<RecommendedWatcher, NoCache>>>,
}

impl Watch {
    /// Watches the folder that is at the path now. Systems watch a folder and not its path, and are silent about
    /// another one that takes its place.
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
        // It fails where the folder was removed: then it isn't watched any more.
        drop(debouncer.unwatch(&self.folder));
        if let Err(error) = debouncer.watch(&self.folder, RecursiveMode::NonRecursive) {
            tracing::debug!(%error, "the folder is not watched until it is there again");
        }
    }

    /// Whether an event can be about anything but being read, being written by us, or other files beside the
    /// folder.
    fn concerns(&self, event: &DebouncedEvent) -> bool {
        let beside = |path: &Path| path.parent() == self.folder.parent() && path != self.folder;
        let matters =
            |path: &PathBuf| !temporary::is_temporary(&names::shown(path)) && !beside(path);
        // Without a path it is about the folder, or tells that events were lost.
        !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(matters))
    }

    /// Whether another folder may be at the path since these events.
    fn may_be_another(&self, events: &DebounceEventResult) -> bool {
        let came_or_went = |event: &DebouncedEvent| match event.kind {
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
        // An error may stand for events that were lost.
        events
            .as_ref()
            .is_ok_and(|events| events.iter().any(came_or_went))
            || events.is_err()
    }
}

impl Dataset {
    /// Calls `changed`, on a thread of its own, with what other programs changed in the folder.
    /// When the folder itself goes away, all images are told to be removed; when there is one at its path again,
    /// what is in that.
    ///
    /// # Errors
    /// [`OpenError::NotWatched`], for example when the system watches too many folders already.
    pub fn watch(&self, changed: impl Fn(Changes) + Send + 'static) -> Result<Watch, OpenError> {
        let watcher = Arc::new(Watcher {
            folder: self.folder().to_owned(),
            debouncer: Mutex::new(Rank::Watcher, None),
        });
        let dataset = self.clone();
        let watching = Arc::downgrade(&watcher);
        let look = move |events: DebounceEventResult| {
            let Some(watcher) = watching.upgrade() else {
                return;
            };
            if let Ok(events) = &events
                && !events.iter().any(|event| watcher.concerns(event))
            {
                return;
            }
            // Before looking, so that nothing happens unseen in between.
            if watcher.may_be_another(&events) {
                watcher.renew();
            }
            match dataset.look_again() {
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
        // Renames are recognised by the scan, so no cache of file ids is needed.
        let mut debouncer = new_debouncer_opt::<_, RecommendedWatcher, _>(
            QUIET,
            None,
            look,
            NoCache::new(),
            notify::Config::default(),
        )
        .map_err(failed)?;
        debouncer
            .watch(self.folder(), RecursiveMode::NonRecursive)
            .map_err(failed)?;
        // The folder above tells when the folder is made again.
        if let Some(above) = self.folder().parent()
            && let Err(error) = debouncer.watch(above, RecursiveMode::NonRecursive)
        {
            tracing::debug!(%error, "the folder above is not watched");
        }
        *watcher.debouncer.lock() = Some(debouncer);
        Ok(Watch { watcher })
    }

    /// Looks what other programs changed, as [`Dataset::rescan`]; where the folder is gone, all images are
    /// removed.
    ///
    /// # Errors
    /// See [`OpenError`]; what was known before is then still known.
    pub fn look_again(&self) -> Result<Changes, OpenError> {
        match self.rescan() {
            Err(OpenError::NotFound { .. } | OpenError::NotAFolder { .. }) => {
                Ok(self.inner.clear())
            }
            looked => looked,
        }
    }
}
