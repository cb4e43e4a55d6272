//! Finds the problems that prevent a training, and the warnings to show before the person pays for one.

use dataset::Image;
use localization::{Message, message, text};

use super::FormContext;
use crate::error::Error;
use crate::training::trainers::parse_trainer;
use crate::view::{Account, FieldProblem};
use crate::workspace::preparation;

impl FormContext {
    /// Returns the problems with the fields.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut add = |field: &str, message: String, missing: bool| {
            problems.push(FieldProblem {
                field: field.to_owned(),
                message,
                missing,
            });
        };
        let word = self.draft.trigger_word.trim();
        if !self.asks_trigger_word() {
            // The trainer takes no trigger word.
        } else if word.is_empty() {
            add("triggerWord", text!("training-no-trigger-word"), true);
        } else if word.contains(char::is_whitespace) {
            add(
                "triggerWord",
                text!("training-trigger-word-with-spaces"),
                false,
            );
        }
        if self.draft.destination.trim().is_empty() {
            add("destination", text!("training-no-destination"), true);
        } else if let Err(message) = self.destination() {
            add("destination", message, false);
        }
        if let Err(message) = parse_trainer(&self.draft.trainer) {
            add("trainer", message.into(), false);
        }
        problems.extend(self.storage_problem());
        problems.extend(self.input_problems());
        problems
    }

    /// Returns the problem that prevents Start and that no field can show, if any.
    pub(super) fn cannot_start(&self, images: &[Image]) -> Option<Message> {
        if self.dataset.is_none() {
            return Some(Error::NoDataset.message());
        }
        if images.len() < 2 && self.draft.storage.packs_dataset() {
            return Some(message!("training-too-few-images"));
        }
        match (&self.account, &self.trainer) {
            (Account::Checking, _) => Some(message!("training-checking-account")),
            (Account::SignedOut { .. }, _) => Some(message!("training-signed-out")),
            (Account::SignedIn { .. }, None) => Some(message!("training-trainer-not-known-yet")),
            (Account::SignedIn { .. }, Some(_)) => None,
        }
    }

    /// Returns the warnings to show before the person pays.
    pub(super) fn warnings(&self, images: &[Image]) -> Vec<String> {
        let mut warnings = Vec::new();
        match images.len() {
            2..10 => warnings.push(text!("training-few-images", images = images.len())),
            21.. => warnings.push(text!("training-many-images", images = images.len())),
            _ => {}
        }
        if self.asks_trigger_word()
            && let Some(trigger) = self.trigger(images)
            && trigger.missing > 0
        {
            warnings.push(text!("training-captions-without-trigger-word"));
        }
        let small = images
            .iter()
            .filter(|image| image.is_smaller_than(self.preparation.target_area))
            .count();
        if small > 0 {
            warnings.push(text!(
                "training-small-images",
                images = small,
                size = preparation::square(&self.preparation)
            ));
        }
        warnings
    }
}

/// Returns a field's name as a `'static` string, which [`Error::Field`] needs.
pub(super) fn field_name(field: &str) -> &'static str {
    match field {
        "triggerWord" => "triggerWord",
        "destination" => "destination",
        "loraType" => "loraType",
        "trainer" => "trainer",
        "storage" => "storage",
        "zipAddress" => "zipAddress",
        _ => "inputs",
    }
}
