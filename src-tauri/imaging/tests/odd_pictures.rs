//! Tests of odd pictures: those with rare, unusual or slightly damaged headers, which other programs show correctly,
//! and truncated ones, which are refused.

use crate::pictures;

use std::path::{Path, PathBuf};

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use imaging::{Edit, Format, Preparation, Problem, facts, prepare};
use pictures::*;

fn prepared_pixels(path: &Path) -> RgbImage {
    let prepared = prepare(path, &Edit::default(), &Preparation::default())
        .unwrap_or_else(|problem| panic!("{path:?}: {problem}"));
    decode_jpeg(&prepared.bytes)
}

fn problem_of(path: &Path) -> Problem {
    match prepare(path, &Edit::default(), &Preparation::default()) {
        Ok(_) => panic!("{path:?} was accepted"),
        Err(problem) => problem,
    }
}

#[track_caller]
fn assert_upright(path: &Path, format: Format) {
    let facts = facts(path).unwrap_or_else(|problem| panic!("{path:?}: {problem}"));
    assert_eq!(facts.format, format, "{path:?}");
    assert_eq!((facts.width, facts.height), (96, 64), "{path:?}");
    assert_corners(&prepared_pixels(path), 12, &path.display().to_string());
}

/// Returns an EXIF block that holds only an orientation, as a value of this type and count.
fn exif_orientation(kind: u16, count: u32, orientation: u16) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x01\0".to_vec();
    block.extend(0x0112u16.to_le_bytes());
    block.extend(kind.to_le_bytes());
    block.extend(count.to_le_bytes());
    block.extend(u32::from(orientation).to_le_bytes());
    block.extend(0u32.to_le_bytes());
    block
}

/// Writes a picture file with exactly this EXIF block, whatever the format's encoder or decoder expects of such a
/// block.
fn with_exif(folder: &Path, name: &str, stored: &RgbImage, exif: Vec<u8>) -> PathBuf {
    let (width, height) = stored.dimensions();
    let mut bytes = Vec::new();
    match name.rsplit_once('.').unwrap().1 {
        "jpg" => bytes = jpeg(stored, Some(exif), None),
        "png" => {
            let mut encoder = PngEncoder::new(&mut bytes);
            encoder.set_exif_metadata(exif).unwrap();
            encoder
                .write_image(stored, width, height, ExtendedColorType::Rgb8)
                .unwrap();
        }
        _ => {
            let mut encoder = WebPEncoder::new_lossless(&mut bytes);
            encoder.set_exif_metadata(exif).unwrap();
            encoder
                .write_image(stored, width, height, ExtendedColorType::Rgb8)
                .unwrap();
        }
    }
    write(folder, name, &bytes)
}

#[test]
fn an_orientation_of_any_type_is_applied() {
    let folder = tempfile::tempdir().unwrap();
    let stored = store_rotated(&corners(96, 64), 6);
    for (name, format) in [
        ("a.jpg", Format::Jpeg),
        ("a.png", Format::Png),
        ("a.webp", Format::WebP),
    ] {
        for (kind, count) in [(3, 1), (4, 1), (3, 2), (1, 1)] {
            let exif = exif_orientation(kind, count, 6);
            assert_upright(
                &with_exif(folder.path(), name, &stored, exif.clone()),
                format,
            );
            if format != Format::Jpeg {
                let prefixed = [b"Exif\0\0".as_slice(), &exif].concat();
                assert_upright(&with_exif(folder.path(), name, &stored, prefixed), format);
            }
        }
    }
}

/// Returns the byte offset of a JPEG's first scan.
fn start_of_scan(jpeg: &[u8]) -> usize {
    jpeg.windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .unwrap()
}

