//! Finds the image that a caption file belongs to.
//!
//! Usually the two have the same name up to the extension: `a.jpg` and `a.txt`. If no image has exactly that name, the
//! caption belongs to an image whose name differs only in its Unicode normalisation form, as with files from a Mac, or
//! else to the image whose whole file name it repeats (`a.jpg.txt`), as gallery programs write it.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::names::Stem;

/// The images of one folder, indexed by the names that their captions may have.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    stems: HashSet<Stem>,
    /// By the normalised stem; `None` if several stems have this form.
    by_stem: HashMap<String, Option<Stem>>,
    /// By the normalised name with its extension; `None` if several images have it.
    by_name: HashMap<String, Option<(Stem, Likeness)>>,
}

/// The caption files of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paired<T> {
    /// The file that is used.
    pub(crate) used: Option<T>,
    /// The other files.
    pub(crate) unused: Vec<T>,
    /// True if one of the `unused` files would be used if the `used` one did not exist.
    pub(crate) has_substitute: bool,
}

impl<T> Paired<T> {
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.used.iter().chain(&self.unused)
    }
}

/// The similarity of a caption's name to its image's, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    SameStem,
    NormalisedStem,
    WholeName,
    /// The whole name of one of several images that differ only in their extensions. These images share one caption,
    /// so a caption for a single one of them can't be used.
    WholeNameOfOne,
}

impl Owners {
    pub(crate) fn of<'a>(images: impl IntoIterator<Item = &'a Path>) -> Owners {
        let mut names: HashMap<Stem, HashSet<&OsStr>> = HashMap::new();
        for image in images {
            let name = image.file_name().unwrap_or_default();
            names.entry(Stem::of(image)).or_default().insert(name);
        }
        let (mut by_stem, mut by_name) = (HashMap::new(), HashMap::new());
        for (stem, images) in &names {
            let key = stem.normalised();
            let owner = (!by_stem.contains_key(&key)).then(|| stem.clone());
            by_stem.insert(key, owner);
            for name in images {
                let key = Stem::of_name(name).normalised();
                let likeness = if images.len() == 1 {
                    Likeness::WholeName
                } else {
                    Likeness::WholeNameOfOne
                };
                let owner = (!by_name.contains_key(&key)).then(|| (stem.clone(), likeness));
                by_name.insert(key, owner);
            }
        }
        Owners {
            stems: names.into_keys().collect(),
            by_stem,
            by_name,
        }
    }

    /// Returns the stem of the image that a caption file belongs to.
    pub(crate) fn owner(&self, caption: &Path) -> Option<Stem> {
        self.find(caption)
            .filter(|(_, likeness)| *likeness != Likeness::WholeNameOfOne)
            .map(|(stem, _)| stem)
    }

    fn find(&self, caption: &Path) -> Option<(Stem, Likeness)> {
        let stem = Stem::of(caption);
        if self.stems.contains(&stem) {
            return Some((stem, Likeness::SameStem));
        }
        let key = stem.normalised();
        let of_stem = self.by_stem.get(&key).cloned().flatten();
        of_stem
            .map(|stem| (stem, Likeness::NormalisedStem))
            .or_else(|| self.by_name.get(&key).cloned().flatten())
    }

    /// Returns the caption files of each image's stem. A `.txt`, which trainers look for, takes precedence over a
    /// `.caption`; after that, the name closest to the image's takes precedence.
    pub(crate) fn pair(
        &self,
        captions: impl IntoIterator<Item = PathBuf>,
    ) -> HashMap<Stem, Paired<PathBuf>> {
        let mut found: HashMap<Stem, Vec<(Likeness, PathBuf)>> = HashMap::new();
        for caption in captions {
            if let Some((stem, likeness)) = self.find(&caption) {
                found.entry(stem).or_default().push((likeness, caption));
            }
        }
        let ordered = |(stem, mut captions): (Stem, Vec<(Likeness, PathBuf)>)| {
            captions.sort_by_cached_key(|(likeness, path)| {
                let extension = path.extension().unwrap_or_default();
                let is_text = extension.eq_ignore_ascii_case("txt");
                (!is_text, *likeness, extension != "txt", path.clone())
            });
            let can_be_used =
                |(likeness, _): &(Likeness, PathBuf)| *likeness != Likeness::WholeNameOfOne;
            let used = captions
                .iter()
                .position(can_be_used)
                .map(|place| captions.remove(place).1);
            let has_substitute = captions.iter().any(can_be_used);
            let unused = captions.into_iter().map(|(_, path)| path).collect();
            let paired = Paired {
                used,
                unused,
                has_substitute,
            };
            (stem, paired)
        };
        found.into_iter().map(ordered).collect()
    }
}
