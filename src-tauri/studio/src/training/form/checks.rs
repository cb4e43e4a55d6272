//! Checks what stands in the way of a training, and what to look at before paying for one.

use dataset::Image;

use super::FormContext;
use crate::formatting::count;
use crate::training::trainers::chosen;
use crate::view::{Account, FieldProblem, StorageKind};
use crate::workspace::preparation;

impl FormContext {
    /// Returns the problems with the fields.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut say = |field: &str, message: String, missing: bool| {
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
            say(
                "triggerWord",
                "Type a made-up word that no caption would contain by chance, such as TOK or CYBRPNK."
                    .to_owned(),
                true,
            );
        } else if word.contains(char::is_whitespace) {
            say(
                "triggerWord",
                "The trigger word must be one word, without spaces.".to_owned(),
                false,
            );
        }
        if self.draft.destination.trim().is_empty() {
            say("destination", "Choose a destination.".to_owned(), true);
        } else if let Err(message) = self.destination() {
            say("destination", message, false);
        }
        if let Err(message) = chosen(&self.draft.trainer) {
            say("trainer", message, false);
        }
        problems.extend(self.storage_problem());
        problems.extend(self.input_problems());
        problems
    }

    /// Returns what stands in the way of Start, if no field can show it.
    pub(super) fn cannot_start(&self, images: &[Image]) -> Option<String> {
        if self.dataset.is_none() {
            return Some(
                "Open a dataset first: drop a folder or some images on the window.".to_owned(),
            );
        }
        if images.len() < 2 && self.draft.storage != StorageKind::Address {
            return Some(
                "The trainer needs at least two images, and 10 to 20 work best.".to_owned(),
            );
        }
        match (&self.account, &self.trainer) {
            (Account::Checking, _) => Some("Checking your account…".to_owned()),
            (Account::SignedOut { .. }, _) => {
                Some("Sign in with your Replicate token to start a training.".to_owned())
            }
            (Account::SignedIn { .. }, None) => Some(
                "The trainer couldn't be looked up yet. Check the internet connection.".to_owned(),
            ),
            (Account::SignedIn { .. }, Some(_)) => None,
        }
    }

    /// Returns what to look at before paying.
    pub(super) fn warnings(&self, images: &[Image]) -> Vec<String> {
        let mut warnings = Vec::new();
        match images.len() {
            2..10 => warnings.push(format!(
                "You have only {}. 10 to 20 work best.",
                count(images.len(), "image")
            )),
            21.. => warnings.push(format!(
                "You have {} images. 10 to 20 good ones work best.",
                images.len()
            )),
            _ => {}
        }
        if self.asks_trigger_word()
            && let Some(trigger) = self.trigger(images)
            && trigger.missing > 0
        {
            warnings.push(
                "A caption without the trigger word teaches the model nothing about it.".to_owned(),
            );
        }
        let small = images
            .iter()
            .filter(|image| image.is_smaller_than(self.preparation.target_area))
            .count();
        if small > 0 {
            let verb = if small == 1 { "is" } else { "are" };
            warnings.push(format!(
                "{} {verb} smaller than {}. Larger images work better.",
                count(small, "image"),
                preparation::square(&self.preparation)
            ));
        }
        warnings
    }
}

/// Returns a field's name as a `'static` string, which [`crate::Error::Field`] needs.
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
