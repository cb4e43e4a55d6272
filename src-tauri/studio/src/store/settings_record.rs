//! The record of the settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The person's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Settings {
    /// Light, dark, or the system's setting.
    pub(crate) appearance: Appearance,
    /// The keyboard shortcuts by action, for the actions whose shortcuts are not the default ones. The page defines the
    /// actions.
    pub(crate) keys: BTreeMap<String, Vec<String>>,
    /// The person's own phrases, for Alt+1 to Alt+9.
    pub(crate) phrases: Vec<String>,
    /// The minimum width of images in the dataset's grid, in CSS pixels; chosen by the page if nothing is set.
    pub(crate) cell_size: Option<u32>,
    /// True if a window that is closed while trainings are in progress hides in the tray, and the trainings continue.
    pub(crate) tray: bool,
    /// The language tag of the user interface; the system's language if nothing is set.
    pub(crate) language: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            appearance: Appearance::System,
            keys: BTreeMap::new(),
            phrases: Vec::new(),
            cell_size: None,
            tray: false,
            language: None,
        }
    }
}

/// The colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Appearance {
    /// The system's setting.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
