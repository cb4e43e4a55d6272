//! Cleans an entry's path inside its zip, and refuses unsafe paths.

use std::path::PathBuf;

/// Returns an entry's path, divided at each `/` or `\` and without `.` parts, or the reason why the entry is refused.
///
/// PowerShell before version 7 separates parts with a backslash. Colons are common in names from a Mac; they become
/// `_`, since on Windows a colon begins the name of a second stream of a file.
pub(super) fn clean(path: &str) -> Result<PathBuf, &'static str> {
    let path = path.replace('\\', "/");
    if path.contains('\0') {
        return Err("Its name holds a character that no file name may have.");
    }
    if let [letter, b':', ..] = path.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        return Err("Its path begins with the letter of a drive, which no path in a zip should.");
    }
    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Err("Its path leads out of the zip, which no honest zip does.");
    }
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    Ok(parts.map(|part| part.replace(':', "_")).collect())
}
