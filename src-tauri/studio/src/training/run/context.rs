//! The parts of the studio that a run needs, and the snapshot of a run that other tasks see.

use super::live::Live;
use crate::account::session::Session;
use crate::app_dirs::AppDirs;
use crate::events::Events;
use crate::jobs::Timing;
use crate::store::Store;
use crate::store::run_record::Run;
use crate::training::secrets::Secrets;
use crate::training::storage::buckets::Buckets;
use crate::training::weights::Weights;

/// The parts of the studio that a run needs.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) session: Session,
    pub(crate) dirs: AppDirs,
    pub(crate) edits: dataset::Edits,
    pub(crate) events: Events,
    pub(crate) timing: Timing,
    pub(crate) weights: Weights,
    pub(crate) buckets: Buckets,
    pub(crate) secrets: Secrets,
}

/// The state of a run, as other tasks see it.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) run: Run,
    pub(crate) live: Live,
    pub(crate) log: String,
}
