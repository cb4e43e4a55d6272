//! Decides whether typing in a caption continues the last undo step or begins a new one.

use std::time::{Duration, Instant};

use crate::store::journal::StepId;

/// The pause in typing after which a new step begins.
const PAUSE: Duration = Duration::from_secs(1);

/// Remembers the typing that more typing may continue. It is kept only in memory. Its lock must be held while any step
/// is recorded.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) typing: Option<Typing>,
}

/// The last typing in a caption, which more typing may continue in the same step.
#[derive(Debug)]
pub(crate) struct Typing {
    pub(crate) step: StepId,
    pub(crate) file: String,
    pub(crate) last: Instant,
    pub(crate) grows: bool,
}

impl Recorder {
    /// Makes the next change a separate step.
    pub(crate) fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Returns the step that typing in the caption `file` continues, if there is one. `grows` is true if the typing
    /// makes the text longer.
    pub(crate) fn step_to_extend(&self, file: &str, grows: bool) -> Option<StepId> {
        let typing = self.typing.as_ref()?;
        let continues =
            typing.file == file && typing.grows == grows && typing.last.elapsed() < PAUSE;
        continues.then_some(typing.step)
    }
}
