//! Starts the app again if it was started while an earlier instance was exiting.
//!
//! On Linux, an exiting instance briefly still owns the app's name on the session bus, but no longer answers. The new
//! instance can neither take the name nor raise the window, so its start fails and is repeated.

use std::error::Error;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// The environment variable that holds the number of failed starts.
const FAILED_STARTS: &str = "TINTYPE_FAILED_STARTS";

/// The maximum number of repeated starts. By then, the earlier instance has exited.
const MAX_STARTS: u32 = 30;

const DELAY: Duration = Duration::from_millis(100);

/// Replaces this process with a new start of the app if `error` shows that an earlier instance was exiting. Returns if
/// `error` has another cause, if the app can't be started, or after [`MAX_STARTS`] repeated starts.
pub(crate) fn after_failed_start(error: &(dyn Error + 'static)) {
    let was_exiting = matches!(
        error.downcast_ref(),
        Some(tauri::Error::PluginInitialization(plugin, _)) if plugin == "single-instance"
    );
    let starts = std::env::var(FAILED_STARTS).ok();
    let starts: u32 = starts.and_then(|starts| starts.parse().ok()).unwrap_or(0);
    if !was_exiting || starts >= MAX_STARTS {
        return;
    }
    thread::sleep(DELAY);
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(FAILED_STARTS, (starts + 1).to_string())
        .exec();
    eprintln!("Tintype can't be started again: {error}");
}
