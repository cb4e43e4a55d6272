//! Moves files to the system's trash, and restores them when that is undone.

use std::path::{Path, PathBuf};

use localization::{Message, message};

/// The reason why the system's trash refused an operation.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum TrashError {
    /// The system has no trash for the files' location, or the trash refused them.
    NotTrashed {
        /// The files.
        paths: Vec<PathBuf>,
        /// The reason, as part of a sentence.
        reason: Message,
    },
    /// The file is no longer in the trash.
    Gone {
        /// The path where the file was.
        path: PathBuf,
    },
    /// The files can't be restored, for example because other files are in their places.
    NotRestored {
        /// The paths where the files were.
        paths: Vec<PathBuf>,
        /// The reason, as part of a sentence.
        reason: Message,
    },
}

impl TrashError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            TrashError::NotTrashed { paths, reason } => match paths.as_slice() {
                [one] => message!(
                    "images-trash-file-not-taken",
                    path = one.display().to_string(),
                    reason = reason
                ),
                _ => message!(
                    "images-trash-files-not-taken",
                    count = paths.len(),
                    reason = reason
                ),
            },
            TrashError::Gone { path } => {
                message!("images-trash-gone", path = path.display().to_string())
            }
            TrashError::NotRestored { paths, reason } => match paths.as_slice() {
                [one] => message!(
                    "images-trash-file-not-back",
                    path = one.display().to_string(),
                    reason = reason
                ),
                _ => message!(
                    "images-trash-files-not-back",
                    count = paths.len(),
                    reason = reason
                ),
            },
        }
    }
}

/// Moves files to the trash.
///
/// # Errors
/// [`TrashError::NotTrashed`] if the system has no trash for the files, or refuses. No file is deleted in that case,
/// but some files may be in the trash already.
pub fn move_to_trash(paths: &[PathBuf]) -> Result<(), TrashError> {
    if paths.is_empty() {
        return Ok(());
    }
    trash::delete_all(paths).map_err(|error| TrashError::NotTrashed {
        paths: paths.to_vec(),
        reason: reason(&error),
    })
}

/// Restores files from the trash to these paths, except where a file exists. If the trash has several files from one
/// path, restores the one that was deleted last.
#[cfg(not(target_os = "macos"))]
pub(crate) fn restore(places: &[PathBuf]) -> Result<(), TrashError> {
    let refused = |error: trash::Error| TrashError::NotRestored {
        paths: places.to_vec(),
        reason: reason(&error),
    };
    let items = trash::os_limited::list().map_err(refused)?;
    let mut found = Vec::new();
    for place in places {
        if place.exists() {
            continue;
        }
        let newest = items
            .iter()
            .filter(|item| same_place(&item.original_path(), place))
            .max_by_key(|item| item.time_deleted);
        found.push(newest.cloned().ok_or_else(|| TrashError::Gone {
            path: place.clone(),
        })?);
    }
    trash::os_limited::restore_all(found).map_err(refused)
}

/// Restores files from the trash to these paths, except where a file exists. The trash of macOS doesn't report the
/// original paths of its files, so they are found by name.
#[cfg(target_os = "macos")]
pub(crate) fn restore(places: &[PathBuf]) -> Result<(), TrashError> {
    let bin = std::env::home_dir().map(|home| home.join(".Trash"));
    for place in places {
        if place.exists() {
            continue;
        }
        let gone = || TrashError::Gone {
            path: place.clone(),
        };
        let name = place.file_name().ok_or_else(gone)?;
        let trashed = bin.as_ref().map(|bin| bin.join(name));
        let trashed = trashed.filter(|path| path.exists()).ok_or_else(gone)?;
        std::fs::rename(trashed, place).map_err(|error| TrashError::NotRestored {
            paths: vec![place.clone()],
            reason: Message::verbatim(error.to_string()),
        })?;
    }
    Ok(())
}

/// Returns whether two paths are the same, even if a parent folder is reached through a link.
#[cfg(not(target_os = "macos"))]
fn same_place(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
    one.file_name() == other.file_name()
        && (one == other || (folder(one).is_some() && folder(one) == folder(other)))
}

/// Returns the trash's reason for refusing, as part of a sentence. The crate's own text is meant for programmers.
fn reason(error: &trash::Error) -> Message {
    match error {
        trash::Error::Unknown { description } => {
            Message::verbatim(description.trim_end_matches('.'))
        }
        trash::Error::Os { code, description } => message!(
            "images-trash-error",
            description = description.trim_end_matches('.'),
            code = code.to_string()
        ),
        #[cfg(all(unix, not(target_os = "macos")))]
        trash::Error::FileSystem { path, source } => message!(
            "images-trash-error-at",
            error = source.to_string(),
            path = path.display().to_string()
        ),
        trash::Error::TargetedRoot => message!("images-trash-whole-disk"),
        trash::Error::CouldNotAccess { target } => {
            message!("images-trash-no-access", path = target)
        }
        trash::Error::CanonicalizePath { original } => message!(
            "images-trash-no-folder",
            path = original.display().to_string()
        ),
        trash::Error::ConvertOsString { original } => message!(
            "images-trash-no-unicode",
            path = original.display().to_string()
        ),
        trash::Error::RestoreCollision { path, .. } => {
            message!("images-trash-occupied", path = path.display().to_string())
        }
        trash::Error::RestoreTwins { path, .. } => {
            message!("images-trash-twins", path = path.display().to_string())
        }
    }
}
