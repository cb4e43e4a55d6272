//! Reads the size, orientation and colours of a PNG from its chunks, without reading the pixels.
//!
//! Chunk names and layouts are those of the PNG specification, third edition, section 11. A chunk with a wrong checksum
//! is skipped, as in decoders.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;
use localization::message;

use crate::Problem;
use crate::colour::{Calibration, Colour, MAX_PROFILE_BYTES};

/// The largest chunk that is read, in bytes.
const MAX_CHUNK_BYTES: u64 = MAX_PROFILE_BYTES as u64;

/// The number of bytes at the file's end that are searched for chunks after the pixels. Reaching them chunk by chunk
/// would mean reading the whole file.
const TAIL_BYTES: u64 = 64 << 10;

/// The contents of the chunks around the pixels.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The number of bits per sample, and the number of the colour type.
    depth_and_kind: (u8, u8),
    /// The EXIF block.
    pub exif: Option<Vec<u8>>,
    code_points: Option<[u8; 4]>,
    /// The content of `iCCP`, which is still compressed.
    profile: Option<Vec<u8>>,
    is_srgb: bool,
    gamma: Option<u32>,
    chromaticities: Option<[u32; 8]>,
}

impl Chunks {
    /// Returns the maximum number of bytes of a decoded pixel. Alpha is always included, since transparency may be
    /// stored in a separate chunk.
    pub(super) fn pixel_bytes(&self) -> u64 {
        let (depth, kind) = self.depth_and_kind;
        let channels = if matches!(kind, 0 | 4) { 2 } else { 4 };
        if depth > 8 { channels * 2 } else { channels }
    }

    /// Returns the colour space, by the precedence of section 4.3: `cICP`, `iCCP`, `sRGB`, and then `gAMA` with `cHRM`.
    /// `cICP` is used only with the matrix coefficients of RGB (0).
    pub(super) fn colour(&self) -> Colour {
        if let Some([primaries, transfer, 0, _]) = self.code_points {
            return Colour::Cicp {
                primaries,
                transfer,
            };
        }
        let profile = self.profile.as_deref().and_then(inflate_profile);
        let colour = Colour::of_icc(profile);
        if self.is_srgb || !matches!(colour, Colour::Srgb) {
            return colour;
        }
        Calibration::new(self.gamma, self.chromaticities).map_or(Colour::Srgb, Colour::Calibrated)
    }

    /// Stores the content of a chunk. If there are several chunks of a kind, the first one counts, except for `eXIf`,
    /// of which the last one counts.
    fn store(&mut self, name: [u8; 4], content: Vec<u8>) {
        match &name {
            // Takes precedence over hexadecimal text, which is the older way to store EXIF.
            b"eXIf" => self.exif = Some(content),
            b"tEXt" | b"zTXt" | b"iTXt" if self.exif.is_none() => {
                self.exif = exif_in_text(name, &content);
            }
            b"cICP" if self.code_points.is_none() => self.code_points = content.try_into().ok(),
            b"iCCP" if self.profile.is_none() => self.profile = Some(content),
            b"sRGB" => self.is_srgb = true,
            b"gAMA" if self.gamma.is_none() => self.gamma = numbers(&content).map(|[gamma]| gamma),
            b"cHRM" if self.chromaticities.is_none() => self.chromaticities = numbers(&content),
            _ => {}
        }
    }
}

pub(super) fn read(file: &mut (impl BufRead + Seek)) -> Result<Chunks, Problem> {
    let failed = |error: io::Error| Problem::from_read_error(&error);
    let mut chunks = Chunks::default();
    let mut start = [0; 33];
    file.read_exact(&mut start).map_err(failed)?;
    // The signature, and the header chunk, which has a fixed length.
    match start {
        [
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            _,
            0,
            0,
            0,
            13,
            b'I',
            b'H',
            b'D',
            b'R',
            w3,
            w2,
            w1,
            w0,
            h3,
            h2,
            h1,
            h0,
            depth,
            kind,
            ..,
        ] => {
            chunks.size = (
                u32::from_be_bytes([w3, w2, w1, w0]),
                u32::from_be_bytes([h3, h2, h1, h0]),
            );
            chunks.depth_and_kind = (depth, kind);
        }
        _ => return Err(Problem::broken(message!("images-broken-no-size-first"))),
    }
    loop {
        let (length, name) = read_chunk_header(file).map_err(failed)?;
        match &name {
            b"IDAT" => break,
            b"IEND" => return Err(Problem::broken(message!("images-broken-no-picture"))),
            b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"cICP" | b"iCCP" | b"sRGB" | b"gAMA"
            | b"cHRM"
                if u64::from(length) <= MAX_CHUNK_BYTES =>
            {
                if let Some(content) = read_checked_content(file, name, length).map_err(failed)? {
                    chunks.store(name, content);
                }
            }
            _ => file.seek_relative(i64::from(length) + 4).map_err(failed)?,
        }
    }
    if chunks.exif.is_none() {
        // A block that can't be read counts as missing.
        chunks.exif = exif_in_tail(file).unwrap_or_default();
    }
    Ok(chunks)
}

