//! Noticing what other programs do in an open dataset's folder.
//!
//! What an event says is not relied on: systems merge, reorder and drop them. An event only means
//! that it is time to scan. What was changed through the dataset itself is known already, so a
//! scan finds nothing new in it and nothing is told.

use std::path::PathBuf;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt,
};

use crate::folder::{Dataset, OpenError};
use crate::names;
use crate::state::Changes;
use crate::temporary;

/// How long a file must be quiet before it is looked at: programs write in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// Watches a folder until it is dropped.
#[must_use = "dropping it ends the watching"]
pub struct Watch {
    _debouncer: Debouncer<RecommendedWatcher, NoCache>,
}

impl Dataset {
    /// Calls `changed`, on a thread of its own, with what other programs changed in the folder.
    /// When the folder itself goes away, all images are told to be removed.
    ///
    /// # Errors
    /// [`OpenError::NotWatched`], for example when the system watches too many folders already.
    pub fn watch(&self, changed: impl Fn(Changes) + Send + 'static) -> Result<Watch, OpenError> {
        let dataset = self.clone();
        let look = move |events: DebounceEventResult| {
            if events.is_ok_and(|events| !events.iter().any(concerns_others)) {
                return;
            }
            let changes = match dataset.inner.rescan() {
                Ok(changes) => changes,
                Err(OpenError::NotFound { .. } | OpenError::NotAFolder { .. }) => {
                    dataset.inner.clear()
                }
                Err(error) => {
                    tracing::warn!(%error, "a changed folder could not be read again");
                    return;
                }
            };
            if !changes.is_empty() {
                changed(changes);
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
        Ok(Watch {
            _debouncer: debouncer,
        })
    }
}

/// Whether an event can be about anything but being read or being written by us.
fn concerns_others(event: &DebouncedEvent) -> bool {
    let visible = |path: &PathBuf| !temporary::is_temporary(&names::shown(path));
    // Without a path it is about the folder, or tells that events were lost.
    !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(visible))
}
