//! Tests that locks that are taken out of order are detected, even in a single thread.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use ordered_lock::{Condvar, Mutex, Rank};

const OUTER: Rank = Rank::Scanning;
const INNER: Rank = Rank::Recorder;

/// Returns the message of the panic, if there is one.
fn panic_message(work: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(work)).err()?;
    Some(*panic.downcast::<String>().unwrap())
}

#[test]
fn locks_are_taken_in_the_order_of_their_ranks() {
    let (outer, inner) = (Mutex::new(OUTER, 1), Mutex::new(INNER, 2));
    for _ in 0..2 {
        let one = outer.lock();
        let mut two = inner.lock();
        *two += *one;
        // The locks may be released in any order.
        drop(one);
        drop(two);
    }
    assert_eq!(*inner.lock(), 4);
    assert_eq!(*outer.lock(), 1);
}

#[test]
fn a_lock_out_of_order_panics_and_names_both() {
    let (outer, inner) = (Mutex::new(OUTER, ()), Mutex::new(INNER, ()));
    let message = panic_message(|| {
        let _inner = inner.lock();
        let _outer = outer.lock();
    });
    let message = message.expect("a panic");
    assert!(message.contains("Scanning") && message.contains("Recorder"));
    // The locks were released, and can be taken again in spite of the panic.
    let _outer = outer.lock();
    let _inner = inner.lock();
}

#[test]
fn two_locks_of_one_rank_are_never_held_together() {
    let (one, other) = (Mutex::new(INNER, ()), Mutex::new(INNER, ()));
    let both = || {
        let _one = one.lock();
        let _other = other.lock();
    };
    assert!(panic_message(both).is_some());
}

#[test]
fn locks_of_other_threads_do_not_count() {
    let (outer, inner) = (Mutex::new(OUTER, ()), Mutex::new(INNER, ()));
    let _inner = inner.lock();
    thread::scope(|scope| {
        scope.spawn(|| drop(outer.lock()));
    });
}

#[test]
fn waiting_while_holding_another_lock_panics() {
    let (outer, inner) = (Mutex::new(OUTER, ()), Mutex::new(INNER, true));
    let condition = Condvar::new();
    let waiting = || {
        let _outer = outer.lock();
        drop(condition.wait(inner.lock()));
    };
    assert!(panic_message(waiting).is_some());
}

#[test]
fn a_notified_thread_holds_the_lock_again() {
    let shared = Arc::new((Mutex::new(INNER, false), Condvar::new()));
    let waiting = {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let (mutex, condition) = &*shared;
            let mut ready = mutex.lock();
            while !*ready {
                ready = condition.wait(ready);
            }
        })
    };
    let (mutex, condition) = &*shared;
    *mutex.lock() = true;
    condition.notify_all();
    waiting.join().unwrap();
}
