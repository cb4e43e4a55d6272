//! Lets the person save settings of the Train page under a name.

use localization::{Message, message};

use super::TrainingService;
use crate::error::{Error, blocking};
use crate::store::Key;
use crate::training::form::presets::{Preset, Presets};
use crate::view::TrainForm;

/// The maximum length of a name, in characters.
const MAX_NAME_LENGTH: usize = 60;

impl TrainingService {
    pub(super) async fn presets(&self) -> Result<Presets, Error> {
        let store = self.store.clone();
        Ok(blocking(move || store.get(Key::Presets)).await??)
    }

    /// Saves the current trainer, type of LoRA and inputs under a name. A preset with the same name is replaced.
    pub async fn save_preset(&self, name: &str) -> Result<TrainForm, Error> {
        let name = name.trim().to_owned();
        let invalid = |message: Message| Error::Field {
            field: "preset",
            message,
        };
        if name.is_empty() {
            return Err(invalid(message!("training-preset-no-name")));
        }
        if name.chars().count() > MAX_NAME_LENGTH {
            return Err(invalid(message!("training-preset-long-name")));
        }
        let preset = Preset::of(&self.context().await?.draft);
        self.change_presets(move |presets| {
            presets.insert(name, preset);
        })
        .await
    }

    /// Fills in the settings saved under a name. The rest of the draft, such as the trigger word and the destination,
    /// stays unchanged.
    pub async fn use_preset(&self, name: &str) -> Result<TrainForm, Error> {
        let draft = self.context().await?.draft;
        let presets = self.presets().await?;
        let preset = presets.get(name).ok_or_else(|| Error::Field {
            field: "preset",
            message: message!("training-preset-gone", name = name),
        })?;
        let form = self.set_train_draft(preset.apply_to(draft)).await?;
        self.look_up_trainer_once(&form.draft.trainer);
        Ok(form)
    }

    /// Removes the settings saved under a name.
    pub async fn remove_preset(&self, name: &str) -> Result<TrainForm, Error> {
        let name = name.to_owned();
        self.change_presets(move |presets| {
            presets.remove(&name);
        })
        .await
    }

    async fn change_presets(
        &self,
        change: impl FnOnce(&mut Presets) + Send + 'static,
    ) -> Result<TrainForm, Error> {
        let store = self.store.clone();
        blocking(move || store.change(Key::Presets, change)).await??;
        self.train_form().await
    }
}
