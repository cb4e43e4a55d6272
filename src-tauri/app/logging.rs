//! The log: one file per day in the log folder.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// The number of files that are kept.
const MAX_FILES: usize = 7;

/// Begins to log. If the folder is not writable, the log goes to the standard error stream.
pub(crate) fn init(folder: &Path) {
    let filter = EnvFilter::try_from_env("TINTYPE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // If this fails, so does the appender below.
    std::fs::create_dir_all(folder).ok();
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .max_log_files(MAX_FILES)
        .filename_prefix("tintype")
        .filename_suffix("log")
        .build(folder);
    let result = match file {
        Ok(file) => tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .with_writer(std::sync::Mutex::new(file))
            .try_init(),
        Err(error) => {
            eprintln!("No log is kept: {error}");
            tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_writer(std::io::stderr)
                .try_init()
        }
    };
    if let Err(error) = result {
        eprintln!("No log is kept: {error}");
    }
}
