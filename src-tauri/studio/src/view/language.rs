//! The languages of the window, and the page's texts in the current one.

use serde::Serialize;

/// A language that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Language {
    /// The language's BCP 47 tag: `en`.
    pub tag: String,
    /// The language's name in the language itself.
    pub name: String,
}

/// The texts of the page in one language. Returned by `page_texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PageTexts {
    /// The language's BCP 47 tag.
    pub language: String,
    /// True if the language is written from right to left.
    pub right_to_left: bool,
    /// The content of each Fluent file with texts of the page.
    pub files: Vec<String>,
}

impl From<localization::Language> for Language {
    fn from(language: localization::Language) -> Self {
        Language {
            tag: language.tag,
            name: language.name,
        }
    }
}

impl From<localization::PageTexts> for PageTexts {
    fn from(texts: localization::PageTexts) -> Self {
        PageTexts {
            language: texts.language,
            right_to_left: texts.right_to_left,
            files: texts.files,
        }
    }
}
