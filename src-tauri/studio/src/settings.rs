//! The settings that the person chose.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, blocking};
use crate::store::{Key, Store, settings_record};
use crate::view::{Language, PageTexts, Settings};

/// The service for the stored settings.
#[derive(Clone)]
pub struct SettingsService {
    store: Store,
    /// A copy of the `tray` setting, which the window's thread reads.
    tray: Arc<AtomicBool>,
}

impl SettingsService {
    /// Reads the settings and sets the language. Blocks briefly.
    pub(crate) fn new(store: Store) -> SettingsService {
        let settings: settings_record::Settings = store.get(Key::Settings).unwrap_or_default();
        localization::set_language(settings.language.as_deref());
        SettingsService {
            store,
            tray: Arc::new(AtomicBool::new(settings.tray)),
        }
    }

    /// Returns the settings. Blocks briefly.
    pub(crate) fn get(&self) -> Settings {
        let settings: settings_record::Settings = self.store.get(Key::Settings).unwrap_or_default();
        settings.into()
    }

    /// Stores the settings that the person chose, and sets the language if it has changed.
    pub async fn set(&self, settings: Settings) -> Result<Settings, Error> {
        let store = self.store.clone();
        let record = settings_record::Settings::from(settings.clone());
        let before = blocking(move || {
            let before: settings_record::Settings = store.get(Key::Settings).unwrap_or_default();
            store.set(Key::Settings, &record)?;
            Ok::<_, Error>(before)
        })
        .await??;
        self.tray.store(settings.tray, Ordering::Relaxed);
        // The page is loaded again only after a choice, so a change of the system's language does not count here.
        if settings.language != before.language {
            localization::set_language(settings.language.as_deref());
        }
        Ok(settings)
    }

    /// Returns the languages that can be chosen.
    pub(crate) fn languages(&self) -> Vec<Language> {
        let all = localization::languages();
        all.into_iter().map(Language::from).collect()
    }

    /// Returns the page's texts in the current language.
    pub fn page_texts(&self) -> PageTexts {
        localization::page_texts().into()
    }

    /// Returns whether the app stays in the tray while trainings are running.
    pub(crate) fn uses_tray(&self) -> bool {
        self.tray.load(Ordering::Relaxed)
    }
}
