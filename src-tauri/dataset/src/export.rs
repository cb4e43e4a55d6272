//! Exports the prepared dataset for other trainers: as a folder or a zip, in a layout that they can read.
//!
//! `imaging::prepare` defines the content of an image's file, [`layout`] the file names, and [`target`] writes the
//! export to the disk. Nothing is overwritten, and nothing is left behind if the export fails or is stopped.

mod imagefolder;
mod layout;
mod target;

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use imaging::{Preparation, Problem};
use localization::{Message, message};

use crate::batch::{self, Halt};
use crate::{PackProgress, Pair};
pub use layout::Layout;
use layout::Names;
use target::Target;

/// The container that a dataset is exported into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A folder, which must be new or empty.
    Folder,
    /// A zip, which must be new.
    Zip,
}

/// The result of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The number of images written.
    pub images: u32,
    /// The number of captions written.
    pub captions: u32,
    /// The images that couldn't be used, each with the reason.
    pub skipped: Vec<(PathBuf, Problem)>,
}

/// The reason why nothing was exported.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum ExportError {
    /// There is no image that can be used.
    NothingToExport,
    /// The caller stopped the export.
    Stopped,
    /// The folder for Kohya's trainer would have no name.
    NoWords,
    /// Existing files would be overwritten or mixed with the export.
    Occupied {
        /// The requested path.
        path: PathBuf,
    },
    /// The system refused to write.
    Write {
        /// The requested path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl ExportError {
    /// Returns the message for the person.
    pub fn message(&self) -> Message {
        match self {
            ExportError::NothingToExport => message!("files-nothing-to-export"),
            ExportError::Stopped => message!("files-export-stopped"),
            ExportError::NoWords => message!("files-export-no-words"),
            ExportError::Occupied { path } => {
                message!("files-export-occupied", path = path.display().to_string())
            }
            ExportError::Write { path, source } => message!(
                "files-export-not-written",
                path = path.display().to_string(),
                reason = source.to_string()
            ),
        }
    }
}

/// Prepares the images and writes them with their captions to `to`, which appears only when the export is complete.
/// Each image keeps its file's name without the extension, made safe for every system. If two images would share a name
/// or a caption, the name of the second gets a number. `progress` is called after each image, in order, and can stop
/// the work.
///
/// # Errors
/// See [`ExportError`]. Images that can't be used are listed in [`Exported::skipped`].
pub fn export(
    pairs: &[Pair],
    preparation: &Preparation,
    layout: &Layout,
    container: Container,
    to: &Path,
    progress: &(dyn Fn(PackProgress) -> ControlFlow<()> + Sync),
) -> Result<Exported, ExportError> {
    let failed = |source| write_error(to, source);
    let mut names = Names::new(layout).ok_or(ExportError::NoWords)?;
    let mut target = Target::begin(container, to).map_err(failed)?;
    let (mut images, mut captions) = (0, 0);
    let skipped = batch::prepare_each(pairs, preparation, progress, |pair, prepared| {
        let caption = pair.caption();
        let assigned = names.assign(&pair.image, prepared.encoding.extension(), caption);
        target.add_picture(&assigned.image, &prepared.bytes)?;
        if let Some((name, text)) = assigned.caption {
            target.add_text(&name, text)?;
        }
        images += 1;
        captions += u32::from(caption.is_some());
        Ok(())
    });
    let skipped = skipped.map_err(|halt| match halt {
        Halt::Stopped => ExportError::Stopped,
        Halt::Failed(source) => failed(source),
    })?;
    if images == 0 {
        return Err(ExportError::NothingToExport);
    }
    if let Some((name, text)) = names.index() {
        target.add_text(name, text).map_err(failed)?;
    }
    target.finish().map_err(failed)?;
    Ok(Exported {
        images,
        captions,
        skipped,
    })
}

fn write_error(to: &Path, source: io::Error) -> ExportError {
    let path = to.to_owned();
    let occupied = [
        io::ErrorKind::AlreadyExists,
        io::ErrorKind::DirectoryNotEmpty,
    ];
    if occupied.contains(&source.kind()) {
        ExportError::Occupied { path }
    } else {
        ExportError::Write { path, source }
    }
}
