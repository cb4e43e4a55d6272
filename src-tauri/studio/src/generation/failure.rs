//! Explains in plain words why a picture was not made or not fetched, and where the person can fix that.

use replicate::Error;

use super::field_id::field_id;
use crate::store::failure_record::{FieldProblem, PictureFailure, PictureFix};

/// A known cause: words that occur in the model's error, with their meaning.
struct Cause {
    said: &'static [&'static str],
    message: &'static str,
    advice: &'static str,
}

const CAUSES: &[Cause] = &[
    Cause {
        said: &["NSFW", "safety", "sensitive"],
        message: "Replicate's safety check held this picture back.",
        advice: "Try another seed or other words. They often pass.",
    },
    Cause {
        said: &["out of memory", "OutOfMemory", "CUDA OOM"],
        message: "The model ran out of memory.",
        advice: "Generate fewer or smaller pictures at once.",
    },
    Cause {
        said: &["too long", "maximum sequence length", "token limit"],
        message: "The prompt is too long for the model.",
        advice: "Use fewer words. A few sentences are enough for Flux.",
    },
];

fn failure(message: &str, advice: &str, fix: PictureFix) -> PictureFailure {
    PictureFailure {
        message: message.to_owned(),
        said: None,
        advice: advice.to_owned(),
        fix,
        fields: Vec::new(),
    }
}

/// Explains the failure of a prediction that the service reports as failed.
pub(super) fn explain(error: Option<&str>) -> PictureFailure {
    let said = error.map(str::trim).filter(|text| !text.is_empty());
    let cause = CAUSES
        .iter()
        .find(|cause| said.is_some_and(|said| cause.said.iter().any(|words| said.contains(words))));
    let (message, advice) = match cause {
        Some(cause) => (cause.message, cause.advice),
        None => ("The model failed on Replicate's side.", "Try again later."),
    };
    PictureFailure {
        said: said.map(str::to_owned),
        ..failure(message, advice, PictureFix::Again)
    }
}

/// Explains a call that the service refused permanently.
pub(super) fn refused(error: &Error) -> PictureFailure {
    let (message, advice, fix) = match error {
        Error::PaymentRequired { .. } => (
            "Your Replicate account has no credit left, so the picture was not made.",
            "Buy credit, wait a few minutes, then try again.",
            PictureFix::Billing,
        ),
        Error::Invalid { detail, .. } if detail.contains("version does not exist") => (
            "This version is no longer on Replicate, or your account can't use it.",
            "Choose another version. The pictures that were made with it stay here.",
            PictureFix::Answers,
        ),
        Error::NotFound { .. } => (
            "Replicate can't find this version, or your account can't use it.",
            "Choose another version. The pictures that were made with it stay here.",
            PictureFix::Answers,
        ),
        Error::Invalid { .. } => (
            "Replicate refused the request.",
            "Correct the problem that the error message names, then try again.",
            PictureFix::Answers,
        ),
        Error::Forbidden { .. } | Error::Unauthenticated => (
            "Your Replicate account is not allowed to do this.",
            "Sign in with another account in Settings.",
            PictureFix::Settings,
        ),
        Error::TooLarge { .. }
        | Error::Conflict { .. }
        | Error::Throttled { .. }
        | Error::Service { .. }
        | Error::Network { .. }
        | Error::Answer { .. }
        | Error::File { .. } => (
            "The request to Replicate failed.",
            "Try again later.",
            PictureFix::Again,
        ),
    };
    PictureFailure {
        said: Some(error.to_string()),
        fields: fields(error),
        ..failure(message, advice, fix)
    }
}

/// Returns the problems of the inputs that the service refused, with the ids of their fields on the page.
fn fields(error: &Error) -> Vec<FieldProblem> {
    let Error::Invalid { fields, .. } = error else {
        return Vec::new();
    };
    let beside = |refused: &replicate::InvalidField| {
        // The service names inputs by their path: `input.seed`.
        let name = refused.field.rsplit('.').next().unwrap_or_default();
        FieldProblem {
            field: field_id(name),
            message: format!(
                "Replicate refused this: {}.",
                refused.message.trim_end_matches('.')
            ),
            missing: false,
        }
    };
    fields.iter().map(beside).collect()
}

pub(super) fn unanswered() -> PictureFailure {
    failure(
        "Replicate did not answer the request, and did not make the picture.",
        "Try again later.",
        PictureFix::Again,
    )
}

pub(super) fn forgotten() -> PictureFailure {
    failure(
        "The answer to this request was lost. Replicate may have made the picture, but deletes pictures after an hour.",
        "Trying again is billed as another picture.",
        PictureFix::Again,
    )
}

pub(super) fn lost() -> PictureFailure {
    failure(
        "Replicate no longer has this picture.",
        "Check your predictions on Replicate before you try again.",
        PictureFix::Again,
    )
}

pub(super) fn no_output() -> PictureFailure {
    failure(
        "The model finished without a picture.",
        "Try again, or use other settings.",
        PictureFix::Again,
    )
}

pub(super) fn canceled_elsewhere() -> PictureFailure {
    failure(
        "The picture was canceled on Replicate.",
        "Try again if you didn't mean to cancel it.",
        PictureFix::Again,
    )
}

pub(super) fn aborted() -> PictureFailure {
    failure(
        "Replicate ended the request before it started.",
        "Try again later.",
        PictureFix::Again,
    )
}

/// Returns the failure of a picture that was made, but whose address no longer works.
pub(super) fn expired() -> PictureFailure {
    failure(
        "The picture was generated, but it was deleted before Tintype could download it. Replicate deletes pictures after an hour.",
        "You can generate it again with the same seed, which is billed again.",
        PictureFix::Again,
    )
}

/// Returns the failure of a picture that was made, but whose address returned something that is not an image.
pub(super) fn not_an_image(why: &str) -> PictureFailure {
    failure(
        &format!("The picture was generated, but the downloaded file is not an image ({why})."),
        "This network may require you to sign in first. Download it again within the hour. That is not billed.",
        PictureFix::Fetch,
    )
}

/// Returns the failure of a picture that was made, but could not be fetched.
pub(super) fn not_fetched(error: &Error) -> PictureFailure {
    PictureFailure {
        said: Some(error.to_string()),
        ..failure(
            "The picture was generated, but it couldn't be downloaded.",
            "Download it again within the hour. That is not billed.",
            PictureFix::Fetch,
        )
    }
}
