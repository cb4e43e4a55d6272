//! Keeps the line endings of captions. A text field contains only LF, and a file with CRLF or CR keeps its line endings
//! when its caption is edited in a field.

use std::borrow::Cow;
use std::collections::HashMap;

/// Returns a text as a text field shows it: each CRLF and each lone CR becomes an LF.
pub fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// Returns a text that was edited in a text field, with the line endings of the text before the edit.
///
/// Existing lines keep their own endings, and new lines get the most frequent one. If `edited` contains a CR, it does
/// not come from a text field and is returned unchanged.
pub(crate) fn restore(before: &str, edited: &str) -> String {
    if !before.contains('\r') || edited.contains('\r') {
        return edited.to_owned();
    }
    let shown = with_line_feeds(before);
    let start = common_length(shown.bytes(), edited.bytes());
    let (before_rest, edited_rest) = (&shown.as_bytes()[start..], &edited.as_bytes()[start..]);
    let end = common_length(
        before_rest.iter().rev().copied(),
        edited_rest.iter().rev().copied(),
    );
    let ends = line_ends(before);
    let usual_end = most_frequent(&ends);
    let lines = count_newlines(edited.as_bytes());
    let first_new = count_newlines(&edited.as_bytes()[..start]);
    let last = count_newlines(&edited.as_bytes()[edited.len() - end..]);
    let mut result = String::with_capacity(edited.len() + lines);
    for (index, line) in edited.split('\n').enumerate() {
        if index > 0 {
            let number = index - 1;
            let own = if number < first_new {
                ends.get(number)
            } else if number >= lines - last {
                ends.get((number + ends.len()).wrapping_sub(lines))
            } else {
                None
            };
            let end = own.copied().unwrap_or(usual_end);
            // An LF directly after the CR of the previous line would form a single CRLF with it.
            let end = if end == "\n" && result.ends_with('\r') {
                "\r\n"
            } else {
                end
            };
            result.push_str(end);
        }
        result.push_str(line);
    }
    result
}

/// Returns the number of leading bytes that are equal.
fn common_length(one: impl Iterator<Item = u8>, other: impl Iterator<Item = u8>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

fn count_newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// Returns the line endings of a text, in order.
fn line_ends(text: &str) -> Vec<&'static str> {
    let mut ends = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.next_if_eq(&'\n').is_some() => ends.push("\r\n"),
            '\r' => ends.push("\r"),
            '\n' => ends.push("\n"),
            _ => {}
        }
    }
    ends
}

fn most_frequent(ends: &[&'static str]) -> &'static str {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for end in ends {
        *counts.entry(end).or_default() += 1;
    }
    let count = |end: &&'static str| counts.get(end).copied().unwrap_or(0);
    ["\n", "\r", "\r\n"]
        .into_iter()
        .max_by_key(count)
        .unwrap_or("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_shown_with_line_feeds() {
        assert_eq!(with_line_feeds("a\r\nb\rc\n\r\nd\r"), "a\nb\nc\n\nd\n");
        assert!(matches!(with_line_feeds("a\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn typing_a_letter_keeps_the_line_ends() {
        for (before, edited, expected) in [
            ("a\r\nb\r\n", "a\nbc\n", "a\r\nbc\r\n"),
            ("a\r\nb\r\n", "xa\nb\n", "xa\r\nb\r\n"),
            ("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n"),
            ("a\rb", "a\nbc", "a\rbc"),
            ("a\nb", "a\nbc", "a\nbc"),
            // Each line keeps its own ending.
            ("a\nb\r\nc\rd", "a\nb\nc!\nd", "a\nb\r\nc!\rd"),
            ("a\nb\r\nc\r\nd", "a\nd", "a\nd"),
            ("a\r\nb\nc", "a\nc", "a\r\nc"),
        ] {
            assert_eq!(restore(before, edited), expected, "{before:?}");
        }
    }

    #[test]
    fn a_new_line_gets_the_most_frequent_line_end() {
        assert_eq!(restore("a\r\nb", "a\nnew\nb"), "a\r\nnew\r\nb");
        assert_eq!(restore("a\r\nb\r\n", "all\nelse"), "all\r\nelse");
        assert_eq!(
            restore("a\r\nb\r\nc\n", "a\nb\nc\nd\n"),
            "a\r\nb\r\nc\nd\r\n"
        );
        assert_eq!(restore("", "a\nb"), "a\nb");
    }

    #[test]
    fn a_text_with_carriage_returns_is_kept() {
        assert_eq!(restore("a\r\nb", "a\rb\nc"), "a\rb\nc");
    }

    proptest! {
        #[test]
        fn a_restored_text_is_shown_as_typed(before in "[ab\r\n]{0,12}", edited in "[ab\n]{0,12}") {
            let saved = restore(&before, &edited);
            prop_assert_eq!(with_line_feeds(&saved), edited);
        }

        #[test]
        fn an_unedited_text_is_restored_unchanged(text in "[ab\r\n]{0,12}") {
            prop_assert_eq!(restore(&text, &with_line_feeds(&text)), text);
        }
    }
}
