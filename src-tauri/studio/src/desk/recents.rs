//! The folders that were opened before, and which of them are gone. That is looked at in the background: a folder on a
//! network drive that is away answers late or never.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};

use super::Desk;
use crate::view::{Change, RecentDataset};

/// How many are worth offering.
const OFFERED: usize = 8;

/// What is known of folders that were opened before. Clones share it.
#[derive(Clone)]
pub(super) struct Recents(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    /// Being looked at.
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

    /// Notes whether a folder is there. True where that is news.
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

impl Desk {
    /// Folders opened before, newest first, without those that are known to be gone. Never waits for a folder.
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
                folder: self.0.folders.shown(&path),
                path: dataset::path_text(&path),
            })
            .collect()
    }

    /// Looks which of the folders opened before are still there, and tells the window when that is news.
    pub(crate) fn look_at_recents(&self) {
        for folder in self.opened_before() {
            if !self.0.recents.lock().pending.insert(folder.clone()) {
                continue;
            }
            let desk = self.clone();
            let looked_at = folder.clone();
            // Each on its own thread: one that hangs keeps nothing else waiting, and is not looked at again meanwhile.
            let begun = std::thread::Builder::new()
                .name("recent".to_owned())
                .spawn(move || {
                    let is_there = looked_at.is_dir();
                    if desk.0.recents.note(looked_at, is_there) {
                        desk.0.changes.say(Change::Recent {
                            recent: desk.recent(),
                        });
                    }
                });
            if begun.is_err() {
                self.0.recents.lock().pending.remove(&folder);
            }
        }
    }

    fn opened_before(&self) -> Vec<PathBuf> {
        self.0.ledger.recent_datasets().unwrap_or_else(|error| {
            tracing::warn!(%error, "the recent datasets can't be read");
            Vec::new()
        })
    }
}
