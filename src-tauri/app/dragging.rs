//! Drags a picture out of the window into another program. The web view can only drag what it shows itself, so the
//! system's own drag is begun.

use std::path::PathBuf;

use drag::{DragItem, Image, Options};
use tauri::WebviewWindow;

use crate::refusal::Refusal;

/// Begins to drag a file, with a small picture at the pointer. The pointer's button must be down.
pub(crate) fn begin(
    window: &WebviewWindow,
    file: PathBuf,
    small: Option<Vec<u8>>,
) -> Result<(), Refusal> {
    let from = window.clone();
    let begun = move || {
        let image = Image::Raw(small.unwrap_or_default());
        let item = DragItem::Files(vec![file]);
        #[cfg(target_os = "linux")]
        let handle = match from.gtk_window() {
            Ok(handle) => handle,
            Err(error) => return tracing::warn!(%error, "nothing can be dragged"),
        };
        #[cfg(not(target_os = "linux"))]
        let handle = from;
        let begun = drag::start_drag(&handle, item, image, |_, _| (), Options::default());
        if let Err(error) = begun {
            tracing::warn!(%error, "a picture can't be dragged");
        }
    };
    window.run_on_main_thread(begun).map_err(|error| {
        Refusal::of_system("The picture can't be dragged out of the window.", &error)
    })
}
