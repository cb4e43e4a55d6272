//! Downloads of large files such as a training's weights, in pieces and from any offset.

use bytes::Bytes;
use localization::{message, text};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};

use crate::client::Client;
use crate::error::Error;
use crate::exchange::with_timeout;

/// A download in progress.
#[derive(Debug)]
pub struct Download {
    /// `None` if the whole file had already arrived.
    response: Option<Response>,
    idle: std::time::Duration,
    /// The byte offset of the first piece in the file. It is 0 if the file has changed, or if the server can only start
    /// from the beginning.
    pub from: u64,
    /// The length of the whole file in bytes, if the server reports it.
    pub total: Option<u64>,
    /// The file's strong `ETag`, to resume the download later.
    pub etag: Option<String>,
}

impl Client {
    /// Starts the download of a file at the byte offset `from`, without the token. If `from` is more than 0, `etag`
    /// must be that of the earlier [`Download`]; without an `etag`, the download starts at 0. If `from` is the file's
    /// length, the download has no pieces.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the file no longer exists; [`Error::Service`] and [`Error::Network`], which are
    /// temporary; [`Error::InvalidResponse`] for any other unusable response.
    pub async fn download(
        &self,
        url: &str,
        from: u64,
        etag: Option<&str>,
    ) -> Result<Download, Error> {
        if let Some(etag) = etag.filter(|_| from > 0) {
            let response = self.request_file(url, Some((from, etag))).await?;
            if response.status() != StatusCode::RANGE_NOT_SATISFIABLE {
                return self.begin_download(response);
            }
            // The whole file has already arrived if the app ended before it recorded the last piece.
            let range = header_text(&response, header::CONTENT_RANGE).unwrap_or_default();
            if parse_unsatisfied_range(&range) == Some(from) {
                return Ok(Download {
                    idle: self.timeouts().idle,
                    from,
                    total: Some(from),
                    etag: Some(etag.to_owned()),
                    response: None,
                });
            }
            // Otherwise, the file is shorter than the part that arrived, or its length is not reported.
        }
        let response = self.request_file(url, None).await?;
        self.begin_download(response)
    }

    /// Requests a file, or the rest of it from an offset if it still has this `ETag`.
    async fn request_file(&self, url: &str, rest: Option<(u64, &str)>) -> Result<Response, Error> {
        let mut headers = HeaderMap::new();
        // The download of a compressed body could not be resumed.
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some((from, etag)) = rest
            && let (Ok(range), Ok(etag)) = (
                HeaderValue::from_str(&format!("bytes={from}-")),
                HeaderValue::from_str(etag),
            )
        {
            headers.insert(header::RANGE, range);
            headers.insert(header::IF_RANGE, etag);
        }
        self.fetch_unauthenticated(url, headers).await
    }

    fn begin_download(&self, response: Response) -> Result<Download, Error> {
        let status = response.status();
        let (from, total) = match status {
            StatusCode::PARTIAL_CONTENT => {
                let range = header_text(&response, header::CONTENT_RANGE).unwrap_or_default();
                parse_content_range(&range)
                    .ok_or_else(|| Error::invalid_response(message!("service-answer-no-part")))?
            }
            StatusCode::OK => (0, response.content_length()),
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => {
                return Err(Error::NotFound {
                    detail: text!("service-file-gone"),
                });
            }
            _ if status.is_server_error() => {
                return Err(Error::Service {
                    status: status.as_u16(),
                    detail: String::new(),
                });
            }
            _ => {
                return Err(Error::invalid_response(message!(
                    "service-answer-no-file",
                    status = status.as_u16()
                )));
            }
        };
        // A weak ETag does not guarantee identical bytes.
        let etag = header_text(&response, header::ETAG).filter(|etag| !etag.starts_with("W/"));
        Ok(Download {
            idle: self.timeouts().idle,
            from,
            total,
            etag,
            response: Some(response),
        })
    }
}

impl Download {
    /// Returns the next piece, or `None` at the end.
    ///
    /// # Errors
    /// [`Error::Network`] if the connection breaks or ends before the announced length.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(response) = &mut self.response else {
            return Ok(None);
        };
        Ok(with_timeout(self.idle, response.chunk()).await??)
    }
}

fn header_text(response: &Response, name: HeaderName) -> Option<String> {
    response
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

/// Returns the total length in `bytes */200`.
fn parse_unsatisfied_range(range: &str) -> Option<u64> {
    range.strip_prefix("bytes */")?.parse().ok()
}

/// Returns the first offset and the total length in `bytes 100-199/200`.
fn parse_content_range(range: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = span.split_once('-')?;
    Some((from.parse().ok()?, total.parse().ok()))
}
