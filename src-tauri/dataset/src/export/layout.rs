//! Which file goes where: the layouts that trainers read.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::path::Path;

use crate::{imagefolder, names};

/// How images and captions lie together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each caption in a `.txt` beside its image: what most trainers read.
    Plain,
    /// Hugging Face's imagefolder: the images, and one `metadata.jsonl` with all captions.
    ImageFolder,
    /// Kohya's trainers: pairs in a folder such as `10_TOK person`.
    Kohya {
        /// How often each image is shown in an epoch.
        repeats: NonZeroU32,
        /// The trigger word and the class, which stand in for missing captions.
        words: String,
    },
}

/// Gives out names, each once.
pub(super) struct Names {
    /// What goes before each name: nothing, or a folder and a slash.
    folder: String,
    /// The lines of `metadata.jsonl`, in the layout that has one.
    index: Option<String>,
    /// Stems that are taken: [`names::folded_stem`].
    stems: HashSet<String>,
}

/// Where one image goes, and its caption if that has a file of its own.
pub(super) struct Placed<'a> {
    pub(super) image: String,
    pub(super) caption: Option<(String, &'a str)>,
}

impl Names {
    /// `None` where Kohya's folder would have no name.
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

    /// Names an image after its file.
    pub(super) fn place<'a>(
        &mut self,
        image: &Path,
        ending: &str,
        caption: Option<&'a str>,
    ) -> Placed<'a> {
        let stem = image.file_stem().unwrap_or_default().to_string_lossy();
        let name = names::free_name(&format!("{stem}.{ending}"), |stem| {
            self.stems.contains(stem)
        });
        self.stems.insert(names::folded_stem(&name));
        let beside = match &mut self.index {
            Some(index) => {
                index.push_str(&imagefolder::line(&name, caption));
                None
            }
            None => caption.map(|text| {
                let stem = name.strip_suffix(ending).unwrap_or(&name);
                (format!("{}{stem}txt", self.folder), text)
            }),
        };
        Placed {
            image: format!("{}{name}", self.folder),
            caption: beside,
        }
    }

    /// The file that holds all captions, in the layout that has one.
    pub(super) fn index(&self) -> Option<(&'static str, &str)> {
        let index = self.index.as_deref()?;
        Some((imagefolder::FILE_NAME, index))
    }
}
