//! Real folders with small pictures in them, and what the tests ask of them over and over.
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

/// A place for one test: a folder `photos` to be opened, one for the app's data, and room beside.
pub struct Place {
    root: TempDir,
}

impl Place {
    pub fn new() -> Place {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("photos")).unwrap();
        Place { root }
    }

    /// `photos` with these pictures, each of its own colour.
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

/// A 3 × 2 picture in the format of its name; another `colour` means other bytes.
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

/// The names of all files in a folder, hidden ones too, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The names and contents of all files in a folder.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| {
        let content = fs::read(folder.join(&name)).unwrap();
        (name, content)
    };
    files(folder).into_iter().map(read).collect()
}

/// A zip of all files in a folder.
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

/// A progress that never stops.
pub fn go_on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
