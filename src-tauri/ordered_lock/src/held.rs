//! Records the locks that each thread holds. Release builds don't record them.

use std::cell::RefCell;
use std::thread;

use crate::Rank;

thread_local! {
    /// The ranks of the held locks, in the order in which they were taken, which is ascending.
    static HELD: RefCell<Vec<Rank>> = const { RefCell::new(Vec::new()) };
}

/// A lock that the current thread holds, or is about to take.
pub(crate) struct Held(Rank);

impl Held {
    #[track_caller]
    pub(crate) fn new(rank: Rank) -> Held {
        if cfg!(debug_assertions) {
            // A second panic would abort the process and hide the first.
            let highest = if thread::panicking() {
                None
            } else {
                highest_held()
            };
            if let Some(highest) = highest
                && highest >= rank
            {
                panic!(
                    "{rank:?} is locked while {highest:?} is held. Take them in the order of `Rank`."
                );
            }
            with_held_ranks(|held| held.push(rank));
        }
        Held(rank)
    }

    #[track_caller]
    pub(crate) fn assert_alone(&self) {
        if cfg!(debug_assertions) {
            let holds_another = with_held_ranks(|held| held.iter().any(|held| *held != self.0));
            assert!(
                holds_another != Some(true),
                "a thread waits to be notified about {:?} and holds another lock",
                self.0
            );
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if cfg!(debug_assertions) {
            with_held_ranks(|held| {
                if let Some(index) = held.iter().rposition(|held| *held == self.0) {
                    held.remove(index);
                }
            });
        }
    }
}

fn highest_held() -> Option<Rank> {
    with_held_ranks(|held| held.iter().copied().max()).flatten()
}

/// Calls `work` with the current thread's list. Returns `None` if the thread is ending and its list no longer exists.
fn with_held_ranks<T>(work: impl FnOnce(&mut Vec<Rank>) -> T) -> Option<T> {
    HELD.try_with(|held| work(&mut held.borrow_mut())).ok()
}
