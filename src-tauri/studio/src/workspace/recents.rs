//! The recent datasets, and which of their folders are gone. Folders are checked in the background, since a folder on
//! an unavailable network drive responds late or never.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};

use super::Workspace;
use crate::view::{AppEvent, RecentDataset};

/// The maximum number of recent datasets offered.
const OFFERED: usize = 8;

/// The known state of the recent datasets' folders. Clones share it.
#[derive(Clone)]
pub(super) struct Recents(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    /// The folders that are being checked.
    pending: HashSet<PathBuf>,
    gone: HashSet<PathBuf>,
}

impl Recents {
    pub(super) fn new() -> Recents {
        Recents(Arc::new(Mutex::new(Rank::Recents, Seen::default())))
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock()
    }

    /// Records whether a folder exists. Returns true if this differs from the last known state.
    fn note(&self, folder: PathBuf, is_there: bool) -> bool {
        let mut seen = self.lock();
        seen.pending.remove(&folder);
        if is_there {
            seen.gone.remove(&folder)
        } else {
            seen.gone.insert(folder)
        }
    }
}

impl Workspace {
    /// Returns the recent datasets, newest first, without folders that are known to be gone. Never waits for a folder.
    pub(crate) fn recent(&self) -> Vec<RecentDataset> {
        let folders = self.opened_before();
        let seen = self.0.recents.lock();
        let left = folders
            .into_iter()
            .filter(|folder| !seen.gone.contains(folder));
        left.take(OFFERED)
            .map(|path| RecentDataset {
                name: path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                ),
                folder: self.0.dirs.shown(&path),
                path: dataset::path_text(&path),
            })
            .collect()
    }

    /// Checks which folders of recent datasets still exist, and notifies the window of each change.
    pub(crate) fn look_at_recents(&self) {
        for folder in self.opened_before() {
            if !self.0.recents.lock().pending.insert(folder.clone()) {
                continue;
            }
            let workspace = self.clone();
            let looked_at = folder.clone();
            // Each folder is checked on its own thread: a check that hangs does not delay the others, and is not
            // repeated in the meantime.
            let begun = std::thread::Builder::new()
                .name("recent".to_owned())
                .spawn(move || {
                    let is_there = looked_at.is_dir();
                    if workspace.0.recents.note(looked_at, is_there) {
                        workspace.0.events.emit(AppEvent::Recent {
                            recent: workspace.recent(),
                        });
                    }
                });
            if begun.is_err() {
                self.0.recents.lock().pending.remove(&folder);
            }
        }
    }

    fn opened_before(&self) -> Vec<PathBuf> {
        self.0.store.recent_datasets().unwrap_or_else(|error| {
            tracing::warn!(%error, "the recent datasets can't be read");
            Vec::new()
        })
    }
}
