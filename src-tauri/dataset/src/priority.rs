//! Threads that work behind the window's back let the window go first.

use rayon::ThreadPoolBuilder;
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 99, where half is what every thread has.
const BELOW_NORMAL: u8 = 30;

/// Lets every other thread of the machine go before the current one, which gets what they leave.
pub fn give_way() {
    set(ThreadPriority::Min);
}

/// Does something on threads of its own, one for each core, that get what all others leave.
pub fn in_background<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let threads = ThreadPoolBuilder::new()
        .thread_name(|_| "background".into())
        .start_handler(|_| give_way());
    match threads.build() {
        Ok(threads) => threads.install(work),
        Err(error) => {
            tracing::debug!(%error, "there are no threads for the background");
            work()
        }
    }
}

/// Lets a thread that draws go before the current one.
pub(crate) fn step_back() {
    if let Ok(value) = ThreadPriorityValue::try_from(BELOW_NORMAL) {
        set(ThreadPriority::Crossplatform(value));
    }
}

fn set(priority: ThreadPriority) {
    // All works without it, only less smoothly.
    if let Err(error) = set_current_thread_priority(priority) {
        tracing::debug!(?error, "a thread's priority can't be set");
    }
}
