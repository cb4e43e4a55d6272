//! The clipboard: reads files or a picture when the person pastes, and writes a picture when the person copies one.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use localization::message;
use studio::Pixels;

use crate::command_error::CommandError;

/// The content of the clipboard.
pub(crate) enum Content {
    Files(Vec<PathBuf>),
    Picture(Pixels),
}

/// Reads the clipboard, or returns `None` if it has neither files nor a picture. Reads on a blocking thread, because
/// the program that owns the content may be slow to answer.
pub(crate) async fn read() -> Option<Content> {
    tauri::async_runtime::spawn_blocking(read_content)
        .await
        .ok()
        .flatten()
}

fn read_content() -> Option<Content> {
    let mut clipboard = arboard::Clipboard::new()
        .inspect_err(|error| tracing::warn!(%error, "the clipboard can't be read"))
        .ok()?;
    if let Ok(files) = clipboard.get().file_list()
        && !files.is_empty()
    {
        return Some(Content::Files(files));
    }
    let picture = clipboard
        .get_image()
        .inspect_err(|error| tracing::info!(%error, "there is no picture on the clipboard"))
        .ok()?;
    Some(Content::Picture(Pixels {
        width: u32::try_from(picture.width).ok()?,
        height: u32::try_from(picture.height).ok()?,
        rgba: picture.bytes.into_owned(),
    }))
}

/// Writes a picture to the clipboard. On Linux, the content is served by the program that wrote it, and is available
/// only while that program runs.
pub(crate) async fn write(pixels: Pixels) -> Result<(), CommandError> {
    let clipboard_error =
        |error: &dyn std::fmt::Display| CommandError::system(&message!("app-no-clipboard"), error);
    let written = tauri::async_runtime::spawn_blocking(move || {
        let picture = arboard::ImageData {
            width: pixels.width as usize,
            height: pixels.height as usize,
            bytes: Cow::Owned(pixels.rgba),
        };
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_image(picture)?;
        keep_open(clipboard);
        Ok::<_, arboard::Error>(())
    });
    match written.await {
        Ok(written) => written.map_err(|error| clipboard_error(&error)),
        Err(error) => Err(clipboard_error(&error)),
    }
}

/// Keeps the clipboard open until the next picture is written or the app exits.
fn keep_open(clipboard: arboard::Clipboard) {
    static OPEN: Mutex<Option<arboard::Clipboard>> = Mutex::new(None);
    *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(clipboard);
}
