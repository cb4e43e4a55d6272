//! The available languages and the current one.

use fluent_bundle::FluentArgs;
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use crate::locale::{self, Locale};

/// A language in which the app's texts exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The language's BCP 47 tag, which is also the name of its folder: `en`.
    pub tag: String,
    /// The language's name in the language itself.
    pub name: String,
}

/// Returns all languages, English first.
///
/// The pseudo-languages for tests are included if the environment variable `TINTYPE_PSEUDO_LANGUAGES` is set.
pub fn languages() -> Vec<Language> {
    locale::all().iter().map(Language::from).collect()
}

/// Sets the current language by its tag. Without a tag, or if there are no texts in that language, the system's
/// language is set, or English if there are no texts in the system's language either.
pub fn set_language(tag: Option<&str>) {
    let chosen = tag.and_then(|tag| locale::all().iter().position(|locale| locale.tag == tag));
    locale::set_current(chosen.unwrap_or_else(system_language));
}

/// Returns the current language.
pub fn current() -> Language {
    locale::current().into()
}

impl From<&Locale> for Language {
    fn from(locale: &Locale) -> Language {
        Language {
            tag: locale.tag.clone(),
            name: locale.format("language-name", &FluentArgs::new()),
        }
    }
}

/// Returns the index of the language that suits the system's settings best.
fn system_language() -> usize {
    let wanted: Vec<LanguageIdentifier> = sys_locale::get_locales()
        .filter_map(|tag| tag.parse().ok())
        .collect();
    best_match(&wanted)
}

fn best_match(wanted: &[LanguageIdentifier]) -> usize {
    let available: Vec<&LanguageIdentifier> =
        locale::all().iter().map(|locale| &locale.id).collect();
    negotiate_languages(wanted, &available, None, NegotiationStrategy::Lookup)
        .first()
        .and_then(|best| available.iter().position(|id| id == *best))
        .unwrap_or(0)
}
