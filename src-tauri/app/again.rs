//! A start that comes while the app before it is just ending. On Linux that one still has the app's name on the bus
//! for a moment, and answers nobody: so this one can neither be the app nor raise it, and is started once more.

use std::error::Error;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// How many starts were made before this one, for the next.
const STARTS: &str = "TINTYPE_STARTS";

/// More than any ending takes.
const MOST: u32 = 30;

const PAUSE: Duration = Duration::from_millis(100);

/// Starts the program anew in this process if the app before was ending. Comes back only if it was not, or if that is
/// of no use.
pub(crate) fn start(failed: &(dyn Error + 'static)) {
    let was_ending = matches!(
        failed.downcast_ref(),
        Some(tauri::Error::PluginInitialization(plugin, _)) if plugin == "single-instance"
    );
    let starts = std::env::var(STARTS).ok();
    let starts: u32 = starts.and_then(|starts| starts.parse().ok()).unwrap_or(0);
    if !was_ending || starts >= MOST {
        return;
    }
    thread::sleep(PAUSE);
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(STARTS, (starts + 1).to_string())
        .exec();
    eprintln!("Tintype can't be started again: {error}");
}
