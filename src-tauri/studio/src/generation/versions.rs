//! Finds the versions that can make pictures: those that this app trained and those of the account's other trainings.
//! Reads the inputs of each from its own schema.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use localization::{Message, message};
use ordered_lock::{Mutex, Rank};
use replicate::schema::Form;
use replicate::{Client, ModelName, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, blocking};
use crate::formatting::{ago, short_version};
use crate::store::batch_record::{model_name, version_id};
use crate::store::draft_record::LoraType;
use crate::store::run_record::{Run, Step};
use crate::store::{Key, Store};
use crate::view::VersionChoice;

/// The number of pages of the account's trainings that are read, of 100 each.
const PAGES: usize = 3;

/// A version that a training made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrainedVersion {
    /// `owner/name:version`.
    pub(crate) value: String,
    pub(crate) trigger: Option<String>,
    pub(crate) lora_type: LoraType,
    pub(crate) at: Option<Timestamp>,
}

/// The inputs of a version, or a sentence that says why they can't be known.
pub(crate) type InputSchema = Result<Arc<Form>, Message>;

/// The known versions and their inputs.
#[derive(Clone)]
pub(crate) struct Versions {
    store: Store,
    /// The inputs by version, `owner/name:version`.
    inputs: Arc<Mutex<HashMap<String, InputSchema>>>,
    /// The versions whose inputs were requested from the service. A version is removed again if its request failed.
    requested: Arc<Mutex<HashSet<String>>>,
    /// The number of times that the versions of other trainings were forgotten. Locked while they are written.
    times_forgotten: Arc<Mutex<u64>>,
}

impl Versions {
    pub(crate) fn new(store: Store) -> Versions {
        Versions {
            store,
            inputs: Arc::new(Mutex::new(Rank::VersionInputs, HashMap::new())),
            requested: Arc::new(Mutex::new(Rank::VersionRequests, HashSet::new())),
            times_forgotten: Arc::new(Mutex::new(Rank::VersionsForgotten, 0)),
        }
    }

    /// Returns all known versions, newest first: from the store, and from the service's last response. Blocks for a
    /// moment.
    pub(crate) fn all(&self) -> Result<Vec<TrainedVersion>, Error> {
        let mut all: Vec<TrainedVersion> = self
            .store
            .runs()?
            .iter()
            .filter_map(version_of_run)
            .collect();
        let elsewhere: Vec<TrainedVersion> = self.store.get(Key::VersionsElsewhere)?;
        for other in elsewhere {
            if !all.iter().any(|known| known.value == other.value) {
                all.push(other);
            }
        }
        all.sort_by_key(|trained| std::cmp::Reverse(trained.at));
        Ok(all)
    }

    /// Returns the number of times that the versions of other trainings were forgotten.
    pub(crate) fn times_forgotten(&self) -> u64 {
        *self.times_forgotten.lock()
    }

    /// Asks the service for the account's trainings, and stores their versions. Returns true if the versions have
    /// changed. Stores nothing if the versions were forgotten since `times_forgotten` was read, because another account
    /// has signed in since. See Replicate `trainings.list`.
    pub(crate) async fn refresh_elsewhere(
        &self,
        client: &Client,
        times_forgotten: u64,
    ) -> Result<bool, Error> {
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGES {
            let page = client.trainings(cursor.as_ref()).await?;
            found.extend(page.results.iter().filter_map(version_of_training));
            cursor = page.next.into_cursor();
            if cursor.is_none() {
                break;
            }
        }
        let versions = self.clone();
        blocking(move || {
            let store = &versions.store;
            let before: Vec<TrainedVersion> = store.get(Key::VersionsElsewhere)?;
            let current = versions.times_forgotten.lock();
            if *current != times_forgotten || before == found {
                return Ok(false);
            }
            store.set(Key::VersionsElsewhere, &found)?;
            Ok(true)
        })
        .await?
    }

    /// Forgets the versions of the account's other trainings, because another account signs in. Blocks for a moment.
    pub(crate) fn forget_elsewhere(&self) -> Result<(), Error> {
        let mut times_forgotten = self.times_forgotten.lock();
        *times_forgotten += 1;
        Ok(self
            .store
            .set(Key::VersionsElsewhere, &Vec::<TrainedVersion>::new())?)
    }

