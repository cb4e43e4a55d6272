//! The name of a model's version, `owner/name:version`.

use std::fmt;

use crate::model_name::ModelName;

/// A model's newest version (`owner/name`) or a given version of it (`owner/name:version`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionName {
    /// The model.
    pub model: ModelName,
    /// The version's id, or `None` for the newest version.
    pub version: Option<String>,
}

impl VersionName {
    /// Splits a text at the colon before the version's id, without checking the parts.
    pub fn split(text: &str) -> (&str, Option<&str>) {
        match text.rsplit_once(':') {
            Some((model, version)) => (model, Some(version)),
            None => (text, None),
        }
    }

    /// Parses `owner/name` or `owner/name:version`. Returns `None` for any other text.
    pub fn parse(text: &str) -> Option<VersionName> {
        let (model, version) = VersionName::split(text);
        let is_id =
            |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !version.is_none_or(is_id) {
            return None;
        }
        Some(VersionName {
            model: ModelName::parse(model).ok()?,
            version: version.map(str::to_owned),
        })
    }
}

impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{}:{version}", self.model),
            None => write!(f, "{}", self.model),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing_and_formatting_are_inverse() {
        for text in ["a/b", "a/b:26dce37a", "a-b/c.d_e:1-2"] {
            let parsed = VersionName::parse(text);
            assert_eq!(parsed.map(|name| name.to_string()).as_deref(), Some(text));
        }
        for wrong in ["", "a", "a/b:", "a/b:x y", "a/b/c", "a:1"] {
            assert_eq!(VersionName::parse(wrong), None, "{wrong}");
        }
    }
}
