//! The Train page: what is filled in, what it means, and what will be sent.

use serde::{Deserialize, Serialize};

/// What the person filled in on the Train page. Kept per dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct TrainDraft {
    /// The made-up word that will call up what is learnt.
    pub trigger_word: String,
    /// `subject` or `style`.
    pub lora_type: LoraType,
    /// Where the trained model goes: `name` or `owner/name`.
    pub destination: String,
    /// How many steps to train, as typed. Empty: the trainer's own number.
    pub training_steps: String,
}

impl Default for TrainDraft {
    fn default() -> Self {
        TrainDraft {
            trigger_word: String::new(),
            lora_type: LoraType::Subject,
            destination: String::new(),
            training_steps: String::new(),
        }
    }
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
    /// The number of steps the trainer takes when none are typed, for the field's placeholder.
    pub default_steps: String,
    /// What is wrong with a field: shown beside it. Start is closed while there is one.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field of [`TrainDraft`] by its name in the page: `triggerWord`, `destination`, …
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
