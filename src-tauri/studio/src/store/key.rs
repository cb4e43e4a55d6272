//! The keys of the values that the store keeps besides runs and pictures.

use std::path::Path;

use dataset::path_text;
use localization::{Message, message};

/// The key of a stored value. It determines the value's table, and its key in that table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    /// The account that was signed in last.
    Account,
    /// The person's own bucket.
    Bucket,
    /// The dismissed findings of a folder.
    Dismissed(&'a Path),
    /// The names of the entries that are still to be removed from the keychain.
    ForgottenSecrets,
    /// The inputs on the Generate page.
    GenerateDraft,
    /// The folder that is open.
    OpenDataset,
    /// The options for the preparation of a folder's images.
    Preparation(&'a Path),
    /// The presets of the Train page.
    Presets,
    /// The person's own prices.
    Prices,
    /// The settings.
    Settings,
    /// The inputs on the Train page for a folder.
    TrainDraft(&'a Path),
    /// The service's last description of a trainer: its version and schema.
    Trainer(&'a str),
    /// The schema of a version, `owner/name:version`.
    VersionInputs(&'a str),
    /// The versions of the account's other trainings.
    VersionsElsewhere,
}

/// A table of stored values, with the names of its two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) value: &'static str,
}

/// The table of all values that have no table of their own.
pub(super) const MEMORY: Table = Table {
    name: "memory",
    key: "name",
    value: "value",
};

const DRAFTS: Table = Table {
    name: "drafts",
    key: "folder",
    value: "draft",
};

const PREPARATIONS: Table = Table {
    name: "preparations",
    key: "folder",
    value: "options",
};

impl Key<'_> {
    pub(super) fn table(self) -> Table {
        match self {
            Key::TrainDraft(_) => DRAFTS,
            Key::Preparation(_) => PREPARATIONS,
            Key::Account
            | Key::Bucket
            | Key::Dismissed(_)
            | Key::ForgottenSecrets
            | Key::GenerateDraft
            | Key::OpenDataset
            | Key::Presets
            | Key::Prices
            | Key::Settings
            | Key::Trainer(_)
            | Key::VersionInputs(_)
            | Key::VersionsElsewhere => MEMORY,
        }
    }

    /// Returns the key in the table.
    pub(super) fn text(self) -> String {
        match self {
            Key::Account => "account".to_owned(),
            Key::Bucket => "bucket".to_owned(),
            Key::Dismissed(folder) => format!("dismissed:{}", path_text(folder)),
            Key::ForgottenSecrets => "forgotten secrets".to_owned(),
            Key::GenerateDraft => "generate".to_owned(),
            Key::OpenDataset => "open".to_owned(),
            Key::TrainDraft(folder) | Key::Preparation(folder) => path_text(folder),
            Key::Presets => "presets".to_owned(),
            Key::Prices => "prices".to_owned(),
            Key::Settings => "settings".to_owned(),
            Key::Trainer(choice) => format!("trainer {choice}"),
            Key::VersionInputs(version) => format!("inputs {version}"),
            Key::VersionsElsewhere => "versions elsewhere".to_owned(),
        }
    }

    /// Returns the message to show if the value can't be read, or `None` for a value that the person did not enter.
    pub(super) fn unreadable(self) -> Option<Message> {
        match self {
            Key::Bucket => Some(message!("app-unreadable-bucket")),
            Key::Dismissed(folder) => Some(message!(
                "app-unreadable-dismissed",
                folder = path_text(folder)
            )),
            Key::GenerateDraft => Some(message!("app-unreadable-generate")),
            Key::Preparation(folder) => Some(message!(
                "app-unreadable-preparation",
                folder = path_text(folder)
            )),
            Key::Presets => Some(message!("app-unreadable-presets")),
            Key::Prices => Some(message!("app-unreadable-prices")),
            Key::Settings => Some(message!("app-unreadable-settings")),
            Key::TrainDraft(folder) => {
                Some(message!("app-unreadable-train", folder = path_text(folder)))
            }
            Key::Account
            | Key::ForgottenSecrets
            | Key::OpenDataset
            | Key::Trainer(_)
            | Key::VersionInputs(_)
            | Key::VersionsElsewhere => None,
        }
    }
}
