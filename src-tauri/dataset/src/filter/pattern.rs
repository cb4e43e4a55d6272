//! Matches text against patterns with wildcards, ignoring case.

/// The characters that are ordinary after a backslash.
const SPECIAL_CHARACTERS: [char; 4] = ['"', '\\', '*', '?'];

/// A pattern that text is matched against.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pattern {
    /// Matches anywhere in a text.
    Within(String),
    /// Matches a whole text.
    Whole(String),
    /// Matches a whole text, with wildcards.
    Wild(Vec<Piece>),
}

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    /// This character.
    This(char),
    /// Any one character.
    One,
    /// Any number of characters, including none.
    Many,
}

impl Pattern {
    /// Returns a pattern that matches the typed text anywhere in a text.
    pub(super) fn within(typed: &str) -> Pattern {
        let pieces = pieces(typed);
        match plain(&pieces) {
            Some(text) => Pattern::Within(text),
            None => Pattern::Wild([&[Piece::Many], &*pieces, &[Piece::Many]].concat()),
        }
    }

    /// Returns a pattern that matches the typed text only as a whole text.
    pub(super) fn whole(typed: &str) -> Pattern {
        let pieces = pieces(typed);
        plain(&pieces).map_or(Pattern::Wild(pieces), Pattern::Whole)
    }

    /// Returns whether a folded text matches.
    pub(super) fn matches(&self, folded: &str) -> bool {
        match self {
            Pattern::Within(text) => folded.contains(text),
            Pattern::Whole(text) => folded == text,
            Pattern::Wild(pieces) => matches_pieces(pieces, folded),
        }
    }
}

impl Piece {
    /// Returns the rest of a text after its first character, if this piece matches that character.
    fn strip_from(self, text: &str) -> Option<&str> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let matches = match self {
            Piece::This(character) => character == first,
            Piece::One | Piece::Many => true,
        };
        matches.then_some(characters.as_str())
    }
}

/// Folds the case of a text. This is done character by character, so that a part of a text is still a part of it after
/// folding: lower-casing a whole text turns "Σ" into "σ", but into "ς" at the end of a word.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().map(fold_character));
    folded
}

fn fold_character(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    // Checking that a letter is already lower-case, or that its script has no case, is much faster than looking up its
    // lower-case letter.
    let small = if has_no_case(character) || character.is_lowercase() {
        character
    } else {
        // "İ" is the only character that becomes two: "i" and a dot above it, which is dropped.
        character.to_lowercase().next().unwrap_or(character)
    };
    if small == 'ς' { 'σ' } else { small }
}

/// Returns whether a character is in one of the large ranges of scripts without case.
fn has_no_case(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{109F}' // from Hebrew and Arabic to the scripts of India and Myanmar
        | '\u{2E80}'..='\u{A63F}' // from Chinese and Japanese to Yi and Vai
        | '\u{AC00}'..='\u{D7FF}' // Korean
    )
}

/// Returns a text, in quotes if necessary, such that a filter searches for exactly that text. The result may follow a
/// key: `tag:` and `quoted("long hair")` form `tag:"long hair"`.
pub fn quoted(text: &str) -> String {
    let ordinary = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let operator = matches!(text, "NOT" | "AND" | "OR");
    if !text.is_empty() && !text.starts_with('-') && !operator && text.chars().all(ordinary) {
        return text.to_owned();
    }
    let escaped = text.chars().flat_map(|character| {
        let backslash = SPECIAL_CHARACTERS.contains(&character).then_some('\\');
        backslash.into_iter().chain([character])
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(typed.len());
    let mut rest = typed.chars();
    while let Some(character) = rest.next() {
        let special = rest
            .clone()
            .next()
            .filter(|next| SPECIAL_CHARACTERS.contains(next));
        pieces.push(match (character, special) {
            ('\\', Some(special)) => {
                rest.next();
                Piece::This(special)
            }
            ('*', _) => Piece::Many,
            ('?', _) => Piece::One,
            _ => Piece::This(fold_character(character)),
        });
    }
    pieces
}

/// Returns the text of pieces without wildcards, or `None` if there are wildcards.
fn plain(pieces: &[Piece]) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::This(character) => Some(*character),
            Piece::One | Piece::Many => None,
        })
        .collect()
}

/// Returns whether the pieces match the whole text.
fn matches_pieces(mut pieces: &[Piece], mut text: &str) -> bool {
    // The pieces after the last `Many`, and the text where they were last tried. An earlier `Many` never needs another
    // try: it matched as little as possible, and the last `Many` can match the text that follows.
    let mut backtrack: Option<(&[Piece], &str)> = None;
    loop {
        match pieces.split_first() {
            None if text.is_empty() => return true,
            Some((Piece::Many, [])) => return true,
            Some((Piece::Many, after)) => {
                let start = start_of(after, text);
                let Some(start) = start else { return false };
                backtrack = Some((after, start));
                (pieces, text) = (after, start);
                continue;
            }
            Some((piece, after)) => {
                if let Some(rest) = piece.strip_from(text) {
                    (pieces, text) = (after, rest);
                    continue;
                }
            }
            None => {}
        }
        let next = backtrack.and_then(|(after, from)| {
            let from = start_of(after, Piece::One.strip_from(from)?)?;
            Some((after, from))
        });
        let Some((after, from)) = next else {
            return false;
        };
        backtrack = next;
        (pieces, text) = (after, from);
    }
}

/// Returns the rest of a text from the first place where the pieces may match.
fn start_of<'t>(pieces: &[Piece], text: &'t str) -> Option<&'t str> {
    match pieces.first() {
        Some(Piece::This(character)) => text.find(*character).map(|at| &text[at..]),
        Some(Piece::One | Piece::Many) | None => Some(text),
    }
}
