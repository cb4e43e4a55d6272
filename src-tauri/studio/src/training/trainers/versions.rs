//! Lists the versions of a trainer that are offered: the newest, one that is known to work, and a few earlier ones.

use jiff::Timestamp;
use localization::text;
use replicate::{Version, VersionName};

use super::known::known;
use crate::formatting::{ago, short};
use crate::view::TrainerVersion;

/// The maximum number of versions offered from the service's list.
const OFFERED: usize = 6;

/// Returns the versions to choose from, given the versions that the service lists, newest first. The current choice is
/// included.
pub(super) fn offered(choice: &VersionName, listed: &[Version]) -> Vec<TrainerVersion> {
    let name = choice.model.to_string();
    let age = |version: &Version| version.created_at.map(|then| ago(then, Timestamp::now()));
    let newest = match listed.first() {
        Some(version) => match age(version) {
            Some(ago) => text!(
                "training-newest-version-and-age",
                version = short(&version.id),
                ago = ago
            ),
            None => text!("training-newest-version-of", version = short(&version.id)),
        },
        None => text!("training-newest-version"),
    };
    let mut offered = vec![TrainerVersion {
        trainer: name.clone(),
        label: newest,
    }];
    let mut offer = |id: &str, label: String| {
        let trainer = format!("{name}:{id}");
        if offered.iter().all(|version| version.trainer != trainer) {
            offered.push(TrainerVersion { trainer, label });
        }
    };
    if let Some(pinned) = known(&name).and_then(|known| known.pinned) {
        offer(
            pinned,
            text!("training-pinned-version", version = short(pinned)),
        );
    }
    for version in listed.iter().take(OFFERED) {
        let label = match age(version) {
            Some(ago) => text!(
                "training-version-and-age",
                version = short(&version.id),
                ago = ago
            ),
            None => short(&version.id).to_owned(),
        };
        offer(&version.id, label);
    }
    if let Some(chosen) = &choice.version {
        offer(chosen, short(chosen).to_owned());
    }
    offered
}
