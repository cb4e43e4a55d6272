//! Drags a picture out of the window into another program. The web view can only drag what it shows itself, so the
//! system's own drag is begun.

#[cfg(target_os = "linux")]
mod gtk_drag;

use std::error::Error;
use std::path::PathBuf;

use tauri::WebviewWindow;
use tokio::sync::oneshot;

use crate::refusal::Refusal;

/// Drags a file, with a small picture at the pointer, until it is dropped. The pointer's button must be down.
pub(crate) async fn out(
    window: &WebviewWindow,
    file: PathBuf,
    small: Option<Vec<u8>>,
) -> Result<(), Refusal> {
    let (ended, end) = oneshot::channel();
    let from = window.clone();
    let begun = move || {
        if let Err(error) = begin(&from, file, small.unwrap_or_default(), ended) {
            tracing::warn!(%error, "a picture can't be dragged");
        }
    };
    window.run_on_main_thread(begun).map_err(|error| {
        Refusal::of_system("The picture can't be dragged out of the window.", &error)
    })?;
    // Nobody is left to say it where no drag was begun.
    end.await.ok();
    Ok(())
}

fn begin(
    from: &WebviewWindow,
    file: PathBuf,
    small: Vec<u8>,
    ended: oneshot::Sender<()>,
) -> Result<(), Box<dyn Error>> {
    #[cfg(target_os = "linux")]
    {
        gtk_drag::begin(&from.gtk_window()?, &file, &small, ended)?;
        from.with_webview(|web_view| gtk_drag::release(&web_view.inner()))?;
    }
    #[cfg(not(target_os = "linux"))]
    {
        let (item, image) = (drag::DragItem::Files(vec![file]), drag::Image::Raw(small));
        let ended = std::sync::Mutex::new(Some(ended));
        let at_the_end = move |_, _| drop(ended.lock().map(|mut ended| ended.take()));
        drag::start_drag(from, item, image, at_the_end, drag::Options::default())?;
    }
    Ok(())
}
