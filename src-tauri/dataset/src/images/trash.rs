//! Moves files to the system's trash, and brings them back when that is undone.

use std::path::{Path, PathBuf};

/// The reason why the system's trash refused an operation.
#[derive(Debug, thiserror::Error)]
pub enum TrashError {
    /// The system has no trash for this place, or the trash refused.
    #[error(
        "{} couldn't be moved to the trash: {reason}. Nothing was deleted.",
        named(.paths)
    )]
    NotTaken {
        /// The files.
        paths: Vec<PathBuf>,
        /// The reason, as part of a sentence.
        reason: String,
    },
    /// The file is no longer in the trash.
    #[error("“{}” is no longer in the trash, so it can't be restored.", .path.display())]
    Gone {
        /// The path where the file was.
        path: PathBuf,
    },
    /// The files can't be restored, for example because others are in their places.
    #[error(
        "{} couldn't be restored from the trash: {reason}. Look for it there yourself.",
        named(.paths)
    )]
    NotBack {
        /// The paths where the files were.
        paths: Vec<PathBuf>,
        /// The reason, as part of a sentence.
        reason: String,
    },
}

fn named(paths: &[PathBuf]) -> String {
    match paths {
        [one] => format!("“{}”", one.display()),
        _ => format!("{} files", paths.len()),
    }
}

/// Moves files to the trash.
///
/// # Errors
/// [`TrashError::NotTaken`] if the system has no trash for the files, or refuses. Nothing is deleted in that case.
pub fn take(paths: &[PathBuf]) -> Result<(), TrashError> {
    if paths.is_empty() {
        return Ok(());
    }
    trash::delete_all(paths).map_err(|error| TrashError::NotTaken {
        paths: paths.to_vec(),
        reason: reason(&error),
    })
}

/// Brings files back from the trash to these places. If the trash has several files from one place, restores the one that
/// was deleted last.
#[cfg(not(target_os = "macos"))]
pub(crate) fn bring_back(places: &[PathBuf]) -> Result<(), TrashError> {
    let refused = |error: trash::Error| TrashError::NotBack {
        paths: places.to_vec(),
        reason: reason(&error),
    };
    let lying = trash::os_limited::list().map_err(refused)?;
    let mut found = Vec::new();
    for place in places {
        if place.exists() {
            continue;
        }
        let newest = lying
            .iter()
            .filter(|item| same_place(&item.original_path(), place))
            .max_by_key(|item| item.time_deleted);
        found.push(newest.cloned().ok_or_else(|| TrashError::Gone {
            path: place.clone(),
        })?);
    }
    trash::os_limited::restore_all(found).map_err(refused)
}

/// Brings files back from the trash to these places. The trash of macOS doesn't report where its files came from, so they
/// are found by name.
#[cfg(target_os = "macos")]
pub(crate) fn bring_back(places: &[PathBuf]) -> Result<(), TrashError> {
    let bin = std::env::home_dir().map(|home| home.join(".Trash"));
    for place in places {
        if place.exists() {
            continue;
        }
        let gone = || TrashError::Gone {
            path: place.clone(),
        };
        let name = place.file_name().ok_or_else(gone)?;
        let lying = bin.as_ref().map(|bin| bin.join(name));
        let lying = lying.filter(|path| path.exists()).ok_or_else(gone)?;
        std::fs::rename(lying, place).map_err(|error| TrashError::NotBack {
            paths: vec![place.clone()],
            reason: error.to_string(),
        })?;
    }
    Ok(())
}

/// Returns whether two paths are the same place, even if a folder above is reached through a link.
#[cfg(not(target_os = "macos"))]
fn same_place(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
    one.file_name() == other.file_name()
        && (one == other || (folder(one).is_some() && folder(one) == folder(other)))
}

/// Returns the trash's reason for refusing, as part of a sentence. The crate's own text is meant for programmers.
fn reason(error: &trash::Error) -> String {
    match error {
        trash::Error::Unknown { description } => description.trim_end_matches('.').to_owned(),
        trash::Error::Os { code, description } => {
            format!("{} (error {code})", description.trim_end_matches('.'))
        }
        #[cfg(all(unix, not(target_os = "macos")))]
        trash::Error::FileSystem { path, source } => format!("{source}, at “{}”", path.display()),
        trash::Error::TargetedRoot => "a whole disk can't be moved there".to_owned(),
        trash::Error::CouldNotAccess { target } => {
            format!("“{target}” is not there, or you may not change it")
        }
        trash::Error::CanonicalizePath { original } => {
            format!(
                "“{}” is not there, or you may not read its folder",
                original.display()
            )
        }
        trash::Error::ConvertOsString { original } => {
            format!("the name “{}” is not in Unicode", original.display())
        }
        trash::Error::RestoreCollision { path, .. } => {
            format!("another file is at “{}” now", path.display())
        }
        trash::Error::RestoreTwins { path, .. } => {
            format!("several files in the trash come from “{}”", path.display())
        }
    }
}
