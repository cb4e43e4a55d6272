//! Looks up trainers: the version to use, and its inputs, which are parsed from the version's schema.

mod choice;
pub(crate) mod known;
mod versions;

use std::collections::HashMap;
use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::{Mutex, Rank};
use replicate::schema::{Field, Form, Kind};
use replicate::{Client, Version, VersionName};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use choice::parse_trainer;

use crate::error::Error;
use crate::inputs::secret::is_secret_field;
use crate::store::{Key, Store};
use crate::view::{LoraType, TrainerVersion};

/// The names that trainers use for the input that takes the zip, in order of preference.
const ZIP_INPUTS: &[&str] = &["input_images", "dataset", "train_data", "images"];

/// The names that trainers use for the number of steps.
const STEPS_INPUTS: &[&str] = &[
    "training_steps",
    "steps",
    "max_train_steps",
    "num_train_steps",
];

/// The number of steps if neither the person nor the trainer's schema specifies one. It is the default of the fast Flux
/// trainer.
pub(crate) const DEFAULT_STEPS: u64 = 1000;

/// The part of a trainer that is stored, so that the page can show the trainer's inputs before it is looked up again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct StoredTrainer {
    version: String,
    schema: Value,
}

/// A version of a trainer with its inputs.
#[derive(Debug, Clone)]
pub(crate) struct Trainer {
    /// `owner/name`.
    pub(crate) name: String,
    /// 64 hexadecimal digits.
    pub(crate) version: String,
    pub(crate) form: Form,
}

/// The trainers that were looked up, and their versions.
#[derive(Clone)]
pub(crate) struct Trainers {
    store: Store,
    /// The trainers that were looked up since the app started, by the text of the person's choice.
    cache: Arc<Mutex<HashMap<String, Trainer>>>,
    /// The versions that the service listed for each model, newest first.
    listed: Arc<Mutex<HashMap<String, Vec<Version>>>>,
}

/// Returns the number of steps in the inputs of a training, under any of the names that trainers use.
pub(crate) fn steps(input: &Map<String, Value>) -> Option<u64> {
    STEPS_INPUTS
        .iter()
        .find_map(|name| input.get(*name)?.as_u64())
}

impl Trainer {
    fn from_schema(choice: &VersionName, version: String, schema: &Value) -> Option<Trainer> {
        let form = Form::training(schema)
            .inspect_err(
                |error| tracing::warn!(%error, %choice, "a trainer's schema can't be read"),
            )
            .ok()?;
        Some(Trainer {
            name: choice.model.to_string(),
            version,
            form,
        })
    }

    /// Returns the name of the input that takes the zip: a file input with one of the usual names, otherwise a required
    /// file input, otherwise a file input whose description mentions a zip.
    pub(crate) fn zip_input(&self) -> Option<&str> {
        let files = || {
            self.form
                .fields
                .iter()
                .filter(|field| field.kind == Kind::File)
        };
        let by_name = ZIP_INPUTS
            .iter()
            .find_map(|name| files().find(|field| field.name == *name));
        let mentions_zip = |field: &&Field| field.description.to_lowercase().contains("zip");
        by_name
            .or_else(|| files().find(|field| field.required))
            .or_else(|| files().find(mentions_zip))
            .map(|field| field.name.as_str())
    }

    /// Returns the name of the input that states the file type of the zip. Some trainers have this input, and otherwise
    /// infer the type from the address.
    pub(crate) fn zip_type_input(&self) -> Option<&str> {
        let name = format!("{}_filetype", self.zip_input()?);
        let field = self.form.field(&name)?;
        field.choice("zip").map(|_| field.name.as_str())
    }

    /// Returns whether the trainer has an input for the trigger word.
    pub(crate) fn takes_trigger_word(&self) -> bool {
        self.form
            .field("trigger_word")
            .is_some_and(|field| field.kind == Kind::Text)
    }

    /// Returns whether the trainer has an input for the choice between learning a subject and learning a style.
    pub(crate) fn takes_lora_type(&self) -> bool {
        let kinds = [LoraType::Subject, LoraType::Style];
        self.form.field("lora_type").is_some_and(|field| {
            kinds
                .iter()
                .all(|kind| field.choice(kind.as_str()).is_some())
        })
    }

    /// Returns the inputs that are kept in the keychain. A run's record must not hold them.
    pub(crate) fn secret_inputs(&self) -> impl Iterator<Item = &Field> {
        self.generic_inputs().filter(|field| is_secret_field(field))
    }

    /// Returns the generic inputs that are stored with the draft: all except the secret ones.
    pub(crate) fn plain_inputs(&self) -> impl Iterator<Item = &Field> {
        self.generic_inputs()
            .filter(|field| !is_secret_field(field))
    }

