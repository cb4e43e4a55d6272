//! Downloads the zip from the training's input by HTTP, as the real trainer does.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use tempfile::NamedTempFile;
use url::{Host, Url};

use super::dataset::Failure;
use crate::files;
use crate::service::Service;

/// Downloads the data at `address` to a file. The sandbox makes no connections to other computers, so the address must
/// be a loopback address or a `data:` URL.
pub(super) async fn fetch(service: &Service, address: &str) -> Result<NamedTempFile, Failure> {
    let mut file = service
        .store
        .incoming()
        .map_err(|error| Failure::Unexpected(error.to_string()))?;
    let mut write = |bytes: &[u8]| {
        file.write_all(bytes)
            .map_err(|error| Failure::Unexpected(error.to_string()))
    };
    if let Some(data) = address.strip_prefix("data:") {
        let data = data
            .split_once(";base64,")
            .and_then(|(_, data)| STANDARD.decode(data).ok());
        write(&data.ok_or_else(|| Failure::InvalidUrl(address.chars().take(40).collect()))?)?;
        return Ok(file);
    }
    let url = Url::parse(address).map_err(|_| Failure::InvalidUrl(address.to_owned()))?;
    if !is_loopback(&url) {
        return Err(Failure::NotLoopback(address.to_owned()));
    }
    let url = files::signed_download(service, &url).unwrap_or(url);
    let response = service
        .http
        .get(url)
        .send()
        .await
        .map_err(|error| Failure::Unreachable(error.to_string()))?;
    if !response.status().is_success() {
        return Err(Failure::HttpStatus {
            status: response.status().as_u16(),
            address: address.to_owned(),
        });
    }
    let mut bytes = response.bytes_stream();
    while let Some(chunk) = bytes.next().await {
        write(&chunk.map_err(|error| Failure::Unreachable(error.to_string()))?)?;
    }
    Ok(file)
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}
