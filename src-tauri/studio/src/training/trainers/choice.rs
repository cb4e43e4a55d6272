//! Parses the person's choice of a trainer: a model, at its newest version or at a given one.

use localization::{Message, message};
use replicate::{ModelName, VersionName};

use super::known::FAST_FLUX;

const SITES: [&str; 3] = [
    "https://replicate.com/",
    "http://replicate.com/",
    "replicate.com/",
];

/// Parses a trainer as the person types it: `owner/name`, `owner/name:version`, or the address of its page. Empty text
/// means the fast Flux trainer. The error is a message for the person.
pub(crate) fn parse_trainer(typed: &str) -> Result<VersionName, Message> {
    let typed = typed.trim();
    let text = if typed.is_empty() { FAST_FLUX } else { typed };
    let text = SITES
        .iter()
        .find_map(|site| text.strip_prefix(site))
        .unwrap_or(text);
    // The address of a page may end with `/train` or `/versions/…`.
    let mut parts = text.split('/');
    let (owner, name) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let text = match (parts.next(), parts.next()) {
        (Some("versions"), Some(version)) if !name.contains(':') => {
            format!("{owner}/{name}:{version}")
        }
        _ => format!("{owner}/{name}"),
    };
    VersionName::parse(&text)
        .filter(|name| ModelName::new(name.model.owner(), name.model.name()).is_ok())
        .ok_or_else(|| message!("training-not-a-trainer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trainer_is_named_in_many_ways() {
        let parse = |typed: &str| parse_trainer(typed).map(|choice| choice.to_string());
        assert_eq!(parse(" "), Ok(FAST_FLUX.to_owned()));
        for (typed, expected) in [
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
            assert_eq!(parse(typed), Ok(expected.to_owned()));
        }
        for invalid in ["flux", "a/b:", "a/b:x y", "/b", "https://example.com/a/b"] {
            assert!(parse(invalid).is_err(), "{invalid}");
        }
    }
}