    /// Returns the inputs that the page shows generically, as the schema describes them. The inputs for the zip, the
    /// zip's type, the trigger word and the type of LoRA are left out: the app fills them in or has its own controls
    /// for them.
    pub(crate) fn generic_inputs(&self) -> impl Iterator<Item = &Field> {
        let (zip, zip_kind) = (self.zip_input(), self.zip_type_input());
        self.form.fields.iter().filter(move |field| {
            let name = Some(field.name.as_str());
            let is_special = name == zip
                || name == zip_kind
                || (field.name == "trigger_word" && self.takes_trigger_word())
                || (field.name == "lora_type" && self.takes_lora_type());
            !is_special
        })
    }

    /// Returns the input for the number of steps.
    pub(crate) fn steps_input(&self) -> Option<&Field> {
        STEPS_INPUTS.iter().find_map(|name| self.form.field(name))
    }

    /// Returns the number of steps that applies if the person types none.
    pub(crate) fn default_steps(&self) -> u64 {
        self.steps_input()
            .and_then(|field| field.default.as_ref()?.as_u64())
            .unwrap_or(DEFAULT_STEPS)
    }
}

impl Trainers {
    pub(crate) fn new(store: Store) -> Trainers {
        Trainers {
            store,
            cache: Arc::new(Mutex::new(Rank::Trainers, HashMap::new())),
            listed: Arc::new(Mutex::new(Rank::TrainerVersions, HashMap::new())),
        }
    }

    /// Returns a trainer as it was last looked up, in this session or an earlier one. Blocks for a moment.
    pub(crate) fn last_known(&self, choice: &VersionName) -> Option<Trainer> {
        if let Some(trainer) = self.get_cached(choice) {
            return Some(trainer);
        }
        let stored: StoredTrainer = self
            .store
            .get(Key::Trainer(&choice.to_string()))
            .unwrap_or_default();
        (!stored.version.is_empty())
            .then(|| Trainer::from_schema(choice, stored.version, &stored.schema))
            .flatten()
    }

    /// Returns the versions to choose from that are known without a request.
    pub(crate) fn versions(&self, choice: &VersionName) -> Vec<TrainerVersion> {
        let listed = self.listed.lock();
        let versions = listed.get(&choice.model.to_string());
        versions::version_choices(choice, versions.map(Vec::as_slice).unwrap_or_default())
    }

    /// Returns a trainer if it was looked up since the app started.
    pub(crate) fn get_cached(&self, choice: &VersionName) -> Option<Trainer> {
        let cache = self.cache.lock();
        cache.get(&choice.to_string()).cloned()
    }

    /// Asks the service for a version of a trainer, and stores it. See Replicate `models.get` and
    /// `models.versions.get`.
    ///
    /// # Errors
    /// [`Error::Field`] if the trainer does not exist or takes no zip, or the service's.
    pub(crate) async fn look_up(
        &self,
        client: &Client,
        choice: &VersionName,
    ) -> Result<Trainer, Error> {
        let (version, ()) = tokio::join!(
            self.version(client, choice),
            self.list_versions(client, choice)
        );
        let version = version?;
        let schema = version.openapi_schema.unwrap_or(Value::Null);
        let trainer = Trainer::from_schema(choice, version.id.clone(), &schema);
        let trainer = trainer
            .filter(|trainer| trainer.zip_input().is_some())
            .ok_or_else(|| {
                trainer_error(message!(
                    "training-takes-no-zip",
                    trainer = choice.to_string()
                ))
            })?;
        let stored = StoredTrainer {
            version: version.id,
            schema,
        };
        let (store, key) = (self.store.clone(), choice.to_string());
        let saved = crate::error::blocking(move || store.set(Key::Trainer(&key), &stored)).await?;
        if let Err(error) = saved {
            tracing::warn!(%error, "the trainer can't be stored");
        }
        let mut cache = self.cache.lock();
        cache.insert(choice.to_string(), trainer.clone());
        Ok(trainer)
    }

    /// Asks the service for a trainer's versions. The list only helps the person to choose, so an error is only logged.
    async fn list_versions(&self, client: &Client, choice: &VersionName) {
        match client.versions(&choice.model).await {
            Ok(page) => {
                let mut listed = self.listed.lock();
                listed.insert(choice.model.to_string(), page.results);
            }
            Err(error) => tracing::warn!(%error, %choice, "a trainer's versions can't be listed"),
        }
    }

    async fn version(&self, client: &Client, choice: &VersionName) -> Result<Version, Error> {
        let map_not_found = |error: replicate::Error| {
            if matches!(error, replicate::Error::NotFound { .. }) {
                trainer_error(message!(
                    "training-trainer-not-found",
                    trainer = choice.to_string()
                ))
            } else {
                error.into()
            }
        };
        match &choice.version {
            Some(version) => client
                .version(&choice.model, version)
                .await
                .map_err(map_not_found),
            None => {
                let model = client.model(&choice.model).await.map_err(map_not_found)?;
                model.latest_version.ok_or_else(|| {
                    trainer_error(message!(
                        "training-trainer-without-version",
                        trainer = choice.to_string()
                    ))
                })
            }
        }
    }
}

fn trainer_error(message: Message) -> Error {
    Error::Field {
        field: "trainer",
        message,
    }
}
