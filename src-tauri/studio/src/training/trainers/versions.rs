//! Lists the versions of a trainer that are offered: the newest, one that is known to work, and a few earlier ones.

use jiff::Timestamp;
use replicate::{Version, VersionName};

use super::known::known;
use crate::formatting::{ago, short};
use crate::view::TrainerVersion;

/// The maximum number of versions offered from the service's list.
const OFFERED: usize = 6;

/// Returns the versions to choose from, given those that the service lists, newest first. The current choice is
/// included.
pub(super) fn offered(choice: &VersionName, listed: &[Version]) -> Vec<TrainerVersion> {
    let name = choice.model.to_string();
    let when = |version: &Version| match version.created_at {
        Some(then) => format!("{}, {}", short(&version.id), ago(then, Timestamp::now())),
        None => short(&version.id).to_owned(),
    };
    let newest = match listed.first() {
        Some(version) => format!("The newest ({})", when(version)),
        None => "The newest".to_owned(),
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
            format!("{}, which Tintype was made with", short(pinned)),
        );
    }
    for version in listed.iter().take(OFFERED) {
        offer(&version.id, when(version));
    }
    if let Some(chosen) = &choice.version {
        offer(chosen, short(chosen).to_owned());
    }
    offered
}
