//! Creates folders of many photos with captions, quickly.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::photos;

/// The number of distinct pictures in a set. The set's files are copies of these that differ in a JPEG comment.
const PICTURES: usize = 8;

/// The widths of pictures of 1.1 to 2.0 megapixels.
const SMALL: [u32; PICTURES] = [1200, 1260, 1320, 1380, 1440, 1500, 1560, 1620];
const LARGE: [u32; PICTURES] = [4000; PICTURES];

pub const SETS: [PhotoSet; 5] = [
    PhotoSet::new("20 of 1–2 MP", 20, SMALL),
    PhotoSet::new("1,000 of 1–2 MP", 1000, SMALL),
    PhotoSet::new("5,000 of 1–2 MP", 5000, SMALL),
    PhotoSet::new("20 of 12 MP", 20, LARGE),
    PhotoSet::new("1,000 of 12 MP", 1000, LARGE),
];

pub struct PhotoSet {
    pub title: &'static str,
    pub count: u32,
    /// The pictures' widths; the aspect ratio is 4:3.
    widths: [u32; PICTURES],
}

impl PhotoSet {
    const fn new(title: &'static str, count: u32, widths: [u32; PICTURES]) -> PhotoSet {
        PhotoSet {
            title,
            count,
            widths,
        }
    }

    /// Writes photos of which no two have the same bytes, each with a caption of about 100 characters beside it.
    pub fn write(&self, folder: &Path) {
        fs::create_dir(folder).unwrap();
        let pictures = self.pictures();
        for number in 0..self.count {
            let file = file(folder, number);
            let picture = &pictures[number as usize % PICTURES];
            fs::write(&file, with_comment(picture, number)).unwrap();
            let caption = format!(
                "a bowl of stoneware with a blue glaze, number {number}, on a table of old oak in soft morning light"
            );
            fs::write(file.with_extension("txt"), caption).unwrap();
        }
    }

    fn pictures(&self) -> Vec<Vec<u8>> {
        thread::scope(|scope| {
            let threads: Vec<_> = self
                .widths
                .into_iter()
                .zip(1..)
                .map(|(width, seed)| {
                    scope.spawn(move || {
                        photos::encode_jpeg(&photos::draw_picture(width, width * 3 / 4, seed), None)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        })
    }
}

/// Returns the path of the photo with this number.
pub fn file(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("photo_{number:04}.jpg"))
}

/// Returns the JPEG with the number as a comment after its first segment.
fn with_comment(jpeg: &[u8], number: u32) -> Vec<u8> {
    let segment = u16::from_be_bytes([jpeg[4], jpeg[5]]);
    let (head, rest) = jpeg.split_at(4 + usize::from(segment));
    [head, &[0xff, 0xfe, 0, 6], &number.to_be_bytes(), rest].concat()
}
