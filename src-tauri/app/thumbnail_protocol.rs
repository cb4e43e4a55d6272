//! The `thumb:` protocol, by which the window requests pictures. A request has the number of an image or of a generated
//! picture, or is for the account's avatar. It never has the path of a file.

use std::sync::Arc;

use studio::{SentPicture, Size, Studio};
use tauri::http::{Response, StatusCode, Uri, header};
use tauri::{AppHandle, Manager, UriSchemeResponder};

/// A request for a picture. The address of an image or of the avatar ends with a revision, which only makes the address
/// unique and is not used.
enum PictureRequest {
    Image {
        id: u32,
        size: Size,
    },
    /// The image without its crop.
    Whole {
        id: u32,
    },
    /// The image as the trainer gets it.
    Trainer {
        id: u32,
    },
    /// A generated picture, or its small copy.
    Generated {
        id: u32,
        small: bool,
    },
    Avatar,
}

/// Responds to one request, as soon as the picture is ready.
pub(crate) fn respond(app: &AppHandle, uri: &Uri, responder: UriSchemeResponder) {
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return responder.respond(not_found());
    };
    match parse(uri.path()) {
        Some(PictureRequest::Image { id, size }) => {
            studio.workspace.picture(id, size, move |jpeg| {
                responder.respond(jpeg.map_or_else(not_found, picture))
            });
        }
        Some(PictureRequest::Whole { id }) => {
            studio.workspace.whole_picture(id, move |jpeg| {
                responder.respond(jpeg.map_or_else(not_found, picture))
            });
        }
        Some(PictureRequest::Trainer { id }) => {
            let studio = Arc::clone(studio.inner());
            tauri::async_runtime::spawn(async move {
                let sent = studio.workspace.sent_picture(id).await;
                responder.respond(sent.map_or_else(not_found, sent_picture));
            });
        }
        Some(PictureRequest::Generated { id, small }) => {
            let studio = Arc::clone(studio.inner());
            tauri::async_runtime::spawn_blocking(move || {
                responder.respond(
                    studio
                        .generation
                        .picture_file(id, small)
                        .map_or_else(not_found, cacheable_picture),
                );
            });
        }
        Some(PictureRequest::Avatar) => {
            responder.respond(studio.avatar().map_or_else(not_found, picture))
        }
        None => responder.respond(not_found()),
    }
}

fn parse(path: &str) -> Option<PictureRequest> {
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = parts.next()?;
    let number = parts.next()?.parse().ok()?;
    match kind {
        "grid" => Some(PictureRequest::Image {
            id: number,
            size: Size::Grid,
        }),
        "preview" => Some(PictureRequest::Image {
            id: number,
            size: Size::Preview,
        }),
        "whole" => Some(PictureRequest::Whole { id: number }),
        "trainer" => Some(PictureRequest::Trainer { id: number }),
        "made" => Some(PictureRequest::Generated {
            id: number,
            small: parts.next()? == "small",
        }),
        "avatar" => Some(PictureRequest::Avatar),
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
    // Each dataset numbers its images from the start, so a cached picture could appear in the next dataset.
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

/// Returns the response for a generated picture. The picture can be cached, since its number is never used again and
/// its file never changes. The page may draw it on a canvas, to save a grid.
fn cacheable_picture(picture: SentPicture) -> Response<Vec<u8>> {
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

fn not_found() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Returns the base address of the `thumb:` protocol. On Windows, custom schemes are mapped to
/// `http://<scheme>.localhost`.
pub(crate) fn thumb_base() -> String {
    if cfg!(windows) {
        "http://thumb.localhost/"
    } else {
        "thumb://localhost/"
    }
    .to_owned()
}
