//! Parses the destination that the person typed for the trained model, and describes it and the options of a new model.

use localization::text;
use replicate::ModelName;

use super::FormContext;
use crate::view::{Account, HardwareOffer, NewModelForm};

impl FormContext {
    /// Returns the destination. If only a model's name was typed, its owner is the account. The error is a message for
    /// an invalid name, or for a model that belongs to another account and is not in `models`.
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
            Some(username) if username != owner => Err(text!(
                "training-not-your-account",
                name = format!("{username}/{name}")
            )),
            _ => ModelName::new(owner, name).map_err(|error| error.to_string()),
        }
    }

    /// Returns the typed name, even if no model can be created under it.
    pub(crate) fn typed_destination(&self, username: &str) -> Option<ModelName> {
        let typed = self.draft.destination.trim();
        let (owner, name) = typed.split_once('/').unwrap_or((username, typed));
        ModelName::new(owner, name).ok()
    }

    pub(super) fn destination_sentence(&self) -> String {
        match self.destination() {
            _ if self.draft.destination.trim().is_empty() => {
                text!("training-name-the-destination")
            }
            Ok(name) if self.trained_here.contains(&name.to_string()) => {
                text!("training-destination-gets-version", name = name.to_string())
            }
            Ok(name) => match self.models.get(&name.to_string()) {
                Some(about) => text!(
                    "training-destination-from-elsewhere",
                    name = name.to_string(),
                    about = about
                ),
                None if self.draft.new_model.public => {
                    text!("training-creates-public", name = name.to_string())
                }
                None => text!("training-creates-private", name = name.to_string()),
            },
            Err(_) => String::new(),
        }
    }

    /// Returns the options of a model that is to be created, or `None` if the model exists or no valid name was typed.
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
            text!("training-about-public")
        } else {
            text!("training-about-private")
        };
        Some(NewModelForm {
            hardware: offers.collect(),
            about_hardware: text!("training-about-hardware"),
            about_visibility: visibility,
        })
    }

    fn username(&self) -> Option<&str> {
        match &self.account {
            Account::SignedIn { username, .. } if !username.is_empty() => Some(username),
            Account::SignedIn { .. } | Account::SignedOut { .. } | Account::Checking => None,
        }
    }
}
