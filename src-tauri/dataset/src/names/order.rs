//! The natural order of file names: `img2` before `img10`, ignoring case.

/// A key that sorts names naturally. Two keys are equal only for the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NaturalKey {
    // The stem goes first, so that `img.jpg` comes before `img 2.jpg`.
    stem: Vec<Part>,
    extension: Vec<Part>,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A number of any length, without leading zeros: of two numbers, the one with more digits is larger.
    Number {
        length: usize,
        digits: String,
    },
    Text(String),
}

impl NaturalKey {
    pub(crate) fn new(name: &str) -> NaturalKey {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        NaturalKey {
            stem: parts(stem),
            extension: parts(extension),
            name: name.to_owned(),
        }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let numeric = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != numeric)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        parts.push(if numeric {
            let digits = run.trim_start_matches('0').to_owned();
            Part::Number {
                length: digits.len(),
                digits,
            }
        } else {
            Part::Text(run.to_lowercase())
        });
        rest = after;
    }
    parts
}
