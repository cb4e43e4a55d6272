//! The trained weights on this side: fetched as soon as a training succeeded, since nobody says how long the
//! service keeps them, unpacked, and kept beside the run. `fetch` brings the archive, `unpack` takes the LoRA out.

mod fetch;
mod unpack;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use ordered_lock::{Mutex, MutexGuard, Rank};

use crate::changes::Changes;
use crate::error::blocking;
use crate::folders::Folders;
use crate::run::Timing;
use crate::run::record::{Run, Step};
use crate::session::Session;
use crate::view::{self, Change};
use crate::words::size;

/// Why the weights are not here.
#[derive(Debug, thiserror::Error)]
enum WeightsError {
    #[error("Replicate no longer has the file. The model itself is still there.")]
    Gone,
    #[error("Replicate named no file with the weights. The model itself is there.")]
    NoAddress,
    #[error("There is not enough room: {} are needed and {} are free.", size(*needed), size(*free))]
    NoRoom { needed: u64, free: u64 },
    #[error("What Replicate handed over holds no LoRA that other tools could read.")]
    NotWeights,
    #[error("The file could not be written ({0}). Check that the disk is not full.")]
    Disk(#[from] io::Error),
    #[error("{0}")]
    Replicate(#[from] replicate::Error),
    #[error("Sign in to Replicate first.")]
    SignedOut,
    #[error("Something went wrong inside Tintype. The log folder has the details.")]
    Defect,
}

/// All weights, those here and those on their way.
#[derive(Clone)]
pub(crate) struct Weights(Arc<Inner>);

struct Inner {
    session: Session,
    folders: Folders,
    changes: Changes,
    timing: Timing,
    /// By the run's id.
    moving: Mutex<HashMap<String, Moving>>,
}

/// What is not yet, or could not be, brought here.
#[derive(Clone)]
enum Moving {
    Under {
        done: u64,
        total: Option<u64>,
        trouble: Option<String>,
    },
    Failed(String),
}

impl Weights {
    pub(crate) fn new(
        session: Session,
        folders: Folders,
        changes: Changes,
        timing: Timing,
    ) -> Weights {
        Weights(Arc::new(Inner {
            session,
            folders,
            changes,
            timing,
            moving: Mutex::new(Rank::Weights, HashMap::new()),
        }))
    }

    /// Where a run's weights are, if they are here. Blocks for a moment.
    pub(crate) fn place(&self, run: &Run) -> Option<PathBuf> {
        let file = unpack::place(&self.0.folders.weights(&run.id), run);
        file.is_file().then_some(file)
    }

    /// What the window shows of a run's weights; nothing for a run that has none. Blocks for a moment.
    pub(crate) fn shown(&self, run: &Run) -> Option<view::Weights> {
        if !matches!(run.step, Step::Succeeded { .. }) {
            return None;
        }
        if let Some(file) = self.place(run) {
            let bytes = file.metadata().map_or(0, |file| file.len());
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            return Some(view::Weights::Kept {
                name: name.into_owned(),
                about: size(bytes),
            });
        }
        Some(match self.moving(&run.id) {
            None => view::Weights::Absent { reason: None },
            Some(Moving::Failed(reason)) => view::Weights::Absent {
                reason: Some(reason),
            },
            Some(Moving::Under {
                done,
                total,
                trouble,
            }) => view::Weights::Fetching {
                sentence: trouble.unwrap_or_else(|| match total {
                    Some(total) => format!("{} of {}", size(done), size(total)),
                    None => size(done),
                }),
                progress: total
                    .filter(|total| *total > 0)
                    .map(|total| done as f64 / total as f64),
            },
        })
    }

    /// Notes that a run's weights are to be fetched, before the run is written down as done. Blocks for a moment.
    pub(crate) fn expect(&self, run: &str) {
        if let Err(error) = fetch::expect(&self.0.folders.weights(run)) {
            tracing::warn!(%run, %error, "that the weights are due can't be noted");
        }
    }

    /// Brings a run's weights here, unless they are or it is being done.
    pub(crate) fn fetch(&self, run: &Run) {
        if !matches!(run.step, Step::Succeeded { .. }) {
            return;
        }
        {
            let mut moving = self.lock();
            if matches!(moving.get(&run.id), Some(Moving::Under { .. })) {
                return;
            }
            let begun = Moving::Under {
                done: 0,
                total: None,
                trouble: None,
            };
            moving.insert(run.id.clone(), begun);
        }
        let (weights, run) = (self.clone(), run.clone());
        tokio::spawn(async move {
            weights.tell(&run).await;
            let outcome = Box::pin(weights.bring(&run)).await;
            match outcome {
                Ok(()) => {
                    weights.lock().remove(&run.id);
                }
                Err(error) => {
                    tracing::warn!(run = %run.id, ?error, "the weights can't be fetched");
                    weights
                        .lock()
                        .insert(run.id.clone(), Moving::Failed(error.to_string()));
                }
            }
            weights.tell(&run).await;
        });
    }

    /// Goes on with what was being fetched when the app ended. Blocks for a moment.
    pub(crate) fn resume(&self, runs: &[Run]) {
        for run in runs {
            if fetch::is_due(&self.0.folders.weights(&run.id)) {
                self.fetch(run);
            }
        }
    }

    async fn bring(&self, run: &Run) -> Result<(), WeightsError> {
        let (weights, at) = (self.clone(), run.clone());
        let here = blocking(move || weights.place(&at)).await;
        if here.map_err(|_| WeightsError::Defect)?.is_some() {
            return Ok(());
        }
        let (folder, run) = (self.0.folders.weights(&run.id), run.clone());
        let archive = match self.archive(&run).await {
            Err(error @ (WeightsError::Gone | WeightsError::NoAddress)) => {
                // Trying again at the next start would not help either.
                blocking(move || fetch::forget(&folder))
                    .await
                    .map_err(|_| WeightsError::Defect)??;
                return Err(error);
            }
            archive => archive?,
        };
        blocking(move || {
            let unpacked = unpack::unpack(&archive, &folder, &run);
            // Fetching what can't be used once more would not help the next time either.
            fetch::forget(&folder)?;
            unpacked
        })
        .await
        .map_err(|_| WeightsError::Defect)?
    }

    fn note(&self, run: &Run, moving: Moving) {
        self.lock().insert(run.id.clone(), moving);
    }

    async fn tell(&self, run: &Run) {
        let (weights, at) = (self.clone(), run.clone());
        if let Ok(Some(shown)) = blocking(move || weights.shown(&at)).await {
            self.0.changes.say(Change::Weights {
                id: run.id.clone(),
                weights: shown,
            });
        }
    }

    fn moving(&self, id: &str) -> Option<Moving> {
        self.lock().get(id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Moving>> {
        self.0.moving.lock()
    }
}
