//! Large files that the service points to, such as a training's weights: piece by piece, from any place on.

use bytes::Bytes;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};

use crate::client::Client;
use crate::error::Error;
use crate::exchange::in_time;

/// A file on its way.
#[derive(Debug)]
pub struct Download {
    response: Response,
    idle: std::time::Duration,
    /// How many of the file's bytes come before the first piece. It is 0 where the file has changed, or where the
    /// server can only begin anew.
    pub from: u64,
    /// The whole file's bytes, where the server says.
    pub total: Option<u64>,
    /// What names just this content of the file (its `ETag`), to go on with it later.
    pub mark: Option<String>,
}

impl Client {
    /// Begins to fetch a file, without the token, from its byte `from` on. With more than 0 the mark of an earlier
    /// [`Download`] says which content that was.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is no longer there; [`Error::Service`] and [`Error::Network`], which pass;
    /// [`Error::Answer`].
    pub async fn download(
        &self,
        url: &str,
        from: u64,
        mark: Option<&str>,
    ) -> Result<Download, Error> {
        let mut headers = HeaderMap::new();
        // As it is: a compressed body could not be gone on with.
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some(mark) = mark.filter(|_| from > 0)
            && let (Ok(range), Ok(mark)) = (
                HeaderValue::from_str(&format!("bytes={from}-")),
                HeaderValue::from_str(mark),
            )
        {
            headers.insert(header::RANGE, range);
            headers.insert(header::IF_RANGE, mark);
        }
        let response = self.fetch_unauthenticated(url, headers).await?;
        let status = response.status();
        let (from, total) = match status {
            StatusCode::PARTIAL_CONTENT => {
                let range = text(&response, header::CONTENT_RANGE).unwrap_or_default();
                part(&range)
                    .ok_or_else(|| Error::answer("it does not say which part of the file it is"))?
            }
            StatusCode::OK => (0, response.content_length()),
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => {
                return Err(Error::NotFound {
                    detail: "The file is no longer there.".to_owned(),
                });
            }
            _ if status.is_server_error() => {
                return Err(Error::Service {
                    status: status.as_u16(),
                    detail: String::new(),
                });
            }
            _ => {
                return Err(Error::answer(format!(
                    "there is no file at its address (status {})",
                    status.as_u16()
                )));
            }
        };
        // A weak mark promises only something alike.
        let mark = text(&response, header::ETAG).filter(|mark| !mark.starts_with("W/"));
        Ok(Download {
            idle: self.timeouts().idle,
            from,
            total,
            mark,
            response,
        })
    }
}

impl Download {
    /// The next piece; none when all have come.
    ///
    /// # Errors
    /// [`Error::Network`] when the connection breaks, also before the announced end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        Ok(in_time(self.idle, self.response.chunk()).await??)
    }
}

fn text(response: &Response, name: HeaderName) -> Option<String> {
    response
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

/// Of `bytes 100-199/200` the first byte and the whole.
fn part(range: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = span.split_once('-')?;
    Some((from.parse().ok()?, total.parse().ok()))
}
