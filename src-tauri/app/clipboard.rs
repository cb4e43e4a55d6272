//! The clipboard, read when the person pastes: files from a file manager, or a picture.

use std::path::PathBuf;

use studio::Pixels;

/// What was on it.
pub(crate) enum Found {
    Files(Vec<PathBuf>),
    Picture(Pixels),
}

/// Reads it on a thread of its own: the program that holds it may be slow to answer.
pub(crate) async fn read() -> Option<Found> {
    tauri::async_runtime::spawn_blocking(found)
        .await
        .ok()
        .flatten()
}

fn found() -> Option<Found> {
    let mut clipboard = arboard::Clipboard::new()
        .inspect_err(|error| tracing::warn!(%error, "the clipboard can't be read"))
        .ok()?;
    if let Ok(files) = clipboard.get().file_list()
        && !files.is_empty()
    {
        return Some(Found::Files(files));
    }
    let picture = clipboard
        .get_image()
        .inspect_err(|error| tracing::info!(%error, "there is no picture on the clipboard"))
        .ok()?;
    Some(Found::Picture(Pixels {
        width: u32::try_from(picture.width).ok()?,
        height: u32::try_from(picture.height).ok()?,
        rgba: picture.bytes.into_owned(),
    }))
}
