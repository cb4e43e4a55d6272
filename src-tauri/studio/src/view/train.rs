//! The Train page: its form, and the review of what will be sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PreparationOptions, StorageKind, StorageOffer};

/// The person's inputs on the Train page. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct TrainDraft {
    /// The trainer: `owner/name`, or `owner/name:version`. Empty for the fast Flux trainer.
    pub trainer: String,
    /// The made-up word that denotes the subject or style in prompts.
    pub trigger_word: String,
    /// `subject` or `style`.
    pub lora_type: LoraType,
    /// The destination of the trained model: `name` or `owner/name`.
    pub destination: String,
    /// The trainer's other inputs as typed, by the trainer's names for them. The trainer uses its defaults for missing
    /// inputs.
    pub inputs: BTreeMap<String, String>,
    /// The storage for the zip.
    pub storage: StorageKind,
    /// The zip's address, if it already has one.
    pub zip_address: String,
    /// True if the zip is not deleted after the run.
    pub keep_zip: bool,
    /// The properties of a new destination.
    pub new_model: NewModelDraft,
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
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct NewModelDraft {
    /// True if everybody may see and run the model.
    pub public: bool,
    /// The SKU of the hardware that the model runs on; empty to let the app choose.
    pub hardware: String,
}

/// The kind of thing that is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "lowercase")]
pub enum LoraType {
    /// A person, an animal, a thing.
    Subject,
    /// A visual style.
    Style,
}

impl LoraType {
    /// Returns the value that trainers expect.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            LoraType::Subject => "subject",
            LoraType::Style => "style",
        }
    }
}

/// The form of the Train page: the filled-in values, their meaning, and any problems.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainForm {
    /// The filled-in values.
    pub draft: TrainDraft,
    /// The two kinds of LoRA, with a line that explains each.
    pub lora_types: Vec<LoraTypeChoice>,
    /// The number of captions that contain the trigger word; nothing if no word is typed or there are no captions.
    pub trigger: Option<TriggerCount>,
    /// A sentence with the number of included images that have a caption, and of those that the trainer's own captioner
    /// describes.
    pub captioning: String,
    /// The meaning of the typed destination, in a sentence: a new private model, or a new version of an existing one.
    pub destination: String,
    /// The trainer and its version, in words.
    pub trainer: String,
    /// The trainer's model, `owner/name`; as typed if it can't be parsed.
    pub model: String,
    /// The trainer's versions, for `choose_trainer`.
    pub versions: Vec<TrainerVersion>,
    /// The chosen version, as in [`TrainerVersion::trainer`]; empty if the typed trainer can't be parsed.
    pub version: String,
    /// The trainers offered; any other can be typed.
    pub trainers: Vec<TrainerChoice>,
    /// True if the trainer has an input for a trigger word.
    pub asks_trigger_word: bool,
    /// True if the trainer distinguishes subjects and styles.
    pub asks_lora_type: bool,
    /// The names of the settings that the person saved.
    pub presets: Vec<String>,
    /// The name of the saved settings that are filled in now, if any.
    pub preset: Option<String>,
    /// The storages that can be chosen for the zip.
    pub storages: Vec<StorageOffer>,
    /// A sentence on what happens to the zip after the run.
    pub zip_afterwards: String,
    /// True if the zip can be kept.
    pub can_keep_zip: bool,
    /// The options for a new destination; none if the destination already exists or has no valid name yet.
    pub new_model: Option<NewModelForm>,
    /// The trainer's other inputs, in the trainer's order.
    pub fields: Vec<InputField>,
    /// The problems of single fields, each shown beside its field. They disable Start, except for the problems that the
    /// service reported when the same values were last submitted.
    pub problems: Vec<FieldProblem>,
    /// Sentences on what to check before paying. They never disable Start.
    pub warnings: Vec<String>,
    /// The expected cost and duration, in a sentence that names the source of the figures.
    pub estimate: String,
    /// True if Start may be pressed.
    pub can_start: bool,
    /// The reason why Start may not be pressed, in a sentence, if none of the `problems` states it (no dataset, not
    /// signed in).
    pub cannot_start: Option<String>,
}