fn read_chunk_header(file: &mut impl Read) -> io::Result<(u32, [u8; 4])> {
    let mut bytes = [0; 8];
    file.read_exact(&mut bytes)?;
    let [l3, l2, l1, l0, name @ ..] = bytes;
    Ok((u32::from_be_bytes([l3, l2, l1, l0]), name))
}

/// Reads a chunk's content. Returns `None` if its checksum is wrong.
fn read_checked_content(
    file: &mut impl Read,
    name: [u8; 4],
    length: u32,
) -> io::Result<Option<Vec<u8>>> {
    // The buffer is not allocated in advance, since the declared length can be anything.
    let mut content = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut content)?;
    let mut checksum = [0; 4];
    file.read_exact(&mut checksum)?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&name);
    hasher.update(&content);
    Ok((hasher.finalize() == u32::from_be_bytes(checksum)).then_some(content))
}

/// Returns the EXIF block in the last [`TAIL_BYTES`] of the file, if there is one. Its chunk is found by its name and
/// verified by its checksum.
fn exif_in_tail(file: &mut (impl BufRead + Seek)) -> io::Result<Option<Vec<u8>>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let mut chunks = Chunks::default();
    for at in 4..tail.len().saturating_sub(4) {
        if !matches!(&tail[at..at + 4], b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt") {
            continue;
        }
        let mut chunk = &tail[at - 4..];
        if let Ok((length, name)) = read_chunk_header(&mut chunk)
            && let Ok(Some(content)) = read_checked_content(&mut chunk, name, length)
        {
            chunks.store(name, content);
        }
    }
    Ok(chunks.exif)
}

/// Returns the EXIF block that ImageMagick and others write as hexadecimal digits in a text chunk, after lines with a
/// name and a length.
fn exif_in_text(name: [u8; 4], content: &[u8]) -> Option<Vec<u8>> {
    let (keyword, rest) = split_at_zero(content)?;
    if !matches!(keyword, b"Raw profile type exif" | b"Raw profile type APP1") {
        return None;
    }
    let text = match (&name, rest) {
        (b"tEXt", text) => text.to_vec(),
        (b"zTXt", [0, compressed @ ..]) => inflate(compressed)?,
        (b"iTXt", [compressed, 0, rest @ ..]) => {
            let (_language, rest) = split_at_zero(rest)?;
            let (_translated, text) = split_at_zero(rest)?;
            if *compressed == 1 {
                inflate(text)?
            } else {
                text.to_vec()
            }
        }
        _ => return None,
    };
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let _name = lines.next()?;
    let _length = lines.next()?;
    let digits: Vec<u8> = lines
        .flatten()
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

/// Returns the profile in an `iCCP` chunk, or `None` if it is too large or damaged.
fn inflate_profile(content: &[u8]) -> Option<Vec<u8>> {
    match split_at_zero(content)? {
        (_name, [0, compressed @ ..]) => inflate(compressed),
        _ => None,
    }
}

/// Inflates at most [`MAX_PROFILE_BYTES`] bytes. Returns `None` if there are more, or if the data is damaged.
fn inflate(compressed: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    ZlibDecoder::new(compressed)
        .take(MAX_PROFILE_BYTES as u64 + 1)
        .read_to_end(&mut content)
        .ok()?;
    (content.len() <= MAX_PROFILE_BYTES).then_some(content)
}

fn split_at_zero(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = content.iter().position(|byte| *byte == 0)?;
    Some((&content[..at], &content[at + 1..]))
}

/// Reads exactly `COUNT` big-endian numbers. Returns `None` if the content has another length.
fn numbers<const COUNT: usize>(content: &[u8]) -> Option<[u32; COUNT]> {
    let (groups, []) = content.as_chunks::<4>() else {
        return None;
    };
    let numbers: [[u8; 4]; COUNT] = groups.try_into().ok()?;
    Some(numbers.map(u32::from_be_bytes))
}
