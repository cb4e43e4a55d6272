//! Runs the thread that calls the keychain, one call at a time.
//!
//! A call that hangs can't be ended. A read has no effect, so its thread is abandoned after a while and another thread
//! with a new connection takes its place, as long as few are abandoned. A write or a removal is never abandoned,
//! because it could take effect after a later change.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use keyring_core::{CredentialStore, Entry};
use ordered_lock::{Mutex, MutexGuard, Rank};
use tokio::sync::{oneshot, watch};
use zeroize::Zeroizing;

use super::KeychainError;

/// The name of Tintype's entries in the keychain.
const SERVICE: &str = "tintype";

/// The maximum number of threads that may hang in an abandoned call at once.
const MAX_ABANDONED: u32 = 6;

/// A call to the keychain.
pub(super) enum Request {
    Read,
    Write(Zeroizing<String>),
    Remove,
}

type CallResult = Result<Option<Zeroizing<String>>, KeychainError>;

type Open = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

struct Job {
    entry: String,
    request: Request,
    reply: oneshot::Sender<CallResult>,
}

/// The thread and its queue.
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
    shared: Arc<Shared>,
    /// The time that a call may hang before further callers get an error at once.
    busy_limit: Duration,
    abandon: Duration,
}

struct Shared {
    open: Box<Open>,
    /// Locked by the thread that waits for a job.
    queue: Mutex<mpsc::Receiver<Job>>,
    state: Mutex<State>,
    /// The number of the thread that takes the jobs.
    current_thread: AtomicU64,
    /// The number of calls that have ended.
    ended: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    is_running: bool,
    /// The call that the thread is making.
    busy: Option<Busy>,
    /// The number of threads that hang in an abandoned call.
    abandoned: u32,
}

#[derive(Clone, Copy)]
struct Busy {
    since: Instant,
    is_read: bool,
}

impl Worker {
    pub(super) fn new(
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
        busy_limit: Duration,
        abandon: Duration,
    ) -> Worker {
        let (jobs, queue) = mpsc::channel();
        Worker {
            jobs,
            shared: Arc::new(Shared {
                open: Box::new(open),
                queue: Mutex::new(Rank::KeychainQueue, queue),
                state: Mutex::new(Rank::Keychain, State::default()),
                current_thread: AtomicU64::new(0),
                ended: watch::Sender::new(0),
            }),
            busy_limit,
            abandon,
        }
    }

