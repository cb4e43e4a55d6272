//! The `thumb:` protocol: pictures for the window, asked for by an image's or a generated picture's
//! number, never by a path.

use std::sync::Arc;

use studio::{SentPicture, Size, Studio};
use tauri::http::{Response, StatusCode, Uri, header};
use tauri::{AppHandle, Manager, UriSchemeResponder};

/// What can be asked for. The last part of each address is a revision, there only to make it a new one.
enum Asked {
    Image {
        id: u32,
        size: Size,
    },
    /// Without its crop.
    Whole {
        id: u32,
    },
    /// The very file that the trainer gets.
    Trainer {
        id: u32,
    },
    /// A generated picture, or its small copy.
    Made {
        id: u32,
        small: bool,
    },
    Avatar,
}

/// Answers one request, from whichever thread has the picture.
pub(crate) fn answer(app: &AppHandle, uri: &Uri, responder: UriSchemeResponder) {
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return responder.respond(missing());
    };
    match parse(uri.path()) {
        Some(Asked::Image { id, size }) => {
            studio.picture(id, size, move |jpeg| {
                responder.respond(jpeg.map_or_else(missing, picture))
            });
        }
        Some(Asked::Whole { id }) => {
            studio.whole_picture(id, move |jpeg| {
                responder.respond(jpeg.map_or_else(missing, picture))
            });
        }
        Some(Asked::Trainer { id }) => {
            let studio = Arc::clone(studio.inner());
            tauri::async_runtime::spawn(async move {
                let sent = studio.sent_picture(id).await;
                responder.respond(sent.map_or_else(missing, sent_picture));
            });
        }
        Some(Asked::Made { id, small }) => {
            let studio = Arc::clone(studio.inner());
            tauri::async_runtime::spawn_blocking(move || {
                responder.respond(studio.made(id, small).map_or_else(missing, made));
            });
        }
        Some(Asked::Avatar) => responder.respond(studio.avatar().map_or_else(missing, picture)),
        None => responder.respond(missing()),
    }
}

fn parse(path: &str) -> Option<Asked> {
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = parts.next()?;
    let number = parts.next()?.parse().ok()?;
    match kind {
        "grid" => Some(Asked::Image {
            id: number,
            size: Size::Grid,
        }),
        "preview" => Some(Asked::Image {
            id: number,
            size: Size::Preview,
        }),
        "whole" => Some(Asked::Whole { id: number }),
        "trainer" => Some(Asked::Trainer { id: number }),
        "made" => Some(Asked::Made {
            id: number,
            small: parts.next()? == "small",
        }),
        "avatar" => Some(Asked::Avatar),
        _ => None,
    }
}

fn picture(bytes: Vec<u8>) -> Response<Vec<u8>> {
    sent_picture(SentPicture {
        bytes,
        media_type: "image/jpeg",
    })
}

fn sent_picture(SentPicture { bytes, media_type }: SentPicture) -> Response<Vec<u8>> {
    let mut response = Response::new(bytes);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(media_type),
    );
    // Ids begin anew with each dataset, so nothing may be taken from an earlier one.
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

/// A generated picture: its number is never used again, and its file never changes. The page may draw it into an image
/// of its own, a grid to be saved.
fn made(picture: SentPicture) -> Response<Vec<u8>> {
    let mut response = sent_picture(picture);
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("max-age=31536000, immutable"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::HeaderValue::from_static("*"),
    );
    response
}

fn missing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
