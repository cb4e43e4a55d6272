//! On Linux: has the C library give back the memory of pictures that scrolled away, in the web view's processes.
//!
//! glibc raises the size from which it takes memory straight from the system with each large piece that is freed, so
//! after the first few pictures all others come from its heap, and what lies between two that live is never given
//! back. A fixed size costs nothing that can be measured and saves a tenth of the app's memory after scrolling.
//! It can only be said in the environment of a process that starts, and the web view's take theirs from ours.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// From this size on, in bytes: less than any thumbnail has as pixels.
const FROM: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "65536");

/// Starts the program anew with the size in its environment, as the same process. Comes back where that was done
/// before, or can't be.
pub fn start_with_it() {
    let (name, size) = FROM;
    if std::env::var_os(name).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(name, size)
        .exec();
    eprintln!("Tintype goes on with more memory than it needs: {error}");
}
