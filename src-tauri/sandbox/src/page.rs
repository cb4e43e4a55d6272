//! Divides lists into pages: newest first, up to 100 entries each, with the absolute URLs of the next and the previous
//! page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::problem::Problem;

/// The number of entries per page. Requests can't change it.
const PAGE_SIZE: usize = 100;

/// The part of a list's query that selects the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PageQuery {
    cursor: Option<String>,
}

/// The position of a page relative to the entry with this key.
enum Cursor {
    OlderThan(String),
    NewerThan(String),
}

impl Cursor {
    fn parse(text: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        match text.split_once(' ')? {
            ("older", key) => Some(Cursor::OlderThan(key.to_owned())),
            ("newer", key) => Some(Cursor::NewerThan(key.to_owned())),
            _ => None,
        }
    }

    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(match self {
            Cursor::OlderThan(key) => format!("older {key}"),
            Cursor::NewerThan(key) => format!("newer {key}"),
        })
    }
}

/// Returns one page of `entries`, which are sorted newest first. `key` returns an entry's identifier, and `to_json` its
/// JSON. `address` is the list's own URL, including its filters. Fails if the query's cursor is invalid or refers to no
/// entry.
pub(crate) fn page<T>(
    entries: &[T],
    query: &PageQuery,
    address: &str,
    key: impl Fn(&T) -> String,
    to_json: impl Fn(&T) -> Value,
) -> Result<Value, Problem> {
    let unknown = || Problem::bad_request("Invalid cursor");
    let position_of = |wanted: &str| {
        entries
            .iter()
            .position(|entry| key(entry) == wanted)
            .ok_or_else(unknown)
    };
    let (start, end) = match query
        .cursor
        .as_deref()
        .map(|text| Cursor::parse(text).ok_or_else(unknown))
    {
        None => (0, PAGE_SIZE),
        Some(cursor) => match cursor? {
            Cursor::OlderThan(last) => {
                let start = position_of(&last)? + 1;
                (start, start + PAGE_SIZE)
            }
            Cursor::NewerThan(first) => {
                let end = position_of(&first)?;
                (end.saturating_sub(PAGE_SIZE), end)
            }
        },
    };
    let end = end.min(entries.len());
    let shown = entries.get(start..end).unwrap_or_default();
    let link = |cursor: Cursor| {
        let separator = if address.contains('?') { '&' } else { '?' };
        format!("{address}{separator}cursor={}", cursor.text())
    };
    let next = shown
        .last()
        .filter(|_| end < entries.len())
        .map(|last| link(Cursor::OlderThan(key(last))));
    let previous = shown
        .first()
        .filter(|_| start > 0)
        .map(|first| link(Cursor::NewerThan(key(first))));
    let results: Vec<Value> = shown.iter().map(to_json).collect();
    Ok(json!({ "next": next, "previous": previous, "results": results }))
}
