//! Decides which thumbnail is made next: the latest request is served first, and each thumbnail is made only once.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::thread;
use std::time::{Duration, Instant};

use localization::Message;
use ordered_lock::{Condvar, Mutex, MutexGuard, Rank};

use super::{Reply, Subject};
use crate::Problem;

/// The waiting requests, and the replies to be called.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The requests that no thread has begun. The last one is served next.
    waiting: Vec<Subject>,
    /// The replies for each subject that is waiting or being made.
    replies: HashMap<Subject, Vec<Reply>>,
    /// The time of the last request or finished thumbnail; at first, the time when the queue was created.
    last_activity: Instant,
    closed: bool,
}

impl Default for Queue {
    fn default() -> Queue {
        let state = State {
            waiting: Vec::new(),
            replies: HashMap::new(),
            last_activity: Instant::now(),
            closed: false,
        };
        Queue {
            state: Mutex::new(Rank::ThumbnailQueue, state),
            changed: Condvar::new(),
        }
    }
}

impl Queue {
    /// Adds a request that is served before all waiting ones.
    pub(super) fn push(&self, subject: Subject, reply: Reply) {
        let mut state = self.state();
        state.last_activity = Instant::now();
        let replies = state.replies.entry(subject.clone()).or_default();
        let is_new = replies.is_empty();
        replies.push(reply);
        // A subject with replies that isn't waiting is being made right now.
        let position = state
            .waiting
            .iter()
            .rposition(|waiting| *waiting == subject);
        if let Some(position) = position {
            state.waiting.remove(position);
        }
        if is_new || position.is_some() {
            state.waiting.push(subject);
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Refuses all requests that no thread has begun.
    pub(super) fn forget_pending(&self) {
        self.refuse("it is no longer wanted", |_| {});
    }

    /// Refuses all requests that no thread has begun, and ends the threads.
    pub(super) fn close(&self) {
        self.refuse("the program is closing", |state| state.closed = true);
        self.changed.notify_all();
    }

    /// Runs on each thread: makes thumbnails, one at a time, until the queue is closed.
    pub(super) fn work(&self, make: impl Fn(&Subject) -> Result<Vec<u8>, Problem>) {
        while let Some(subject) = self.next() {
            let result = make(&subject);
            let replies = {
                let mut state = self.state();
                state.last_activity = Instant::now();
                state.replies.remove(&subject).unwrap_or_default()
            };
            for reply in replies {
                call(reply, result.clone());
            }
        }
    }

    /// Waits until nothing has been requested or made for this duration, or the queue is closed.
    pub(super) fn wait_for_quiet(&self, duration: Duration) {
        loop {
            let remaining = {
                let state = self.state();
                if state.closed {
                    return;
                }
                if state.replies.is_empty() {
                    duration.saturating_sub(state.last_activity.elapsed())
                } else {
                    duration
                }
            };
            if remaining.is_zero() {
                return;
            }
            // There is no event to wait for: only the end of this time shows that there was no further request.
            thread::sleep(remaining);
        }
    }

    fn next(&self) -> Option<Subject> {
        let mut state = self.state();
        loop {
            if state.closed {
                return None;
            }
            if let Some(subject) = state.waiting.pop() {
                return Some(subject);
            }
            state = self.changed.wait(state);
        }
    }

    fn refuse(&self, reason: &str, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        let waiting = std::mem::take(&mut state.waiting);
        let refused: Vec<Reply> = waiting
            .iter()
            .filter_map(|subject| state.replies.remove(subject))
            .flatten()
            .collect();
        drop(state); // a reply may make a new request
        for reply in refused {
            let reason = Message::verbatim(reason);
            call(reply, Err(Problem::Unreadable { reason }));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

/// Calls a reply. A reply that panics must not end the thread, since other requests are waiting.
fn call(reply: Reply, result: Result<Vec<u8>, Problem>) {
    if std::panic::catch_unwind(AssertUnwindSafe(|| reply(result))).is_err() {
        tracing::error!("a thumbnail's reply panicked");
    }
}
