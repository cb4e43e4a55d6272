//! Text that is looked for, with wildcards, without regard to case.

/// What a backslash makes an ordinary character.
const SIGNS: [char; 4] = ['"', '\\', '*', '?'];

/// Text that is looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pattern {
    /// Somewhere in a text.
    Within(String),
    /// All of a text.
    Whole(String),
    /// All of a text, with wildcards.
    Wild(Vec<Piece>),
}

/// What one character of a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    /// This character.
    This(char),
    /// Any one character.
    One,
    /// Any characters, or none.
    Many,
}

impl Pattern {
    /// What was typed, to be found anywhere in a text.
    pub(super) fn within(typed: &str) -> Pattern {
        let pieces = pieces(typed);
        match plain(&pieces) {
            Some(text) => Pattern::Within(text),
            None => Pattern::Wild([&[Piece::Many], &*pieces, &[Piece::Many]].concat()),
        }
    }

    /// What was typed, to be all of a text.
    pub(super) fn whole(typed: &str) -> Pattern {
        let pieces = pieces(typed);
        plain(&pieces).map_or(Pattern::Wild(pieces), Pattern::Whole)
    }

    /// Whether a folded text is, or holds, what is looked for.
    pub(super) fn matches(&self, folded: &str) -> bool {
        match self {
            Pattern::Within(text) => folded.contains(text),
            Pattern::Whole(text) => folded == text,
            Pattern::Wild(pieces) => fits(pieces, folded),
        }
    }
}

impl Piece {
    /// What is left of a text after the one character that this stands for.
    fn taken_from(self, text: &str) -> Option<&str> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let fits = match self {
            Piece::This(character) => character == first,
            Piece::One | Piece::Many => true,
        };
        fits.then_some(characters.as_str())
    }
}

/// A text without regard to case, character by character, so that what is part of a text is part
/// of it afterwards too: lower-casing whole texts would make one "σ" of "Σ" and another at the
/// end of a word.
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
    // To see that a letter is small already, or that its script has no case, is much quicker than
    // to look its small letter up.
    let small = if has_no_case(character) || character.is_lowercase() {
        character
    } else {
        // "İ" is the one character that becomes two: "i" and a dot above it, which is left out.
        character.to_lowercase().next().unwrap_or(character)
    };
    if small == 'ς' { 'σ' } else { small }
}

/// Whether a character is in one of the large ranges of scripts without case.
fn has_no_case(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{109F}' // from Hebrew and Arabic over the scripts of India to Myanmar's
        | '\u{2E80}'..='\u{A63F}' // Chinese and Japanese
        | '\u{AC00}'..='\u{D7FF}' // Korean
    )
}

/// Writes a text so that a filter looks for exactly that, also after a key: `tag:` and
/// `quoted("long hair")` make `tag:"long hair"`.
pub fn quoted(text: &str) -> String {
    let ordinary = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let operator = matches!(text, "NOT" | "AND" | "OR");
    if !text.is_empty() && !text.starts_with('-') && !operator && text.chars().all(ordinary) {
        return text.to_owned();
    }
    let escaped = text.chars().flat_map(|character| {
        let backslash = SIGNS.contains(&character).then_some('\\');
        backslash.into_iter().chain([character])
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(typed.len());
    let mut rest = typed.chars();
    while let Some(character) = rest.next() {
        let sign = rest.clone().next().filter(|next| SIGNS.contains(next));
        pieces.push(match (character, sign) {
            ('\\', Some(sign)) => {
                rest.next();
                Piece::This(sign)
            }
            ('*', _) => Piece::Many,
            ('?', _) => Piece::One,
            _ => Piece::This(fold_character(character)),
        });
    }
    pieces
}

/// The text of pieces without wildcards.
fn plain(pieces: &[Piece]) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::This(character) => Some(*character),
            Piece::One | Piece::Many => None,
        })
        .collect()
}

/// Whether all of a text fits.
fn fits(mut pieces: &[Piece], mut text: &str) -> bool {
    // What follows the last `Many`, and where it was tried. An earlier `Many` needs no second
    // try: it took as little as it could, and the last one can take the rest.
    let mut tried: Option<(&[Piece], &str)> = None;
    loop {
        match pieces.split_first() {
            None if text.is_empty() => return true,
            Some((Piece::Many, [])) => return true,
            Some((Piece::Many, after)) => {
                let start = start_of(after, text);
                let Some(start) = start else { return false };
                tried = Some((after, start));
                (pieces, text) = (after, start);
                continue;
            }
            Some((piece, after)) => {
                if let Some(rest) = piece.taken_from(text) {
                    (pieces, text) = (after, rest);
                    continue;
                }
            }
            None => {}
        }
        let next = tried.and_then(|(after, from)| {
            let from = start_of(after, Piece::One.taken_from(from)?)?;
            Some((after, from))
        });
        let Some((after, from)) = next else {
            return false;
        };
        tried = next;
        (pieces, text) = (after, from);
    }
}

/// The rest of a text from the first place where pieces may begin to fit.
fn start_of<'t>(pieces: &[Piece], text: &'t str) -> Option<&'t str> {
    match pieces.first() {
        Some(Piece::This(character)) => text.find(*character).map(|at| &text[at..]),
        Some(Piece::One | Piece::Many) | None => Some(text),
    }
}
