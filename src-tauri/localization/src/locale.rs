//! The texts of each language, read from the files that are built into the app.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use crate::pseudo::Pseudo;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../locales");

static ALL: LazyLock<Vec<Locale>> = LazyLock::new(load_all);

/// The index of the current language in `ALL`.
static CURRENT: AtomicUsize = AtomicUsize::new(0);

/// A language with its texts.
pub(crate) struct Locale {
    pub(crate) tag: String,
    pub(crate) id: LanguageIdentifier,
    right_to_left: bool,
    /// The texts of the app and of the page.
    bundle: FluentBundle<FluentResource>,
    /// The contents of the page's files.
    page: Vec<String>,
}

/// The texts of the page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTexts {
    /// The language's BCP 47 tag.
    pub language: String,
    /// True if the language is written from right to left.
    pub right_to_left: bool,
    /// The contents of the Fluent files.
    pub files: Vec<String>,
}

/// Returns all languages, English first.
pub(crate) fn all() -> &'static [Locale] {
    &ALL
}

/// Returns the current language.
pub(crate) fn current() -> &'static Locale {
    &ALL[CURRENT.load(Ordering::Relaxed)]
}

/// Makes the language at this index of [`all`] the current one, or the first language if the index is out of range.
pub(crate) fn set_current(index: usize) {
    let index = if index < ALL.len() { index } else { 0 };
    CURRENT.store(index, Ordering::Relaxed);
}

/// Returns the texts of the page in the current language.
pub fn page_texts() -> PageTexts {
    let locale = current();
    PageTexts {
        language: locale.tag.clone(),
        right_to_left: locale.right_to_left,
        files: locale.page.clone(),
    }
}

fn load_all() -> Vec<Locale> {
    let mut folders: Vec<&Dir<'_>> = FILES.dirs().collect();
    folders.sort_by_key(|folder| (!folder.path().ends_with("en"), folder.path()));
    let mut all: Vec<Locale> = folders
        .iter()
        .filter_map(|folder| Locale::of_folder(folder, None))
        .collect();
    if let (Some(english), Some(_)) = (
        folders.first(),
        std::env::var_os("TINTYPE_PSEUDO_LANGUAGES"),
    ) {
        all.extend(
            Pseudo::ALL
                .iter()
                .filter_map(|pseudo| Locale::of_folder(english, Some(*pseudo))),
        );
    }
    all
}

impl Locale {
    /// Reads the texts of a language, and turns them into a pseudo-language if one is given. Files that can't be read
    /// are skipped; the tests make sure that there are none.
    fn of_folder(folder: &Dir<'_>, pseudo: Option<Pseudo>) -> Option<Locale> {
        let tag = match pseudo {
            Some(pseudo) => pseudo.tag().to_owned(),
            None => folder.path().file_name()?.to_str()?.to_owned(),
        };
        let id: LanguageIdentifier = tag.parse().ok()?;
        let texts = |folder: &Dir<'_>| -> Vec<String> {
            folder
                .files()
                .filter_map(|file| file.contents_utf8())
                .map(|text| match pseudo {
                    Some(pseudo) => pseudo.transform(text),
                    None => text.to_owned(),
                })
                .collect()
        };
        let page = folder
            .get_dir(folder.path().join("page"))
            .map(texts)
            .unwrap_or_default();
        let right_to_left = pseudo.is_some_and(Pseudo::is_right_to_left)
            || id.character_direction() == unic_langid::CharacterDirection::RTL;
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // Marks around arguments keep, say, a Latin file name in order within Arabic text. Left-to-right languages do
        // not need them, and they would end up in copied text.
        bundle.set_use_isolating(right_to_left);
        for text in texts(folder).into_iter().chain(page.clone()) {
            let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
                tracing::error!(?errors, "a file of texts is malformed");
                resource
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "a text is defined twice");
            }
        }
        Some(Locale {
            tag,
            id,
            right_to_left,
            bundle,
            page,
        })
    }

    /// Returns the text with this id. If this language does not have the text, returns the English text. If the English
    /// text is missing too, as can happen with a record of a newer version, returns the id.
    pub(crate) fn format(&self, id: &str, arguments: &FluentArgs<'_>) -> String {
        let english = ALL.first().filter(|english| english.tag != self.tag);
        std::iter::once(self)
            .chain(english)
            .find_map(|locale| locale.format_own(id, arguments))
            .unwrap_or_else(|| {
                tracing::error!(id, "a text is missing");
                id.to_owned()
            })
    }

    fn format_own(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(arguments), &mut errors);
        if !errors.is_empty() {
            tracing::error!(?errors, id, "a text can't be formatted completely");
        }
        Some(text.into_owned())
    }
}
