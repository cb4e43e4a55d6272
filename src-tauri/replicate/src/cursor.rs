//! Pages of lists, and cursors to the next page.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use crate::base_url::BaseUrl;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The entries of the page, in the service's order.
    pub results: Vec<T>,
    /// The next page, if any.
    pub next: Next,
}

/// The continuation of a list after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// No further page: this is the last one.
    End,
    /// A further page.
    Page(Cursor),
    /// Unknown: the response has no `next`, or an address that can't be followed. There may be further pages, so an
    /// entry that was not found may still exist.
    Unknown,
}

impl Next {
    /// Returns the cursor to the next page, if there is one that can be read.
    pub fn into_cursor(self) -> Option<Cursor> {
        match self {
            Next::Page(cursor) => Some(cursor),
            Next::End | Next::Unknown => None,
        }
    }
}

/// A cursor to a further page of a list.
///
/// A cursor holds a path and a query but no host, so the token can't be sent to another host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    path: String,
    query: Option<String>,
}

impl Cursor {
    /// Parses the address of a further page. Returns `None` if the address is not at the origin of `base`.
    fn parse(base: &BaseUrl, next: &str) -> Option<Cursor> {
        let next = Url::parse(next).ok()?;
        (next.origin() == base.url().origin()).then(|| Cursor {
            path: next.path().to_owned(),
            query: next.query().map(str::to_owned),
        })
    }

    /// Returns the address of the page. It has the path and query that the service sent, but always the origin of
    /// `base`.
    pub(crate) fn url(&self, base: &BaseUrl) -> Url {
        let mut url = base.url().clone();
        url.set_path(&self.path);
        url.set_query(self.query.as_deref());
        url
    }
}

/// A page as the service sends it. `previous` is ignored.
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct WirePage<T> {
    results: Vec<T>,
    // An address or null. The service has also sent the text "null", and `http:` instead of `https:`.
    #[serde(default, deserialize_with = "nullable")]
    next: Option<Value>,
}

/// Distinguishes a null from a missing field.
fn nullable<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl<T> WirePage<T> {
    pub(crate) fn into_page(self, base: &BaseUrl) -> Page<T> {
        let next = match &self.next {
            Some(Value::Null) => Next::End,
            Some(Value::String(text)) if text == "null" => Next::End,
            Some(Value::String(text)) => {
                Cursor::parse(base, text).map_or(Next::Unknown, Next::Page)
            }
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) | None => {
                Next::Unknown
            }
        };
        Page {
            results: self.results,
            next,
        }
    }
}
