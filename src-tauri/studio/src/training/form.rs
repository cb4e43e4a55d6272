//! Builds the form of the Train page, and the training that it requests. `checks` finds the problems that prevent it.

mod checks;
mod destination;
mod inputs;
pub(crate) mod presets;
mod review;
mod storage;

pub(crate) use inputs::field_id;
pub(crate) use review::{review, review_for_address};

use std::collections::BTreeMap;
use std::path::PathBuf;

use dataset::{Dataset, Image, trigger};
use imaging::Preparation;
use localization::{Message, text};
use replicate::{Hardware, ModelName};
use serde_json::{Map, Value};

use crate::formatting::short_version;
use crate::inputs::secret::{hidden_text, review_inputs};
use crate::store::zip_storage::Bucket;
use crate::store::zip_storage::Storage;
use crate::training::form::presets::{Preset, Presets};
use crate::training::price;
use crate::training::trainers::known::{FAST_FLUX, KNOWN_TRAINERS};
use crate::training::trainers::{DEFAULT_STEPS, Trainer, parse_trainer};
use crate::view::{
    Account, FieldProblem, LoraType, LoraTypeChoice, ReviewedInput, SecretPlace, StorageKind,
    TrainDraft, TrainForm, TrainerChoice, TrainerVersion, TriggerCount,
};

/// The data that the form is built from.
pub(crate) struct FormContext {
    pub(crate) draft: TrainDraft,
    pub(crate) account: Account,
    pub(crate) dataset: Option<Dataset>,
    /// The preparation of the dataset's images.
    pub(crate) preparation: Preparation,
    /// The chosen trainer, or `None` until it has been looked up.
    pub(crate) trainer: Option<Trainer>,
    /// The trainer's versions to choose from.
    pub(crate) versions: Vec<TrainerVersion>,
    /// The steps and durations of earlier trainings by this trainer.
    pub(crate) past: Vec<price::PastTraining>,
    /// The prices per second.
    pub(crate) prices: price::Prices,
    /// The problems that the service has already reported for exactly these inputs.
    pub(crate) refused: Vec<FieldProblem>,
    /// The saved settings, by name.
    pub(crate) presets: Presets,
    /// The models that this app trained, `owner/name`.
    pub(crate) trained_here: Vec<String>,
    /// The account's known models, `owner/name`, with a description of each.
    pub(crate) models: BTreeMap<String, String>,
    /// The hardware that a new model may run on, as far as it is known.
    pub(crate) hardware: Vec<Hardware>,
    /// The trainer's secret inputs that the person typed, each with the place where it is kept.
    pub(crate) secrets: BTreeMap<String, SecretPlace>,
    /// The person's own bucket, if there is one.
    pub(crate) bucket: Option<Bucket>,
    /// True if the service runs on this computer, in which case a zip's address may be `http`.
    pub(crate) is_loopback: bool,
}

/// The training to request, with all inputs checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValidatedRequest {
    pub(crate) dataset: PathBuf,
    pub(crate) destination: ModelName,
    pub(crate) zip_input: String,
    pub(crate) input: Map<String, Value>,
    pub(crate) storage: Storage,
    /// The names of the secret inputs that are sent.
    pub(crate) secrets: Vec<String>,
    /// US dollars per second, if known.
    pub(crate) per_second: Option<f64>,
}

impl FormContext {
    /// Returns the form to draw.
    pub(crate) fn form(&self) -> TrainForm {
        let images = self.included_images();
        let mut problems = self.problems();
        let can_start = problems.is_empty();
        let is_refused = |field: &str| self.refused.iter().any(|refused| refused.field == field);
        problems.retain(|problem| !is_refused(&problem.field));
        problems.extend(self.refused.iter().cloned());
        let cannot_start = self.cannot_start(&images);
        TrainForm {
            draft: self.draft.clone(),
            lora_types: lora_types(),
            trigger: self.trigger(&images),
            captioning: match self.draft.storage {
                StorageKind::Replicate | StorageKind::Bucket => captioning(&images),
                StorageKind::Address => String::new(),
            },
            destination: self.destination_sentence(),
            trainer: self.trainer_sentence(),
            model: self.trainer_name(),
            versions: self.versions.clone(),
            version: parse_trainer(&self.draft.trainer)
                .map(|choice| choice.to_string())
                .unwrap_or_default(),
            trainers: trainer_choices(),
            asks_trigger_word: self.asks_trigger_word(),
            asks_lora_type: self.asks_lora_type(),
            fields: self.fields(),
            storages: self.storages(),
            zip_afterwards: self.zip_afterwards(),
            can_keep_zip: self.can_keep_zip(),
            new_model: self.new_model(),
            presets: self.presets.keys().cloned().collect(),
            preset: self.preset(),
            warnings: self.warnings(&images),
            estimate: price::estimate(&self.trainer_name(), self.steps(), &self.past, &self.prices),
            can_start: cannot_start.is_none() && can_start,
            cannot_start: cannot_start.map(String::from),
            problems,
        }
    }

    /// Returns the name of the preset that equals the current settings, if any.
    fn preset(&self) -> Option<String> {
        let current = Preset::of(&self.draft);
        let same = self.presets.iter().find(|(_, preset)| **preset == current);
        same.map(|(name, _)| name.clone())
    }

