//! The errors of commands, with a message for the person who can act on it.

use std::path::PathBuf;

use crate::dropped::NotAFile;
use crate::keychain::KeychainError;

/// The reason why the studio could not carry out a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The pasted text can't be a token.
    #[error("{0}")]
    NotAToken(#[from] replicate::TokenError),
    /// Replicate did not accept the token.
    #[error(
        "Replicate did not accept this token. Copy it again from the tokens page, or make a new one there."
    )]
    TokenRefused,
    /// No token is set, and this command needs one.
    #[error("You are not signed in to Replicate. Paste your API token in Settings first.")]
    NoToken,
    /// The token comes from the environment, so it can't be replaced or forgotten here.
    #[error(
        "The token comes from the environment variable REPLICATE_API_TOKEN. Start Tintype without it to use another one."
    )]
    TokenFromEnvironment,
    /// The system has no keychain, or it stays locked.
    #[error("{0} You can keep it for this session only, and paste it again next time.")]
    NoKeychain(#[source] KeychainError),
    /// The content of the keychain can't be read.
    #[error("{0}")]
    Keychain(#[source] KeychainError),
    /// Replicate could not be reached.
    #[error("Replicate can't be reached just now. Check the network and try again.")]
    Offline(#[source] replicate::Error),
    /// Replicate returned an error or an unexpected answer.
    #[error("{0}")]
    Replicate(#[source] replicate::Error),
    /// No dataset is open.
    #[error("Open a dataset first: drop a folder or some images on the window.")]
    NoDataset,
    /// The person stopped the opening before the drive answered or the item's turn came.
    #[error("“{name}” was not opened, because you stopped it.")]
    NotOpened {
        /// The folder's or file's name, or the number of items.
        name: String,
    },
    /// A folder was opened while the drive of an earlier one did not answer.
    #[error("“{name}” was not opened: its drive did not answer before another folder was opened.")]
    NoAnswer {
        /// The folder's or file's name, or the number of items.
        name: String,
    },
    /// The dropped item is not a file on this computer.
    #[error("{0}")]
    NotAFile(#[from] NotAFile),
    /// The folder can't be opened as a dataset.
    #[error("{0}")]
    Open(#[from] dataset::OpenError),
    /// The caption could not be saved.
    #[error("{0}")]
    Caption(#[from] dataset::CaptionError),
    /// The edit of many captions can't be made.
    #[error("{0}")]
    Rewrite(#[from] dataset::rewrite::RewriteError),
    /// The data kept about the dataset could not be saved.
    #[error("{0}")]
    Edits(#[from] dataset::EditsError),
    /// Images could not be moved to the system's trash, or restored from it.
    #[error("{0}")]
    Removal(#[from] dataset::RemovalError),
    /// The images could not be imported.
    #[error("{0}")]
    Import(#[from] dataset::ImportError),
    /// The zip could not be made.
    #[error("{0}")]
    Pack(#[from] dataset::PackError),
    /// The dataset could not be exported.
    #[error("{0}")]
    Export(#[from] dataset::ExportError),
    /// The image can't be used.
    #[error("{0}")]
    Image(#[from] imaging::Problem),
    /// The image is no longer in the dataset.
    #[error("This image is no longer in the dataset.")]
    NoSuchImage,
    /// A newer call replaces this one, so its result is not needed.
    #[error("A newer request took the place of this one.")]
    Superseded,
    /// A filled-in value is not valid.
    #[error("{message}")]
    Field {
        /// The name of the field.
        field: &'static str,
        /// The message to show beside the field.
        message: String,
    },
    /// Start was pressed while something prevents it.
    #[error("{0}")]
    CannotStart(String),
    /// The trainer has no such input.
    #[error("This trainer has no such input any more. Choose the trainer again.")]
    NoSuchInput,
    /// The training is no longer in the list.
    #[error("This training is no longer in the list.")]
    NoSuchTraining,
    /// The weights are not on this computer.
    #[error("The weights are no longer on this computer. Download them again.")]
    NoWeights,
    /// The training is over, so it can't be canceled.
    #[error("This training has already ended.")]
    AlreadyEnded,
    /// The training is still in progress, so it can't be removed from the list.
    #[error("This training is still on its way. Cancel it first.")]
    StillRunning,
    /// The generated picture is no longer in the library.
    #[error("This picture is no longer in the library.")]
    NoSuchPicture,
    /// Pictures of the batch are still being made, so it can't be removed.
    #[error("Pictures of this are still on their way. Cancel them first.")]
    PicturesStillComing,
    /// The dropped picture has no record of how it was made.
    #[error("This picture doesn't say how it was made. Pictures that Tintype made do.")]
    NoSettings,
    /// A picture could not be moved to the system's trash.
    #[error("{0}")]
    Trash(#[from] dataset::TrashError),
    /// The clipboard has no images or files.
    #[error("There are no images or files on the clipboard.")]
    NothingToPaste,
    /// One of the app's own files could not be read or written.
    #[error("Tintype could not use {}: {source}. Check that the disk is not full and that the folder may be written to.", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The store could not be read or written.
    #[error(
        "Tintype could not write down what it does, so it did not do it: {0}. Check that the disk is not full."
    )]
    Store(#[from] StoreError),
    /// A thread of the app ended early because of a bug in the app.
    #[error("Something went wrong inside Tintype. The log folder has the details.")]
    Defect,
}

/// The reason why the store could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An error from SQLite.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A record could not be read: it was written by a newer Tintype, or damaged.
    #[error("a record can't be read ({0})")]
    Record(#[from] serde_json::Error),
    /// The file's parts contradict each other.
    #[error("the file ledger.db is damaged ({0})")]
    Damaged(String),
    /// The store was written by a newer Tintype.
    #[error("the file ledger.db was made by a newer version of Tintype")]
    Newer,
}

impl StoreError {
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
            reason = "all others speak for themselves"
        )]
        match error {
            replicate::Error::Unauthenticated => Error::TokenRefused,
            replicate::Error::Network { .. } => Error::Offline(error),
            other => Error::Replicate(other),
        }
    }
}

/// Runs work that blocks (disk, keychain, decoding) on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a blocking task ended early");
        Error::Defect
    })
}
