//! Serves files and pages without a token: outputs, the account's picture, and a page for each URL that is meant for a
//! browser.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::picture::{self, Encoding};
use crate::problem::Problem;
use crate::service::Service;
use crate::trainer::weights;
use crate::upload::hex;

/// Sends the weights of a training or a picture of a prediction. Each request generates the file anew, always with the
/// same content.
pub(crate) async fn output(
    State(service): State<Arc<Service>>,
    Path((run, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let internal_error = |error: std::io::Error| {
        tracing::error!(%error, "the sandbox could not generate an output");
        Problem::with_status(StatusCode::INTERNAL_SERVER_ERROR, None)
    };
    let training = service.read(|state| state.records.training(&run).cloned());
    if let Some(training) = training.filter(|training| training.status() == "succeeded") {
        let packing = training
            .program
            .trainer()
            .map(|trainer| trainer.weights)
            .filter(|packing| packing.file_name() == file)
            .ok_or_else(Problem::not_found)?;
        let archive = weights::archive(&training, packing).map_err(internal_error)?;
        return Ok(range_response(&headers, archive));
    }
    let (now, lifetime) = (Timestamp::now(), service.options.output_lifetime);
    let drawing = service
        .read(|state| {
            let prediction = state
                .records
                .predictions
                .iter()
                .find(|prediction| prediction.id == run)?;
            if prediction.status(now) != "succeeded" || prediction.is_removed(now, lifetime) {
                return None;
            }
            let index = prediction.outputs().iter().position(|name| *name == file)?;
            Some(prediction.drawing(index))
        })
        .ok_or_else(Problem::not_found)?;
    let content_type = drawing.encoding.content_type();
    let bytes = tokio::task::spawn_blocking(move || drawing.encode())
        .await
        .map_err(std::io::Error::other)
        .and_then(|result| result)
        .map_err(internal_error)?;
    Ok(([(header::CONTENT_TYPE, content_type)], bytes).into_response())
}

/// Returns a response with the file or the requested range of it, as the service's storage does. Only ranges of the
/// form `bytes=N-` are supported; for any other, the whole file is sent. If the request has `If-Range` with an ETag
/// other than the file's, the whole file is sent.
fn range_response(requested: &HeaderMap, file: Vec<u8>) -> Response {
    let etag = format!("\"{}\"", hex(&Sha256::digest(&file)));
    let text = |name| requested.get(name).and_then(|value| value.to_str().ok());
    let from = text(header::RANGE)
        .filter(|_| text(header::IF_RANGE).is_none_or(|required| required == etag))
        .and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse::<usize>()
                .ok()
        });
    let kind = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    let etag = (header::ETAG, etag);
    match from {
        None => ([kind, etag], file).into_response(),
        Some(from) if from >= file.len() => {
            let range = (header::CONTENT_RANGE, format!("bytes */{}", file.len()));
            (StatusCode::RANGE_NOT_SATISFIABLE, [etag, range]).into_response()
        }
        Some(from) => {
            let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
            let range = (header::CONTENT_RANGE, range);
            let rest = file[from..].to_vec();
            (StatusCode::PARTIAL_CONTENT, [kind, etag, range], rest).into_response()
        }
    }
}

/// Sends the account's picture.
pub(crate) async fn avatar() -> Result<Response, Problem> {
    let drawing = picture::Drawing {
        width: 96,
        height: 96,
        seed: 7,
        strength: 100,
        lines: Vec::new(),
        encoding: Encoding::Png,
    };
    let bytes = drawing.encode().map_err(|_| Problem::not_found())?;
    Ok(([(header::CONTENT_TYPE, "image/png")], bytes).into_response())
}

/// Sends the page of a training or a prediction.
pub(crate) async fn run_page(Path(id): Path<String>) -> Html<String> {
    placeholder(&format!("Run {id}"))
}

/// Sends the page of a model.
pub(crate) async fn model_page(Path((owner, name)): Path<(String, String)>) -> Html<String> {
    placeholder(&format!("{owner}/{name}"))
}

fn placeholder(title: &str) -> Html<String> {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    Html(format!(
        "<!DOCTYPE html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>\
         <p>This is Tintype's sandbox. On Replicate, its page would be here. Nothing is real, and nothing is billed.\n"
    ))
}
