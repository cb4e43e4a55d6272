//! Reads a table with a row for each image, as spreadsheets save it: with commas, semicolons or tabs between the
//! columns, and the names of the columns in the first line.

use csv::{ReaderBuilder, StringRecord};
use localization::{Message, message};

use super::{CAPTION_KEYS, CaptionList, IMAGE_KEYS};

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The indices of the columns, from 0.
struct Columns {
    image: usize,
    caption: usize,
    /// The number of columns.
    number: usize,
}

pub(super) fn read(text: &str) -> Result<CaptionList, Message> {
    SEPARATORS
        .into_iter()
        .find_map(|separator| read_separated(text, separator))
        .ok_or_else(|| message!("captions-list-no-columns"))
}

/// Reads a table with this separator between its columns; returns `None` if its first line doesn't name the columns.
fn read_separated(text: &str, separator: u8) -> Option<CaptionList> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().ok()?)?;
    let mut list = CaptionList::default();
    for row in reader.records() {
        let Ok(row) = row else {
            // The text is valid Unicode and is in memory, so no row can fail.
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        let image = row.get(columns.image).unwrap_or_default().trim();
        match caption(&row, &columns, separator) {
            Some(caption) if !image.is_empty() => list.add(image, caption),
            _ => list.unread.push(line),
        }
    }
    Some(list)
}

fn columns(names: &StringRecord) -> Option<Columns> {
    let find = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            names
                .iter()
                .position(|name| name.trim().eq_ignore_ascii_case(key))
        })
    };
    Some(Columns {
        image: find(&IMAGE_KEYS)?,
        caption: find(&CAPTION_KEYS)?,
        number: names.len(),
    })
}

/// Returns the caption of a row, or `None` if the row has too few or too many fields. An unquoted caption in the last
/// column may contain separators.
fn caption(row: &StringRecord, columns: &Columns, separator: u8) -> Option<String> {
    let is_last = columns.caption + 1 == columns.number;
    if row.len() <= columns.number {
        return Some(row.get(columns.caption)?.to_owned());
    }
    let fields: Vec<&str> = row.iter().skip(columns.caption).collect();
    is_last.then(|| fields.join(&char::from(separator).to_string()))
}
