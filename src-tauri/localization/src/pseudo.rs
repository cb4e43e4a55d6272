//! Pseudo-languages, which reveal texts that are not localized and layouts that are too small: English with accents and
//! 40% longer, and English written from right to left.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::{parser, serializer};

/// A pseudo-language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pseudo {
    /// Letters with accents, and longer words.
    Accented,
    /// Letters written from right to left.
    Mirrored,
}

impl Pseudo {
    pub(crate) const ALL: [Pseudo; 2] = [Pseudo::Accented, Pseudo::Mirrored];

    /// Returns the tag that Fluent's tools and CLDR use for the pseudo-language.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Pseudo::Accented => "en-XA",
            Pseudo::Mirrored => "ar-XB",
        }
    }

    pub(crate) fn is_right_to_left(self) -> bool {
        self == Pseudo::Mirrored
    }

    /// Transforms the texts of a Fluent file. A file that can't be parsed stays as it is.
    pub(crate) fn transform(self, file: &str) -> String {
        let Ok(mut resource) = parser::parse(file.to_owned()) else {
            return file.to_owned();
        };
        for entry in &mut resource.body {
            match entry {
                Entry::Message(message) => {
                    if let Some(pattern) = &mut message.value {
                        self.transform_pattern(pattern);
                    }
                }
                Entry::Term(term) => self.transform_pattern(&mut term.value),
                Entry::Comment(_)
                | Entry::GroupComment(_)
                | Entry::ResourceComment(_)
                | Entry::Junk { .. } => {}
            }
        }
        serializer::serialize(&resource)
    }

    fn transform_pattern(self, pattern: &mut Pattern<String>) {
        for element in &mut pattern.elements {
            match element {
                PatternElement::TextElement { value } => *value = self.transform_text(value),
                PatternElement::Placeable { expression } => self.transform_expression(expression),
            }
        }
    }

    fn transform_expression(self, expression: &mut Expression<String>) {
        match expression {
            Expression::Select { variants, .. } => {
                for variant in variants {
                    self.transform_pattern(&mut variant.value);
                }
            }
            Expression::Inline(InlineExpression::Placeable { expression }) => {
                self.transform_expression(expression);
            }
            Expression::Inline(_) => {}
        }
    }

    fn transform_text(self, text: &str) -> String {
        match self {
            Pseudo::Accented => lengthen(&fluent_pseudo::transform(text, false, false)),
            // The marks make a browser write the Latin letters from right to left.
            Pseudo::Mirrored => text
                .split_inclusive(char::is_whitespace)
                .map(|word| {
                    let letters = word.trim_end();
                    format!("\u{202e}{letters}\u{202c}{}", &word[letters.len()..])
                })
                .collect(),
        }
    }
}

/// Repeats vowels until the text has 40% more letters. Translations of English are rarely longer.
fn lengthen(text: &str) -> String {
    let mut longer = String::with_capacity(text.len() * 2);
    let (mut letters, mut added) = (0_u32, 0_u32);
    for character in text.chars() {
        longer.push(character);
        letters += u32::from(character.is_alphabetic());
        if "aeiou".contains(character) {
            while added * 5 < letters * 2 {
                longer.push(character);
                added += 1;
            }
        }
    }
    longer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accented_texts_are_two_fifths_longer_and_keep_their_variables() {
        let text = "some-id = Leave out { $count } images without the trigger word\n";
        let longer = Pseudo::Accented.transform(text);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let fixed = letters("some-id") + letters("count");
        let ratio = (letters(&longer) - fixed) as f64 / (letters(text) - fixed) as f64;
        assert!((1.35..1.5).contains(&ratio), "{ratio}: {longer}");
        assert!(longer.contains("{ $count }"), "{longer}");
        assert!(!longer.contains("trigger"), "{longer}");
    }
}
