//! Find and replace, with and without regular expressions.

use regex::{Regex, RegexBuilder};

use super::{RewriteError, Splice};

/// What to look for, and what to put there.
#[derive(Clone, Debug)]
pub(super) struct Replace {
    find: Regex,
    with: String,
    /// Whether `$1` in `with` stands for what a group found.
    expand: bool,
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
            }),
        }
    }

    pub(super) fn splices(&self, caption: &str) -> Vec<Splice> {
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

/// Asks the parser itself, as only it says where a mistake is.
fn check(pattern: &str) -> Result<(), RewriteError> {
    let wrong = |at: usize, reason: String| RewriteError::Pattern {
        position: pattern[..at].chars().count() + 1,
        reason,
    };
    match regex_syntax::parse(pattern) {
        Ok(_) => Ok(()),
        Err(regex_syntax::Error::Parse(error)) => {
            Err(wrong(error.span().start.offset, error.kind().to_string()))
        }
        Err(regex_syntax::Error::Translate(error)) => {
            Err(wrong(error.span().start.offset, error.kind().to_string()))
        }
        Err(error) => Err(wrong(0, error.to_string())),
    }
}

fn build(pattern: &str, match_case: bool, whole_word: bool) -> Result<Regex, RewriteError> {
    if pattern.is_empty() {
        return Err(RewriteError::NothingToFind);
    }
    // Half boundaries, so that what begins or ends with a bracket can be a whole word too.
    let bounded = format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}");
    RegexBuilder::new(if whole_word { &bounded } else { pattern })
        .case_insensitive(!match_case)
        .build()
        .map_err(|error| {
            if matches!(error, regex::Error::CompiledTooBig(_)) {
                RewriteError::PatternTooLarge
            } else {
                RewriteError::Pattern {
                    position: 1,
                    reason: error.to_string(),
                }
            }
        })
}

/// The groups that a replacement names: "1" and "name" in "$1 and ${name}, for $$5".
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
