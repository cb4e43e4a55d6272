//! Explains in plain words why a run failed, and where to fix it.

use replicate::{Error, InvalidField};

use crate::store::failure_record::{Failure, FieldProblem, Fix};
use crate::training::form::field_id;

/// A known cause: words the trainer's error or log contains, and what they mean.
struct Cause {
    said: &'static [&'static str],
    message: &'static str,
    advice: &'static str,
    fix: Fix,
}

const CAUSES: &[Cause] = &[
    Cause {
        said: &["must be a zip file", "not a zip file", "BadZipFile"],
        message: "The trainer could not open the zip it was given.",
        advice: "Start it again. Tintype will make and check a new zip. If it happens twice, the problem is in Replicate's storage.",
        fix: Fix::Train,
    },
    Cause {
        said: &["No images", "no images", "No such image", "0 images"],
        message: "The trainer found no images it can read.",
        advice: "Check the dataset: at least two images must be included and readable.",
        fix: Fix::Dataset,
    },
    Cause {
        said: &[
            "cannot identify image",
            "image file is truncated",
            "broken data stream",
            "UnidentifiedImageError",
        ],
        message: "The trainer could not read one of the images.",
        advice: "Leave out the image that the error message names, then start again.",
        fix: Fix::Dataset,
    },
    Cause {
        said: &[
            "captions do not match",
            "caption file",
            "captions.csv",
            "No caption",
            "UnicodeDecodeError",
        ],
        message: "The trainer could not match the captions with the images.",
        advice: "Check the captions in the dataset. Tintype packs each one next to its image. If the zip is your own, each image needs a text file with the same name.",
        fix: Fix::Dataset,
    },
    Cause {
        said: &["out of memory", "OutOfMemory", "CUDA OOM"],
        message: "The trainer ran out of memory.",
        advice: "Start it again. If it happens twice, train with fewer images.",
        fix: Fix::Train,
    },
    Cause {
        said: &["NSFW", "safety"],
        message: "The trainer refused the images as unsafe content.",
        advice: "Leave out the images that could be the reason, then start again.",
        fix: Fix::Dataset,
    },
    Cause {
        said: &["Failed to create trained image"],
        message: "The training finished, but Replicate could not save the model.",
        advice: "Contact Replicate's support with a link to the training before you start it again.",
        fix: Fix::Train,
    },
    Cause {
        said: &["destination does not exist"],
        message: "The destination model no longer exists.",
        advice: "Choose another destination, then start again.",
        fix: Fix::Train,
    },
];

/// Explains the failure of a training by the service's error and the end of the trainer's log.
pub(crate) fn explain(error: Option<&str>, log: &str) -> Failure {
    let last_lines: String = {
        let from = log.char_indices().rev().nth(4_000).map_or(0, |(at, _)| at);
        log.get(from..).unwrap_or_default().to_owned()
    };
    let said = error.map(str::trim).filter(|text| !text.is_empty());
    let known = |text: &str| {
        CAUSES
            .iter()
            .find(|cause| cause.said.iter().any(|words| text.contains(words)))
    };
    match said.and_then(known).or_else(|| known(&last_lines)) {
        Some(cause) => Failure {
            message: cause.message.to_owned(),
            said: said.map(str::to_owned),
            advice: cause.advice.to_owned(),
            fix: cause.fix,
            fields: Vec::new(),
        },
        None => Failure {
            message: "The training failed on Replicate's side.".to_owned(),
            said: said.map(str::to_owned),
            advice:
                "Read the end of the log. If it doesn't mention your images, start it again later."
                    .to_owned(),
            fix: Fix::Train,
            fields: Vec::new(),
        },
    }
}

/// Explains why the service refused a call for good.
pub(super) fn refused(error: &Error) -> Failure {
    let said = Some(error.to_string());
    let (message, advice, fix) = match error {
        Error::PaymentRequired { .. } => (
            "Your Replicate account has no credit left, so the training was not started.",
            "Buy credit, wait a few minutes, then start it again.",
            Fix::Billing,
        ),
        Error::NotFound { .. } => (
            "Replicate can't find the destination or the trainer, or your account can't use them.",
            "Choose another destination, then start again.",
            Fix::Train,
        ),
        Error::Invalid { .. } => (
            "Replicate refused the request.",
            "Correct the problem that the error message names, then start again.",
            Fix::Train,
        ),
        Error::TooLarge { .. } => (
            "The zip is too large for Replicate's upload.",
            "Leave out some images, then start again.",
            Fix::Dataset,
        ),
        Error::Forbidden { .. } => (
            "Your Replicate account is not allowed to do this.",
            "Sign in with another account, or choose a destination of your own.",
            Fix::Settings,
        ),
        Error::Unauthenticated => (
            "Replicate no longer accepts the token.",
            "Paste a new token in Settings, then start again.",
            Fix::Settings,
        ),
        Error::Conflict { .. }
        | Error::Throttled { .. }
        | Error::Service { .. }
        | Error::Network { .. }
        | Error::Answer { .. }
        | Error::File { .. } => (
            "The request to Replicate failed.",
            "Try again later.",
            Fix::Train,
        ),
    };
    Failure {
        message: message.to_owned(),
        said,
        advice: advice.to_owned(),
        fix,
        fields: refused_fields(error),
    }
}

/// Returns the inputs that the service refused, by the fields of the Train page.
fn refused_fields(error: &Error) -> Vec<FieldProblem> {
    let Error::Invalid { fields, .. } = error else {
        return Vec::new();
    };
    let beside = |refused: &InvalidField| {
        // The service names inputs with their path: `input.steps`.
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

/// Returns a failure that Tintype itself explains, rather than the service or the trainer.
pub(super) fn ours(message: impl Into<String>, advice: &str, fix: Fix) -> Failure {
    Failure {
        message: message.into(),
        said: None,
        advice: advice.to_owned(),
        fix,
        fields: Vec::new(),
    }
}
