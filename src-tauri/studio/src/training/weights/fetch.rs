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

/// The number of consecutive attempts without any new data after which the download fails. The person can then start
/// the download again.
const MAX_FAILED_ATTEMPTS: u32 = 12;

/// The minimum interval between two progress events.
const EMIT_EVERY: Duration = Duration::from_millis(200);

/// Returns true if the weights still have to be downloaded: they are marked as due, or the archive of an earlier
/// download was not unpacked.
pub(super) fn is_due(folder: &Path) -> bool {
    due_file(folder).is_file() || part_file(folder).is_file()
}

/// Records that the weights have to be downloaded. If the app is killed before the download is complete, it downloads
/// them at its next start.
pub(super) fn mark_due(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::File::create(due_file(folder))?.sync_all()
}

/// Removes the archive, even if it is only partly downloaded, its ETag, and the mark that the weights are due.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    for file in [part_file(folder), etag_file(folder), due_file(folder)] {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn due_file(folder: &Path) -> PathBuf {
    folder.join("weights.due")
}

fn part_file(folder: &Path) -> PathBuf {
    folder.join("weights.part")
}

/// Returns the path of the file that contains the ETag of the partial download.
fn etag_file(folder: &Path) -> PathBuf {
    folder.join("weights.mark")
}

impl Weights {
    /// Downloads the whole archive of a run's training, and returns its path.
    pub(super) async fn download_archive(&self, run: &Run) -> Result<PathBuf, WeightsError> {
        let address = run
            .service
            .weights
            .as_deref()
            .ok_or(WeightsError::NoAddress)?;
        let folder = self.0.dirs.weights(&run.id);
        tokio::fs::create_dir_all(&folder).await?;
        let mut backoff = Backoff::new(&self.0.timing);
        let mut failed_attempts = 0;
        loop {
            let client = self.wait_for_client(run, &folder).await?;
            let previous_length = part_length(&folder).await;
            match self.download_rest(&client, run, address, &folder).await {
                Ok(()) => return Ok(part_file(&folder)),
                Err(WeightsError::Replicate(error)) if error.is_transient() => {
                    if part_length(&folder).await > previous_length {
                        failed_attempts = 0;
                        backoff.reset();
                    } else {
                        failed_attempts += 1;
                    }
                    if failed_attempts >= MAX_FAILED_ATTEMPTS {
                        return Err(error.into());
                    }
                    let retry_message = message!("app-keeps-trying", reason = error.message());
                    self.set_transfer(
                        run,
                        Transfer::InProgress {
                            done: part_length(&folder).await,
                            total: None,
                            retry_message: Some(retry_message),
                        },
                    );
                    self.emit(run).await;
                    tokio::time::sleep(backoff.pause()).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the client of the account that is signed in. Waits for a sign-in, since the token may be being checked
    /// or replaced just when the training ends.
    async fn wait_for_client(&self, run: &Run, folder: &Path) -> Result<Client, WeightsError> {
        let mut session = self.0.session.subscribe();
        loop {
            if let Some(who) = session.borrow_and_update().clone() {
                return Ok(who.client);
            }
            self.set_transfer(
                run,
                Transfer::InProgress {
                    done: part_length(folder).await,
                    total: None,
                    retry_message: Some(message!("weights-signed-out")),
                },
            );
            self.emit(run).await;
            // `self` keeps the session and so the sender, so this can't fail.
            if session.changed().await.is_err() {
                return Err(WeightsError::Defect);
            }
            if self.transfer(&run.id).is_none() {
                return Err(WeightsError::Removed);
            }
        }
    }

    /// Downloads the rest of the archive over a single connection, and appends it to the partial download. Starts from
    /// the beginning if the file at the service has changed.
    async fn download_rest(
        &self,
        client: &Client,
        run: &Run,
        address: &str,
        folder: &Path,
    ) -> Result<(), WeightsError> {
        let etag = tokio::fs::read_to_string(etag_file(folder)).await.ok();
        let received = if etag.is_some() {
            part_length(folder).await
        } else {
            0
        };
        let response = client.download(address, received, etag.as_deref()).await;
        let mut download = response.map_err(|error| {
            if matches!(error, replicate::Error::NotFound { .. }) {
                WeightsError::Gone
            } else {
                error.into()
            }
        })?;
        let mut file = if download.from == 0 {
            tokio::fs::File::create(part_file(folder)).await?
        } else if download.from == received {
            tokio::fs::OpenOptions::new()
                .append(true)
                .open(part_file(folder))
                .await?
        } else {
            // The server sent a different range from the one requested: start again from the beginning.
            tokio::fs::remove_file(etag_file(folder)).await?;
            return Err(interrupted());
        };
        match &download.etag {
            Some(text) => tokio::fs::write(etag_file(folder), text).await?,
            None => drop(tokio::fs::remove_file(etag_file(folder)).await),
        }
        let mut done = download.from;
        self.check_disk_space(folder, done, download.total).await?;
        let mut last_emit: Option<Instant> = None;
        while let Some(chunk) = download.next().await? {
            if done == 0 && chunk.trim_ascii_start().starts_with(b"<") {
                // No archive begins with `<`: the network, such as a login portal, sent a web page instead.
                return Err(WeightsError::Replicate(replicate::Error::Network {
                    failure: replicate::NetworkFailure::Intercepted,
                    source: None,
                }));
            }
            file.write_all(&chunk).await?;
            done += chunk.len() as u64;
            if last_emit.is_none_or(|last_emit| last_emit.elapsed() >= EMIT_EVERY) {
                last_emit = Some(Instant::now());
                let transfer = Transfer::InProgress {
                    done,
                    total: download.total,
                    retry_message: None,
                };
                self.set_transfer(run, transfer);
                self.emit(run).await;
            }
        }
        file.flush().await?;
        file.sync_all().await?;
        match download.total {
            Some(total) if done != total => Err(interrupted()),
            _ => Ok(()),
        }
    }

    /// Checks that the disk has room for the rest of the archive and for the LoRA extracted from it. Both files exist
    /// at the same time for a moment.
    async fn check_disk_space(
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

async fn part_length(folder: &Path) -> u64 {
    tokio::fs::metadata(part_file(folder))
        .await
        .map_or(0, |file| file.len())
}

/// Returns the error for a connection that ended before the file was complete.
fn interrupted() -> WeightsError {
    WeightsError::Replicate(replicate::Error::Network {
        failure: replicate::NetworkFailure::Interrupted,
        source: None,
    })
}
