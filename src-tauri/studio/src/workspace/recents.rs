//! Lists the recent datasets whose folders still exist. Folders are checked in the background, since a folder on an
//! unavailable network drive responds late or never.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};

use super::Workspace;
use crate::view::{AppEvent, RecentDataset};

/// The maximum number of recent datasets offered.
const MAX_OFFERED: usize = 8;

/// The known state of the recent datasets' folders. Clones share it.
#[derive(Clone)]
pub(super) struct Recents(Arc<Mutex<FolderStates>>);

#[derive(Default)]
struct FolderStates {
    /// The folders that are being checked.
    pending: HashSet<PathBuf>,
    gone: HashSet<PathBuf>,
}

impl Recents {
    pub(super) fn new() -> Recents {
        Recents(Arc::new(Mutex::new(Rank::Recents, FolderStates::default())))
    }

    fn lock(&self) -> MutexGuard<'_, FolderStates> {
        self.0.lock()
    }

    /// Records whether a folder exists. Returns true if this differs from the last known state.
    fn set_exists(&self, folder: PathBuf, exists: bool) -> bool {
        let mut states = self.lock();
        states.pending.remove(&folder);
        if exists {
            states.gone.remove(&folder)
        } else {
            states.gone.insert(folder)
        }
    }
}

impl Workspace {
    /// Returns the recent datasets, newest first, without folders that are known to be gone. Never waits for a folder.
    pub(crate) fn recent(&self) -> Vec<RecentDataset> {
        let folders = self.recent_folders();
        let states = self.0.recents.lock();
        let remaining = folders
            .into_iter()
            .filter(|folder| !states.gone.contains(folder));
        remaining
            .take(MAX_OFFERED)
            .map(|path| RecentDataset {
                name: path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                ),
                folder: self.0.dirs.display_path(&path),
                path: dataset::path_text(&path),
            })
            .collect()
    }

    /// Checks in the background which folders of recent datasets still exist, and notifies the window of each change.
    pub(crate) fn check_recents(&self) {
        for folder in self.recent_folders() {
            if !self.0.recents.lock().pending.insert(folder.clone()) {
                continue;
            }
            let workspace = self.clone();
            let checked = folder.clone();
            // Each folder is checked on its own thread: a check that hangs does not delay the others, and is not
            // repeated in the meantime.
            let spawned = std::thread::Builder::new()
                .name("recent".to_owned())
                .spawn(move || {
                    let exists = checked.is_dir();
                    if workspace.0.recents.set_exists(checked, exists) {
                        workspace.0.events.emit(AppEvent::Recent {
                            recent: workspace.recent(),
                        });
                    }
                });
            if spawned.is_err() {
                self.0.recents.lock().pending.remove(&folder);
            }
        }
    }

    fn recent_folders(&self) -> Vec<PathBuf> {
        self.0.store.recent_datasets().unwrap_or_else(|error| {
            tracing::warn!(%error, "the recent datasets can't be read");
            Vec::new()
        })
    }
}
