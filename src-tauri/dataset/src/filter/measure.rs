//! The measures of an image, and limits for them: `tokens:>75`, `ratio:16:9`, `size:<=2mb`.

use std::cmp::Ordering;

use super::subject::{FoldedSubject, tags};

/// The relative difference below which two ratios count as equal: sizes are whole pixels, and people write 1.78 for
/// 16:9.
const SAME_RATIO: f64 = 0.005;

/// A numeric property of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Tokens,
    Words,
    Characters,
    Tags,
    Width,
    Height,
    Ratio,
    Bytes,
}

/// The comparison of a measured value with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Different,
}

/// A limit for a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limit {
    measure: Measure,
    comparison: Comparison,
    number: f64,
}

/// The reason why a typed text is not a limit.
pub(super) enum LimitError {
    /// The text may become a limit when more is typed.
    Incomplete,
    /// The text has no number where one is required.
    NotANumber,
}

impl Measure {
    /// Returns an example of the text after the measure's key.
    pub(super) fn example(self) -> &'static str {
        match self {
            Measure::Tokens => ">75",
            Measure::Words | Measure::Tags => "<5",
            Measure::Characters => ">500",
            Measure::Width | Measure::Height => "<1024",
            Measure::Ratio => ">16:9",
            Measure::Bytes => ">2mb",
        }
    }

    /// Returns the measure's value for an image, or `None` if it needs the image's size and the image is broken.
    fn of(self, folded: &FoldedSubject<'_>) -> Option<f64> {
        let subject = folded.subject;
        let caption = subject.caption.trim();
        let size = subject
            .facts
            .map(|facts| (f64::from(facts.width), f64::from(facts.height)));
        match self {
            Measure::Tokens => Some(f64::from(subject.tokens)),
            Measure::Words => Some(caption.split_whitespace().count() as f64),
            Measure::Characters => Some(caption.chars().count() as f64),
            Measure::Tags => Some(tags(caption).count() as f64),
            Measure::Bytes => Some(subject.bytes as f64),
            Measure::Width => size.map(|(width, _)| width),
            Measure::Height => size.map(|(_, height)| height),
            Measure::Ratio => size.map(|(width, height)| width / height),
        }
    }

    /// Parses a number that was typed for this measure.
    fn number(self, typed: &str) -> Option<f64> {
        match self {
            Measure::Ratio => match typed.split_once(':') {
                Some((width, height)) => Some(number(width)? / number(height)?),
                None => number(typed),
            },
            Measure::Bytes => {
                let digits = typed.trim_end_matches(|end: char| end.is_ascii_alphabetic());
                Some(number(digits)? * unit(&typed[digits.len()..])?)
            }
            Measure::Tokens
            | Measure::Words
            | Measure::Characters
            | Measure::Tags
            | Measure::Width
            | Measure::Height => number(typed),
        }
        .filter(|number| number.is_finite())
    }

    fn compare(self, value: f64, number: f64) -> Option<Ordering> {
        if self == Measure::Ratio && (value - number).abs() < number * SAME_RATIO {
            return Some(Ordering::Equal);
        }
        value.partial_cmp(&number)
    }
}

impl Comparison {
    /// Splits a typed text into its comparison and the rest. Without a sign, the comparison is `Equal`.
    fn split(typed: &str) -> (Comparison, &str) {
        [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("!=", Comparison::Different),
            ("<", Comparison::Less),
            (">", Comparison::More),
            ("=", Comparison::Equal),
        ]
        .into_iter()
        .find_map(|(sign, comparison)| Some((comparison, typed.strip_prefix(sign)?)))
        .unwrap_or((Comparison::Equal, typed))
    }

    fn allows(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Less => ordering.is_lt(),
            Comparison::AtMost => ordering.is_le(),
            Comparison::More => ordering.is_gt(),
            Comparison::AtLeast => ordering.is_ge(),
            Comparison::Equal => ordering.is_eq(),
            Comparison::Different => ordering.is_ne(),
        }
    }
}

impl Limit {
    pub(super) fn parse(measure: Measure, typed: &str) -> Result<Limit, LimitError> {
        let (comparison, rest) = Comparison::split(typed);
        if matches!(rest, "" | "!") || (measure == Measure::Ratio && rest.ends_with(':')) {
            return Err(LimitError::Incomplete);
        }
        Ok(Limit {
            measure,
            comparison,
            number: measure.number(rest).ok_or(LimitError::NotANumber)?,
        })
    }

    pub(super) fn holds(self, folded: &FoldedSubject<'_>) -> bool {
        self.measure
            .of(folded)
            .and_then(|value| self.measure.compare(value, self.number))
            .is_some_and(|ordering| self.comparison.allows(ordering))
    }
}

/// Parses digits with an optional decimal point. The parser of `f64` alone would also accept "inf" and "1e5".
fn number(typed: &str) -> Option<f64> {
    let digits = typed.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits.then(|| typed.parse().ok()).flatten()
}

/// Returns the number of bytes in a unit. Units are decimal, as everywhere in the app.
fn unit(typed: &str) -> Option<f64> {
    match typed.to_ascii_lowercase().as_str() {
        "" | "b" => Some(1.0),
        "k" | "kb" => Some(1e3),
        "m" | "mb" => Some(1e6),
        "g" | "gb" => Some(1e9),
        _ => None,
    }
}
