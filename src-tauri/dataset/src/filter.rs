//! The search language that selects the images to show: `beach -tag:dog tokens:>75`.
//!
//! It is a superset of TagGUI's language. A text is split into tokens, the tokens are parsed into an expression of
//! conditions, and the expression is evaluated for one image at a time. The modules are pure: the caller provides all
//! the data that a filter uses.

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
use subject::FoldedSubject;

/// A parsed filter of the images to show. The default matches every image.
///
/// - A bare word is searched for in the caption and the file's name; `caption:` and `name:` (or `path:`) search in one
///   of them, and `tag:` matches one of the caption's comma-separated tags as a whole.
/// - `tokens:>75`, and in the same way `words:`, `chars:`, `tags:`, `w:`, `h:`, `ratio:` (`2`, `16:9`) and `size:`
///   (`2mb`), with `<`, `<=`, `>`, `>=`, `=` or `!=` before the number. Without a sign, the number must be equal.
/// - `is:uncaptioned`, `is:captioned`, `is:excluded`, `is:included`, `is:broken`, `is:edited`; `has:trigger`,
///   `has:problem`, `has:` with a kind of problem; `format:heic`.
/// - `NOT` or `-`, `AND` or nothing, `OR`, in this order of precedence, and parentheses.
/// - `*` matches any number of characters and `?` matches one. Quotes group a text with spaces, parentheses or colons.
///   A backslash before `"`, `\`, `*` or `?` makes it an ordinary character.
///
/// Case is ignored in every script, except in the operators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(Option<Expression>);

impl Filter {
    /// Parses a filter that a person typed; `problems` are the kinds of problem that `has:` accepts.
    ///
    /// Incomplete text at the end (an open quote or parenthesis, `NOT`, `-`, `tokens:>`) is closed or skipped, so that
    /// a filter can be used while it is typed.
    ///
    /// # Errors
    ///
    /// [`FilterError`], which says what isn't understood and what is accepted.
    pub fn parse(text: &str, problems: &[&str]) -> Result<Filter, FilterError> {
        parser::parse(&token::tokens(text), problems).map(Filter)
    }

    /// Returns whether the filter is empty, so that every image matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns whether the image matches.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.0
            .as_ref()
            .is_none_or(|expression| expression.holds(&FoldedSubject::new(subject)))
    }
}
