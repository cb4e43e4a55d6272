//! Matches the names of captions and images, and chooses names for imported files.
//!
//! The names of files that are already in a folder are never changed.

pub(crate) mod misnamed;
pub(crate) mod order;
pub(crate) mod pairing;
pub(crate) mod path_text;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

/// The maximum length of a file name that ext4, APFS and NTFS all accept, in bytes of UTF-8.
const MAX_NAME_BYTES: usize = 255;

/// The part that the names of an image and its caption share: the name without the extension.
///
/// Case is ignored on Windows and macOS, whose file systems usually don't distinguish `A.jpg` from `a.jpg`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stem(OsString);

impl Stem {
    pub(crate) fn of(path: &Path) -> Stem {
        Stem::of_name(path.file_stem().unwrap_or_default())
    }

    /// Makes a stem of a whole name; nothing is removed as an extension.
    pub(crate) fn of_name(name: &OsStr) -> Stem {
        Stem(if cfg!(any(windows, target_os = "macos")) {
            name.to_string_lossy().to_lowercase().into()
        } else {
            name.to_owned()
        })
    }

    /// Returns the stem in NFC, for comparison with names in another Unicode normalisation form.
    pub(crate) fn normalised(&self) -> String {
        self.0.to_string_lossy().nfc().collect()
    }
}

/// The extensions of caption files. Kohya's trainers look for a `.caption` by default.
const CAPTION_EXTENSIONS: [&str; 2] = ["txt", "caption"];

/// Returns whether a file has the name of a caption file.
pub(crate) fn is_caption(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        CAPTION_EXTENSIONS
            .iter()
            .any(|one| extension.eq_ignore_ascii_case(one))
    })
}

/// Returns the names that the caption files of an image may have.
pub(crate) fn caption_names(image: &Path) -> Vec<String> {
    let whole = file_name(image);
    CAPTION_EXTENSIONS
        .iter()
        .flat_map(|extension| {
            let usual = file_name(&image.with_extension(extension));
            [usual, format!("{whole}.{extension}")]
        })
        .collect()
}

/// Returns whether a file or a folder is hidden, or is one that operating systems create.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || ["__MACOSX", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|clutter| name.eq_ignore_ascii_case(clutter))
}

/// Returns a file's name as text. Anything in it that isn't Unicode is replaced.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(OsStr::new(""))
        .to_string_lossy()
        .into_owned()
}

/// Returns the stem of a name in a form that is the same for any case and Unicode normalisation form, because on some
/// systems `A.jpg` would overwrite `a.jpg`.
pub(crate) fn folded_stem(name: &str) -> String {
    folded(split(name).0)
}

/// Returns a form of a text that is the same for any case and Unicode normalisation form.
pub(crate) fn folded(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase()
}

/// Returns the name nearest to `wanted` that every operating system accepts and whose stem is free. `taken` is called
/// with a [`folded_stem`], and returns whether it is in use. The stem must be free, and not only the name, since two
/// images with the same stem would share one caption.
pub(crate) fn free_name(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let (stem, extension) = split(wanted);
    let extension = if extension.is_empty() {
        String::new()
    } else {
        format!(".{}", portable(extension))
    };
    let stem = portable(stem);
    // The name of the caption file must fit too.
    let room = MAX_NAME_BYTES.saturating_sub(extension.len().max(".txt".len()));
    let mut number = 1_u64;
    loop {
        let suffix = if number == 1 {
            String::new()
        } else {
            format!(" ({number})")
        };
        let start = &stem[..stem.floor_char_boundary(room.saturating_sub(suffix.len()))];
        let candidate = format!("{}{suffix}", start.trim_end_matches(['.', ' ']));
        if !taken(&folded(&candidate)) {
            return candidate + &extension;
        }
        number += 1;
    }
}

fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// Replaces the characters and names that Windows forbids, so that the dataset can be copied to a Windows system.
/// Source: "Naming Files, Paths, and Namespaces" in the Win32 documentation.
fn portable(part: &str) -> String {
    let replaced: String = part
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => '_',
            control if control.is_control() => '_',
            other => other,
        })
        .collect();
    // Windows drops dots and spaces at the end. A dot at the start would hide the file.
    let trimmed = replaced.trim_matches(['.', ' ']);
    if trimmed.is_empty() {
        return "_".to_owned();
    }
    // To recognise a device, Windows only looks at the part before the first dot.
    let device = trimmed.split('.').next().unwrap_or(trimmed).trim_end();
    if is_device(device) {
        format!("_{trimmed}")
    } else {
        trimmed.to_owned()
    }
}

fn is_device(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let port = |rest: &str| {
        let mut characters = rest.chars();
        matches!(characters.next(), Some('0'..='9' | '¹' | '²' | '³'))
            && characters.next().is_none()
    };
    matches!(
        upper.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || upper.strip_prefix("COM").is_some_and(port)
        || upper.strip_prefix("LPT").is_some_and(port)
}
