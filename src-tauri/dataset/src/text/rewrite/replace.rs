//! Find and replace, with and without regular expressions.

mod whole_word;

use regex::{Regex, RegexBuilder};

use super::{RewriteError, Splice};
use whole_word::SeparatedText;

/// A text or pattern to look for, and its replacement.
#[derive(Clone, Debug)]
pub(super) struct Replace {
    find: Regex,
    with: String,
    /// True if `$1` in `with` stands for the text that a group matched.
    expand: bool,
    /// True if captions are searched as [`SeparatedText`].
    whole_word: bool,
}

impl Replace {
    pub(super) fn literal(
        find: &str,
        with: &str,
        match_case: bool,
        whole_word: bool,
    ) -> Result<Self, RewriteError> {
        Ok(Self {
            find: build(&regex::escape(find), match_case, whole_word)?,
            with: with.to_owned(),
            expand: false,
            whole_word,
        })
    }

    pub(super) fn pattern(
        find: &str,
        with: &str,
        match_case: bool,
        whole_word: bool,
    ) -> Result<Self, RewriteError> {
        check(find)?;
        let find = build(find, match_case, whole_word)?;
        match references(with)
            .into_iter()
            .find(|group| !has_group(&find, group))
        {
            Some(group) => Err(RewriteError::NoSuchGroup {
                group: group.to_owned(),
            }),
            None => Ok(Self {
                find,
                with: with.to_owned(),
                expand: true,
                whole_word,
            }),
        }
    }

    pub(super) fn splices(&self, caption: &str) -> Vec<Splice> {
        match self
            .whole_word
            .then(|| SeparatedText::new(caption))
            .flatten()
        {
            Some(separated) => self
                .splices_in(separated.text())
                .into_iter()
                .map(|Splice { range, with }| Splice {
                    range: separated.original(range),
                    with: whole_word::without_separators(with),
                })
                .collect(),
            None => self.splices_in(caption),
        }
    }

    fn splices_in(&self, caption: &str) -> Vec<Splice> {
        if self.expand {
            self.find
                .captures_iter(caption)
                .map(|captures| {
                    let mut with = String::new();
                    captures.expand(&self.with, &mut with);
                    let range = captures.get_match().range();
                    Splice { range, with }
                })
                .collect()
        } else {
            self.find
                .find_iter(caption)
                .map(|found| Splice {
                    range: found.range(),
                    with: self.with.clone(),
                })
                .collect()
        }
    }
}

/// Checks a pattern with the parser itself, since only the parser reports the position of an error.
fn check(pattern: &str) -> Result<(), RewriteError> {
    let pattern_error = |at: usize, reason: String| RewriteError::Pattern {
        position: pattern[..at].chars().count() + 1,
        reason,
    };
    match regex_syntax::parse(pattern) {
        Ok(_) => Ok(()),
        Err(regex_syntax::Error::Parse(error)) => Err(pattern_error(
            error.span().start.offset,
            error.kind().to_string(),
        )),
        Err(regex_syntax::Error::Translate(error)) => Err(pattern_error(
            error.span().start.offset,
            error.kind().to_string(),
        )),
        Err(error) => Err(pattern_error(0, error.to_string())),
    }
}

fn build(pattern: &str, match_case: bool, whole_word: bool) -> Result<Regex, RewriteError> {
    if pattern.is_empty() {
        return Err(RewriteError::NothingToFind);
    }
    let pattern_error = |reason: String| RewriteError::Pattern {
        position: 1,
        reason,
    };
    let builder = if whole_word {
        let bounded = whole_word::bounded(pattern, match_case);
        let mut builder =
            RegexBuilder::new(&bounded.map_err(|error| pattern_error(error.to_string()))?);
        // This pattern is nested more deeply than the one that was typed, for which the limit was checked already.
        builder.nest_limit(4 * NEST_LIMIT);
        builder
    } else {
        let mut builder = RegexBuilder::new(pattern);
        builder.nest_limit(NEST_LIMIT).case_insensitive(!match_case);
        builder
    };
    builder.build().map_err(|error| {
        if matches!(error, regex::Error::CompiledTooBig(_)) {
            RewriteError::PatternTooLarge
        } else {
            pattern_error(error.to_string())
        }
    })
}

/// The maximum nesting depth of groups in a pattern: the default of the regular expression parser.
const NEST_LIMIT: u32 = 250;

/// Returns the groups that a replacement refers to: "1" and "name" in "$1 and ${name}, for $$5".
fn references(with: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = with;
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
        } else if let Some((group, after)) = rest.strip_prefix('{').and_then(|s| s.split_once('}'))
        {
            groups.push(group);
            rest = after;
        } else {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            groups.extend(Some(&rest[..end]).filter(|group| !group.is_empty()));
            rest = &rest[end..];
        }
    }
    groups
}

fn has_group(pattern: &Regex, group: &str) -> bool {
    match group.parse::<usize>() {
        Ok(number) => number < pattern.captures_len(),
        Err(_) => pattern.capture_names().flatten().any(|name| name == group),
    }
}
