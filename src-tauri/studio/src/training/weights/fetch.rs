//! Downloads the archive that contains the weights, and resumes after a network failure or a restart of the app. The
//! bytes already received are kept as long as the file at the service is unchanged.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use localization::message;
use replicate::Client;
use tokio::io::AsyncWriteExt;

use super::{Transfer, Weights, WeightsError};
use crate::error::blocking;
use crate::jobs::Backoff;
use crate::store::run_record::Run;

/// The number of consecutive attempts without any new data after which the download fails. The person can then start it
/// again.
const PATIENCE: u32 = 12;

/// The minimum interval between two progress events.
const EMIT_EVERY: Duration = Duration::from_millis(200);

/// Returns true if the weights still have to be downloaded: expected, or only partly downloaded.
pub(super) fn is_due(folder: &Path) -> bool {
    due(folder).is_file() || part(folder).is_file()
}

/// Records that the weights have to be downloaded. If the app is killed first, it downloads them at its next start.
pub(super) fn expect(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::File::create(due(folder))?.sync_all()
}

/// Removes the downloaded archive, its ETag, and the record that the weights have to be downloaded.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    for file in [part(folder), etag_file(folder), due(folder)] {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn due(folder: &Path) -> PathBuf {
    folder.join("weights.due")
}

fn part(folder: &Path) -> PathBuf {
    folder.join("weights.part")
}

/// Returns the path of the file that contains the ETag of the partial download.
fn etag_file(folder: &Path) -> PathBuf {
    folder.join("weights.mark")
}

impl Weights {
    /// Downloads the whole archive of a run's training, and returns its path.
    pub(super) async fn archive(&self, run: &Run) -> Result<PathBuf, WeightsError> {
        let address = run
            .service
            .weights
            .as_deref()
            .ok_or(WeightsError::NoAddress)?;
        let folder = self.0.dirs.weights(&run.id);
        tokio::fs::create_dir_all(&folder).await?;
        let mut backoff = Backoff::new(&self.0.timing);
        let mut in_vain = 0;
        loop {
            let client = self.client(run, &folder).await?;
            let before = length(&folder).await;
            match self.pieces(&client, run, address, &folder).await {
                Ok(()) => return Ok(part(&folder)),
                Err(WeightsError::Replicate(error)) if error.is_passing() => {
                    if length(&folder).await > before {
                        in_vain = 0;
                        backoff.reset();
                    } else {
                        in_vain += 1;
                    }
                    if in_vain >= PATIENCE {
                        return Err(error.into());
                    }
                    let retry_message = message!("app-keeps-trying", reason = error.message());
                    self.note(
                        run,
                        Transfer::Under {
                            done: length(&folder).await,
                            total: None,
                            retry_message: Some(retry_message),
                        },
                    );
                    self.tell(run).await;
                    tokio::time::sleep(backoff.pause()).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the client of the account that is signed in. Waits for a sign-in, since the token may be checked or
    /// replaced just when the training ends.
    async fn client(&self, run: &Run, folder: &Path) -> Result<Client, WeightsError> {
        let mut session = self.0.session.follow();
        loop {
            if let Some(who) = session.borrow_and_update().clone() {
                return Ok(who.client);
            }
            self.note(
                run,
                Transfer::Under {
                    done: length(folder).await,
                    total: None,
                    retry_message: Some(message!("weights-signed-out")),
                },
            );
            self.tell(run).await;
            // The session owns the sender, so this can't fail.
            if session.changed().await.is_err() {
                return Err(WeightsError::Defect);
            }
            if self.moving(&run.id).is_none() {
                return Err(WeightsError::Removed);
            }
        }
    }

    /// Downloads over a single connection, and appends to the partial download.
    async fn pieces(
        &self,
        client: &Client,
        run: &Run,
        address: &str,
        folder: &Path,
    ) -> Result<(), WeightsError> {
        let etag = tokio::fs::read_to_string(etag_file(folder)).await.ok();
        let here = if etag.is_some() {
            length(folder).await
        } else {
            0
        };
        let begun = client.download(address, here, etag.as_deref()).await;
        let mut download = begun.map_err(|error| {
            if matches!(error, replicate::Error::NotFound { .. }) {
                WeightsError::Gone
            } else {
                error.into()
            }
        })?;
        let mut file = if download.from == 0 {
            tokio::fs::File::create(part(folder)).await?
        } else if download.from == here {
            tokio::fs::OpenOptions::new()
                .append(true)
                .open(part(folder))
                .await?
        } else {
            // The server sent a different range from the one requested: start again from the beginning.
            tokio::fs::remove_file(etag_file(folder)).await?;
            return Err(broken());
        };
        match &download.etag {
            Some(text) => tokio::fs::write(etag_file(folder), text).await?,
            None => drop(tokio::fs::remove_file(etag_file(folder)).await),
        }
        let mut done = download.from;
        self.make_sure_of_room(folder, done, download.total).await?;
        let mut told: Option<Instant> = None;
        while let Some(piece) = download.next().await? {
            if done == 0 && piece.trim_ascii_start().starts_with(b"<") {
                // No archive begins like this: the network sent a web page instead.
                return Err(WeightsError::Replicate(replicate::Error::Network {
                    failure: replicate::NetworkFailure::Intercepted,
                    source: None,
                }));
            }
            file.write_all(&piece).await?;
            done += piece.len() as u64;
            if told.is_none_or(|told| told.elapsed() >= EMIT_EVERY) {
                told = Some(Instant::now());
                let moving = Transfer::Under {
                    done,
                    total: download.total,
                    retry_message: None,
                };
                self.note(run, moving);
                self.tell(run).await;
            }
        }
        file.flush().await?;
        file.sync_all().await?;
        match download.total {
            Some(total) if done != total => Err(broken()),
            _ => Ok(()),
        }
    }

    /// Checks that the disk has room for the rest of the archive and for the LoRA extracted from it. Both files exist
    /// at the same time for a moment.
    async fn make_sure_of_room(
        &self,
        folder: &Path,
        done: u64,
        total: Option<u64>,
    ) -> Result<(), WeightsError> {
        let Some(total) = total else { return Ok(()) };
        let needed = total.saturating_sub(done).saturating_add(total);
        let folder = folder.to_owned();
        let free = blocking(move || fs4::available_space(folder))
            .await
            .map_err(|_| WeightsError::Defect)??;
        if free < needed {
            return Err(WeightsError::NoRoom { needed, free });
        }
        Ok(())
    }
}

async fn length(folder: &Path) -> u64 {
    tokio::fs::metadata(part(folder))
        .await
        .map_or(0, |file| file.len())
}

/// Returns the error for a connection that ended before the file did.
fn broken() -> WeightsError {
    WeightsError::Replicate(replicate::Error::Network {
        failure: replicate::NetworkFailure::Interrupted,
        source: None,
    })
}
