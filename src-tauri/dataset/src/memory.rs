//! How much may be decoded at once. Many threads make many pictures, and a machine with many cores
//! has not always as much memory.

use ordered_lock::{Condvar, Mutex, Rank};

/// The most that pictures being decoded take together. One that needs more has it all to itself.
const MAX_BYTES: u64 = 256 << 20;

static BUDGET: Mutex<Budget> = Mutex::new(
    Rank::DecodingMemory,
    Budget {
        taken: 0,
        tickets: 0,
        turn: 0,
    },
);
static CHANGED: Condvar = Condvar::new();

/// What is taken, and who is next. Who waits longest is served first, or a large picture would never have its turn
/// among many small ones.
struct Budget {
    taken: u64,
    /// How many tickets were handed out.
    tickets: u64,
    /// The ticket that is served next.
    turn: u64,
}

/// Leave to decode a picture, until it is dropped.
pub(crate) struct Share(u64);

/// Waits until there is memory for decoding a picture that needs so many bytes.
pub(crate) fn share(needs: u64) -> Share {
    let mut budget = BUDGET.lock();
    // A rayon thread that waits for others does their work meanwhile, and so could come to wait
    // here for what it holds itself.
    if rayon::current_thread_index().is_none() {
        let ticket = budget.tickets;
        budget.tickets += 1;
        while budget.turn != ticket || (budget.taken > 0 && budget.taken + needs > MAX_BYTES) {
            budget = CHANGED.wait(budget);
        }
        budget.turn += 1;
        CHANGED.notify_all();
    }
    budget.taken += needs;
    Share(needs)
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut budget = BUDGET.lock();
        budget.taken -= self.0;
        CHANGED.notify_all();
    }
}
