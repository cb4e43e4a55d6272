//! Making many things on all cores and taking them in order, with only a few existing at a time.
//!
//! Plain threads rather than rayon's: a decoder may itself use rayon, and a rayon thread that
//! waits picks up other work, which here would be another whole picture.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::thread;

/// The most threads. More would hold more pictures in memory and no longer help: the disk and the
/// writer have to keep up.
const MAX_THREADS: usize = 8;

/// Makes `count` things on several threads, and hands them to `take` in the order of their index.
///
/// Each thread is at most two things ahead of what was taken. `take` can stop it all; what is
/// being made then is finished and dropped.
pub(super) fn in_order<T: Send, E>(
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> ControlFlow<E>,
) -> ControlFlow<E> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let threads = cores.min(MAX_THREADS).min(count).max(1);
    let make = &make;
    thread::scope(|scope| {
        // Thread n makes the things n, n + threads, n + 2 × threads, …, so taking one from each
        // in turn is taking them in order.
        let made: Vec<_> = (0..threads)
            .map(|first| {
                let (send, receive) = sync_channel(1);
                scope.spawn(move || {
                    for index in (first..count).step_by(threads) {
                        if send.send(make(index)).is_err() {
                            break;
                        }
                    }
                });
                receive
            })
            .collect();
        for index in 0..count {
            // It only fails if a thread panicked; leaving the scope passes that panic on.
            let Ok(thing) = made[index % threads].recv() else {
                break;
            };
            take(index, thing)?;
        }
        ControlFlow::Continue(())
    })
}
