//! Imports dropped files: copies images into the dataset, with the captions beside them.
//!
//! The originals are only read.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use files::regular_file;
use imaging::{Format, MAX_FILE_BYTES};
use localization::{Message, message};

use super::{ambiguous_caption, not_an_image};
use crate::byte_size::too_large;
use crate::caption::list::{self, Images};
use crate::caption::{self, DecodedCaption, SharedGuess};
use crate::dataset::Dataset;
use crate::folder::passed_over::pictures_below;
use crate::import::arrivals::{Arrival, Arrivals, ImportError, Imported};
use crate::import::other_layouts;
use crate::listing;
use crate::names::misnamed;
use crate::names::order::NaturalKey;
use crate::names::pairing::{Owners, Paired};
use crate::names::{self, Stem};

/// The dropped files, sorted by kind.
#[derive(Default)]
struct Dropped {
    folders: Vec<PathBuf>,
    images: Vec<PathBuf>,
    captions: Vec<PathBuf>,
    /// Lists of captions.
    lists: Vec<PathBuf>,
    skipped: Vec<(String, Message)>,
}

impl Dataset {
    /// Copies images into the dataset, each with the caption file beside it, or with its caption from a list such as
    /// `metadata.jsonl` beside it or in the dropped folder. From a dropped folder, the images directly in it are
    /// taken. If it has none, those in Kohya's sub-folders such as `10_TOK person` are taken, or else those in all its
    /// sub-folders. A picture that is recognised only by its content gets the usual extension. A caption or a list
    /// that is dropped by itself applies to the images in the dataset that it names and that have no caption.
    ///
    /// If a name is taken, the copy gets a number. A picture that is already in the dataset, byte for byte, is left
    /// out. `progress` is called with the number of images done and the total; if it breaks, the import stops before
    /// the next image.
    ///
    /// # Errors
    /// [`ImportError::Folder`] if nothing can be added. A problem with a single file is reported in
    /// [`Imported::skipped`].
    pub fn import(
        &self,
        files: &[PathBuf],
        progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ) -> Result<Imported, ImportError> {
        let dropped = classify(files);
        let mut arrivals = Arrivals::begin(self)?;
        for (name, reason) in dropped.skipped {
            arrivals.skip(name, reason);
        }
        let beside = captions_beside(&dropped.images);
        let mut described = listed_captions(&dropped.images, &dropped.folders, &mut arrivals);
        let total = dropped.images.len();
        for (done, path) in dropped.images.iter().enumerate() {
            if progress(done, total).is_break() {
                arrivals.stop();
                return Ok(arrivals.finish());
            }
            let captions = beside.get(&(folder_of(path), Stem::of(path)));
            let caption = captions.and_then(|captions| captions.used.as_ref());
            if let Arrival::FolderFailed(source) =
                copy(&mut arrivals, path, caption, described.remove(path))
            {
                let rest = dropped.images[done..]
                    .iter()
                    .map(|path| names::file_name(path));
                return arrivals.abort(source, rest);
            }
        }
        for captions in beside.values() {
            skip_unused(captions, &mut arrivals);
        }
        // Captions beside an image have already been imported or reported with it.
        let paired: HashSet<&PathBuf> = beside.values().flat_map(Paired::all).collect();
        let stray: Vec<&PathBuf> = dropped
            .captions
            .iter()
            .filter(|path| !paired.contains(path))
            .collect();
        arrivals.add_stray_captions(&stray);
        let beside = dropped.images.iter().map(|path| folder_of(path));
        let read: HashSet<PathBuf> = beside.chain(dropped.folders).collect();
        let images: HashSet<&Path> = dropped.images.iter().map(PathBuf::as_path).collect();
        for list in &dropped.lists {
            let found = other_layouts::list_at(list);
            // Problems with lists beside the images or in dropped folders were reported above.
            if !read.contains(&folder_of(list)) {
                for (name, reason) in found.skipped {
                    arrivals.skip(name, reason);
                }
            }
            let neighbours = other_layouts::images_in(&folder_of(list));
            let neighbours = neighbours.iter().map(PathBuf::as_path);
            let all = Images::new(images.iter().copied().chain(neighbours));
            for (_, captions) in found.lists {
                let mut assigned = all.assign(captions);
                assigned
                    .captions
                    .retain(|image, _| !images.contains(image.as_path()));
                assigned.unmatched.extend(assigned.captions);
                arrivals.add_stray_descriptions(assigned.unmatched);
            }
        }
        let _ = progress(total, total);
        Ok(arrivals.finish())
    }
}

fn copy(
    arrivals: &mut Arrivals<'_>,
    path: &Path,
    beside: Option<&PathBuf>,
    described: Option<String>,
) -> Arrival {
    let name = names::file_name(path);
    let opened = regular_file::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let mut file = match opened {
        Ok((bytes, _)) if bytes > MAX_FILE_BYTES => {
            arrivals.skip(name, too_large(bytes));
            return Arrival::Done;
        }
        Ok((_, file)) => file,
        Err(error) => {
            arrivals.skip(
                name,
                message!("import-file-unreadable", error = error.to_string()),
            );
            return Arrival::Done;
        }
    };
    let beside = beside.and_then(|path| {
        caption::read(path, SharedGuess::default())
            .map_err(|problem| arrivals.skip(names::file_name(path), problem.message()))
            .ok()
    });
    let caption = beside.or_else(|| described.map(DecodedCaption::from));
    let proper_name = misnamed::format_of(path).map(|format| misnamed::proper_name(path, format));
    arrivals.add_image(
        proper_name.as_deref().unwrap_or(&name),
        &name,
        &mut file,
        caption,
    )
}

