//! The records of why a training or a picture failed.

use localization::Message;
use serde::{Deserialize, Serialize};

/// The reason why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// A description of what happened, in plain words.
    pub(crate) message: Message,
    /// The service's own message, if any.
    pub(crate) said: Option<Message>,
    /// Advice on what to do next, in a sentence.
    pub(crate) advice: Message,
    /// The place where the problem can be fixed.
    pub(crate) fix: Fix,
    /// The service's messages about single fields of the Train page, shown beside them while the values are the same.
    #[serde(default)]
    pub(crate) fields: Vec<FieldProblem>,
}

/// The place where the person can fix a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Fix {
    /// The images: opens the dataset.
    Dataset,
    /// The inputs: opens the Train page with the same dataset and the same inputs.
    Train,
    /// The account in this app: opens Settings.
    Settings,
    /// The account at Replicate: opens its billing page (`open_link` with `billing`).
    Billing,
}

/// The reason why a picture was not made, or could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PictureFailure {
    /// A description of what happened, in plain words.
    pub(crate) message: Message,
    /// The service's own message, if any.
    pub(crate) said: Option<Message>,
    /// Advice on what to do next, in a sentence.
    pub(crate) advice: Message,
    /// The place where the problem can be fixed.
    pub(crate) fix: PictureFix,
    /// The service's messages about single fields, shown beside them while the values are the same.
    pub(crate) fields: Vec<FieldProblem>,
}

/// The place where the person can fix a problem with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PictureFix {
    /// Requesting the picture again, which is billed again.
    Again,
    /// Fetching the finished picture again.
    Fetch,
    /// The values on the Generate page.
    Answers,
    /// The account in this app: opens Settings.
    Settings,
    /// The account at Replicate: opens its billing page.
    Billing,
}

/// A problem of one field of the Train page or the Generate page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldProblem {
    /// The page's name for the field of `TrainDraft` or `GenerateDraft`: `triggerWord`, `destination`, `inputs.steps`,
    /// …
    pub(crate) field: String,
    /// The description of the problem, in a sentence.
    pub(crate) message: Message,
    /// True if the field is merely empty: the message is shown less prominently, as something still to do.
    pub(crate) missing: bool,
}

#[cfg(test)]
mod tests {
    use localization::message;
    use serde_json::json;

    use super::*;
    use crate::view;

    #[test]
    fn a_record_with_plain_strings_is_shown_as_it_is() {
        let record = json!({
            "message": "The trainer ran out of memory.",
            "said": "CUDA OOM",
            "advice": "Start it again.",
            "fix": "train",
            "fields": [{ "field": "inputs.steps", "message": "Replicate refused this.", "missing": false }],
        });
        let failure: Result<Failure, _> = serde_json::from_value(record);
        let expected = view::Failure {
            message: "The trainer ran out of memory.".to_owned(),
            said: Some("CUDA OOM".to_owned()),
            advice: "Start it again.".to_owned(),
            fix: view::Fix::Train,
            fields: vec![view::FieldProblem {
                field: "inputs.steps".to_owned(),
                message: "Replicate refused this.".to_owned(),
                missing: false,
            }],
        };
        assert_eq!(failure.ok().map(view::Failure::from), Some(expected));

        let record = json!({
            "message": "The model ran out of memory.",
            "said": null,
            "advice": "Generate fewer pictures.",
            "fix": "again",
            "fields": [],
        });
        let failure: Result<PictureFailure, _> = serde_json::from_value(record);
        let expected = view::PictureFailure {
            message: "The model ran out of memory.".to_owned(),
            said: None,
            advice: "Generate fewer pictures.".to_owned(),
            fix: view::PictureFix::Again,
            fields: Vec::new(),
        };
        assert_eq!(failure.ok().map(view::PictureFailure::from), Some(expected));
    }

    #[test]
    fn a_record_with_messages_survives_a_round_trip() {
        let failure = Failure {
            message: message!("runs-secret-gone", name = "hf_token"),
            said: None,
            advice: message!("runs-secret-gone-advice"),
            fix: Fix::Train,
            fields: vec![FieldProblem {
                field: "inputs.steps".to_owned(),
                message: message!("runs-refused-field", said = "must be below 6000"),
                missing: false,
            }],
        };
        let record = serde_json::to_value(&failure).unwrap_or_default();
        assert_eq!(
            record["message"],
            json!({ "id": "runs-secret-gone", "arguments": { "name": "hf_token" } })
        );
        let read: Option<Failure> = serde_json::from_value(record).ok();
        assert_eq!(read.as_ref(), Some(&failure));
        let shown = read.map(view::Failure::from);
        assert_eq!(
            shown.map(|shown| (shown.message, shown.advice, shown.fields[0].message.clone())),
            Some((
                "What you typed for hf_token is no longer in the keychain.".to_owned(),
                "Type it again on the Train page, then start again.".to_owned(),
                "Replicate refused this: must be below 6000.".to_owned(),
            ))
        );
    }
}
