//! The addresses of what is dropped on the window, byte for byte.
//!
//! On Linux a drop is a list of addresses. The library that hosts the web view reads them as Unicode, and what is none
//! is lost before the page hears of the drop. So they are noted here as well, and put in the place of what the page
//! gives back.

use std::sync::{Mutex, PoisonError};

/// The addresses that the last drag over the window brought; none on systems that give paths.
#[derive(Default)]
pub(crate) struct DroppedAddresses(Mutex<Vec<String>>);

impl DroppedAddresses {
    /// Replaces the paths that the page got from the last drop by their exact addresses. Other paths are returned as
    /// they are.
    pub(crate) fn of(&self, paths: Vec<String>) -> Vec<String> {
        let addresses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() != paths.len() {
            return paths;
        }
        let exact = |(path, address): (String, &String)| {
            if as_unicode(address).is_some_and(|shown| shown == path) {
                address.clone()
            } else {
                path
            }
        };
        paths.into_iter().zip(addresses.iter()).map(exact).collect()
    }

    #[cfg(target_os = "linux")]
    fn note(&self, addresses: Vec<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
    }
}

/// The path of a file's address, with what is no Unicode replaced.
fn as_unicode(address: &str) -> Option<String> {
    let path = tauri::Url::parse(address).ok()?.to_file_path().ok()?;
    Some(path.to_string_lossy().into_owned())
}

/// Notes what each drag over the window brings.
#[cfg(target_os = "linux")]
pub(crate) fn listen(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use gtk::prelude::WidgetExt;
    use tauri::Manager;

    let app = window.app_handle().clone();
    window.with_webview(move |web_view| {
        web_view
            .inner()
            .connect_drag_data_received(move |_, _, _, _, data, _, _| {
                let addresses = data.uris();
                // The web view also asks for other forms of what is dragged.
                if !addresses.is_empty() {
                    app.state::<DroppedAddresses>()
                        .note(addresses.iter().map(ToString::to_string).collect());
                }
            });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drop_has_its_own_addresses_and_other_paths_stay() {
        let dropped = DroppedAddresses::default();
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(dropped.of(texts(&["/a.jpg"])), texts(&["/a.jpg"]));
        *dropped.0.lock().unwrap_or_else(PoisonError::into_inner) =
            texts(&["file:///caf%E9.jpg", "https://example.com/a%20b"]);
        assert_eq!(
            dropped.of(texts(&["/caf\u{fffd}.jpg", "https://example.com/a b"])),
            texts(&["file:///caf%E9.jpg", "https://example.com/a b"])
        );
        // A folder that is opened again, after a drop.
        assert_eq!(dropped.of(texts(&["/bowls"])), texts(&["/bowls"]));
        assert_eq!(dropped.of(texts(&["/a", "/b"])), texts(&["/a", "/b"]));
    }
}
