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
use crate::formatting::{ago, short};
use crate::store::batch_record::{model_name, version_id};
use crate::store::draft_record::LoraType;
use crate::store::run_record::{Run, Step};
use crate::store::{Key, Store};
use crate::view::VersionChoice;

/// The number of pages of the account's trainings that are read, of 100 each.
const PAGES: usize = 3;

/// A version that a training made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trained {
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
    seen: Arc<Mutex<HashMap<String, InputSchema>>>,
    /// The versions whose inputs were requested from the service. A version is removed again if its request failed.
    asked: Arc<Mutex<HashSet<String>>>,
    /// The number of times that the versions of other trainings were forgotten. Locked while they are written.
    forgotten: Arc<Mutex<u64>>,
}

impl Versions {
    pub(crate) fn new(store: Store) -> Versions {
        Versions {
            store,
            seen: Arc::new(Mutex::new(Rank::VersionInputs, HashMap::new())),
            asked: Arc::new(Mutex::new(Rank::VersionsAsked, HashSet::new())),
            forgotten: Arc::new(Mutex::new(Rank::VersionsForgotten, 0)),
        }
    }

    /// Returns all known versions, newest first: from the store, and from the service's last response. Blocks for a
    /// moment.
    pub(crate) fn all(&self) -> Result<Vec<Trained>, Error> {
        let mut all: Vec<Trained> = self.store.runs()?.iter().filter_map(of_run).collect();
        let others: Vec<Trained> = self.store.get(Key::VersionsElsewhere)?;
        for other in others {
            if !all.iter().any(|known| known.value == other.value) {
                all.push(other);
            }
        }
        all.sort_by_key(|trained| std::cmp::Reverse(trained.at));
        Ok(all)
    }

    /// Returns the number of times that the versions of other trainings were forgotten.
    pub(crate) fn forgotten(&self) -> u64 {
        *self.forgotten.lock()
    }

    /// Asks the service for the account's trainings, and stores their versions. Returns true if the versions have
    /// changed. Stores nothing if the versions were forgotten since `forgotten` was read, because another account has
    /// signed in then. See Replicate `trainings.list`.
    pub(crate) async fn look_up(&self, client: &Client, forgotten: u64) -> Result<bool, Error> {
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGES {
            let page = client.trainings(cursor.as_ref()).await?;
            found.extend(page.results.iter().filter_map(of_training));
            cursor = page.next.into_cursor();
            if cursor.is_none() {
                break;
            }
        }
        let versions = self.clone();
        blocking(move || {
            let store = &versions.store;
            let before: Vec<Trained> = store.get(Key::VersionsElsewhere)?;
            let now = versions.forgotten.lock();
            if *now != forgotten || before == found {
                return Ok(false);
            }
            store.set(Key::VersionsElsewhere, &found)?;
            Ok(true)
        })
        .await?
    }

    /// Forgets the versions of the account's other trainings, because another account signs in. Blocks for a moment.
    pub(crate) fn forget_elsewhere(&self) -> Result<(), Error> {
        let mut forgotten = self.forgotten.lock();
        *forgotten += 1;
        Ok(self
            .store
            .set(Key::VersionsElsewhere, &Vec::<Trained>::new())?)
    }

    /// Returns the inputs of a version if they are known on this computer, or a sentence if they can't be known.
    /// Blocks for a moment.
    pub(crate) fn known(&self, version: &str) -> Option<InputSchema> {
        if let Some(seen) = self.seen.lock().get(version) {
            return Some(seen.clone());
        }
        let kept: Value = self
            .store
            .get(Key::VersionInputs(version))
            .unwrap_or_default();
        let form = Arc::new(Form::prediction(&kept).ok()?);
        self.seen
            .lock()
            .insert(version.to_owned(), Ok(Arc::clone(&form)));
        Some(Ok(form))
    }

    /// Returns true only for the first call with this version: a version's schema never changes, so one request is
    /// enough.
    pub(crate) fn begin_asking(&self, version: &str) -> bool {
        self.asked.lock().insert(version.to_owned())
    }

    /// Asks the service for the inputs of a version. See Replicate `models.versions.get`.
    pub(crate) async fn ask(&self, client: &Client, version: &str) -> Result<(), replicate::Error> {
        let asked = self.ask_once(client, version).await;
        let answer = match asked {
            Ok(form) => Ok(Arc::new(form)),
            Err(error @ replicate::Error::NotFound { .. }) => {
                tracing::info!(%error, version, "a version is gone");
                Err(message!("generation-version-gone"))
            }
            Err(error) => {
                self.asked.lock().remove(version);
                return Err(error);
            }
        };
        self.seen.lock().insert(version.to_owned(), answer);
        Ok(())
    }

    async fn ask_once(&self, client: &Client, version: &str) -> Result<Form, replicate::Error> {
        let model = ModelName::parse(model_name(version)).map_err(|_| not_there())?;
        let answer = client.version(&model, version_id(version)).await?;
        let schema = answer.openapi_schema.unwrap_or(Value::Null);
        let form = Form::prediction(&schema).map_err(|_| not_there())?;
        let (store, version) = (self.store.clone(), version.to_owned());
        if let Ok(Err(error)) =
            blocking(move || store.set(Key::VersionInputs(&version), &schema)).await
        {
            tracing::warn!(%error, "what a version takes can't be remembered");
        }
        Ok(form)
    }
}

fn not_there() -> replicate::Error {
    replicate::Error::NotFound {
        detail: String::new(),
    }
}

fn of_run(run: &Run) -> Option<Trained> {
    let Step::Succeeded { .. } = run.step else {
        return None;
    };
    let version = run.service.version.as_deref()?;
    Some(Trained {
        value: format!("{}:{version}", run.order.destination),
        trigger: Some(run.order.draft.trigger_word.trim().to_owned())
            .filter(|word| !word.is_empty()),
        lora_type: run.order.draft.lora_type,
        at: Some(run.created_at),
    })
}

fn of_training(training: &replicate::Training) -> Option<Trained> {
    let output = training.output.as_ref()?;
    let (model, version) = (output.model.as_ref()?, output.version.as_ref()?);
    if training.status != Status::Succeeded {
        return None;
    }
    let text = |name: &str| training.input.get(name).and_then(Value::as_str);
    Some(Trained {
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
pub(crate) fn choice(trained: &Trained, now: Timestamp) -> VersionChoice {
    let when = trained.at.map(|then| format!(" · {}", ago(then, now)));
    VersionChoice {
        label: format!("{}{}", name(&trained.value), when.unwrap_or_default()),
        value: trained.value.clone(),
    }
}

/// Returns the short name of a version: `fox · 1a2b3c4d`.
pub(crate) fn name(version: &str) -> String {
    let model = model_name(version);
    let name = model.rsplit_once('/').map_or(model, |(_, name)| name);
    format!("{name} · {}", short(version_id(version)))
}
