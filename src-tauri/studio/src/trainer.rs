//! The trainer: which version of it is used, and what it takes, read from the version's own schema.

use std::sync::{Arc, Mutex, PoisonError};

use replicate::ModelName;
use replicate::schema::{Form, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::ledger::Ledger;
use crate::price;
use crate::session::SignedIn;

/// What the ledger remembers of the trainer, so that the page is right from the first moment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Remembered {
    version: String,
    schema: Value,
}

/// A version of the trainer with its inputs.
#[derive(Debug, Clone)]
pub(crate) struct Trainer {
    pub(crate) name: String,
    /// 64 hexadecimal digits.
    pub(crate) version: String,
    pub(crate) form: Form,
}

/// The trainer in use.
#[derive(Clone)]
pub(crate) struct Trainers {
    ledger: Ledger,
    known: Arc<Mutex<Option<Trainer>>>,
}

impl Trainer {
    fn read(version: String, schema: &Value) -> Option<Trainer> {
        let form = Form::training(schema)
            .inspect_err(|error| tracing::warn!(%error, "the trainer's schema can't be read"))
            .ok()?;
        Some(Trainer {
            name: price::FAST_FLUX.to_owned(),
            version,
            form,
        })
    }

    /// The input that takes the zip: the one that must be a file, whatever it is called.
    pub(crate) fn zip_input(&self) -> Option<&str> {
        let files = || {
            self.form
                .fields
                .iter()
                .filter(|field| matches!(field.kind, Kind::File))
        };
        let named = files().find(|field| field.name == "input_images");
        named
            .or_else(|| files().find(|field| field.required))
            .map(|field| field.name.as_str())
    }

    /// The input for the number of steps, with what it is when nothing is said.
    pub(crate) fn default_steps(&self) -> Option<u64> {
        let field = self
            .form
            .fields
            .iter()
            .find(|field| field.name == "training_steps")?;
        field.default.as_ref().and_then(Value::as_u64)
    }

    /// The version as a person can compare it: its first eight digits.
    pub(crate) fn short_version(&self) -> &str {
        self.version.get(..8).unwrap_or(&self.version)
    }
}

impl Trainers {
    pub(crate) fn new(ledger: Ledger) -> Trainers {
        let remembered: Remembered = ledger.recall("trainer").unwrap_or_default();
        let known = (!remembered.version.is_empty())
            .then(|| Trainer::read(remembered.version, &remembered.schema))
            .flatten();
        Trainers {
            ledger,
            known: Arc::new(Mutex::new(known)),
        }
    }

    /// The trainer as it was last seen, now or in an earlier session.
    pub(crate) fn known(&self) -> Option<Trainer> {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks the service for the newest version. See Replicate `models.get`.
    pub(crate) async fn look_up(&self, who: &SignedIn) -> Result<Trainer, Error> {
        let name = ModelName::parse(price::FAST_FLUX)
            .map_err(|error| Error::CannotStart(error.to_string()))?;
        let model = who.client.model(&name).await?;
        let unusable = || {
            Error::CannotStart(format!(
                "Replicate's trainer {name} can't be trained with just now. Try again later."
            ))
        };
        let version = model.latest_version.ok_or_else(unusable)?;
        let schema = version.openapi_schema.unwrap_or(Value::Null);
        let trainer = Trainer::read(version.id.clone(), &schema).ok_or_else(unusable)?;
        if let Err(error) = self.ledger.remember(
            "trainer",
            &Remembered {
                version: version.id,
                schema,
            },
        ) {
            tracing::warn!(%error, "the trainer can't be remembered");
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(trainer.clone());
        Ok(trainer)
    }
}
