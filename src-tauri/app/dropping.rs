//! The exact addresses of files that are dropped on the window.
//!
//! On Linux a drop is a list of URIs. The library that hosts the web view decodes them as Unicode, so names in other
//! encodings are lost before the page gets the drop. This module records the URIs as well, and substitutes them for the
//! paths that the page sends back.

use std::sync::{Mutex, PoisonError};

/// The URIs of the last drag over the window. Empty on systems that report a drop as paths.
#[derive(Default)]
pub(crate) struct DroppedAddresses(Mutex<Vec<String>>);

impl DroppedAddresses {
    /// Replaces paths from the last drop by their exact URIs. Other paths are returned unchanged.
    pub(crate) fn replace_paths(&self, paths: Vec<String>) -> Vec<String> {
        let addresses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() != paths.len() {
            return paths;
        }
        let replace_path = |(path, address): (String, &String)| {
            if decode_path(address).is_some_and(|decoded| decoded == path) {
                address.clone()
            } else {
                path
            }
        };
        paths
            .into_iter()
            .zip(addresses.iter())
            .map(replace_path)
            .collect()
    }

    #[cfg(target_os = "linux")]
    fn record(&self, addresses: Vec<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
    }
}

/// Returns the path of a file URI, with replacement characters for bytes that are not Unicode.
fn decode_path(address: &str) -> Option<String> {
    let path = tauri::Url::parse(address).ok()?.to_file_path().ok()?;
    Some(path.to_string_lossy().into_owned())
}

/// Records the URIs of each drag over the window.
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
                // The web view also requests other types of the dragged data.
                if !addresses.is_empty() {
                    app.state::<DroppedAddresses>()
                        .record(addresses.iter().map(ToString::to_string).collect());
                }
            });
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_paths_are_replaced_and_other_paths_are_kept() {
        let dropped = DroppedAddresses::default();
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            dropped.replace_paths(texts(&["/a.jpg"])),
            texts(&["/a.jpg"])
        );
        *dropped.0.lock().unwrap_or_else(PoisonError::into_inner) =
            texts(&["file:///caf%E9.jpg", "https://example.com/a%20b"]);
        assert_eq!(
            dropped.replace_paths(texts(&["/caf\u{fffd}.jpg", "https://example.com/a b"])),
            texts(&["file:///caf%E9.jpg", "https://example.com/a b"])
        );
        // A recent folder, opened after a drop.
        assert_eq!(
            dropped.replace_paths(texts(&["/bowls"])),
            texts(&["/bowls"])
        );
        assert_eq!(
            dropped.replace_paths(texts(&["/a", "/b"])),
            texts(&["/a", "/b"])
        );
    }
}
