//! The records of the drafts: the person's inputs on the Train and Generate pages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The person's inputs on the Train page. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TrainDraft {
    /// The trainer: `owner/name`, or `owner/name:version`. Empty for the fast Flux trainer.
    pub(crate) trainer: String,
    /// The made-up word that stands for the subject or style in prompts.
    pub(crate) trigger_word: String,
    /// `subject` or `style`.
    pub(crate) lora_type: LoraType,
    /// The destination of the trained model: `name` or `owner/name`.
    pub(crate) destination: String,
    /// The trainer's other inputs as typed, by the trainer's names for them. Missing inputs are left to the trainer.
    pub(crate) inputs: BTreeMap<String, String>,
    /// The storage that the zip is put in.
    pub(crate) storage: StorageKind,
    /// The zip's address, for [`StorageKind::Address`].
    pub(crate) zip_address: String,
    /// True if the zip is not deleted after the run.
    pub(crate) keep_zip: bool,
    /// The properties of a new destination.
    pub(crate) new_model: NewModelDraft,
}

impl Default for TrainDraft {
    fn default() -> Self {
        TrainDraft {
            trainer: String::new(),
            trigger_word: String::new(),
            lora_type: LoraType::Subject,
            destination: String::new(),
            inputs: BTreeMap::new(),
            storage: StorageKind::Replicate,
            zip_address: String::new(),
            keep_zip: false,
            new_model: NewModelDraft::default(),
        }
    }
}

/// The properties of a new destination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewModelDraft {
    /// True if everybody may see and run the model.
    pub(crate) public: bool,
    /// The `sku` of the model's hardware; empty for any.
    pub(crate) hardware: String,
}

/// The kind of thing that is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LoraType {
    /// A person, an animal, a thing.
    Subject,
    /// A style of pictures.
    Style,
}

/// The storage that the person chose for a training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StorageKind {
    /// Replicate's own storage.
    #[default]
    Replicate,
    /// The bucket in Settings.
    Bucket,
    /// The person's own address, where the zip already is.
    Address,
}

/// The person's choice of how a dataset's images are prepared for the trainer. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PreparationOptions {
    /// Larger images are scaled down to the area of a square with this side, in pixels.
    pub(crate) side: u32,
    /// JPEG quality, 1 to 100.
    pub(crate) quality: u8,
    /// True if PNG files stay PNG, without loss.
    pub(crate) keep_png: bool,
    /// The colour behind transparent parts: `#rrggbb`.
    pub(crate) background: String,
}

/// The person's inputs on the Generate page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct GenerateDraft {
    /// `owner/name:version` of the version that makes the pictures.
    pub(crate) version: String,
    /// The prompt.
    pub(crate) prompt: String,
    /// The version's other inputs as typed. Missing inputs are left to the model.
    pub(crate) inputs: BTreeMap<String, String>,
    /// The kind of batch.
    pub(crate) kind: BatchKind,
    /// The axis of a grid that changes from column to column.
    pub(crate) across: AxisDraft,
    /// The axis of a grid that changes from row to row.
    pub(crate) down: AxisDraft,
}

/// The kind of batch that one press of Generate makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum BatchKind {
    /// Pictures of one prompt.
    #[default]
    Pictures,
    /// A table over one or two axes.
    Grid,
    /// The same picture without and with the LoRA.
    BeforeAfter,
    /// The standard prompts that show what a LoRA has learnt.
    Sheet,
}

/// An axis of a grid as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct AxisDraft {
    /// The input that changes.
    pub(crate) what: AxisKind,
    /// The values: one per line for prompts and versions, separated by commas, semicolons, spaces or line breaks for
    /// numbers.
    pub(crate) values: String,
}

/// An input that a grid can change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AxisKind {
    /// Nothing.
    #[default]
    Nothing,
    /// The strength of the LoRA.
    Scale,
    /// The trained version.
    Version,
    /// The number of steps per picture.
    Steps,
    /// The guidance: how closely the prompt is followed.
    Guidance,
    /// The prompt.
    Prompt,
    /// The seed.
    Seed,
}

impl Default for PreparationOptions {
    /// Returns the options that the first versions of Tintype used, which offered no choice.
    fn default() -> Self {
        PreparationOptions {
            side: 1024,
            quality: 95,
            keep_png: false,
            background: "#ffffff".to_owned(),
        }
    }
}
