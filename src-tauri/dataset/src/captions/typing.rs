//! Records typing in a caption as steps, and keeps the typed text if another program writes the file at the same time.

use std::time::Instant;

use localization::message;

use super::caption_content;
use crate::caption::line_ends;
use crate::caption::{CaptionError, DecodedCaption};
use crate::dataset::Inner;
use crate::names::Stem;
use crate::recorder::{Recorder, Typing};
use crate::state::{CaptionFile, ImageId};
use crate::store::edits::EditsError;
use crate::store::journal::{Change, StepStatus};

impl Inner {
    /// Saves typed text, as a new step or as part of the last step. `version` is the version of the caption that the
    /// person saw, or `None` if this text replaces any version.
    pub(super) fn type_caption(
        &self,
        id: ImageId,
        text: &str,
        version: Option<u32>,
    ) -> Result<(), CaptionError> {
        let mut recorder = self.recorder.lock();
        let (stem, file_lock) = self.caption_file(id, text)?;
        let _guard = file_lock.lock();
        let (known, old) = self.current_caption(&stem)?;
        let text = &line_ends::restore(&old, text);
        let shared_guess = self.state().shared_guess;
        let content = known.content_for(text, shared_guess);
        let read = |bytes| DecodedCaption::new(bytes, shared_guess).text;
        let new = content.clone().map(read).unwrap_or_default();
        // If the text is the same, the file is not written: the file may be in another encoding, and writing could
        // change its bytes.
        if old == new {
            if let Some(file) = self.state().captions.get_mut(&stem) {
                file.typed = None;
            }
            return Ok(());
        }
        let (file, before) = (known.name(), known.content());
        let change = Change::Caption {
            file: file.clone(),
            before: before.clone(),
            after: content.clone(),
        };
        let is_forced = version.is_none();
        if !is_forced && (version != Some(known.version) || known.typed.is_some()) {
            self.keep_typed(&mut recorder, &stem, change, text)?;
            return Err(CaptionError::ChangedOutside);
        }
        let grows = new.len() > old.len();
        let extended = recorder.step_to_extend(&file, grows);
        let step = match extended {
            Some(step) => {
                self.journal.extend(step, &file, &before, &content)?;
                step
            }
            None => self
                .journal
                .record(&message!("captions-typing"), &[change])?,
        };
        if let Some(file) = self.state().captions.get_mut(&stem) {
            file.set_pending(content.clone(), shared_guess);
        }
        recorder.typing = Some(Typing {
            step,
            file: file.clone(),
            last: Instant::now(),
            grows,
        });
        let written = self.write_or_revert(&stem, known);
        self.mark_flushed(file, content);
        if written.is_err() {
            // The history keeps the typed text; the folder and the window keep the old caption.
            recorder.end_typing();
            if extended.is_none() {
                self.journal.set_status(step, StepStatus::Past)?;
            }
        }
        written
    }

    /// Keeps the typed text beside the text that another program wrote, until the person chooses.
    fn keep_typed(
        &self,
        recorder: &mut Recorder,
        stem: &Stem,
        change: Change,
        text: &str,
    ) -> Result<(), EditsError> {
        let file = self.caption_file_name(stem);
        let has_typed = self
            .state()
            .captions
            .get(stem)
            .is_some_and(|file| file.typed.is_some());
        if !has_typed {
            // The text typed before the other program's change is a separate step.
            recorder.end_typing();
        }
        let length = self
            .state()
            .captions
            .get(stem)
            .map_or(0, |file| file.typed.as_ref().map_or(0, String::len));
        let grows = text.len() > length;
        let step = match recorder.step_to_extend(&file, grows) {
            Some(step) => {
                self.journal
                    .extend_past(step, &file, &caption_content(text))?;
                step
            }
            None => {
                let title = message!("captions-typing-while-changed");
                self.journal.record_past(&title, change)?
            }
        };
        recorder.typing = Some(Typing {
            step,
            file,
            last: Instant::now(),
            grows,
        });
        if let Some(file) = self.state().captions.get_mut(stem) {
            file.typed = Some(text.to_owned());
        }
        Ok(())
    }

    fn caption_file_name(&self, stem: &Stem) -> String {
        let state = self.state();
        state
            .captions
            .get(stem)
            .map(CaptionFile::name)
            .unwrap_or_default()
    }
}
