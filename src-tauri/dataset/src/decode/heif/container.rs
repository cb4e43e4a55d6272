//! Questions to a HEIF file's container: which picture it shows, how large it is after turning
//! and cropping, where the bytes of its parts are.

use std::io::{BufRead, Read, Seek, SeekFrom};

use heic_decoder::ColorInfo;

use super::bytes::{Bytes, FourCc, damaged};
use super::items::{Item, Meta, Property};
use crate::Problem;

/// The largest `meta` box that is read. Phones write some kilobytes.
const MAX_META: u64 = 64 << 20;

pub(super) struct Container {
    meta: Meta,
}

/// Reads the `meta` box, and nothing of the pixels.
pub(super) fn read(file: &mut (impl BufRead + Seek)) -> Result<Container, Problem> {
    let failed = |error: std::io::Error| Problem::reading(&error);
    loop {
        if file.fill_buf().map_err(failed)?.is_empty() {
            return Err(Problem::Unsupported {
                format: "A HEIF file without a still picture".to_owned(),
            });
        }
        let mut header = [0; 8];
        file.read_exact(&mut header).map_err(failed)?;
        let mut fields = Bytes(&header);
        let (size, name) = (fields.u32()?, fields.four_cc()?);
        let content = match size {
            0 => MAX_META, // up to the end of the file, which stops the reading by itself
            1 => {
                let mut size = [0; 8];
                file.read_exact(&mut size).map_err(failed)?;
                u64::from_be_bytes(size)
                    .checked_sub(16)
                    .ok_or_else(damaged)?
            }
            _ => u64::from(size).checked_sub(8).ok_or_else(damaged)?,
        };
        if name == *b"meta" {
            let mut meta = Vec::new();
            file.take(content.min(MAX_META))
                .read_to_end(&mut meta)
                .map_err(failed)?;
            return Ok(Container {
                meta: Meta::read(Bytes(&meta))?,
            });
        }
        let skip = i64::try_from(content).map_err(|_| damaged())?;
        file.seek(SeekFrom::Current(skip)).map_err(failed)?;
    }
}

impl Container {
    /// The number of the picture to show.
    pub(super) fn primary(&self) -> u32 {
        self.meta.primary
    }

    pub(super) fn item(&self, id: u32) -> Result<&Item, Problem> {
        self.meta.items.get(&id).ok_or_else(damaged)
    }

    pub(super) fn properties(&self, id: u32) -> impl Iterator<Item = &Property> {
        let positions = self
            .meta
            .items
            .get(&id)
            .map(|item| item.properties.as_slice());
        positions
            .unwrap_or_default()
            .iter()
            .filter_map(|position| self.meta.properties.get(*position))
    }

    /// What the picture, or the first tile of the grid that makes it, is coded with.
    pub(super) fn codec(&self) -> Result<FourCc, Problem> {
        let mut id = self.primary();
        // A grid of grids isn't allowed; an `iden` picture is another one, turned.
        for _ in 0..3 {
            let kind = self.item(id)?.kind;
            if !matches!(&kind, b"grid" | b"iden") {
                return Ok(kind);
            }
            id = *self.parts(id).first().ok_or_else(damaged)?;
        }
        Err(damaged())
    }

    /// The pictures that a derived one is made of, in order.
    pub(super) fn parts(&self, id: u32) -> Vec<u32> {
        let references = self.meta.references.iter();
        references
            .filter(|(kind, from, _)| kind == b"dimg" && *from == id)
            .map(|(_, _, to)| *to)
            .collect()
    }

    /// The alpha plane that belongs to a picture, and whether its colours are multiplied with it.
    pub(super) fn alpha(&self, id: u32) -> Option<(u32, bool)> {
        const ALPHA: [&[u8]; 2] = [
            b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
            b"urn:mpeg:hevc:2015:auxid:1\0",
        ];
        let is_alpha = |property: &Property| matches!(property, Property::Auxiliary(kind) if ALPHA.iter().any(|urn| kind.starts_with(urn)));
        let mut references = self.meta.references.iter();
        let (_, alpha, _) = references.find(|(kind, from, to)| {
            kind == b"auxl" && *to == id && self.properties(*from).any(is_alpha)
        })?;
        let premultiplied = self.meta.references.contains(&(*b"prem", id, *alpha));
        Some((*alpha, premultiplied))
    }

    /// The picture's ICC profile.
    pub(super) fn icc(&self) -> Option<&[u8]> {
        self.properties(self.primary()).find_map(|property| {
            if let Property::Icc(profile) = property {
                Some(profile.as_slice())
            } else {
                None
            }
        })
    }

    /// The code points of an item.
    pub(super) fn codes(&self, id: u32) -> Option<ColorInfo> {
        self.properties(id).find_map(|property| {
            if let Property::Codes(codes) = property {
                Some(*codes)
            } else {
                None
            }
        })
    }

    /// Width and height as seen, in pixels.
    pub(super) fn size(&self) -> Result<(u32, u32), Problem> {
        let mut size = None;
        for property in self.properties(self.primary()) {
            size = match (property, size) {
                (Property::Size(width, height), None) => Some((*width, *height)),
                (Property::Turn(turns), Some((width, height))) if turns % 2 == 1 => {
                    Some((height, width))
                }
                (Property::Crop(crop), Some(size)) => {
                    let [_, _, width, height] = crop_window(crop, size)?;
                    Some((width, height))
                }
                _ => size,
            };
        }
        size.ok_or_else(damaged)
    }

    /// The bytes of an item, put together from its pieces.
    pub(super) fn data(&self, id: u32, file: &[u8]) -> Result<Vec<u8>, Problem> {
        let item = self.item(id)?;
        let source = if item.in_idat { &self.meta.idat } else { file };
        let mut data = Vec::new();
        for (offset, length) in &item.pieces {
            let from = usize::try_from(*offset).map_err(|_| damaged())?;
            let rest = source.get(from..).ok_or_else(damaged)?;
            let length = match usize::try_from(*length).map_err(|_| damaged())? {
                0 => rest.len(),
                length => length,
            };
            data.extend_from_slice(
                rest.get(..length)
                    .ok_or_else(|| Problem::broken("it ends too early"))?,
            );
            // Pieces that overlap could make a small file fill the memory.
            if data.len() > file.len() {
                return Err(damaged());
            }
        }
        Ok(data)
    }
}

/// Left, top, width and height of a crop, which the file gives by its size and its centre's
/// distance from the picture's centre.
pub(super) fn crop_window(
    [width, height, across, down]: &[(i64, i64); 4],
    size: (u32, u32),
) -> Result<[u32; 4], Problem> {
    let axis = |size: u32, length: (i64, i64), offset: (i64, i64)| {
        let length = length.0 / length.1;
        let centre = (f64::from(size) - length as f64) / 2.0 + offset.0 as f64 / offset.1 as f64;
        let start = centre.floor() as i64;
        (length > 0 && start >= 0 && start + length <= i64::from(size))
            .then_some((start as u32, length as u32))
            .ok_or_else(damaged)
    };
    let (left, width) = axis(size.0, *width, *across)?;
    let (top, height) = axis(size.1, *height, *down)?;
    Ok([left, top, width, height])
}
