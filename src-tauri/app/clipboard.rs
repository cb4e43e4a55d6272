//! The clipboard: read when the person pastes, files from a file manager or a picture; written when a picture is copied.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use studio::Pixels;

use crate::refusal::Refusal;

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

/// Puts a picture on it. On Linux the program that copied hands it out for as long as it runs.
pub(crate) async fn write(pixels: Pixels) -> Result<(), Refusal> {
    let refused = |error: &dyn std::fmt::Display| {
        Refusal::of_system("The picture can't be copied to the clipboard.", error)
    };
    let written = tauri::async_runtime::spawn_blocking(move || {
        let picture = arboard::ImageData {
            width: pixels.width as usize,
            height: pixels.height as usize,
            bytes: Cow::Owned(pixels.rgba),
        };
        let mut clipboard = arboard::Clipboard::new()?;
        clipboard.set_image(picture)?;
        hold(clipboard);
        Ok::<_, arboard::Error>(())
    });
    match written.await {
        Ok(written) => written.map_err(|error| refused(&error)),
        Err(error) => Err(refused(&error)),
    }
}

/// Keeps what was copied for as long as the app runs.
fn hold(clipboard: arboard::Clipboard) {
    static LAST: Mutex<Option<arboard::Clipboard>> = Mutex::new(None);
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(clipboard);
}
