//! Threads that work behind the window's back let the window go first.

use std::cell::Cell;

use rayon::ThreadPoolBuilder;
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 99, where half is what every thread has.
const BELOW_NORMAL: u8 = 30;

/// How much a thread of ours gives way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Not at all.
    Normal,
    /// To threads that draw.
    BelowNormal,
    /// To every other thread of the machine.
    Lowest,
}

impl Priority {
    const ALL: [Priority; 3] = [Priority::Normal, Priority::BelowNormal, Priority::Lowest];

    /// A name, for telling another process.
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

/// The current thread's priority.
pub(crate) fn current() -> Priority {
    CURRENT.get()
}

/// Lets every other thread of the machine go before the current one, which gets what they leave.
pub fn give_way() {
    set(Priority::Lowest);
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
    set(Priority::BelowNormal);
}

/// Sets the current thread's priority. It can only become lower.
pub(crate) fn set(priority: Priority) {
    CURRENT.set(priority);
    let set = match priority {
        Priority::Normal => return,
        Priority::BelowNormal => {
            let Ok(value) = ThreadPriorityValue::try_from(BELOW_NORMAL) else {
                return;
            };
            set_current_thread_priority(ThreadPriority::Crossplatform(value))
        }
        Priority::Lowest => set_current_thread_priority(ThreadPriority::Min),
    };
    // All works without it, only less smoothly.
    if let Err(error) = set {
        tracing::debug!(?error, "a thread's priority can't be set");
    }
}
