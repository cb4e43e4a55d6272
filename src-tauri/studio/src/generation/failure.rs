//! Explains in plain words why a picture was not made or not fetched, and where the person can fix the problem.

use imaging::Problem;
use localization::{Message, message};
use replicate::Error;

use super::field_id::field_id;
use crate::store::failure_record::{FieldProblem, PictureFailure, PictureFix};

/// A known cause: the patterns by which it is recognised in the model's error, and its explanation.
struct Cause {
    patterns: &'static [&'static str],
    message: fn() -> Message,
    advice: fn() -> Message,
}

const CAUSES: &[Cause] = &[
    Cause {
        patterns: &["NSFW", "safety", "sensitive"],
        message: || message!("generation-safety"),
        advice: || message!("generation-safety-advice"),
    },
    Cause {
        patterns: &["out of memory", "OutOfMemory", "CUDA OOM"],
        message: || message!("generation-out-of-memory"),
        advice: || message!("generation-out-of-memory-advice"),
    },
    Cause {
        patterns: &["too long", "maximum sequence length", "token limit"],
        message: || message!("generation-prompt-too-long"),
        advice: || message!("generation-prompt-too-long-advice"),
    },
];

fn failure(message: Message, advice: Message, fix: PictureFix) -> PictureFailure {
    PictureFailure {
        message,
        said: None,
        advice,
        fix,
        fields: Vec::new(),
    }
}

/// Explains the failure of a prediction that the service reports as failed.
pub(super) fn explain(error: Option<&str>) -> PictureFailure {
    let error = error.map(str::trim).filter(|text| !text.is_empty());
    let cause = CAUSES.iter().find(|cause| {
        error.is_some_and(|error| cause.patterns.iter().any(|words| error.contains(words)))
    });
    let (message, advice) = match cause {
        Some(cause) => ((cause.message)(), (cause.advice)()),
        None => (
            message!("generation-model-failed"),
            message!("generation-later-advice"),
        ),
    };
    PictureFailure {
        said: error.map(Message::verbatim),
        ..failure(message, advice, PictureFix::Again)
    }
}

/// Explains a call that the service refused permanently.
pub(super) fn refused(error: &Error) -> PictureFailure {
    let (message, advice, fix) = match error {
        Error::PaymentRequired { .. } => (
            message!("generation-no-credit"),
            message!("generation-no-credit-advice"),
            PictureFix::Billing,
        ),
        Error::Invalid { detail, .. } if detail.contains("version does not exist") => (
            message!("generation-version-missing"),
            message!("generation-other-version-advice"),
            PictureFix::Answers,
        ),
        Error::NotFound { .. } => (
            message!("generation-version-not-found"),
            message!("generation-other-version-advice"),
            PictureFix::Answers,
        ),
        Error::Invalid { .. } => (
            message!("generation-refused"),
            message!("generation-refused-advice"),
            PictureFix::Answers,
        ),
        Error::Forbidden { .. } | Error::Unauthenticated => (
            message!("generation-forbidden"),
            message!("generation-forbidden-advice"),
            PictureFix::Settings,
        ),
        Error::TooLarge { .. }
        | Error::Conflict { .. }
        | Error::Throttled { .. }
        | Error::Service { .. }
        | Error::Network { .. }
        | Error::InvalidResponse { .. }
        | Error::File { .. } => (
            message!("generation-request-failed"),
            message!("generation-later-advice"),
            PictureFix::Again,
        ),
    };
    PictureFailure {
        said: Some(error.message()),
        fields: field_problems(error),
        ..failure(message, advice, fix)
    }
}

/// Returns the problems of the inputs that the service refused, with the ids of their fields on the page.
fn field_problems(error: &Error) -> Vec<FieldProblem> {
    let Error::Invalid { fields, .. } = error else {
        return Vec::new();
    };
    let problem = |refused: &replicate::InvalidField| {
        // The service names inputs by their path: `input.seed`.
        let name = refused.field.rsplit('.').next().unwrap_or_default();
        let detail = refused.message.trim_end_matches('.');
        FieldProblem {
            field: field_id(name),
            message: message!("generation-input-refused", detail = detail),
            missing: false,
        }
    };
    fields.iter().map(problem).collect()
}

pub(super) fn unanswered() -> PictureFailure {
    failure(
        message!("generation-unanswered"),
        message!("generation-later-advice"),
        PictureFix::Again,
    )
}

pub(super) fn forgotten() -> PictureFailure {
    failure(
        message!("generation-forgotten"),
        message!("generation-forgotten-advice"),
        PictureFix::Again,
    )
}

pub(super) fn lost() -> PictureFailure {
    failure(
        message!("generation-lost"),
        message!("generation-lost-advice"),
        PictureFix::Again,
    )
}

pub(super) fn no_output() -> PictureFailure {
    failure(
        message!("generation-no-output"),
        message!("generation-no-output-advice"),
        PictureFix::Again,
    )
}

pub(super) fn canceled_elsewhere() -> PictureFailure {
    failure(
        message!("generation-canceled-elsewhere"),
        message!("generation-canceled-elsewhere-advice"),
        PictureFix::Again,
    )
}

pub(super) fn aborted() -> PictureFailure {
    failure(
        message!("generation-aborted"),
        message!("generation-later-advice"),
        PictureFix::Again,
    )
}

/// Returns the failure of a picture that was made, but whose address no longer works.
pub(super) fn expired() -> PictureFailure {
    failure(
        message!("generation-expired"),
        message!("generation-expired-advice"),
        PictureFix::Again,
    )
}

/// Returns the failure of a picture that was made, but whose address returned something that is not an image.
pub(super) fn not_an_image(why: Message) -> PictureFailure {
    failure(
        message!("generation-not-an-image", reason = why),
        message!("generation-not-an-image-advice"),
        PictureFix::Fetch,
    )
}

/// Returns the failure of a picture that was made, but whose address returned an image that can't be read.
pub(super) fn unreadable_image(problem: &Problem) -> PictureFailure {
    failure(
        message!("generation-unreadable-image", sentence = problem.message()),
        message!("generation-not-downloaded-advice"),
        PictureFix::Fetch,
    )
}

/// Returns the failure of a picture that was made, but could not be fetched.
pub(super) fn not_fetched(error: &Error) -> PictureFailure {
    PictureFailure {
        said: Some(error.message()),
        ..failure(
            message!("generation-not-downloaded"),
            message!("generation-not-downloaded-advice"),
            PictureFix::Fetch,
        )
    }
}
