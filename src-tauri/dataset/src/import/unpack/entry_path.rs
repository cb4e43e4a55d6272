//! Cleans an entry's path inside its zip, and refuses unsafe paths.

use std::path::PathBuf;

use localization::{Message, message};

/// Returns an entry's path, divided at each `/` or `\` and without `.` parts, or the reason why the entry is refused.
///
/// PowerShell before version 7 separates parts with a backslash. Colons are common in names from a Mac; they become
/// `_`, since on Windows a colon begins the name of a second stream of a file.
pub(super) fn clean(path: &str) -> Result<PathBuf, Message> {
    let path = path.replace('\\', "/");
    if path.contains('\0') {
        return Err(message!("import-zip-bad-name"));
    }
    if let [letter, b':', ..] = path.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        return Err(message!("import-zip-drive"));
    }
    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Err(message!("import-zip-way-out"));
    }
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    Ok(parts.map(|part| part.replace(':', "_")).collect())
}
