//! Converts paths to text and back, for databases and for the page. On Unix a path is a sequence of bytes, which is
//! not always Unicode.

use std::path::{Path, PathBuf};

use url::Url;

/// Returns a path as text. A Unicode path is returned unchanged; any other is written as a `file:` address, which
/// escapes everything that is not Unicode.
///
/// Only an absolute path can be written as an address. In a relative path, and in the few Windows paths that no
/// address can hold, everything that is not Unicode is replaced.
pub fn path_text(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_owned(),
        None => Url::from_file_path(path).map_or_else(
            |()| path.to_string_lossy().into_owned(),
            |address| address.into(),
        ),
    }
}

/// Returns the path that [`path_text`] converted to this text.
pub fn path_of_text(text: &str) -> PathBuf {
    let address = text
        .starts_with("file:")
        .then(|| Url::parse(text).ok())
        .flatten();
    address
        .and_then(|address| address.to_file_path().ok())
        .unwrap_or_else(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(path: &Path) -> String {
        let text = path_text(path);
        assert_eq!(path_of_text(&text), path, "{text}");
        text
    }

    #[test]
    fn unicode_is_its_own_text() {
        for path in [
            "/home/Zoë’s 100% /a#b?c",
            "/",
            "a b.jpg",
            "file",
            "/file:/a%20b",
        ] {
            assert_eq!(round_trip(Path::new(path)), path);
        }
    }

    #[cfg(unix)]
    #[test]
    fn other_bytes_round_trip() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes| Path::new(OsStr::from_bytes(bytes));
        assert_eq!(
            round_trip(path(b"/caf\xe9/100%25 #1?\n")),
            "file:///caf%E9/100%2525%20%231%3F%0A"
        );
        // Two names that look alike stay different.
        assert_ne!(round_trip(path(b"/caf\xe9")), round_trip(path(b"/caf\xe8")));
    }
}
