//! The errors of commands, each with a message that tells the person what to do.

use std::path::PathBuf;

use localization::{Message, message};

use crate::dropped::NotAFile;
use crate::keychain::KeychainError;

/// The reason why the studio could not carry out a command.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum Error {
    /// The pasted text can't be a token.
    NotAToken(#[from] replicate::TokenError),
    /// Replicate did not accept the token.
    TokenRefused,
    /// No token is set, and this command needs one.
    NoToken,
    /// The token comes from the environment, so it can't be replaced or forgotten here.
    TokenFromEnvironment,
    /// A secret could not be kept in the keychain: there is no keychain, it stays locked, or it does not answer.
    NoKeychain(#[source] KeychainError),
    /// The content of the keychain can't be read.
    Keychain(#[source] KeychainError),
    /// Replicate could not be reached.
    Offline(#[source] replicate::Error),
    /// Replicate returned an error or an unexpected answer.
    Replicate(#[source] replicate::Error),
    /// No dataset is open.
    NoDataset,
    /// The person pressed Stop before the drive answered or the item's turn came.
    OpeningStopped {
        /// The folder's or file's name, or the number of items.
        name: String,
    },
    /// The drive did not answer before another folder was opened.
    DriveUnresponsive {
        /// The folder's or file's name, or the number of items.
        name: String,
    },
    /// The dropped item is not a file on this computer.
    NotAFile(#[from] NotAFile),
    /// The folder can't be opened as a dataset.
    Open(#[from] dataset::OpenError),
    /// The caption could not be saved.
    Caption(#[from] dataset::CaptionError),
    /// The bulk edit of captions can't be made.
    Rewrite(#[from] dataset::rewrite::RewriteError),
    /// The data kept about the dataset could not be saved.
    Edits(#[from] dataset::EditsError),
    /// Images could not be moved to the system's trash, or restored from it.
    Removal(#[from] dataset::RemovalError),
    /// The images could not be imported.
    Import(#[from] dataset::ImportError),
    /// The zip could not be created.
    Pack(#[from] dataset::PackError),
    /// The dataset could not be exported.
    Export(#[from] dataset::ExportError),
    /// The image can't be used.
    Image(#[from] imaging::Problem),
    /// The image is no longer in the dataset.
    NoSuchImage,
    /// A newer call has replaced this call, so the result of this call is not needed.
    Superseded,
    /// The value of a form field is not valid.
    Field {
        /// The name of the field.
        field: &'static str,
        /// The message to show beside the field.
        message: Message,
    },
    /// The training or the generation can't be started, for this reason.
    CannotStart(Message),
    /// The trainer has no such input.
    NoSuchInput,
    /// The training is no longer in the list.
    NoSuchTraining,
    /// The weights are not on this computer.
    NoWeights,
    /// The training is over, so it can't be canceled.
    AlreadyEnded,
    /// The training is still in progress, so it can't be removed from the list.
    StillRunning,
    /// The generated picture is no longer in the library.
    NoSuchPicture,
    /// Pictures of the batch are still in progress, so the batch can't be removed.
    PicturesInProgress,
    /// The dropped picture has no record of how it was made.
    NoSettings,
    /// A picture could not be moved to the system's trash.
    Trash(#[from] dataset::TrashError),
    /// The clipboard has no images or files.
    NothingToPaste,
    /// One of the app's own files could not be read or written.
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The store could not be read or written.
    Store(#[from] StoreError),
    /// A thread of the app ended early because of a bug in the app.
    Defect,
}

/// The reason why the store could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum StoreError {
    /// An error from SQLite.
    Sqlite(#[from] rusqlite::Error),
    /// A record could not be read: it was written by a newer Tintype, or damaged.
    Record(#[from] serde_json::Error),
    /// The file is inconsistent.
    Damaged(String),
    /// The store was written by a newer Tintype.
    Newer,
}

impl Error {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            Error::NotAToken(error) => error.message(),
            Error::TokenRefused => message!("account-token-refused"),
            Error::NoToken => message!("account-no-token"),
            Error::TokenFromEnvironment => message!("account-token-from-environment"),
            Error::NoKeychain(error) => message!("account-not-kept", reason = error.message()),
            Error::Keychain(error) => error.message(),
            Error::Offline(_) => message!("account-offline"),
            Error::Replicate(error) => error.message(),
            Error::NoDataset => message!("app-no-dataset"),
            Error::OpeningStopped { name } => message!("app-not-opened-stopped", name = name),
            Error::DriveUnresponsive { name } => message!("app-not-opened-no-answer", name = name),
            Error::NotAFile(error) => error.message(),
            Error::Open(error) => error.message(),
            Error::Caption(error) => error.message(),
            Error::Rewrite(error) => error.message(),
            Error::Edits(error) => error.message(),
            Error::Removal(error) => error.message(),
            Error::Import(error) => error.message(),
            Error::Pack(error) => error.message(),
            Error::Export(error) => error.message(),
            Error::Image(problem) => problem.message(),
            Error::NoSuchImage => message!("app-no-such-image"),
            Error::Superseded => message!("app-superseded"),
            Error::Field { message, .. } | Error::CannotStart(message) => message.clone(),
            Error::NoSuchInput => message!("app-no-such-input"),
            Error::NoSuchTraining => message!("app-no-such-training"),
            Error::NoWeights => message!("app-no-weights"),
            Error::AlreadyEnded => message!("app-training-already-ended"),
            Error::StillRunning => message!("app-training-still-running"),
            Error::NoSuchPicture => message!("app-no-such-picture"),
            Error::PicturesInProgress => message!("app-pictures-still-coming"),
            Error::NoSettings => message!("app-no-picture-settings"),
            Error::Trash(error) => error.message(),
            Error::NothingToPaste => message!("app-nothing-to-paste"),
            Error::Disk { path, source } => message!(
                "app-disk",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
            Error::Store(error) => message!("app-store", reason = error.message()),
            Error::Defect => message!("app-defect"),
        }
    }
}

impl StoreError {
    /// Returns the reason for the person, as part of a sentence.
    pub fn message(&self) -> Message {
        match self {
            StoreError::Sqlite(error) => Message::verbatim(error.to_string()),
            StoreError::Record(error) => {
                message!("app-store-unreadable-record", reason = error.to_string())
            }
            StoreError::Damaged(reason) => message!("app-store-damaged", reason = reason),
            StoreError::Newer => message!("app-store-newer"),
        }
    }

    /// Returns whether the file is damaged and can never be used again.
    pub(crate) fn is_damaged(&self) -> bool {
        match self {
            StoreError::Damaged(_) => true,
            StoreError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt)
            ),
            StoreError::Record(_) | StoreError::Newer => false,
        }
    }
}

impl From<KeychainError> for Error {
    fn from(error: KeychainError) -> Self {
        Error::NoKeychain(error)
    }
}

impl From<replicate::Error> for Error {
    fn from(error: replicate::Error) -> Self {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "all other errors are passed on unchanged"
        )]
        match error {
            replicate::Error::Unauthenticated => Error::TokenRefused,
            replicate::Error::Network { .. } => Error::Offline(error),
            other => Error::Replicate(other),
        }
    }
}

/// Runs blocking work (disk, keychain, decoding) on a thread for blocking tasks. Returns [`Error::Defect`] if it
/// panics.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a blocking task ended early");
        Error::Defect
    })
}
