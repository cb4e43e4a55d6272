//! Names the files of an export, in the layouts that trainers read.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::path::Path;

use crate::export::imagefolder;
use crate::names;

/// The arrangement of images and captions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each caption in a `.txt` beside its image, as most trainers read it.
    Plain,
    /// Hugging Face's imagefolder: the images, and one `metadata.jsonl` with all captions.
    ImageFolder,
    /// Kohya's trainers: pairs in a folder such as `10_TOK person`.
    Kohya {
        /// The number of times that each image is shown in an epoch.
        repeats: NonZeroU32,
        /// The trigger word and the class, which the trainer uses in place of missing captions.
        words: String,
    },
}

/// A generator of unique names.
pub(super) struct Names {
    /// The prefix of each name: empty, or a folder and a slash.
    folder: String,
    /// The lines of `metadata.jsonl`, if the layout has one.
    index: Option<String>,
    /// The stems that are taken, as returned by [`names::folded_stem`].
    stems: HashSet<String>,
}

/// The name of an image's file, and the name and text of its caption's file, if it has one.
pub(super) struct Assigned<'a> {
    pub(super) image: String,
    pub(super) caption: Option<(String, &'a str)>,
}

impl Names {
    /// Creates a generator for a layout, or returns `None` if Kohya's folder would have no name.
    pub(super) fn new(layout: &Layout) -> Option<Names> {
        let folder = match layout {
            Layout::Plain | Layout::ImageFolder => String::new(),
            Layout::Kohya { words, .. } if words.trim().is_empty() => return None,
            Layout::Kohya { repeats, words } => {
                let words = names::free_name(words.trim(), |_| false);
                format!("{repeats}_{words}/")
            }
        };
        Some(Names {
            folder,
            index: (*layout == Layout::ImageFolder).then(String::new),
            stems: HashSet::new(),
        })
    }

    /// Names an image after its file, with the extension `ending`, and its caption after the image. If the layout has a
    /// `metadata.jsonl`, adds a line for the image instead of naming a caption file.
    pub(super) fn assign<'a>(
        &mut self,
        image: &Path,
        ending: &str,
        caption: Option<&'a str>,
    ) -> Assigned<'a> {
        let stem = image.file_stem().unwrap_or_default().to_string_lossy();
        let name = names::free_name(&format!("{stem}.{ending}"), |stem| {
            self.stems.contains(stem)
        });
        self.stems.insert(names::folded_stem(&name));
        let caption_file = match &mut self.index {
            Some(index) => {
                index.push_str(&imagefolder::line(&name, caption));
                None
            }
            None => caption.map(|text| {
                let stem = name.strip_suffix(ending).unwrap_or(&name);
                (format!("{}{stem}txt", self.folder), text)
            }),
        };
        Assigned {
            image: format!("{}{name}", self.folder),
            caption: caption_file,
        }
    }

    /// Returns the name and the content of the file that holds all captions, if the layout has one.
    pub(super) fn index(&self) -> Option<(&'static str, &str)> {
        let index = self.index.as_deref()?;
        Some((imagefolder::FILE_NAME, index))
    }
}
