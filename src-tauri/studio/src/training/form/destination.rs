//! Finds the destination of the trained model from what was typed, and describes it and the options of a new model.

use replicate::ModelName;

use super::FormContext;
use crate::view::{Account, HardwareOffer, NewModelForm};

impl FormContext {
    /// Returns the destination. If only a model's name was typed, its owner is the account.
    pub(super) fn destination(&self) -> Result<ModelName, String> {
        let typed = self.draft.destination.trim();
        let username = self.username();
        let (owner, name) = typed
            .split_once('/')
            .unwrap_or((username.unwrap_or("you"), typed));
        if self.models.contains_key(&format!("{owner}/{name}")) {
            return ModelName::parse(&format!("{owner}/{name}")).map_err(|error| error.to_string());
        }
        match username {
            Some(username) if username != owner => Err(format!(
                "A new model can only be created in your own account. Type just a name to create {username}/{name}."
            )),
            _ => ModelName::new(owner, name).map_err(|error| error.to_string()),
        }
    }

    /// Returns the name that was typed, whether or not a model can be created there.
    pub(crate) fn destination_typed(&self, username: &str) -> Option<ModelName> {
        let typed = self.draft.destination.trim();
        let (owner, name) = typed.split_once('/').unwrap_or((username, typed));
        ModelName::new(owner, name).ok()
    }

    pub(super) fn destination_sentence(&self) -> String {
        match self.destination() {
            _ if self.draft.destination.trim().is_empty() => {
                "Type a new name, or choose one of your models.".to_owned()
            }
            Ok(name) if self.trained_here.contains(&name.to_string()) => {
                format!("{name} gets a new version. Its existing versions stay as they are.")
            }
            Ok(name) => match self.models.get(&name.to_string()) {
                Some(about) => format!(
                    "{name} already exists ({about}) and was not trained with Tintype. It gets a new version, which becomes the default for everyone who uses the model."
                ),
                None if self.draft.new_model.public => {
                    format!("Creates the public model {name}, which anyone can see and run.")
                }
                None => format!("Creates the private model {name}."),
            },
            Err(_) => String::new(),
        }
    }

    /// Returns the options of a model that is to be created, or `None` if the model exists.
    pub(super) fn new_model(&self) -> Option<NewModelForm> {
        let name = self.destination().ok()?;
        if self.draft.destination.trim().is_empty() || self.models.contains_key(&name.to_string()) {
            return None;
        }
        let offers = self.hardware.iter().map(|offer| HardwareOffer {
            sku: offer.sku.clone(),
            name: if offer.name.is_empty() {
                offer.sku.clone()
            } else {
                offer.name.clone()
            },
        });
        let visibility = if self.draft.new_model.public {
            "Anyone can find it on Replicate, see its pictures and run it. You can't make it private from here later."
        } else {
            "Only you can see and run it."
        };
        Some(NewModelForm {
            hardware: offers.collect(),
            about_hardware: "Replicate requires a choice, but a model trained by a Flux trainer always runs on that trainer's own hardware.".to_owned(),
            about_visibility: visibility.to_owned(),
        })
    }

    fn username(&self) -> Option<&str> {
        match &self.account {
            Account::SignedIn { username, .. } if !username.is_empty() => Some(username),
            Account::SignedIn { .. } | Account::SignedOut { .. } | Account::Checking => None,
        }
    }
}
