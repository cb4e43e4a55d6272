//! Lists come in pages; a cursor leads to the next one.

use serde::Deserialize;
use url::Url;

use crate::base_url::BaseUrl;
use crate::wire;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What is on it, in the service's order.
    pub results: Vec<T>,
    /// Leads to the next page, when there is one.
    pub next: Option<Cursor>,
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
    // An address; also seen: null, the text "null", and http: where it should be https:.
    #[serde(default, deserialize_with = "wire::text")]
    next: Option<String>,
}

impl<T> Sent<T> {
    pub(crate) fn page(self, base: &BaseUrl) -> Page<T> {
        let next = self.next.as_deref().and_then(|next| base.cursor(next));
        Page {
            results: self.results,
            next,
        }
    }
}
