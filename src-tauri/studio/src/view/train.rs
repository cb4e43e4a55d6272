//! The Train page: what is filled in, what it means, and what will be sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PreparationOptions, StorageKind, StorageOffer};

/// What the person filled in on the Train page. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct TrainDraft {
    /// The trainer: `owner/name`, or `owner/name:version`. Empty: the fast Flux trainer.
    pub trainer: String,
    /// The made-up word that will call up what is learnt.
    pub trigger_word: String,
    /// `subject` or `style`.
    pub lora_type: LoraType,
    /// Where the trained model goes: `name` or `owner/name`.
    pub destination: String,
    /// The trainer's other inputs as typed, by its names for them. What is not there is left to the trainer.
    pub inputs: BTreeMap<String, String>,
    /// Where the zip is put.
    pub storage: StorageKind,
    /// The zip's address, where it has one already.
    pub zip_address: String,
    /// The zip stays where it was put.
    pub keep_zip: bool,
    /// What a new destination is to be.
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

/// What a new destination is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct NewModelDraft {
    /// Everybody may see and run it.
    pub public: bool,
    /// The `sku` of its hardware; empty for any.
    pub hardware: String,
}

/// What kind of thing is learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "lowercase")]
pub enum LoraType {
    /// A person, an animal, a thing.
    Subject,
    /// A way of making pictures.
    Style,
}

impl LoraType {
    /// The trainers' word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            LoraType::Subject => "subject",
            LoraType::Style => "style",
        }
    }
}

/// The Train page: what is filled in, what it means, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainForm {
    /// What is filled in.
    pub draft: TrainDraft,
    /// The two kinds with a line that explains each.
    pub lora_types: Vec<LoraTypeChoice>,
    /// The trigger word in the captions; nothing while no word is typed or no caption is there.
    pub trigger: Option<TriggerCount>,
    /// Included images with a caption by the person, and those left to the trainer's own captioner, in a sentence.
    pub captioning: String,
    /// What the destination typed now means, in a sentence: a new private model, or a new version of one there.
    pub destination: String,
    /// The trainer and its version, in words.
    pub trainer: String,
    /// The trainer's model, `owner/name`; as it was typed where that can't be read.
    pub model: String,
    /// The versions of the trainer to choose from, by `choose_trainer`.
    pub versions: Vec<TrainerVersion>,
    /// The one that is chosen.
    pub version: String,
    /// The trainers that are offered; any other can be typed.
    pub trainers: Vec<TrainerChoice>,
    /// Whether the trainer asks for a trigger word.
    pub asks_trigger_word: bool,
    /// Whether the trainer tells subjects and styles apart.
    pub asks_lora_type: bool,
    /// The names of the settings that the person kept.
    pub presets: Vec<String>,
    /// The one of them that is filled in now.
    pub preset: Option<String>,
    /// The storages that the zip can be put in.
    pub storages: Vec<StorageOffer>,
    /// What becomes of the zip afterwards, in a sentence.
    pub zip_afterwards: String,
    /// Whether it can be kept.
    pub can_keep_zip: bool,
    /// What can be chosen for a new destination; nothing where it is there already or is not named yet.
    pub new_model: Option<NewModelForm>,
    /// The trainer's other inputs, in its own order.
    pub fields: Vec<InputField>,
    /// What is wrong with a field: shown beside it. Start is closed while there is one, but for what only the service
    /// said of the same answers before.
    pub problems: Vec<FieldProblem>,
    /// What to look at before paying: sentences. They never close Start.
    pub warnings: Vec<String>,
    /// What it will cost and take, in a sentence that says where the figure is from.
    pub estimate: String,
    /// True when Start may be pressed.
    pub can_start: bool,
    /// Why it may not, in a sentence, where the fields don't say it (no dataset, not signed in).
    pub cannot_start: Option<String>,
}

/// What can be chosen for a new destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct NewModelForm {
    /// The hardware on offer; empty until it was looked up.
    pub hardware: Vec<HardwareOffer>,
    /// What the hardware is good for, in a sentence.
    pub about_hardware: String,
    /// What the chosen visibility means, in a sentence.
    pub about_visibility: String,
}

/// Hardware on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HardwareOffer {
    /// What is sent.
    pub sku: String,
    /// Its name for a person.
    pub name: String,
}

/// A trainer that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerChoice {
    /// `owner/name`.
    pub name: String,
    /// What it is good for.
    pub about: String,
}

/// A version of a trainer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TrainerVersion {
    /// `owner/name`, or `owner/name:version`.
    pub trainer: String,
    /// What it is, in words.
    pub label: String,
}

/// One of a model's inputs, to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct InputField {
    /// The model's name for it.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What its author says of it; may be empty.
    pub description: String,
    /// How it is asked for.
    pub kind: InputKind,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// What was typed or chosen; empty where it is left to the model.
    pub value: String,
    /// What the model takes where nothing is typed, in words; may be empty.
    pub usual: String,
    /// The bounds of a number, in words: "3 to 6000".
    pub limits: Option<String>,
    /// Whether it can't be left to the model.
    pub required: bool,
    /// Where a secret is, if it was typed before. It never comes back.
    pub kept: Option<SecretPlace>,
}

/// How an input is asked for.
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
    /// A secret, which `keep_secret` takes.
    Secret,
}

/// Where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum SecretPlace {
    /// In the system's keychain.
    Keychain,
    /// In memory until the app closes.
    Session,
}

/// One of the two kinds of LoRA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LoraTypeChoice {
    /// What is sent.
    pub value: LoraType,
    /// Its name for a person.
    pub label: String,
    /// A line that explains it.
    pub explanation: String,
}

/// The trigger word in the captions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TriggerCount {
    /// "15 of 18 captions contain TOK".
    pub sentence: String,
    /// How many captions lack it; above 0 the page offers `add_trigger_word`.
    pub missing: u32,
}

/// What is wrong with one field of the Train page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field of [`TrainDraft`] by its name in the page: `triggerWord`, `destination`, `inputs.steps`, …
    pub field: String,
    /// The sentence.
    pub message: String,
    /// True while the field is just empty: the sentence is said quietly, as what is still to do.
    pub missing: bool,
}

/// Exactly what will be sent, read off a zip made the way it will be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Images in the zip.
    pub images: u32,
    /// Captions in the zip.
    pub captions: u32,
    /// The zip's size in words: "12.4 MB".
    pub size: String,
    /// Each input the trainer gets, by its name, in the trainer's order.
    pub inputs: Vec<ReviewedInput>,
    /// Images that can't be used and so are not sent, each with its reason, and what else was changed on the way.
    pub warnings: Vec<String>,
    /// The zip is too large for the service: a sentence with the way out. Start is closed then.
    pub too_large: Option<String>,
    /// What would make it smaller.
    pub smaller: Option<Smaller>,
}

/// A preparation that makes a smaller zip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Smaller {
    /// What a press does: "Prepare with quality 85".
    pub label: String,
    /// The options to set.
    pub options: PreparationOptions,
}

/// One input as the trainer will get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReviewedInput {
    /// The trainer's name for it.
    pub name: String,
    /// Its value in words.
    pub value: String,
}

/// One of the account's models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// `owner/name`.
    pub name: String,
    /// What is there, in words: "private · last version 3 days ago".
    pub about: String,
}
