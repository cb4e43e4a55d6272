//! Makes many items on several threads and passes them on in order, with only a few in memory at a time.
//!
//! It uses plain threads rather than rayon's: a decoder may itself use rayon, and a rayon thread that waits takes on
//! other work, which here would be another whole picture.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::thread;

/// The maximum number of threads. More threads would hold more pictures in memory without being faster, since the disk
/// and the writer are the limit.
const MAX_THREADS: usize = 8;

/// Makes `count` items on several threads, and passes them to `take` in the order of their index.
///
/// Each thread is at most two items ahead of `take`. `take` can stop the work; items that are being made at that time
/// are finished and dropped.
pub(super) fn process_in_order<T: Send, E>(
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> ControlFlow<E>,
) -> ControlFlow<E> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let threads = cores.min(MAX_THREADS).min(count).max(1);
    let make = &make;
    thread::scope(|scope| {
        // Thread n makes the items n, n + threads, n + 2 × threads, …, so taking one from each thread in turn takes
        // them in order.
        let receivers: Vec<_> = (0..threads)
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
            // Receiving fails only if the thread panicked; leaving the scope propagates the panic.
            let Ok(item) = receivers[index % threads].recv() else {
                break;
            };
            take(index, item)?;
        }
        ControlFlow::Continue(())
    })
}
