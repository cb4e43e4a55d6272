//! Fetches the trained weights as soon as a training has succeeded, since it is not documented how long the service
//! keeps them. `fetch` downloads the archive, and `unpack` extracts the LoRA into the run's folder.

mod fetch;
mod unpack;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use localization::{Message, message, text};
use ordered_lock::{Mutex, MutexGuard, Rank};

use crate::account::session::Session;
use crate::app_dirs::AppDirs;
use crate::error::{Error, blocking};
use crate::events::Events;
use crate::formatting::size;
use crate::jobs::Timing;
use crate::store::run_record::{Run, Step};
use crate::view::{self, AppEvent};

/// The reason why the weights are not on this computer.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
enum WeightsError {
    Gone,
    NoAddress,
    NoRoom { needed: u64, free: u64 },
    NotWeights,
    Disk(#[from] io::Error),
    Replicate(#[from] replicate::Error),
    Removed,
    Defect,
}

impl WeightsError {
    /// Returns the sentence for the person.
    fn message(&self) -> Message {
        match self {
            WeightsError::Gone => message!("weights-gone"),
            WeightsError::NoAddress => message!("weights-no-address"),
            WeightsError::NoRoom { needed, free } => message!(
                "weights-no-room",
                needed = size(*needed),
                free = size(*free)
            ),
            WeightsError::NotWeights => message!("weights-unusable"),
            WeightsError::Disk(error) => message!("weights-disk", error = error.to_string()),
            WeightsError::Replicate(error) => error.message(),
            WeightsError::Removed => message!("weights-removed"),
            WeightsError::Defect => Error::Defect.message(),
        }
    }
}

/// The weights of all runs: those on this computer and those that are being fetched.
#[derive(Clone)]
pub(crate) struct Weights(Arc<Inner>);

struct Inner {
    session: Session,
    dirs: AppDirs,
    events: Events,
    timing: Timing,
    /// The weights that are being fetched or could not be fetched, by the run's id.
    transfers: Mutex<HashMap<String, Transfer>>,
}

/// Weights that are being fetched, or could not be fetched.
#[derive(Clone)]
enum Transfer {
    InProgress {
        done: u64,
        total: Option<u64>,
        retry_message: Option<Message>,
    },
    Failed(Message),
}

impl Weights {
    pub(crate) fn new(session: Session, dirs: AppDirs, events: Events, timing: Timing) -> Weights {
        Weights(Arc::new(Inner {
            session,
            dirs,
            events,
            timing,
            transfers: Mutex::new(Rank::Weights, HashMap::new()),
        }))
    }

    /// Returns the path of a run's weights, if they are on this computer. Blocks briefly.
    pub(crate) fn path_of(&self, run: &Run) -> Option<PathBuf> {
        let file = unpack::path_of(&self.0.dirs.weights(&run.id), run);
        file.is_file().then_some(file)
    }

    /// Returns the page's view of a run's weights; `None` for a run that did not succeed. Blocks briefly.
    pub(crate) fn view(&self, run: &Run) -> Option<view::Weights> {
        if !matches!(run.step, Step::Succeeded { .. }) {
            return None;
        }
        if let Some(file) = self.path_of(run) {
            let bytes = file.metadata().map_or(0, |file| file.len());
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            return Some(view::Weights::Kept {
                name: name.into_owned(),
                about: size(bytes),
            });
        }
        Some(match self.transfer(&run.id) {
            None => view::Weights::Absent { reason: None },
            Some(Transfer::Failed(reason)) => view::Weights::Absent {
                reason: Some(reason.into()),
            },
            Some(Transfer::InProgress {
                done,
                total,
                retry_message,
            }) => view::Weights::Fetching {
                sentence: match (retry_message, total) {
                    (Some(message), _) => message.into(),
                    (None, Some(total)) => {
                        text!("weights-progress", done = size(done), total = size(total))
                    }
                    (None, None) => size(done),
                },
                progress: total
                    .filter(|total| *total > 0)
                    .map(|total| done as f64 / total as f64),
            },
        })
    }

    /// Records that a run's weights have to be fetched. Called before the run is recorded as succeeded. Blocks briefly.
    pub(crate) fn mark_due(&self, run: &str) {
        if let Err(error) = fetch::mark_due(&self.0.dirs.weights(run)) {
            tracing::warn!(%run, %error, "the weights can't be marked as due");
        }
    }

    /// Starts fetching a run's weights in the background, unless they exist already or are being fetched. Does nothing
    /// for a run that did not succeed.
    pub(crate) fn fetch(&self, run: &Run) {
        if !matches!(run.step, Step::Succeeded { .. }) {
            return;
        }
        {
            let mut transfers = self.lock();
            if matches!(transfers.get(&run.id), Some(Transfer::InProgress { .. })) {
                return;
            }
            let transfer = Transfer::InProgress {
                done: 0,
                total: None,
                retry_message: None,
            };
            transfers.insert(run.id.clone(), transfer);
        }
        let (weights, run) = (self.clone(), run.clone());
        tokio::spawn(async move {
            weights.emit(&run).await;
            let outcome = Box::pin(weights.fetch_and_unpack(&run)).await;
            match outcome {
                Ok(()) => {
                    weights.lock().remove(&run.id);
                }
                Err(WeightsError::Removed) => return,
                Err(error) => {
                    tracing::warn!(run = %run.id, ?error, "the weights can't be fetched");
                    weights
                        .lock()
                        .insert(run.id.clone(), Transfer::Failed(error.message()));
                }
            }
            weights.emit(&run).await;
        });
    }

    /// Forgets the download of a run that was removed. A download that waits for a sign-in then ends.
    pub(crate) fn forget(&self, run: &str) {
        self.lock().remove(run);
    }

    /// Starts the downloads that were due or in progress when the app ended. Blocks briefly.
    pub(crate) fn resume(&self, runs: &[Run]) {
        for run in runs {
            if fetch::is_due(&self.0.dirs.weights(&run.id)) {
                self.fetch(run);
            }
        }
    }

    async fn fetch_and_unpack(&self, run: &Run) -> Result<(), WeightsError> {
        let (weights, record) = (self.clone(), run.clone());
        let existing = blocking(move || weights.path_of(&record)).await;
        if existing.map_err(|_| WeightsError::Defect)?.is_some() {
            return Ok(());
        }
        let (folder, run) = (self.0.dirs.weights(&run.id), run.clone());
        let archive = match self.download_archive(&run).await {
            Err(error @ (WeightsError::Gone | WeightsError::NoAddress)) => {
                // Another download at the app's next start would fail too.
                blocking(move || fetch::forget(&folder))
                    .await
                    .map_err(|_| WeightsError::Defect)??;
                return Err(error);
            }
            archive => archive?,
        };
        blocking(move || {
            let unpacked = unpack::unpack(&archive, &folder, &run);
            // If the archive can't be used, another download would not help. So the archive is removed in any case.
            fetch::forget(&folder)?;
            unpacked
        })
        .await
        .map_err(|_| WeightsError::Defect)?
    }

    fn set_transfer(&self, run: &Run, transfer: Transfer) {
        self.lock().insert(run.id.clone(), transfer);
    }

    async fn emit(&self, run: &Run) {
        let (weights, record) = (self.clone(), run.clone());
        if let Ok(Some(view)) = blocking(move || weights.view(&record)).await {
            self.0.events.emit(AppEvent::Weights {
                id: run.id.clone(),
                weights: view,
            });
        }
    }

    fn transfer(&self, id: &str) -> Option<Transfer> {
        self.lock().get(id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Transfer>> {
        self.0.transfers.lock()
    }
}