#[test]
fn a_jpeg_with_odd_markers_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let plain = jpeg(&corners(96, 64), None, None);
    let scan = start_of_scan(&plain);

    // Samsung phones write values into the scan header that belong to progressive pictures.
    let mut samsung = plain.clone();
    let parameters = scan + 5 + 2 * usize::from(plain[scan + 4]);
    samsung[parameters..parameters + 3].copy_from_slice(&[0, 0, 0]);
    assert_upright(&write(folder.path(), "samsung.jpg", &samsung), Format::Jpeg);

    // These bytes belong to no marker.
    let mut junk = plain.clone();
    junk.splice(scan..scan, [0x00, 0x11, 0x22]);
    assert_upright(&write(folder.path(), "junk.jpg", &junk), Format::Jpeg);

    // Colour profiles: the second of two parts is missing, a part is empty, and the part numbers are missing.
    for profile in [
        b"ICC_PROFILE\0\x01\x02half a profile".as_slice(),
        b"ICC_PROFILE\0\x01\x01",
        b"ICC_PROFILE\0",
    ] {
        let mut marker = vec![0xFF, 0xE2];
        marker.extend((profile.len() as u16 + 2).to_be_bytes());
        marker.extend(profile);
        let mut bytes = plain.clone();
        bytes.splice(2..2, marker);
        assert_upright(&write(folder.path(), "profile.jpg", &bytes), Format::Jpeg);
    }
}

#[test]
fn a_truncated_jpeg_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = jpeg(&noise(320, 240, 5), None, None);
    let scan = start_of_scan(&bytes);
    let half = write(
        folder.path(),
        "half.jpg",
        &bytes[..(scan + bytes.len()) / 2],
    );
    let Problem::Broken { .. } = problem_of(&half) else {
        panic!("{:?}", problem_of(&half));
    };
}

#[test]
fn a_webp_without_its_declared_metadata_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let picture = corners(96, 64);
    let exif = exif_orientation(3, 1, 1);
    let path = with_exif(folder.path(), "a.webp", &picture, exif);
    let bytes = std::fs::read(&path).unwrap();
    let at = bytes
        .windows(4)
        .position(|name| name == b"EXIF")
        .expect("the encoder writes an EXIF chunk");
    // The chunk and everything after it is removed, and the size in the header is set to match.
    let mut cut = bytes[..at].to_vec();
    let size = (cut.len() as u32 - 8).to_le_bytes();
    cut[4..8].copy_from_slice(&size);
    assert_upright(&write(folder.path(), "cut.webp", &cut), Format::WebP);
}

/// Inserts a chunk before the first chunk with the name `before`.
fn png_with_chunk(png: &[u8], before: &[u8; 4], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let at = png.windows(4).position(|chunk| chunk == before).unwrap() - 4;
    let body = [name.as_slice(), data].concat();
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(&body);
    chunk.extend(crc32fast::hash(&body).to_be_bytes());
    let mut bytes = png.to_vec();
    bytes.splice(at..at, chunk);
    bytes
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

#[test]
fn colour_chunks_of_a_png_are_applied() {
    let folder = tempfile::tempdir().unwrap();
    let picture = RgbImage::from_pixel(96, 64, image::Rgb([190, 90, 70]));
    // Rec. ITU-T H.273: primaries 12 are Display P3, transfer 13 is sRGB, matrix 0 is RGB, and 1 is the full range.
    let p3 = png_with_chunk(&png(&picture), b"IDAT", b"cICP", &[12, 13, 0, 1]);
    let seen = prepared_pixels(&write(folder.path(), "p3.png", &p3));
    // The expected value is computed with the matrix of CSS Color 4, section 10.
    assert!(
        is_near(seen.get_pixel(40, 30).0, [206, 86, 65], 4),
        "{:?}",
        seen.get_pixel(40, 30)
    );

    // The samples are proportional to light: 55 of 255 is the sRGB value 127.
    let dark = RgbImage::from_pixel(96, 64, image::Rgb([55; 3]));
    let linear = png_with_chunk(&png(&dark), b"IDAT", b"gAMA", &100_000u32.to_be_bytes());
    let seen = prepared_pixels(&write(folder.path(), "linear.png", &linear));
    assert!(
        is_near(seen.get_pixel(40, 30).0, [127; 3], 4),
        "{:?}",
        seen.get_pixel(40, 30)
    );
}

/// The pixels of a TIFF and how they are stored.
struct Tiff<'a> {
    /// 1 for grey in which 0 is black, 2 for RGB.
    meaning: u16,
    bits: u16,
    samples: u16,
    /// 1 for unsigned integers, 3 for floating-point numbers.
    kind: u16,
    /// 1 for the usual order of bits.
    fill_order: u16,
    /// 1 for premultiplied alpha, 2 for straight alpha.
    alpha: Option<u16>,
    pixels: &'a [u8],
}

