//! Lets the person save settings of the Train page under a name.

use localization::{Message, message};

use super::TrainingService;
use crate::error::{Error, blocking};
use crate::store::Key;
use crate::training::form::presets::{Preset, Presets};
use crate::view::TrainForm;

/// The maximum length of a name, in characters.
const LONGEST: usize = 60;

impl TrainingService {
    pub(super) async fn presets(&self) -> Result<Presets, Error> {
        let store = self.store.clone();
        Ok(blocking(move || store.get(Key::Presets)).await??)
    }

    /// Saves the current trainer and inputs under a name, and replaces the preset that had this name before.
    pub async fn save_preset(&self, name: &str) -> Result<TrainForm, Error> {
        let name = name.trim().to_owned();
        let wrong = |message: Message| Error::Field {
            field: "preset",
            message,
        };
        if name.is_empty() {
            return Err(wrong(message!("training-preset-no-name")));
        }
        if name.chars().count() > LONGEST {
            return Err(wrong(message!("training-preset-long-name")));
        }
        let preset = Preset::of(&self.context().await?.draft);
        self.change_presets(move |presets| {
            presets.insert(name, preset);
        })
        .await
    }

    /// Fills in the settings saved under a name. The trigger word and the destination stay.
    pub async fn use_preset(&self, name: &str) -> Result<TrainForm, Error> {
        let draft = self.context().await?.draft;
        let presets = self.presets().await?;
        let preset = presets.get(name).ok_or_else(|| Error::Field {
            field: "preset",
            message: message!("training-preset-gone", name = name),
        })?;
        let form = self.set_train_draft(preset.on(draft)).await?;
        self.see_trainer(&form.draft.trainer);
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
