//! All texts that the app shows, in the current language.
//!
//! The texts are in `locales/<language>/` as [Fluent](https://projectfluent.org) files, and the texts of the page in
//! its subfolder `page/`. [`text!`] returns a text in the current language. [`message!`] returns an id with arguments,
//! which can be stored and later displayed in the language that is then current. `tests/structure/` checks that every
//! id exists and gets the arguments that its text uses.

mod language;
mod locale;
mod message;
mod pseudo;

pub use language::{Language, current, languages, set_language};
pub use locale::{PageTexts, page_texts};
pub use message::{Argument, Message};

/// Creates a [`Message`] from an id and the arguments of its text: `message!("import-undo-images", count = 3)`.
#[macro_export]
macro_rules! message {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Message::new($id)$(.with(stringify!($name), $value))*
    };
}

/// Returns a text in the current language: `text!("import-undo-images", count = 3)`.
#[macro_export]
macro_rules! text {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        ::std::string::ToString::to_string(&$crate::message!($id $(, $name = $value)*))
    };
}
