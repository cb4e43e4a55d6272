//! Lists come in pages; a cursor leads to the next one.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use crate::base_url::BaseUrl;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What is on it, in the service's order.
    pub results: Vec<T>,
    /// What follows it.
    pub next: Next,
}

/// What follows a page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the list was read to its end.
    End,
    /// A further page.
    Page(Cursor),
    /// The answer did not say, or named an address that can't be followed. There may be further pages, so
    /// that something is not in the list can't be concluded.
    Unknown,
}

impl Next {
    /// Leads to the further page, where there is one that can be read.
    pub fn into_cursor(self) -> Option<Cursor> {
        match self {
            Next::Page(cursor) => Some(cursor),
            Next::End | Next::Unknown => None,
        }
    }
}

/// Leads to a further page of the list it came from.
///
/// It holds a path and a query but no host, so it can't lead a token away from the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    path: String,
    query: Option<String>,
}

impl Cursor {
    pub(crate) fn of(url: &Url) -> Cursor {
        Cursor {
            path: url.path().to_owned(),
            query: url.query().map(str::to_owned),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }
}

/// A page as it is sent. `previous` is of no use here.
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct Sent<T> {
    results: Vec<T>,
    // An address or null. Also seen: the text "null", and `http:` where it should be `https:`.
    #[serde(default, deserialize_with = "present")]
    next: Option<Value>,
}

/// Tells a null that was sent from a field that is missing.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl<T> Sent<T> {
    pub(crate) fn page(self, base: &BaseUrl) -> Page<T> {
        let next = match &self.next {
            Some(Value::Null) => Next::End,
            Some(Value::String(text)) if text == "null" => Next::End,
            Some(Value::String(text)) => base.cursor(text).map_or(Next::Unknown, Next::Page),
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
