//! The records of why a training or a picture failed.

use serde::{Deserialize, Serialize};

/// The reason why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// A description of what happened, in plain words.
    pub(crate) message: String,
    /// The service's own message, if any.
    pub(crate) said: Option<String>,
    /// Advice on what to do next, in a sentence.
    pub(crate) advice: String,
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
    pub(crate) message: String,
    /// The service's own message, if any.
    pub(crate) said: Option<String>,
    /// Advice on what to do next, in a sentence.
    pub(crate) advice: String,
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
    /// The filled-in values.
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
    /// The field of [`TrainDraft`] or `GenerateDraft` by its name in the page: `triggerWord`, `destination`,
    /// `inputs.steps`, …
    pub(crate) field: String,
    /// The sentence.
    pub(crate) message: String,
    /// True while the field is just empty: the sentence is shown less prominently, as something still to do.
    pub(crate) missing: bool,
}
