//! The system's bin: files go there, and come back from there when that is undone.

use std::path::{Path, PathBuf};

/// Why the system's bin did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BinError {
    /// The system has no bin for this place, or refused.
    #[error(
        "The system's bin did not take {}: {reason}. Nothing was deleted.",
        named(.paths)
    )]
    NotTaken {
        /// The files.
        paths: Vec<PathBuf>,
        /// The system's own words.
        reason: String,
    },
    /// The file is no longer in the bin.
    #[error("“{}” is no longer in the system's bin, so it can't be brought back.", .path.display())]
    Gone {
        /// Where the file was.
        path: PathBuf,
    },
    /// Something lies in its old place.
    #[error(
        "{} can't come back from the system's bin: {reason}. Look for it there yourself.",
        named(.paths)
    )]
    NotBack {
        /// Where the files were.
        paths: Vec<PathBuf>,
        /// The system's own words.
        reason: String,
    },
}

fn named(paths: &[PathBuf]) -> String {
    match paths {
        [one] => format!("“{}”", one.display()),
        _ => format!("{} files", paths.len()),
    }
}

/// Moves files to the bin.
///
/// # Errors
/// The system has no bin for them, or refused; nothing was deleted then.
pub fn take(paths: &[PathBuf]) -> Result<(), BinError> {
    trash::delete_all(paths).map_err(|error| BinError::NotTaken {
        paths: paths.to_vec(),
        reason: error.to_string(),
    })
}

/// Brings files back to these places from the bin; of several that lay there, the one deleted last.
#[cfg(not(target_os = "macos"))]
pub(crate) fn bring_back(places: &[PathBuf]) -> Result<(), BinError> {
    let refused = |reason: trash::Error| BinError::NotBack {
        paths: places.to_vec(),
        reason: reason.to_string(),
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
        found.push(newest.cloned().ok_or_else(|| BinError::Gone {
            path: place.clone(),
        })?);
    }
    trash::os_limited::restore_all(found).map_err(refused)
}

/// On macOS the bin says nothing of where its files came from; they keep their names there.
#[cfg(target_os = "macos")]
pub(crate) fn bring_back(places: &[PathBuf]) -> Result<(), BinError> {
    let bin = std::env::home_dir().map(|home| home.join(".Trash"));
    for place in places {
        if place.exists() {
            continue;
        }
        let gone = || BinError::Gone {
            path: place.clone(),
        };
        let name = place.file_name().ok_or_else(gone)?;
        let lying = bin.as_ref().map(|bin| bin.join(name));
        let lying = lying.filter(|path| path.exists()).ok_or_else(gone)?;
        std::fs::rename(lying, place).map_err(|error| BinError::NotBack {
            paths: vec![place.clone()],
            reason: error.to_string(),
        })?;
    }
    Ok(())
}

/// Whether two paths name one place, also where a folder above is reached by a link.
#[cfg(not(target_os = "macos"))]
fn same_place(one: &Path, other: &Path) -> bool {
    let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
    one.file_name() == other.file_name()
        && (one == other || (folder(one).is_some() && folder(one) == folder(other)))
}