impl Tiff<'_> {
    /// Returns an uncompressed little-endian file with one strip.
    fn file(&self, width: u32, height: u32) -> Vec<u8> {
        let pixels_at = 8u32;
        let bits_at = pixels_at + self.pixels.len() as u32;
        let bits_data: Vec<u8> = (0..self.samples)
            .flat_map(|_| self.bits.to_le_bytes())
            .collect();
        let (bits, after) = if self.samples == 1 {
            (u32::from(self.bits), bits_at)
        } else if self.samples == 2 {
            (u32::from(self.bits) * 0x1_0001, bits_at)
        } else {
            (bits_at, bits_at + bits_data.len() as u32)
        };
        let short = |tag: u16, value: u16| (tag, 3u16, 1u32, u32::from(value));
        let long = |tag: u16, value: u32| (tag, 4u16, 1u32, value);
        let mut entries = vec![
            long(256, width),
            long(257, height),
            (258, 3, u32::from(self.samples), bits),
            short(259, 1),
            short(262, self.meaning),
            short(266, self.fill_order),
            long(273, pixels_at),
            short(277, self.samples),
            long(278, height),
            long(279, self.pixels.len() as u32),
        ];
        entries.extend(self.alpha.map(|alpha| short(338, alpha)));
        entries.push(short(339, self.kind));
        if self.samples > 1 {
            let last = entries.len() - 1;
            entries[last].2 = u32::from(self.samples);
            // All samples have the same type. Two values fit in the entry itself; with more, the entry is omitted,
            // which means type 1.
            if self.samples == 2 {
                entries[last].3 = u32::from(self.kind) * 0x1_0001;
            } else {
                entries.pop();
                assert_eq!(self.kind, 1, "several real samples are not written here");
            }
        }
        let mut file = b"II*\0".to_vec();
        file.extend(after.to_le_bytes());
        file.extend(self.pixels);
        if after > bits_at {
            file.extend(bits_data);
        }
        file.extend((entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend(kind.to_le_bytes());
            file.extend(count.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        file.extend(0u32.to_le_bytes());
        file
    }
}

const GREY: Tiff<'static> = Tiff {
    meaning: 1,
    bits: 8,
    samples: 1,
    kind: 1,
    fill_order: 1,
    alpha: None,
    pixels: &[],
};

#[test]
fn rare_tiffs_are_shown_correctly_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (width, height) = (96, 64);
    let tiff = |name: &str, tiff: Tiff<'_>| write(folder.path(), name, &tiff.file(width, height));
    let middle = |path: &Path| prepared_pixels(path).get_pixel(48, 32).0;
    let all = |bytes: &[u8]| bytes.repeat((width * height) as usize);

    // Integers of 32 bits.
    let pixels: Vec<u8> = corners(width, height)
        .as_raw()
        .iter()
        .flat_map(|value| (u32::from(*value) * 0x0101_0101).to_le_bytes())
        .collect();
    let deep = tiff(
        "deep.tif",
        Tiff {
            meaning: 2,
            bits: 32,
            samples: 3,
            pixels: &pixels,
            ..GREY
        },
    );
    assert_upright(&deep, Format::Tiff);

    // Half transparent red, premultiplied and straight. On white both look the same.
    for (name, alpha, pixel) in [
        ("multiplied.tif", 1, [128, 0, 0, 128]),
        ("straight.tif", 2, [255, 0, 0, 128]),
    ] {
        let path = tiff(
            name,
            Tiff {
                meaning: 2,
                samples: 4,
                alpha: Some(alpha),
                pixels: &all(&pixel),
                ..GREY
            },
        );
        assert!(
            is_near(middle(&path), [255, 127, 127], 6),
            "{name}: {:?}",
            middle(&path)
        );
    }

    // The bits of each byte are reversed: 0b0011_0010 is 0b0100_1100.
    let reversed = tiff(
        "fill order.tif",
        Tiff {
            fill_order: 2,
            pixels: &all(&[0b0011_0010]),
            ..GREY
        },
    );
    match prepare(&reversed, &Edit::default(), &Preparation::default()) {
        Ok(prepared) => {
            let seen = decode_jpeg(&prepared.bytes).get_pixel(48, 32).0;
            assert!(is_near(seen, [0b0100_1100; 3], 3), "{seen:?}");
        }
        Err(Problem::Unsupported { .. }) => {}
        Err(problem) => panic!("{problem:?}"),
    }

    // Floating-point values from 0 to 1 are shown. For other ranges white is not defined, so such pictures are
    // refused instead of being shown as all white.
    let real = |name: &str, light: f32| {
        let pixels = all(&light.to_le_bytes());
        let real = Tiff {
            bits: 32,
            kind: 3,
            pixels: &pixels,
            ..GREY
        };
        tiff(name, real)
    };
    let seen = middle(&real("real.tif", 0.5));
    assert!((100..200).contains(&seen[0]), "{seen:?}");
    let Problem::Unsupported { sentence } = problem_of(&real("measured.tif", 200.0)) else {
        panic!("{:?}", problem_of(&real("measured.tif", 200.0)));
    };
    assert!(
        sentence.to_string().starts_with("A TIFF with"),
        "{sentence}"
    );
}