    /// Returns the training to request, or the first problem that prevents it.
    pub(crate) fn validate(&self) -> Result<ValidatedRequest, crate::Error> {
        if let Some(reason) = self.cannot_start(&self.included_images()) {
            return Err(crate::Error::CannotStart(reason));
        }
        if let Some(problem) = self.problems().into_iter().next() {
            return Err(crate::Error::Field {
                field: checks::field_name(&problem.field),
                message: Message::verbatim(problem.message),
            });
        }
        let (Some(dataset), Some(trainer), Ok(destination), Some(storage)) = (
            &self.dataset,
            &self.trainer,
            self.destination(),
            self.storage(),
        ) else {
            return Err(crate::Error::NoDataset);
        };
        Ok(ValidatedRequest {
            dataset: dataset.folder().to_owned(),
            destination,
            zip_input: trainer.zip_input().unwrap_or("input_images").to_owned(),
            input: self.input(),
            storage,
            secrets: self.secrets.keys().cloned().collect(),
            per_second: self
                .prices
                .per_second(&trainer.name)
                .map(|price| price.dollars),
        })
    }

    /// Returns the inputs for the review, in the trainer's own order. Works even while some are missing.
    pub(crate) fn reviewed_inputs(&self) -> Vec<ReviewedInput> {
        let zip_input = self
            .trainer
            .as_ref()
            .and_then(Trainer::zip_input)
            .unwrap_or("input_images");
        let mut inputs = review_inputs(&self.input());
        inputs.extend(self.secrets.keys().map(|name| ReviewedInput {
            name: name.clone(),
            value: hidden_text(),
        }));
        inputs.push(ReviewedInput {
            name: zip_input.to_owned(),
            value: match self.draft.storage {
                StorageKind::Replicate | StorageKind::Bucket => text!("training-the-zip"),
                StorageKind::Address => text!("training-the-zip-at-its-address"),
            },
        });
        if let Some(trainer) = &self.trainer {
            let position = |input: &ReviewedInput| {
                trainer
                    .form
                    .fields
                    .iter()
                    .position(|field| field.name == input.name)
            };
            inputs.sort_by_key(position);
        }
        inputs
    }

    /// Returns the number of steps that will be trained.
    fn steps(&self) -> u64 {
        let Some(trainer) = &self.trainer else {
            return DEFAULT_STEPS;
        };
        let typed = trainer.steps_input().and_then(|field| {
            let typed = self.draft.inputs.get(&field.name)?;
            typed.trim().parse().ok()
        });
        typed.unwrap_or_else(|| trainer.default_steps())
    }

    /// Returns the `owner/name` of the chosen trainer.
    fn trainer_name(&self) -> String {
        parse_trainer(&self.draft.trainer)
            .map_or_else(|_| FAST_FLUX.to_owned(), |choice| choice.model.to_string())
    }

    /// Returns whether the trainer takes a trigger word. Until the trainer has been looked up, returns true.
    fn asks_trigger_word(&self) -> bool {
        self.trainer
            .as_ref()
            .is_none_or(Trainer::takes_trigger_word)
    }

    fn asks_lora_type(&self) -> bool {
        self.trainer.as_ref().is_none_or(Trainer::takes_lora_type)
    }

    fn included_images(&self) -> Vec<Image> {
        let images = self
            .dataset
            .as_ref()
            .map(Dataset::images)
            .unwrap_or_default();
        images.into_iter().filter(Image::is_included).collect()
    }

    fn trainer_sentence(&self) -> String {
        match &self.trainer {
            Some(trainer) => text!(
                "training-trainer-version",
                trainer = &trainer.name,
                version = short_version(&trainer.version)
            ),
            None => text!(
                "training-trainer-not-looked-up",
                trainer = self.trainer_name()
            ),
        }
    }

    fn trigger(&self, images: &[Image]) -> Option<TriggerCount> {
        let word = self.draft.trigger_word.trim();
        let captions: Vec<&str> = images
            .iter()
            .map(|image| image.caption.as_str())
            .filter(|caption| !caption.trim().is_empty())
            .collect();
        if word.is_empty() || captions.is_empty() {
            return None;
        }
        let containing = captions
            .iter()
            .filter(|caption| trigger::contains(caption, word))
            .count();
        let missing = captions.len() - containing;
        let sentence = if missing == 0 {
            text!(
                "training-trigger-word-in-all",
                captions = captions.len(),
                word = word
            )
        } else {
            text!(
                "training-trigger-word-in-some",
                with = containing,
                captions = captions.len(),
                word = word
            )
        };
        Some(TriggerCount {
            sentence,
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
        })
    }
}

fn trainer_choices() -> Vec<TrainerChoice> {
    let choices = KNOWN_TRAINERS.iter().map(|known| TrainerChoice {
        name: known.name.to_owned(),
        about: (known.about)().into(),
    });
    choices.collect()
}

fn lora_types() -> Vec<LoraTypeChoice> {
    vec![
        LoraTypeChoice {
            value: LoraType::Subject,
            label: text!("training-subject"),
            explanation: text!("training-subject-explanation"),
        },
        LoraTypeChoice {
            value: LoraType::Style,
            label: text!("training-style"),
            explanation: text!("training-style-explanation"),
        },
    ]
}

fn captioning(images: &[Image]) -> String {
    let captioned = images
        .iter()
        .filter(|image| !image.caption.trim().is_empty())
        .count();
    match (captioned, images.len() - captioned) {
        (0, 0) => text!("training-no-images"),
        (0, _) => text!("training-nothing-captioned"),
        (_, 0) => text!("training-all-captioned"),
        (yours, left) => text!("training-some-captioned", yours = yours, left = left),
    }
}