/// Lists the images in dropped folders, and sorts the dropped files into images, captions, lists and files that can't
/// be imported. Removes duplicates, and sorts the images by name.
fn classify(files: &[PathBuf]) -> Dropped {
    let mut dropped = Dropped::default();
    let mut seen = HashSet::new();
    for path in files {
        let name = names::file_name(path);
        if !seen.insert(path) {
            continue;
        }
        if path.is_dir() {
            match listing::list(path) {
                Ok(listing) => {
                    let listed = listing.images.into_iter().map(|listed| listed.path);
                    let mut images: Vec<PathBuf> = listed.collect();
                    if images.is_empty() {
                        images = other_layouts::images_below(path);
                    }
                    if images.is_empty() {
                        images = pictures_below(path);
                    }
                    dropped.images.extend(images);
                    dropped.folders.push(path.clone());
                }
                Err(error) => {
                    let reason = message!("import-folder-unreadable", error = error.to_string());
                    dropped.skipped.push((name, reason));
                }
            }
        } else if names::is_hidden(&name) {
            dropped.skipped.push((name, message!("import-hidden")));
        } else if Format::of_name(path).is_some() || misnamed::format_of(path).is_some() {
            dropped.images.push(path.clone());
        } else if names::is_caption(path) {
            dropped.captions.push(path.clone());
        } else if list::is_list(path) {
            dropped.lists.push(path.clone());
        } else {
            dropped.skipped.push((name, not_an_image()));
        }
    }
    dropped
        .images
        .sort_by_cached_key(|path| NaturalKey::new(&names::file_name(path)));
    // A path may have been dropped by itself and in a folder.
    let mut seen = HashSet::new();
    dropped.images.retain(|path| seen.insert(path.clone()));
    dropped
}

/// Returns the captions in the folders of the images, by folder and image. A folder that can't be listed has no
/// captions here; an image in it that can't be read is reported when it is copied.
fn captions_beside(images: &[PathBuf]) -> HashMap<(PathBuf, Stem), Paired<PathBuf>> {
    let mut folders: HashMap<PathBuf, Vec<&Path>> = HashMap::new();
    for image in images {
        folders.entry(folder_of(image)).or_default().push(image);
    }
    let mut captions = HashMap::new();
    for (folder, images) in folders {
        let files = fs::read_dir(&folder).into_iter().flatten().flatten();
        let shown = files
            .map(|entry| entry.path())
            .filter(|path| !names::is_hidden(&names::file_name(path)));
        let (mut found, others): (Vec<PathBuf>, Vec<PathBuf>) =
            shown.partition(|path| names::is_caption(path));
        // A caption with exactly the name of an image that was not dropped belongs to that image.
        let stems: HashSet<Stem> = images.iter().map(|path| Stem::of(path)).collect();
        let neighbours = others.iter().filter(|path| Format::of_name(path).is_some());
        let neighbours: HashSet<Stem> = neighbours.map(|path| Stem::of(path)).collect();
        found.retain(|caption| {
            let stem = Stem::of(caption);
            stems.contains(&stem) || !neighbours.contains(&stem)
        });
        let paired = Owners::of(images).pair(found).into_iter();
        captions.extend(paired.map(|(stem, files)| ((folder.clone(), stem), files)));
    }
    captions
}

/// Reports the caption files of an image that were not used, unless they have the same text as the one that was used.
fn skip_unused(captions: &Paired<PathBuf>, arrivals: &mut Arrivals<'_>) {
    if captions.unused.is_empty() {
        return;
    }
    let text = |path: &PathBuf| caption::read(path, SharedGuess::default()).map(|found| found.text);
    let used_text = captions.used.as_ref().and_then(|used| text(used).ok());
    for unused in &captions.unused {
        let reason = match &captions.used {
            Some(_) if used_text.is_some() && text(unused).ok() == used_text => continue,
            Some(used) => message!("import-other-caption-file", name = names::file_name(used)),
            None => ambiguous_caption(),
        };
        arrivals.skip(names::file_name(unused), reason);
    }
}

/// Returns the captions in lists beside the images and in the dropped folders, by image path.
fn listed_captions(
    images: &[PathBuf],
    dropped: &[PathBuf],
    arrivals: &mut Arrivals<'_>,
) -> HashMap<PathBuf, String> {
    let beside = images.iter().map(|path| folder_of(path));
    let folders: HashSet<PathBuf> = beside.chain(dropped.iter().cloned()).collect();
    let mut folders: Vec<PathBuf> = folders.into_iter().collect();
    // The list nearest to an image takes precedence.
    folders.sort_by_key(|folder| (Reverse(folder.components().count()), folder.clone()));
    let mut captions = HashMap::new();
    for folder in folders {
        let found = other_layouts::lists_in(&folder);
        for (name, reason) in found.skipped {
            arrivals.skip(name, reason);
        }
        // Captions for images in the folder that were not dropped must not count as captions without an image.
        if found.lists.is_empty() {
            continue;
        }
        let neighbours = other_layouts::images_in(&folder);
        let all = Images::new(images.iter().chain(&neighbours).map(PathBuf::as_path));
        for (name, list) in found.lists {
            let assigned = all.assign(list);
            if dropped.iter().any(|dropped| folder.starts_with(dropped))
                && let Some(reason) = assigned.without_image(&folder)
            {
                arrivals.skip(name, reason);
            }
            for (image, caption) in assigned.captions {
                captions.entry(image).or_insert(caption);
            }
        }
    }
    captions
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}
