//! Mutexes with a fixed locking order, which debug builds check.
//!
//! Two threads that take the same two locks in different orders can wait for each other for ever. Therefore, every lock
//! of `imaging`, `dataset` and `studio` has a [`Rank`], and a thread that holds a lock takes only locks of a higher
//! rank. Debug builds, and so all tests, panic at the first lock that is taken out of order, even if no other thread is
//! involved.

mod held;
mod rank;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::PoisonError;

use held::Held;
pub use rank::Rank;

/// A [`std::sync::Mutex`] with a place in the order of all locks.
#[derive(Debug)]
pub struct Mutex<T> {
    rank: Rank,
    inner: std::sync::Mutex<T>,
}

impl<T> Mutex<T> {
    /// Creates a mutex of this rank.
    pub const fn new(rank: Rank, value: T) -> Mutex<T> {
        Mutex {
            rank,
            inner: std::sync::Mutex::new(value),
        }
    }

    /// Waits for the lock and takes it. A poisoned lock is taken too, since a panic can't leave a change under a lock
    /// of this program half done.
    ///
    /// # Panics
    /// In debug builds, if the thread holds a lock of this rank or a higher one.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let held = Held::new(self.rank);
        let guard = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        MutexGuard { guard, held }
    }
}

/// A lock that is held until the guard is dropped.
#[must_use = "dropping it releases the lock"]
pub struct MutexGuard<'a, T> {
    // Fields are dropped in this order: the lock is released before it is removed from the list of held locks.
    guard: std::sync::MutexGuard<'a, T>,
    held: Held,
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<T: fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

/// A [`std::sync::Condvar`] for these mutexes.
#[derive(Debug, Default)]
pub struct Condvar(std::sync::Condvar);

impl Condvar {
    /// Creates a condition variable.
    pub const fn new() -> Condvar {
        Condvar(std::sync::Condvar::new())
    }

    /// Releases the lock, waits to be notified, and takes the lock again.
    ///
    /// # Panics
    /// In debug builds, if the thread holds another lock: the thread that notifies may need that lock.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        guard.held.assert_alone();
        let MutexGuard { guard, held } = guard;
        let guard = self.0.wait(guard).unwrap_or_else(PoisonError::into_inner);
        MutexGuard { guard, held }
    }

    /// Wakes one waiting thread.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all waiting threads.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}
