//! Spell checking in WebKitGTK, where it is off by default. In the web views of the other systems it is on.

use tauri::WebviewWindow;
use webkit2gtk::{WebContextExt, WebViewExt};

/// The language of most captions, whatever the system's language is.
const ENGLISH: &str = "en_US";

/// Turns on spell checking for fields with the attribute `spellcheck`, in the system's languages and English, if their
/// dictionaries are installed.
pub(crate) fn enable(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|web_view| {
        let Some(context) = web_view.inner().web_context() else {
            return tracing::warn!("the web view has no context, so spell checking is off");
        };
        let locales = gtk::glib::language_names();
        let languages = languages(locales.iter().map(|name| name.as_str()));
        context.set_spell_checking_languages(&languages);
        context.set_spell_checking_enabled(true);
        tracing::info!(?languages, "spell checking is on");
    })
}

/// Returns the locales that can name a dictionary (`de_DE`, but not `de_DE.UTF-8`, `sr_RS@latin` or `C`), followed by
/// `en_US` if none of them is English.
fn languages<'a>(locales: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let is_language = |name: &&str| *name != "C" && *name != "POSIX" && !name.contains(['.', '@']);
    let mut languages: Vec<&str> = locales.filter(is_language).collect();
    let english = ["en", ENGLISH];
    if !languages
        .iter()
        .any(|name| english.contains(name) || name.starts_with("en_"))
    {
        languages.push(ENGLISH);
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::languages;

    #[test]
    fn languages_are_those_of_the_system_and_english() {
        let of = |locales: &[&'static str]| languages(locales.iter().copied());
        assert_eq!(
            of(&["de_CH.UTF-8", "de_CH", "de.UTF-8", "de", "C"]),
            ["de_CH", "de", "en_US"]
        );
        assert_eq!(of(&["en_GB.UTF-8", "en_GB", "en", "C"]), ["en_GB", "en"]);
        assert_eq!(of(&["C.UTF-8", "C"]), ["en_US"]);
        assert_eq!(
            of(&["sr_RS@latin", "sr_RS", "sr"]),
            ["sr_RS", "sr", "en_US"]
        );
    }
}
