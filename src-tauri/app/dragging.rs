//! Drags a picture out of the window into another program, by the system's own drag and drop. A web view can only drag
//! its own content, not a file.

#[cfg(target_os = "linux")]
mod gtk_drag;

use std::error::Error;
use std::path::PathBuf;

use localization::message;
use tauri::WebviewWindow;
use tokio::sync::oneshot;

use crate::command_error::CommandError;

/// Drags a file, and returns when the drag has ended. `icon` is a JPEG that is shown at the pointer. The primary button
/// must be down. If the drag can't begin, the reason is logged.
pub(crate) async fn drag_out(
    window: &WebviewWindow,
    file: PathBuf,
    icon: Option<Vec<u8>>,
) -> Result<(), CommandError> {
    let (ended, end) = oneshot::channel();
    let from = window.clone();
    let start = move || {
        if let Err(error) = begin(&from, file, icon.unwrap_or_default(), ended) {
            tracing::warn!(%error, "a picture can't be dragged");
        }
    };
    window
        .run_on_main_thread(start)
        .map_err(|error| CommandError::system(&message!("app-no-drag"), &error))?;
    // If no drag was begun, the sender is dropped, which also ends the wait.
    end.await.ok();
    Ok(())
}

fn begin(
    from: &WebviewWindow,
    file: PathBuf,
    icon: Vec<u8>,
    ended: oneshot::Sender<()>,
) -> Result<(), Box<dyn Error>> {
    #[cfg(target_os = "linux")]
    {
        gtk_drag::begin(&from.gtk_window()?, &file, &icon, ended)?;
        from.with_webview(|web_view| gtk_drag::release(&web_view.inner()))?;
    }
    #[cfg(not(target_os = "linux"))]
    {
        let (item, image) = (drag::DragItem::Files(vec![file]), drag::Image::Raw(icon));
        let ended = std::sync::Mutex::new(Some(ended));
        let on_end = move |_, _| drop(ended.lock().map(|mut ended| ended.take()));
        drag::start_drag(from, item, image, on_end, drag::Options::default())?;
    }
    Ok(())
}
