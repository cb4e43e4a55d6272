//! Lists the versions of a trainer that are offered: the newest, one that is known to work, a few earlier ones, and the
//! chosen one.

use jiff::Timestamp;
use localization::text;
use replicate::{Version, VersionName};

use super::known::known_trainer;
use crate::formatting::{ago, short_version};
use crate::view::TrainerVersion;

/// The maximum number of versions offered from the service's list.
const MAX_LISTED: usize = 6;

/// Returns the versions to choose from, including the current choice. `listed` contains the versions that the service
/// lists, newest first.
pub(super) fn version_choices(choice: &VersionName, listed: &[Version]) -> Vec<TrainerVersion> {
    let name = choice.model.to_string();
    let age = |version: &Version| version.created_at.map(|then| ago(then, Timestamp::now()));
    let newest = match listed.first() {
        Some(version) => match age(version) {
            Some(ago) => text!(
                "training-newest-version-and-age",
                version = short_version(&version.id),
                ago = ago
            ),
            None => text!(
                "training-newest-version-of",
                version = short_version(&version.id)
            ),
        },
        None => text!("training-newest-version"),
    };
    let mut choices = vec![TrainerVersion {
        trainer: name.clone(),
        label: newest,
    }];
    let mut add = |id: &str, label: String| {
        let trainer = format!("{name}:{id}");
        if choices.iter().all(|version| version.trainer != trainer) {
            choices.push(TrainerVersion { trainer, label });
        }
    };
    if let Some(pinned) = known_trainer(&name).and_then(|known| known.pinned) {
        add(
            pinned,
            text!("training-pinned-version", version = short_version(pinned)),
        );
    }
    for version in listed.iter().take(MAX_LISTED) {
        let label = match age(version) {
            Some(ago) => text!(
                "training-version-and-age",
                version = short_version(&version.id),
                ago = ago
            ),
            None => short_version(&version.id).to_owned(),
        };
        add(&version.id, label);
    }
    if let Some(chosen) = &choice.version {
        add(chosen, short_version(chosen).to_owned());
    }
    choices
}
