//! Parses the choice of a trainer: a model, at its newest version or at a given one.

use std::fmt;

use replicate::ModelName;

use super::known::FAST_FLUX;

/// A trainer as the person names it: `owner/name`, `owner/name:version`, or the address of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) model: ModelName,
    /// `None` for the newest version.
    pub(crate) version: Option<String>,
}

impl Choice {
    /// Parses what was typed. Empty text means the fast Flux trainer. The error is a sentence.
    pub(crate) fn parse(typed: &str) -> Result<Choice, String> {
        let typed = typed.trim();
        let text = if typed.is_empty() { FAST_FLUX } else { typed };
        let text = [
            "https://replicate.com/",
            "http://replicate.com/",
            "replicate.com/",
        ]
        .iter()
        .find_map(|site| text.strip_prefix(site))
        .unwrap_or(text);
        // The address of a page may continue with `/train` or `/versions/…`.
        let mut parts = text.split('/');
        let (owner, name) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let version = match (parts.next(), parts.next()) {
            (Some("versions"), Some(version)) => Some(version),
            _ => None,
        };
        let (name, version) = match name.split_once(':') {
            Some((name, version)) => (name, Some(version)),
            None => (name, version),
        };
        let how = "Type a trainer as owner/name, or as owner/name:version.";
        let model = ModelName::new(owner, name).map_err(|_| how.to_owned())?;
        let is_version = |version: &str| {
            !version.is_empty()
                && version
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        match version {
            Some(version) if !is_version(version) => Err(how.to_owned()),
            version => Ok(Choice {
                model,
                version: version.map(str::to_owned),
            }),
        }
    }
}

impl fmt::Display for Choice {
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
    fn a_trainer_is_named_in_many_ways() {
        let read = |typed: &str| Choice::parse(typed).map(|choice| choice.to_string());
        assert_eq!(read(" "), Ok(FAST_FLUX.to_owned()));
        for (typed, meant) in [
            (
                "ostris/flux-dev-lora-trainer",
                "ostris/flux-dev-lora-trainer",
            ),
            (
                "https://replicate.com/ostris/flux-dev-lora-trainer/train",
                "ostris/flux-dev-lora-trainer",
            ),
            (
                "https://replicate.com/a/b/versions/26dce37a",
                "a/b:26dce37a",
            ),
            ("a/b:26dce37a", "a/b:26dce37a"),
        ] {
            assert_eq!(read(typed), Ok(meant.to_owned()));
        }
        for wrong in ["flux", "a/b:", "a/b:x y", "/b", "https://example.com/a/b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
