//! Keeps track of the pages of a list while a caller reads it, and decides whether there is another page, the list has
//! ended, or neither is known.

use replicate::{Cursor, Next};

/// The maximum number of pages that are read, so that an endless list can't block its reader forever.
const MAX_PAGES: usize = 1000;

/// The result of searching a list.
pub(crate) enum Search<T> {
    /// The item was found.
    Found(T),
    /// The whole list was read, and the item is not in it.
    Absent,
    /// The list could not be read to its end, so nothing is known.
    Incomplete,
}

/// The cursors of the pages read so far.
#[derive(Default)]
pub(crate) struct Pages {
    read: Vec<Cursor>,
}

/// The continuation of a list after a page.
pub(crate) enum Continuation {
    /// A page that has not been read yet.
    Page(Cursor),
    /// The list has ended.
    End,
    /// There may be further pages, but they can't be reached.
    Unknown,
}

impl Pages {
    /// Returns the continuation after a page that ended with `next`: [`Continuation::Unknown`] if `next` is not known,
    /// if its cursor was seen before, or if [`MAX_PAGES`] pages were read.
    pub(crate) fn after(&mut self, next: Next) -> Continuation {
        match next {
            Next::End => Continuation::End,
            Next::Unknown => Continuation::Unknown,
            Next::Page(cursor)
                if self.read.contains(&cursor) || self.read.len() + 1 >= MAX_PAGES =>
            {
                Continuation::Unknown
            }
            Next::Page(cursor) => {
                self.read.push(cursor.clone());
                Continuation::Page(cursor)
            }
        }
    }
}
