//! Real folders with small pictures in them, and functions that many tests share.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dataset::{Dataset, Edits, Image};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The folders of one test: a folder `photos` to open, a folder for the app's data, and room for other folders.
pub struct Place {
    root: TempDir,
}

impl Place {
    pub fn new() -> Place {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("photos")).unwrap();
        Place { root }
    }

    /// Creates a `photos` folder with these pictures, each in a different colour.
    pub fn with_pictures(names: &[&str]) -> Place {
        let place = Place::new();
        for (number, name) in names.iter().enumerate() {
            picture(&place.photos().join(name), number as u8);
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn photos(&self) -> PathBuf {
        self.path("photos")
    }

    pub fn edits(&self) -> Edits {
        Edits::open(&self.path("data")).unwrap()
    }

    pub fn open(&self) -> Dataset {
        Dataset::open(&self.photos(), &self.edits()).unwrap()
    }
}

/// Writes a picture of 3 × 2 pixels in the format of its extension. A different `colour` gives different bytes.
pub fn picture(path: &Path, colour: u8) {
    let pixel = image::Rgb([colour.wrapping_mul(37), colour, 255 - colour]);
    image::RgbImage::from_pixel(3, 2, pixel).save(path).unwrap();
}

pub fn names(dataset: &Dataset) -> Vec<String> {
    dataset
        .images()
        .into_iter()
        .map(|image| image.name)
        .collect()
}

pub fn named(dataset: &Dataset, name: &str) -> Image {
    let found = dataset
        .images()
        .into_iter()
        .find(|image| image.name == name);
    found.unwrap_or_else(|| panic!("{name} is not among {:?}", names(dataset)))
}

/// Returns the names of all files in a folder, including hidden ones, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Returns the names and contents of all files in a folder.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| {
        let content = fs::read(folder.join(&name)).unwrap();
        (name, content)
    };
    files(folder).into_iter().map(read).collect()
}

/// Makes a zip of all files in a folder and returns its path.
pub fn zip_of(place: &Place, folder: &Path) -> PathBuf {
    let zip = place.path("pictures.zip");
    let mut writer = ZipWriter::new(fs::File::create(&zip).unwrap());
    for (name, content) in contents(folder) {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap();
    zip
}

/// A progress callback that never stops the operation.
pub fn keep_going(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
