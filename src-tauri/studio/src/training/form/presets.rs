//! Defines presets: settings that are saved under a name, to train with them again. A preset holds the trainer and its
//! inputs, but not the values that differ with each dataset.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::store::draft_record::LoraType;
use crate::view::TrainDraft;

/// Settings that are saved under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Preset {
    pub(crate) trainer: String,
    pub(crate) lora_type: LoraType,
    pub(crate) inputs: BTreeMap<String, String>,
}

/// All presets, by name.
pub(crate) type Presets = BTreeMap<String, Preset>;

impl Preset {
    pub(crate) fn of(draft: &TrainDraft) -> Preset {
        let typed = draft
            .inputs
            .iter()
            .filter(|(_, text)| !text.trim().is_empty());
        Preset {
            trainer: draft.trainer.clone(),
            lora_type: draft.lora_type.into(),
            inputs: typed
                .map(|(name, text)| (name.clone(), text.clone()))
                .collect(),
        }
    }

    /// Returns the draft with these settings.
    pub(crate) fn apply_to(&self, draft: TrainDraft) -> TrainDraft {
        TrainDraft {
            trainer: self.trainer.clone(),
            lora_type: self.lora_type.into(),
            inputs: self.inputs.clone(),
            ..draft
        }
    }
}
