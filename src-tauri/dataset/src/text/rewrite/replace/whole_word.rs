//! Matches whole words with regular expressions, even beside text in a script that is written without spaces.
//!
//! `\b` finds no boundary in "的TOK", and the regular expression engine can't be given another definition of a
//! boundary. So a separator, which is not part of any word, is inserted into the text wherever [`hidden_boundaries`]
//! finds a boundary, and the pattern is changed to skip it. Searching stays linear in the text's length.

use std::ops::Range;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal, Repetition,
};

use crate::text::words::boundary::hidden_boundaries;

/// A noncharacter, which is not meant to occur in text that programs exchange.
const SEPARATOR: char = '\u{FDD0}';

/// A text with separators inserted.
pub(super) struct SeparatedText {
    text: String,
    /// The byte offsets in the original at which separators are inserted, in ascending order.
    places: Vec<usize>,
}

impl SeparatedText {
    /// Returns `None` for a text that has no hidden boundaries or contains the separator. Such a text is searched
    /// unchanged.
    pub(super) fn new(original: &str) -> Option<SeparatedText> {
        if original.is_ascii() || original.contains(SEPARATOR) {
            return None;
        }
        let places: Vec<usize> = hidden_boundaries(original).collect();
        (!places.is_empty()).then(|| SeparatedText {
            text: insert_separators(original, &places),
            places,
        })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Converts a byte range of the separated text to a byte range of the original.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        self.original_at(range.start)..self.original_at(range.end)
    }

    fn original_at(&self, at: usize) -> usize {
        let width = SEPARATOR.len_utf8();
        // Separator n, counted from 0, is n separator widths further to the right than its offset in the original.
        let (mut low, mut high) = (0, self.places.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.places[middle] + middle * width < at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        at - low * width
    }
}

fn insert_separators(text: &str, places: &[usize]) -> String {
    let mut separated = String::with_capacity(text.len() + places.len() * SEPARATOR.len_utf8());
    let mut from = 0;
    for &place in places {
        separated.push_str(&text[from..place]);
        separated.push(SEPARATOR);
        from = place;
    }
    separated.push_str(&text[from..]);
    separated
}

/// Removes the separators from a text that was assembled from parts of a [`SeparatedText`] text.
pub(super) fn without_separators(text: String) -> String {
    if text.contains(SEPARATOR) {
        text.replace(SEPARATOR, "")
    } else {
        text
    }
}

/// Returns a pattern that matches only whole words, both in the text of a [`SeparatedText`] and in an unchanged text.
/// It is case-sensitive if `match_case` is true.
pub(super) fn bounded(pattern: &str, match_case: bool) -> Result<String, Box<regex_syntax::Error>> {
    let parsed = ParserBuilder::new()
        .case_insensitive(!match_case)
        .build()
        .parse(pattern)?;
    // Half boundaries, so that a match that begins or ends with a bracket can be a whole word too.
    Ok(format!(
        r"\b{{start-half}}(?:{})\b{{end-half}}",
        allow_separators(&parsed)
    ))
}

/// Returns the pattern with an optional separator before each literal and class, and with the separators that a
/// [`SeparatedText`] text has inside the literals.
fn allow_separators(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => pattern.clone(),
        HirKind::Literal(Literal(bytes)) => {
            let separated = std::str::from_utf8(bytes).map(|text| {
                let places: Vec<usize> = hidden_boundaries(text).collect();
                insert_separators(text, &places).into_bytes()
            });
            let separated = separated.map_or_else(|_| pattern.clone(), Hir::literal);
            Hir::concat(vec![maybe_separator(), separated])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.difference(&separator());
            let class = Hir::class(Class::Unicode(class));
            Hir::concat(vec![maybe_separator(), class])
        }
        HirKind::Class(Class::Bytes(_)) => Hir::concat(vec![maybe_separator(), pattern.clone()]),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(allow_separators(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => Hir::capture(Capture {
            sub: Box::new(allow_separators(&capture.sub)),
            ..capture.clone()
        }),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(allow_separators).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(allow_separators).collect())
        }
    }
}

fn maybe_separator() -> Hir {
    Hir::repetition(Repetition {
        min: 0,
        max: Some(1),
        greedy: true,
        sub: Box::new(Hir::class(Class::Unicode(separator()))),
    })
}

fn separator() -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(SEPARATOR, SEPARATOR)])
}
