//! The interface of a check.

use localization::Message;

use super::evidence::Evidence;
use super::remedy::Remedy;
use super::subject::Subject;

/// A check of a dataset. Each check has a module of its own.
pub(super) trait Check: Sync {
    /// Returns the name of the check's findings. It begins the key of each finding and, for most checks, is a value
    /// that a search accepts after `has:`.
    fn kind(&self) -> &'static str;

    /// Returns the evidence for each finding. Empty evidence is ignored.
    fn find(&self, subject: &Subject<'_>) -> Vec<Evidence>;

    /// Returns the title of a finding.
    fn title(&self, evidence: &Evidence, terms: &Terms<'_>) -> Message;

    /// Returns the reason why the finding matters, and what to do.
    fn reason(&self, evidence: &Evidence, terms: &Terms<'_>) -> Message;

    /// Returns the change that the finding's button makes, or `None` if only the person can fix it.
    fn remedy(&self, _evidence: &Evidence, _terms: &Terms<'_>) -> Option<Remedy> {
        None
    }

    /// Returns whether a search for `has:problem` finds the finding's images.
    fn is_problem(&self) -> bool {
        true
    }

    /// Returns the search that shows the finding's images, if there is one.
    fn search(&self) -> Option<String> {
        Some(format!("has:{}", self.kind()))
    }
}

/// The terms that texts of findings mention.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The trigger word.
    pub word: &'a str,
    /// The size that the trainer works at, for display: "1024 × 1024".
    pub size: &'a str,
}
