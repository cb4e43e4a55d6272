//! The error that commands return to the page: a code, a message for the person, and the form field concerned, if any.
//! The chain of causes is only logged.

use localization::Message;
use serde::Serialize;
use studio::Error;

/// The reason why a command failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    code: Code,
    message: String,
    field: Option<&'static str>,
}

/// The kinds of errors that the page treats differently.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
enum Code {
    NoToken,
    TokenRefused,
    NoKeychain,
    Offline,
    Superseded,
    Refused,
    Unexpected,
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::NoToken => Code::NoToken,
            Error::NotAToken(_) | Error::TokenRefused => Code::TokenRefused,
            Error::NoKeychain(_) => Code::NoKeychain,
            Error::Offline(_) => Code::Offline,
            Error::Superseded => Code::Superseded,
            Error::Disk { .. } | Error::Store(_) | Error::Defect => Code::Unexpected,
            Error::TokenFromEnvironment
            | Error::Replicate(_)
            | Error::Keychain(_)
            | Error::NoDataset
            | Error::OpeningStopped { .. }
            | Error::DriveUnresponsive { .. }
            | Error::NotAFile(_)
            | Error::Open(_)
            | Error::Caption(_)
            | Error::Rewrite(_)
            | Error::Edits(_)
            | Error::Removal(_)
            | Error::Import(_)
            | Error::Pack(_)
            | Error::Export(_)
            | Error::Image(_)
            | Error::NoSuchImage
            | Error::Field { .. }
            | Error::CannotStart(_)
            | Error::NoSuchInput
            | Error::NoSuchTraining
            | Error::NoWeights
            | Error::AlreadyEnded
            | Error::StillRunning
            | Error::NoSuchPicture
            | Error::PicturesInProgress
            | Error::NoSettings
            | Error::Trash(_)
            | Error::NothingToPaste => Code::Refused,
        };
        let mut cause: &dyn std::error::Error = &error;
        let mut chain = error.to_string();
        while let Some(deeper) = cause.source() {
            chain = format!("{chain}: {deeper}");
            cause = deeper;
        }
        tracing::info!(code = ?code, "a command failed: {chain}");
        let field = if let Error::Field { field, .. } = &error {
            Some(*field)
        } else {
            None
        };
        CommandError {
            code,
            message: error.message().to_string(),
            field,
        }
    }
}

impl CommandError {
    /// Returns an error with a message for the person, and logs the system's own `error`.
    pub(crate) fn system(message: &Message, error: &dyn std::fmt::Display) -> CommandError {
        tracing::warn!(%error, "{message}");
        CommandError {
            code: Code::Unexpected,
            message: message.to_string(),
            field: None,
        }
    }
}
