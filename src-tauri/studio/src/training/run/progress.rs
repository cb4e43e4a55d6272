//! Shares the progress of work that is done on another thread or inside a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The progress of work that is done elsewhere, and the request to stop it.
#[derive(Clone, Default)]
pub(super) struct WorkProgress {
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl WorkProgress {
    pub(super) fn of(total: u64) -> WorkProgress {
        let work_progress = WorkProgress::default();
        work_progress.total.store(total, Ordering::Relaxed);
        work_progress
    }

    pub(super) fn set(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub(super) fn must_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks the work to stop.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Returns the amount that is done, and the total.
    pub(super) fn read(&self) -> (u64, u64) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }
}
