//! The language in which a person says which images to show: `beach -tag:dog tokens:>75`.
//!
//! It is a superset of the one that TagGUI's users know. A text is cut into tokens, the tokens are
//! parsed into an expression of conditions, and the expression is asked about one image at a time. All
//! of it is pure: what a filter looks at is handed to it.

mod condition;
mod error;
mod expression;
mod key;
mod measure;
mod parser;
mod pattern;
mod subject;
mod token;

pub use error::FilterError;
pub use pattern::quoted;
pub use subject::Subject;

use expression::Expression;
use subject::Look;

/// Which images to show, parsed. The default is every image.
///
/// - A bare word is looked for in the caption and the file's name; `caption:`, `name:` (or `path:`)
///   look in one of them, and `tag:` for a whole one of the caption's comma-separated tags.
/// - `tokens:>75`, and so with `words:`, `chars:`, `tags:`, `w:`, `h:`, `ratio:` (`2`, `16:9`) and
///   `size:` (`2mb`), by `<`, `<=`, `>`, `>=`, `=` and `!=`; no sign means `=`.
/// - `is:uncaptioned`, `is:captioned`, `is:excluded`, `is:included`, `is:broken`, `is:edited`;
///   `has:trigger`, `has:problem`, `has:` a kind of problem; `format:heic`.
/// - `NOT` or `-`, `AND` or nothing, `OR`, in this order, and parentheses.
/// - `*` stands for any characters and `?` for one. Quotes keep spaces and signs together. A
///   backslash before `"`, `\`, `*` or `?` makes it an ordinary character.
///
/// Case doesn't count, in any script, but for the operators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(Option<Expression>);

impl Filter {
    /// Parses what a person typed; `problems` are the kinds of problem that `has:` may ask for.
    ///
    /// What is half typed at the end (an open quote or parenthesis, `NOT`, `-`, `tokens:>`) is
    /// closed or passed over, so that a filter can be used while it is typed.
    ///
    /// # Errors
    ///
    /// What isn't understood, and what would be.
    pub fn parse(text: &str, problems: &[&str]) -> Result<Filter, FilterError> {
        parser::parse(&token::tokens(text), problems).map(Filter)
    }

    /// Whether there is nothing to filter by, so that every image matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the image is one to show.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.0
            .as_ref()
            .is_none_or(|expression| expression.holds(&Look::at(subject)))
    }
}
