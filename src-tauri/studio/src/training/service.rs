//! The commands for trainings: the form of the Train page, Start and retries, presets, the list of trainings, the
//! weights, prices and storage.

mod form;
mod list;
mod presets;
mod prices;
mod retry;
mod start;
mod storage;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use ordered_lock::{Mutex, Rank};
use replicate::{BaseUrl, Hardware};

use crate::account::session::Session;
use crate::app_dirs::AppDirs;
use crate::events::Events;
use crate::jobs::Timing;
use crate::status_bar::StatusBar;
use crate::store::Store;
use crate::training::destinations::ModelInfo;
use crate::training::history::TrainingHistory;
use crate::training::progress_summary::ProgressSummary;
use crate::training::run::Runs;
use crate::training::run::context::Context;
use crate::training::secrets::Secrets;
use crate::training::storage::buckets::Buckets;
use crate::training::trainers::{Trainers, parse_trainer};
use crate::training::weights::Weights;
use crate::workspace::Workspace;

/// The handler of the page's commands for trainings.
pub struct TrainingService {
    pub(crate) base: BaseUrl,
    pub(crate) dirs: AppDirs,
    pub(crate) store: Store,
    pub(crate) status_bar: StatusBar,
    pub(crate) events: Events,
    pub(crate) session: Session,
    pub(crate) workspace: Workspace,
    pub(crate) trainers: Trainers,
    pub(crate) runs: Runs,
    pub(crate) weights: Weights,
    pub(crate) buckets: Buckets,
    pub(crate) secrets: Secrets,
    pub(crate) history: TrainingHistory,
    models: Mutex<Models>,
    /// The hardware that a new model may run on; empty until the service has listed it.
    hardware: Mutex<Vec<Hardware>>,
    /// The number of reviews so far, so that a review can tell that a newer one has begun.
    reviews: Arc<AtomicU64>,
    /// Locked while a training is being created, so that a double press starts only one. It is outside the order of
    /// [`Rank`]: no task holds it together with another asynchronous lock.
    starting: tokio::sync::Mutex<()>,
}

/// The models of an account that were listed or looked up.
#[derive(Default)]
struct Models {
    /// The account that the models belong to; `None` while nobody is signed in.
    account: Option<String>,
    /// The description of each model, by `owner/name`.
    by_name: BTreeMap<String, ModelInfo>,
}

/// The parts of the studio that a [`TrainingService`] is built from.
pub(crate) struct Dependencies {
    pub(crate) base: BaseUrl,
    pub(crate) dirs: AppDirs,
    pub(crate) status_bar: StatusBar,
    pub(crate) workspace: Workspace,
    pub(crate) timing: Timing,
    /// The parts of the studio that runs need.
    pub(crate) runs: Context,
}

impl TrainingService {
    pub(crate) fn new(dependencies: Dependencies) -> TrainingService {
        let Context {
            store,
            session,
            events,
            weights,
            buckets,
            secrets,
            ..
        } = dependencies.runs.clone();
        let runs = Runs::new(dependencies.runs);
        TrainingService {
            history: TrainingHistory::new(
                store.clone(),
                session.clone(),
                runs.clone(),
                events.clone(),
                dependencies.timing,
            ),
            trainers: Trainers::new(store.clone()),
            base: dependencies.base,
            dirs: dependencies.dirs,
            status_bar: dependencies.status_bar,
            workspace: dependencies.workspace,
            store,
            session,
            events,
            runs,
            weights,
            buckets,
            secrets,
            models: Mutex::new(Rank::Models, Models::default()),
            hardware: Mutex::new(Rank::Hardware, Vec::new()),
            reviews: Arc::default(),
            starting: tokio::sync::Mutex::new(()),
        }
    }

    /// Returns the progress of all running trainings.
    pub fn progress_summary(&self) -> ProgressSummary {
        ProgressSummary::of(&self.runs.rows())
    }

    /// Looks up the default trainer, so that the Train page has its inputs. Does nothing while nobody is signed in.
    pub(crate) async fn look_up_trainer(&self) {
        if let Ok(who) = self.session.signed_in()
            && let Ok(choice) = parse_trainer("")
            && let Err(error) = self.trainers.look_up(&who.client, &choice).await
        {
            tracing::warn!(%error, "the trainer can't be looked up");
        }
    }
}
