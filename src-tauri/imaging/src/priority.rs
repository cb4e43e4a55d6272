//! Lowers the priority of background threads, so that they don't slow down the window.

use std::cell::Cell;

use rayon::ThreadPoolBuilder;
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// The value of [`Priority::BelowNormal`], on a scale of 0 to 99 where other threads are in the middle.
const BELOW_NORMAL: u8 = 30;

/// The priority of one of the program's threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// The same as most threads.
    Normal,
    /// Lower than the threads that draw the window.
    BelowNormal,
    /// The lowest priority that the system offers.
    Lowest,
}

impl Priority {
    const ALL: [Priority; 3] = [Priority::Normal, Priority::BelowNormal, Priority::Lowest];

    /// Returns the priority's name, for passing it to another process.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Priority::Normal => "normal",
            Priority::BelowNormal => "below-normal",
            Priority::Lowest => "lowest",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Priority> {
        Priority::ALL
            .into_iter()
            .find(|priority| priority.name() == name)
    }
}

thread_local! {
    static CURRENT: Cell<Priority> = const { Cell::new(Priority::Normal) };
}

/// Returns the current thread's priority.
pub(crate) fn current() -> Priority {
    CURRENT.get()
}

/// Gives the current thread the lowest priority, so that it runs only when other threads don't need the processor.
pub fn use_lowest_priority() {
    set(Priority::Lowest);
}

/// Runs `work` on a separate pool that has one thread of the lowest priority for each core. If the pool can't be
/// started, runs `work` on the current thread.
pub fn run_in_background<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let threads = ThreadPoolBuilder::new()
        .thread_name(|_| "background".into())
        .start_handler(|_| use_lowest_priority());
    match threads.build() {
        Ok(threads) => threads.install(work),
        Err(error) => {
            tracing::debug!(%error, "background threads can't be started");
            work()
        }
    }
}

/// Lowers the current thread's priority below that of the threads that draw the window.
pub(crate) fn lower_below_window() {
    set(Priority::BelowNormal);
}

/// Sets the current thread's priority. It can only be lowered.
pub(crate) fn set(priority: Priority) {
    CURRENT.set(priority);
    let result = match priority {
        Priority::Normal => return,
        Priority::BelowNormal => {
            let Ok(value) = ThreadPriorityValue::try_from(BELOW_NORMAL) else {
                return;
            };
            set_current_thread_priority(ThreadPriority::Crossplatform(value))
        }
        Priority::Lowest => set_current_thread_priority(ThreadPriority::Min),
    };
    // Everything works without this, only less smoothly.
    if let Err(error) = result {
        tracing::debug!(?error, "a thread's priority can't be set");
    }
}