/// The options for a new destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct NewModelForm {
    /// The hardware that can be chosen; empty until it was looked up.
    pub hardware: Vec<HardwareOffer>,
    /// A sentence on what the choice of hardware means.
    pub about_hardware: String,
    /// A sentence on what the chosen visibility means.
    pub about_visibility: String,
}

/// Hardware that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HardwareOffer {
    /// The value that is sent.
    pub sku: String,
    /// The display name.
    pub name: String,
}

/// A trainer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerChoice {
    /// `owner/name`.
    pub name: String,
    /// A description of the trainer's use.
    pub about: String,
}

/// A version of a trainer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerVersion {
    /// `owner/name`, or `owner/name:version`.
    pub trainer: String,
    /// A description of the version.
    pub label: String,
}

/// One of a model's inputs, as a form field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct InputField {
    /// The model's name for the input.
    pub name: String,
    /// The display name.
    pub title: String,
    /// The author's description; may be empty.
    pub description: String,
    /// The kind of form field.
    pub kind: InputKind,
    /// The values that can be chosen.
    pub choices: Vec<String>,
    /// The typed or chosen value; empty if it is left to the model.
    pub value: String,
    /// The model's default in words; may be empty.
    pub default_text: String,
    /// The bounds of a number, in words: "3 to 6000".
    pub limits: Option<String>,
    /// True if the input can't be left to the model.
    pub required: bool,
    /// The place where the secret is kept, if it was entered before. The secret itself is never returned.
    pub kept: Option<SecretPlace>,
}

/// The kind of form field for an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum InputKind {
    /// A line of text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    YesNo,
    /// One of its choices.
    Choice,
    /// A list or an object, as JSON.
    Json,
    /// A secret, which is saved by `keep_secret`.
    Secret,
}

/// The place where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum SecretPlace {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app ends.
    Session,
}

/// One of the two kinds of LoRA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LoraTypeChoice {
    /// The value that is sent.
    pub value: LoraType,
    /// The display name.
    pub label: String,
    /// A line that explains the kind.
    pub explanation: String,
}

/// The number of captions that contain the trigger word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TriggerCount {
    /// The count in words: "TOK is in 15 of 18 captions".
    pub sentence: String,
    /// The number of captions without the trigger word; if there are any, the page offers `add_trigger_word`.
    pub missing: u32,
}

/// A problem of one field of the Train page or the Generate page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field of [`TrainDraft`] or `GenerateDraft` by its name in the page: `triggerWord`, `destination`,
    /// `inputs.steps`, …
    pub field: String,
    /// The problem, in a sentence.
    pub message: String,
    /// True while the field is just empty: the message is then shown less prominently, as something still to do.
    pub missing: bool,
}

/// A summary of the exact data that will be sent. The dataset is packed in the same way to measure it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// The number of images in the zip.
    pub images: u32,
    /// The number of captions in the zip.
    pub captions: u32,
    /// The zip's size as text: "12.4 MB".
    pub size: String,
    /// The inputs that the trainer gets, by name, in the trainer's order.
    pub inputs: Vec<ReviewedInput>,
    /// Sentences on the images that are not sent because they can't be used, each with its reason, and on other changes
    /// that the preparation makes.
    pub warnings: Vec<String>,
    /// A sentence with a solution if the zip is too large for the service. Start is disabled then.
    pub too_large: Option<String>,
    /// Preparation options that would make the zip smaller, if there are any.
    pub smaller: Option<Smaller>,
}

/// Preparation options that make a smaller zip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Smaller {
    /// The label of the button: "Prepare with quality 85".
    pub label: String,
    /// The options to set.
    pub options: PreparationOptions,
}

/// An input of a model, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReviewedInput {
    /// The model's name for the input.
    pub name: String,
    /// The value in words.
    pub value: String,
}

/// One of the account's models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// `owner/name`.
    pub name: String,
    /// A description of the model: "private · last version 3 days ago".
    pub about: String,
}