#[test]
fn damaged_data_is_reported_as_damaged() {
    let folder = tempfile::tempdir().unwrap();
    for extension in ["png", "jpg", "webp", "gif", "tiff"] {
        let path = save(folder.path(), &format!("a.{extension}"), &noise(96, 64, 9));
        let bytes = std::fs::read(&path).unwrap();
        // The directory of this TIFF is at its end, so the pixels before it are removed instead.
        let cut = if extension == "tiff" {
            let mut file = bytes.clone();
            let directory = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
            file.drain(8..directory);
            file[4..8].copy_from_slice(&8u32.to_le_bytes());
            file
        } else {
            bytes[..bytes.len() / 2].to_vec()
        };
        let path = write(folder.path(), &format!("cut.{extension}"), &cut);
        let problem = problem_of(&path);
        assert!(
            matches!(problem, Problem::Broken { .. }),
            "{extension}: {problem:?}"
        );
    }
}

/// Saves a copy of a HEIF file with other brands, under the extension `heif`, and returns its path. The `ftyp` box
/// keeps its size: it is filled up with `miaf` brands.
fn with_brands(file: &Path, brands: &[&[u8; 4]]) -> PathBuf {
    let mut bytes = std::fs::read(file).unwrap();
    let size = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
    for (index, at) in (8..size).step_by(4).enumerate() {
        // The second field is the minor version.
        if index != 1 {
            let brand = brands.get(index.saturating_sub(1)).copied();
            bytes[at..at + 4].copy_from_slice(brand.unwrap_or(b"miaf"));
        }
    }
    let path = file.with_extension("heif");
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn the_codec_of_a_heif_is_read_from_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let png = save(folder.path(), "from.png", &corners(96, 64));
    for name in ["a.heic", "a.avif"] {
        let path = heif(folder.path(), name, &png, &["-p", "chroma=444"]);
        assert_upright(&with_brands(&path, &[b"mif1"]), Format::Heic);
    }
    // A video has other brands.
    let path = heif(folder.path(), "b.heic", &png, &[]);
    let problem = problem_of(&with_brands(&path, &[b"isom"]));
    assert!(
        matches!(&problem, Problem::Unsupported { sentence } if sentence.to_string() == "A video can't be read."),
        "{problem:?}"
    );
}
