//! Explains in plain words why a run failed, and where the person can fix the problem.

use localization::{Message, message};
use replicate::{Error, InvalidField};

use crate::store::failure_record::{Failure, FieldProblem, Fix};
use crate::training::form::field_id;

/// A known cause: the words that the trainer's error or log contains, and their explanation.
struct Cause {
    patterns: &'static [&'static str],
    message: fn() -> Message,
    advice: fn() -> Message,
    fix: Fix,
}

const CAUSES: &[Cause] = &[
    Cause {
        patterns: &["must be a zip file", "not a zip file", "BadZipFile"],
        message: || message!("runs-failed-bad-zip"),
        advice: || message!("runs-failed-bad-zip-advice"),
        fix: Fix::Train,
    },
    Cause {
        patterns: &["No images", "no images", "No such image", "0 images"],
        message: || message!("runs-failed-no-images"),
        advice: || message!("runs-failed-no-images-advice"),
        fix: Fix::Dataset,
    },
    Cause {
        patterns: &[
            "cannot identify image",
            "image file is truncated",
            "broken data stream",
            "UnidentifiedImageError",
        ],
        message: || message!("runs-failed-bad-image"),
        advice: || message!("runs-failed-bad-image-advice"),
        fix: Fix::Dataset,
    },
    Cause {
        patterns: &[
            "captions do not match",
            "caption file",
            "captions.csv",
            "No caption",
            "UnicodeDecodeError",
        ],
        message: || message!("runs-failed-captions"),
        advice: || message!("runs-failed-captions-advice"),
        fix: Fix::Dataset,
    },
    Cause {
        patterns: &["out of memory", "OutOfMemory", "CUDA OOM"],
        message: || message!("runs-failed-memory"),
        advice: || message!("runs-failed-memory-advice"),
        fix: Fix::Train,
    },
    Cause {
        patterns: &["NSFW", "safety"],
        message: || message!("runs-failed-unsafe"),
        advice: || message!("runs-failed-unsafe-advice"),
        fix: Fix::Dataset,
    },
    Cause {
        patterns: &["Failed to create trained image"],
        message: || message!("runs-failed-not-saved"),
        advice: || message!("runs-failed-not-saved-advice"),
        fix: Fix::Train,
    },
    Cause {
        patterns: &["destination does not exist"],
        message: || message!("runs-failed-no-destination"),
        advice: || message!("runs-advice-choose-destination-then-start"),
        fix: Fix::Train,
    },
];

/// Explains the failure of a training from the service's error and the end of the trainer's log.
pub(crate) fn explain(error: Option<&str>, log: &str) -> Failure {
    let last_lines: String = {
        let from = log.char_indices().rev().nth(4_000).map_or(0, |(at, _)| at);
        log.get(from..).unwrap_or_default().to_owned()
    };
    let service_message = error.map(str::trim).filter(|text| !text.is_empty());
    let find_cause = |text: &str| {
        CAUSES
            .iter()
            .find(|cause| cause.patterns.iter().any(|pattern| text.contains(pattern)))
    };
    match service_message
        .and_then(find_cause)
        .or_else(|| find_cause(&last_lines))
    {
        Some(cause) => Failure {
            message: (cause.message)(),
            said: service_message.map(Message::verbatim),
            advice: (cause.advice)(),
            fix: cause.fix,
            fields: Vec::new(),
        },
        None => Failure {
            message: message!("runs-failed-other"),
            said: service_message.map(Message::verbatim),
            advice: message!("runs-failed-other-advice"),
            fix: Fix::Train,
            fields: Vec::new(),
        },
    }
}

/// Explains why the service refused a call permanently.
pub(super) fn refusal(error: &Error) -> Failure {
    let service_message = Some(error.message());
    let (message, advice, fix) = match error {
        Error::PaymentRequired { .. } => (
            message!("runs-refused-credit"),
            message!("runs-refused-credit-advice"),
            Fix::Billing,
        ),
        Error::NotFound { .. } => (
            message!("runs-refused-not-found"),
            message!("runs-advice-choose-destination-then-start"),
            Fix::Train,
        ),
        Error::Invalid { .. } => (
            message!("runs-refused-invalid"),
            message!("runs-refused-invalid-advice"),
            Fix::Train,
        ),
        Error::TooLarge { .. } => (
            message!("runs-refused-too-large"),
            message!("runs-advice-leave-out-images"),
            Fix::Dataset,
        ),
        Error::Forbidden { .. } => (
            message!("runs-refused-forbidden"),
            message!("runs-refused-forbidden-advice"),
            Fix::Settings,
        ),
        Error::Unauthenticated => (
            message!("runs-refused-token"),
            message!("runs-refused-token-advice"),
            Fix::Settings,
        ),
        Error::Conflict { .. }
        | Error::Throttled { .. }
        | Error::Service { .. }
        | Error::Network { .. }
        | Error::InvalidResponse { .. }
        | Error::File { .. } => (
            message!("runs-refused-other"),
            message!("runs-advice-try-later"),
            Fix::Train,
        ),
    };
    Failure {
        message,
        said: service_message,
        advice,
        fix,
        fields: refused_fields(error),
    }
}

/// Returns the problems of the inputs that the service refused, with the ids of their fields on the Train page.
fn refused_fields(error: &Error) -> Vec<FieldProblem> {
    let Error::Invalid { fields, .. } = error else {
        return Vec::new();
    };
    let to_problem = |refused: &InvalidField| {
        // The service names inputs with their path: `input.steps`.
        let name = refused.field.rsplit('.').next().unwrap_or_default();
        FieldProblem {
            field: field_id(name),
            message: message!(
                "runs-refused-field",
                said = refused.message.trim_end_matches('.')
            ),
            missing: false,
        }
    };
    fields.iter().map(to_problem).collect()
}

/// Returns a failure that Tintype itself explains, rather than the service or the trainer.
pub(super) fn own_failure(message: Message, advice: Message, fix: Fix) -> Failure {
    Failure {
        message,
        said: None,
        advice,
        fix,
        fields: Vec::new(),
    }
}
