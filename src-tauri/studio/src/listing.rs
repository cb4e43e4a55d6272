//! Reads one of the account's lists page by page, and knows whether it was read to its end.

use replicate::{Cursor, Next};

/// The most pages that are read, so that a list which never ends can't hold anything up for ever.
const MOST_PAGES: usize = 1000;

/// What came of looking for something in a list.
pub(crate) enum Search<T> {
    /// It is there.
    Found(T),
    /// The whole list was read, and it is not there.
    Absent,
    /// The list could not be read to its end, so nothing is known.
    Incomplete,
}

/// The pages that were read so far.
#[derive(Default)]
pub(crate) struct Pages {
    read: Vec<Cursor>,
}

/// What comes after a page.
pub(crate) enum Further {
    /// A page that was not read yet.
    Page(Cursor),
    /// The list has ended.
    End,
    /// There may be further pages, but no way leads there.
    Unknown,
}

impl Pages {
    /// What comes after a page that ended with `next`. A cursor that comes a second time leads nowhere.
    pub(crate) fn after(&mut self, next: Next) -> Further {
        match next {
            Next::End => Further::End,
            Next::Unknown => Further::Unknown,
            Next::Page(cursor)
                if self.read.contains(&cursor) || self.read.len() + 1 >= MOST_PAGES =>
            {
                Further::Unknown
            }
            Next::Page(cursor) => {
                self.read.push(cursor.clone());
                Further::Page(cursor)
            }
        }
    }
}
