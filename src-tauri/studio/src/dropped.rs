//! Parses the items of a drop on the window: paths and `file:` addresses, and addresses that are not on this computer.

use std::path::{Path, PathBuf};

use localization::{Message, message};
use url::Url;

/// The maximum length of an address in a message, in characters. Longer addresses are truncated.
const MAX_SHOWN: usize = 60;

/// The reason why a dropped item can't be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum NotAFile {
    /// An address on the web, as dropped from browsers.
    OnTheWeb(String),
    /// A file on another computer, a phone or a camera, as dropped from file managers.
    Elsewhere(String),
    /// A file in the system's trash.
    InTheBin(String),
    /// Another kind of address, which file managers don't open for other programs.
    Other(String),
}

impl NotAFile {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            NotAFile::OnTheWeb(address) => message!("app-dropped-on-the-web", address = address),
            NotAFile::Elsewhere(address) => message!("app-dropped-elsewhere", address = address),
            NotAFile::InTheBin(address) => message!("app-dropped-in-the-bin", address = address),
            NotAFile::Other(address) => message!("app-dropped-other", address = address),
        }
    }
}

/// Returns the files and folders of a drop, and the items that are neither.
///
/// # Errors
/// [`NotAFile`] for the first item if items were dropped and none of them is a file or folder.
pub(crate) fn files(dropped: &[String]) -> Result<(Vec<PathBuf>, Vec<NotAFile>), NotAFile> {
    let mut files = Vec::new();
    let mut rest = Vec::new();
    for item in dropped {
        match parse_item(item) {
            Ok(file) => files.push(file),
            Err(refused) => rest.push(refused),
        }
    }
    match rest.first() {
        Some(first) if files.is_empty() => Err(first.clone()),
        Some(_) | None => Ok((files, rest)),
    }
}

/// Parses one item: a path, or an address as desktop programs write it (RFC 8089 for files).
fn parse_item(dropped: &str) -> Result<PathBuf, NotAFile> {
    let path = Path::new(dropped);
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    let Ok(address) = Url::parse(&escape_file_url(dropped)) else {
        // The item is a relative path. The caller reports that it does not exist.
        return Ok(path.to_owned());
    };
    if address.scheme() == "file" {
        return file_path(address).ok_or_else(|| NotAFile::Elsewhere(truncate(dropped)));
    }
    Err(classify(&address, truncate(dropped)))
}

/// Escapes `#` and `?` in a `file:` address: some programs write them unescaped in file names.
fn escape_file_url(dropped: &str) -> String {
    if dropped.starts_with("file:") {
        dropped.replace('#', "%23").replace('?', "%3F")
    } else {
        dropped.to_owned()
    }
}

fn file_path(mut address: Url) -> Option<PathBuf> {
    // Some programs put this computer's name before the path, as the drag-and-drop specification for X requires. On
    // Unix, any host name is therefore taken for this computer's.
    if cfg!(unix) && address.has_host() {
        address.set_host(Some("localhost")).ok()?;
    }
    address.to_file_path().ok()
}

fn classify(address: &Url, shown: String) -> NotAFile {
    match address.scheme() {
        "http" | "https" | "data" | "blob" => NotAFile::OnTheWeb(shown),
        "smb" | "cifs" | "afp" | "nfs" | "ftp" | "ftps" | "sftp" | "ssh" | "fish" | "dav"
        | "davs" | "webdav" | "webdavs" | "mtp" | "gphoto2" | "afc" | "network" | "remote"
        | "google-drive" | "gdrive" | "onedrive" | "bluetooth" | "obex" | "kdeconnect" => {
            NotAFile::Elsewhere(shown)
        }
        "trash" => NotAFile::InTheBin(shown),
        _ => NotAFile::Other(shown),
    }
}

/// Returns an address for display, truncated if it is long.
fn truncate(address: &str) -> String {
    match address.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_of_files_are_paths() {
        for (dropped, path) in [
            ("/home/Zoë’s 100% /a.jpg", "/home/Zoë’s 100% /a.jpg"),
            ("/a:b/smb:c", "/a:b/smb:c"),
            ("file:///home/Zo%C3%AB/a%20b.jpg", "/home/Zoë/a b.jpg"),
            ("file:/a.jpg", "/a.jpg"),
            ("file://localhost/a.jpg", "/a.jpg"),
            ("a.jpg", "a.jpg"),
        ] {
            #[cfg(unix)]
            assert_eq!(
                parse_item(dropped).as_deref(),
                Ok(Path::new(path)),
                "{dropped}"
            );
            #[cfg(not(unix))]
            let _ = (dropped, path);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_address_may_be_unescaped_or_contain_the_host() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes| Ok(Path::new(OsStr::from_bytes(bytes)).to_owned());
        assert_eq!(parse_item("file:///caf%E9.jpg"), path(b"/caf\xe9.jpg"));
        assert_eq!(parse_item("file://workshop/a.jpg"), path(b"/a.jpg"));
        assert_eq!(parse_item("file:///a #1?.jpg"), path(b"/a #1?.jpg"));
    }

    #[test]
    fn other_addresses_are_classified() {
        for address in [
            "https://example.com/cat.jpg",
            "http://example.com",
            "data:image/png;base64,iVBORw0KGgo=",
            "blob:https://example.com/1",
        ] {
            assert_eq!(parse_item(address), Err(NotAFile::OnTheWeb(address.into())));
        }
        for address in [
            "smb://nas/photos/a%20b.jpg",
            "mtp://phone/DCIM/1.jpg",
            "sftp://host/a.jpg",
            "gphoto2://camera/a.jpg",
            "afc://phone/DCIM",
            "google-drive://me/0x1",
        ] {
            assert_eq!(
                parse_item(address),
                Err(NotAFile::Elsewhere(address.into()))
            );
        }
        assert_eq!(
            parse_item("trash:///cat.jpg"),
            Err(NotAFile::InTheBin("trash:///cat.jpg".into()))
        );
        assert_eq!(
            parse_item("recent:///1"),
            Err(NotAFile::Other("recent:///1".into()))
        );
    }

    #[test]
    fn a_long_address_is_truncated() {
        let Err(refused) = parse_item(&format!("data:image/png;base64,{}", "ä".repeat(5000)))
        else {
            panic!("a data address must be refused");
        };
        assert!(refused.to_string().chars().count() < 200);
    }
}
