//! The commands for pictures: the form of the Generate page, requests, and the gallery.

mod form;
mod gallery;

use crate::account::session::Session;
use crate::app_dirs::AppDirs;
use crate::error::blocking;
use crate::events::Events;
use crate::generation::batches::Batches;
use crate::generation::versions::Versions;
use crate::status_bar::StatusBar;
use crate::store::Store;
use crate::training::history::TrainingHistory;
use crate::view::AppEvent;
use crate::workspace::Workspace;

/// The service that makes pictures with trained models and manages the gallery.
pub struct GenerationService {
    pub(crate) dirs: AppDirs,
    pub(crate) store: Store,
    pub(crate) status_bar: StatusBar,
    pub(crate) events: Events,
    pub(crate) session: Session,
    pub(crate) workspace: Workspace,
    pub(crate) history: TrainingHistory,
    pub(crate) versions: Versions,
    pub(crate) batches: Batches,
    /// Locked while a cell is restarted, so that a double press restarts it once. It is outside the order of
    /// [`Rank`](ordered_lock::Rank): no task holds it together with another asynchronous lock.
    pub(crate) starting: tokio::sync::Mutex<()>,
}

impl GenerationService {
    /// Forgets the versions of the account that was signed in before. All other data of an account is stored with the
    /// account's name, so it can stay.
    pub(crate) async fn forget_account(&self) {
        let versions = self.versions.clone();
        let result = blocking(move || versions.forget_elsewhere()).await;
        if let Ok(Err(error)) | Err(error) = result {
            tracing::warn!(%error, "the versions of another account can't be forgotten");
        }
        self.events.emit(AppEvent::Generate);
    }
}
