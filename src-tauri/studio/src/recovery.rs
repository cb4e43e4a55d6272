//! Sets a damaged database of the app aside and creates a new one, so that the app can always be opened.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// The suffixes of the files that SQLite keeps beside a database.
const COMPANION_SUFFIXES: &[&str] = &["-wal", "-shm"];

/// Opens a database, or moves a damaged one out of the way and opens a new one. Returns the path of the file that was
/// set aside, if any. If the damaged file can't be moved, returns the error from opening it.
pub(crate) fn open_or_set_aside<T, E>(
    file: &Path,
    open: impl Fn() -> Result<T, E>,
    is_damaged: impl Fn(&E) -> bool,
) -> Result<(T, Option<PathBuf>), E> {
    match open() {
        Ok(opened) => Ok((opened, None)),
        Err(error) if is_damaged(&error) => match set_aside(file) {
            Ok(aside) => Ok((open()?, Some(aside))),
            Err(move_error) => {
                tracing::error!(%move_error, "a damaged database can't be set aside");
                Err(error)
            }
        },
        Err(error) => Err(error),
    }
}

fn set_aside(file: &Path) -> io::Result<PathBuf> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let now = Timestamp::now().strftime("%Y-%m-%d %H.%M.%S").to_string();
    let aside = file.with_file_name(format!("{stem} damaged {now}.db"));
    std::fs::rename(file, &aside)?;
    for suffix in COMPANION_SUFFIXES {
        let with_suffix = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        match std::fs::rename(with_suffix(file), with_suffix(&aside)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(aside)
}