    /// Makes a call and waits for its answer, at most for `limit`.
    pub(super) async fn call(&self, entry: &str, request: Request, limit: Duration) -> CallResult {
        self.ensure_thread()?;
        let (reply, answer) = oneshot::channel();
        let job = Job {
            entry: entry.to_owned(),
            request,
            reply,
        };
        // `shared` owns the receiver, so this can't fail.
        if self.jobs.send(job).is_err() {
            return Err(KeychainError::Unresponsive);
        }
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(answer)) => answer,
            // The thread ended early, which is a defect, or the time is up.
            Ok(Err(_)) | Err(_) => Err(KeychainError::Unresponsive),
        }
    }

    /// Waits until a call ends. Calls that ended before this function was called do not count.
    pub(super) fn wait_for_call(&self) -> impl Future<Output = ()> + use<> {
        let mut ended = self.shared.ended.subscribe();
        async move {
            // An error means that the worker was dropped, so no call will ever end.
            if ended.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Makes sure that a thread will take the next job soon. Returns an error if the current thread hangs and must not
    /// be abandoned yet.
    fn ensure_thread(&self) -> Result<(), KeychainError> {
        let mut state = self.shared.lock();
        if state.is_running {
            let Some(busy) = state.busy else {
                return Ok(());
            };
            let elapsed = busy.since.elapsed();
            if elapsed < self.busy_limit {
                return Ok(());
            }
            let wait = self.abandon * 2_u32.pow(state.abandoned);
            if !busy.is_read || elapsed < wait || state.abandoned >= MAX_ABANDONED {
                return Err(KeychainError::Unresponsive);
            }
            tracing::warn!("the keychain does not answer: trying another connection");
            state.abandoned += 1;
            state.busy = None;
        }
        let number = self.shared.current_thread.fetch_add(1, Ordering::SeqCst) + 1;
        let shared = Arc::clone(&self.shared);
        let spawned = std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || shared.run(number));
        state.is_running = spawned.is_ok();
        match spawned {
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "the keychain's thread can't be started");
                Err(KeychainError::Unresponsive)
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Processes the jobs one at a time, until the worker is dropped or another thread has taken this one's place.
    fn run(&self, number: u64) {
        let mut store = None;
        loop {
            let queue = self.queue.lock();
            let Ok(job) = queue.recv() else { return };
            drop(queue);
            // The caller no longer waits for the job, so it must not have an effect.
            if job.reply.is_closed() {
                continue;
            }
            self.lock().busy = Some(Busy {
                since: Instant::now(),
                is_read: matches!(job.request, Request::Read),
            });
            if self.perform(job, &mut store).is_err() {
                // The next job gets a new connection.
                store = None;
            }
            let mut state = self.lock();
            let is_abandoned = self.current_thread.load(Ordering::SeqCst) != number;
            if is_abandoned {
                state.abandoned -= 1;
            } else {
                state.busy = None;
            }
            drop(state);
            self.ended.send_modify(|count| *count += 1);
            if is_abandoned {
                return;
            }
        }
    }

    /// Processes a job and sends its answer. The error means only that the connection may no longer be usable.
    fn perform(&self, job: Job, store: &mut Option<Arc<CredentialStore>>) -> Result<(), ()> {
        let entry = match self.entry(&job.entry, store) {
            Ok(entry) => entry,
            Err(error) => {
                // Sending fails only if the caller no longer waits.
                let _ = job.reply.send(Err(to_keychain_error(error)));
                return Err(());
            }
        };
        let answer = match job.request {
            Request::Read => read(&entry),
            Request::Remove => remove(&entry).map(|()| None),
            Request::Write(text) => return write(&entry, &text, job.reply),
        };
        let failed = answer.is_err();
        let _ = job.reply.send(answer.map_err(to_keychain_error));
        if failed { Err(()) } else { Ok(()) }
    }

    fn entry(
        &self,
        name: &str,
        store: &mut Option<Arc<CredentialStore>>,
    ) -> keyring_core::Result<Entry> {
        let store = match store {
            Some(store) => store,
            None => store.insert((self.open)()?),
        };
        store.build(SERVICE, name, None)
    }
}

fn read(entry: &Entry) -> keyring_core::Result<Option<Zeroizing<String>>> {
    match entry.get_password() {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove(entry: &Entry) -> keyring_core::Result<()> {
    match entry.delete_credential() {
        Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes a text, and undoes the write if the caller no longer waits, because the caller got an error.
fn write(entry: &Entry, text: &str, reply: oneshot::Sender<CallResult>) -> Result<(), ()> {
    // A locked keychain blocks here, before anything is changed.
    let before = match read(entry) {
        Ok(before) => before,
        // The entry is not in Tintype's format: it is overwritten.
        Err(keyring_core::Error::BadEncoding(_)) => None,
        Err(error) => {
            let _ = reply.send(Err(to_keychain_error(error)));
            return Err(());
        }
    };
    if reply.is_closed() {
        return Ok(());
    }
    if let Err(error) = entry.set_password(text) {
        let _ = reply.send(Err(to_keychain_error(error)));
        return Err(());
    }
    if reply.send(Ok(None)).is_ok() {
        return Ok(());
    }
    let undone = match before {
        Some(before) => entry.set_password(&before),
        None => remove(entry),
    };
    undone.map_err(|error| {
        let error = to_keychain_error(error);
        tracing::error!(%error, "a late write to the keychain can't be undone");
    })
}

/// Converts an error, leaving out the bytes that the keychain holds.
fn to_keychain_error(error: keyring_core::Error) -> KeychainError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other variants hold no part of an entry, and new ones may be added"
    )]
    match error {
        keyring_core::Error::BadEncoding(_) | keyring_core::Error::BadDataFormat(..) => {
            KeychainError::Unreadable
        }
        other => KeychainError::Unavailable(other),
    }
}