    /// Returns the inputs of a version if they are known on this computer, or a sentence if they can't be known.
    /// Blocks for a moment.
    pub(crate) fn known_inputs(&self, version: &str) -> Option<InputSchema> {
        if let Some(inputs) = self.inputs.lock().get(version) {
            return Some(inputs.clone());
        }
        let schema: Value = self
            .store
            .get(Key::VersionInputs(version))
            .unwrap_or_default();
        let form = Arc::new(Form::prediction(&schema).ok()?);
        self.inputs
            .lock()
            .insert(version.to_owned(), Ok(Arc::clone(&form)));
        Some(Ok(form))
    }

    /// Returns true if the inputs of this version must be requested, and notes that they are. A version's schema never
    /// changes, so the result is true only for the first call and for the first one after a failed request.
    pub(crate) fn begin_request(&self, version: &str) -> bool {
        self.requested.lock().insert(version.to_owned())
    }

    /// Asks the service for the inputs of a version. See Replicate `models.versions.get`.
    pub(crate) async fn fetch_inputs(
        &self,
        client: &Client,
        version: &str,
    ) -> Result<(), replicate::Error> {
        let fetched = self.fetch_form(client, version).await;
        let inputs = match fetched {
            Ok(form) => Ok(Arc::new(form)),
            Err(error @ replicate::Error::NotFound { .. }) => {
                tracing::info!(%error, version, "a version no longer exists");
                Err(message!("generation-version-gone"))
            }
            Err(error) => {
                self.requested.lock().remove(version);
                return Err(error);
            }
        };
        self.inputs.lock().insert(version.to_owned(), inputs);
        Ok(())
    }

    async fn fetch_form(&self, client: &Client, version: &str) -> Result<Form, replicate::Error> {
        let model = ModelName::parse(model_name(version)).map_err(|_| not_found())?;
        let response = client.version(&model, version_id(version)).await?;
        let schema = response.openapi_schema.unwrap_or(Value::Null);
        let form = Form::prediction(&schema).map_err(|_| not_found())?;
        let (store, version) = (self.store.clone(), version.to_owned());
        if let Ok(Err(error)) =
            blocking(move || store.set(Key::VersionInputs(&version), &schema)).await
        {
            tracing::warn!(%error, "the inputs of a version can't be stored");
        }
        Ok(form)
    }
}

fn not_found() -> replicate::Error {
    replicate::Error::NotFound {
        detail: String::new(),
    }
}

fn version_of_run(run: &Run) -> Option<TrainedVersion> {
    let Step::Succeeded { .. } = run.step else {
        return None;
    };
    let version = run.service.version.as_deref()?;
    Some(TrainedVersion {
        value: format!("{}:{version}", run.order.destination),
        trigger: Some(run.order.draft.trigger_word.trim().to_owned())
            .filter(|word| !word.is_empty()),
        lora_type: run.order.draft.lora_type,
        at: Some(run.created_at),
    })
}

fn version_of_training(training: &replicate::Training) -> Option<TrainedVersion> {
    let output = training.output.as_ref()?;
    let (model, version) = (output.model.as_ref()?, output.version.as_ref()?);
    if training.status != Status::Succeeded {
        return None;
    }
    let text = |name: &str| training.input.get(name).and_then(Value::as_str);
    Some(TrainedVersion {
        value: format!("{model}:{version}"),
        trigger: text("trigger_word")
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty()),
        lora_type: match text("lora_type") {
            Some("style") => LoraType::Style,
            _ => LoraType::Subject,
        },
        at: training.created_at,
    })
}

/// Returns the choice that the page offers for a version.
pub(crate) fn choice(trained: &TrainedVersion, now: Timestamp) -> VersionChoice {
    let when = trained.at.map(|time| format!(" · {}", ago(time, now)));
    VersionChoice {
        label: format!("{}{}", name(&trained.value), when.unwrap_or_default()),
        value: trained.value.clone(),
    }
}

/// Returns the short name of a version: `fox · 1a2b3c4d`.
pub(crate) fn name(version: &str) -> String {
    let model = model_name(version);
    let name = model.rsplit_once('/').map_or(model, |(_, name)| name);
    format!("{name} · {}", short_version(version_id(version)))
}
