//! A model's full name, `owner/name`.

use std::fmt;
use std::str::FromStr;

use localization::{Message, message};
use serde::{Deserialize, Serialize};

/// A model's full name. Both of its parts are valid path segments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModelName {
    owner: String,
    name: String,
}

/// The reason a text is not a valid model name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum ModelNameError {
    /// Not two words with a slash between them.
    Shape(String),
    /// Not allowed as the name of a new model.
    NewName(String),
}

impl ModelNameError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            ModelNameError::Shape(name) => message!("service-model-name-shape", name = name),
            ModelNameError::NewName(name) => message!("service-new-model-name", name = name),
        }
    }
}

impl ModelName {
    /// Parses `owner/name`.
    ///
    /// # Errors
    /// If the text does not have this form.
    pub fn parse(text: &str) -> Result<ModelName, ModelNameError> {
        let shape_error = || ModelNameError::Shape(text.to_owned());
        let (owner, name) = text.split_once('/').ok_or_else(shape_error)?;
        if !is_part(owner) || !is_part(name) {
            return Err(shape_error());
        }
        Ok(ModelName {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Creates the name of a new model, for which stricter rules apply.
    ///
    /// # Errors
    /// If the service would not accept the name.
    pub fn new(owner: &str, name: &str) -> Result<ModelName, ModelNameError> {
        let is_small = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let bytes = name.as_bytes();
        let is_valid = bytes
            .iter()
            .all(|letter| is_small(*letter) || b"-_.".contains(letter))
            && bytes.first().copied().is_some_and(is_small)
            && bytes.last().copied().is_some_and(is_small);
        if !is_valid {
            return Err(ModelNameError::NewName(name.to_owned()));
        }
        ModelName::parse(&format!("{owner}/{name}"))
    }

    /// Returns the account that the model belongs to.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Returns the model's name within the account.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Returns whether a text consists of one or more of the characters that occur in names. `.` and `..` are excluded,
/// since they are special as path segments.
fn is_part(text: &str) -> bool {
    let is_allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !matches!(text, "" | "." | "..") && text.chars().all(is_allowed)
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl FromStr for ModelName {
    type Err = ModelNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ModelName::parse(text)
    }
}

impl TryFrom<String> for ModelName {
    type Error = ModelNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        ModelName::parse(&text)
    }
}

impl From<ModelName> for String {
    fn from(name: ModelName) -> Self {
        name.to_string()
    }
}
