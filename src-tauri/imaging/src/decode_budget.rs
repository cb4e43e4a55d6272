//! Limits how much memory pictures take while they are decoded. Many threads decode many pictures, and a machine with
//! many cores does not always have enough memory for all of them.

use ordered_lock::{Condvar, Mutex, Rank};

/// The maximum number of bytes for all pictures that are being decoded. A picture that needs more is decoded alone.
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

/// The memory in use, and the queue of threads that wait for more. The longest waiting thread is served first;
/// otherwise a large picture would never get its turn among many small ones.
struct Budget {
    /// The number of bytes in use.
    taken: u64,
    /// The number of tickets handed out.
    tickets: u64,
    /// The ticket that is served next.
    turn: u64,
}

/// The permission to decode a picture. Dropping it releases the memory.
pub(crate) struct Permit(u64);

/// Takes the memory for decoding a picture that needs this many bytes. Waits until it is available, except on rayon's
/// threads.
pub(crate) fn acquire(bytes: u64) -> Permit {
    let mut budget = BUDGET.lock();
    // A rayon thread that waits for a task runs other tasks in the meantime. If it waited here, it could wait for
    // memory that it holds itself.
    if rayon::current_thread_index().is_none() {
        let ticket = budget.tickets;
        budget.tickets += 1;
        while budget.turn != ticket || (budget.taken > 0 && budget.taken + bytes > MAX_BYTES) {
            budget = CHANGED.wait(budget);
        }
        budget.turn += 1;
        CHANGED.notify_all();
    }
    budget.taken += bytes;
    Permit(bytes)
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut budget = BUDGET.lock();
        budget.taken -= self.0;
        CHANGED.notify_all();
    }
}
