//! Reads a HEIF file's container: the picture that it shows, the items that belong to the picture, and their bytes.

use std::io::{BufRead, Read, Seek, SeekFrom};

use heic_decoder::ColorInfo;
use image::metadata::Orientation;
use localization::message;

use super::bytes::{Bytes, FourCc, damaged};
use super::items::{Item, Meta, Origin, Property};
use crate::Problem;

/// The maximum number of bytes that are read of a `meta` or `ftyp` box. Phones write a few kilobytes.
const MAX_META: u64 = 64 << 20;

/// The number of bytes of an EXIF block that are searched for the orientation, which is near its start.
const EXIF_BYTES: u64 = 64 << 10;

pub(super) struct Container {
    meta: Meta,
    /// The content of the `ftyp` box: the brands that the file declares, four bytes each, and the minor version.
    brands: Vec<u8>,
    /// The file's length in bytes.
    length: u64,
}

/// Reads the `ftyp` and `meta` boxes, but no pixels.
pub(super) fn read(file: &mut (impl BufRead + Seek)) -> Result<Container, Problem> {
    let failed = |error: std::io::Error| Problem::from_read_error(&error);
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut brands = Vec::new();
    loop {
        if file.fill_buf().map_err(failed)?.is_empty() {
            return Err(Problem::unsupported(message!(
                "images-unsupported-heif-no-still"
            )));
        }
        let mut header = [0; 8];
        file.read_exact(&mut header).map_err(failed)?;
        let mut fields = Bytes(&header);
        let (size, name) = (fields.u32()?, fields.four_cc()?);
        let content = match size {
            0 => MAX_META, // extends to the end of the file, where reading stops
            1 => {
                let mut size = [0; 8];
                file.read_exact(&mut size).map_err(failed)?;
                u64::from_be_bytes(size)
                    .checked_sub(16)
                    .ok_or_else(damaged)?
            }
            _ => u64::from(size).checked_sub(8).ok_or_else(damaged)?,
        };
        if matches!(&name, b"meta" | b"ftyp") {
            let mut body = Vec::new();
            file.by_ref()
                .take(content.min(MAX_META))
                .read_to_end(&mut body)
                .map_err(failed)?;
            if name == *b"meta" {
                let meta = Meta::read(Bytes(&body))?;
                return Ok(Container {
                    meta,
                    brands,
                    length,
                });
            }
            brands = body;
            continue;
        }
        let skip = i64::try_from(content).map_err(|_| damaged())?;
        file.seek(SeekFrom::Current(skip)).map_err(failed)?;
    }
}

impl Container {
    /// Returns the id of the picture to show.
    pub(super) fn primary(&self) -> u32 {
        self.meta.primary
    }

    pub(super) fn item(&self, id: u32) -> Result<&Item, Problem> {
        self.meta.items.get(&id).ok_or_else(damaged)
    }

    pub(super) fn properties(&self, id: u32) -> impl Iterator<Item = &Property> {
        let indices = self
            .meta
            .items
            .get(&id)
            .map(|item| item.properties.as_slice());
        indices
            .unwrap_or_default()
            .iter()
            .filter_map(|index| self.meta.properties.get(*index))
    }

    /// Returns the ids of the items that an item refers to by references of this kind, in order.
    pub(super) fn references(&self, kind: &FourCc, id: u32) -> &[u32] {
        let references = self.meta.references.get(&(*kind, id));
        references.map_or(&[], Vec::as_slice)
    }

    /// Returns the ids of the pictures that a derived picture is made of, in order.
    pub(super) fn parts(&self, id: u32) -> &[u32] {
        self.references(b"dimg", id)
    }

    /// Returns the id of a picture's alpha plane, and whether the picture's colours are premultiplied by alpha.
    pub(super) fn alpha(&self, id: u32) -> Option<(u32, bool)> {
        const ALPHA: [&[u8]; 3] = [
            b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
            b"urn:mpeg:hevc:2015:auxid:1\0",
            b"urn:mpeg:avc:2015:auxid:1\0",
        ];
        let is_alpha = |property: &Property| matches!(property, Property::Auxiliary(kind) if ALPHA.iter().any(|urn| kind.starts_with(urn)));
        let attached = self.meta.attached.get(&id)?;
        let alpha = *attached
            .iter()
            .find(|attached| self.properties(**attached).any(is_alpha))?;
        Some((alpha, self.references(b"prem", id).contains(&alpha)))
    }

    /// Returns an item's ICC profile.
    pub(super) fn icc(&self, id: u32) -> Option<&[u8]> {
        self.properties(id).find_map(|property| {
            if let Property::Icc(profile) = property {
                Some(profile.as_slice())
            } else {
                None
            }
        })
    }

    /// Returns an item's code points.
    pub(super) fn code_points(&self, id: u32) -> Option<ColorInfo> {
        self.properties(id).find_map(|property| {
            if let Property::Codes(codes) = property {
                Some(*codes)
            } else {
                None
            }
        })
    }

    /// Returns an item's width and height before its transformations, as declared by its `ispe`.
    pub(super) fn declared_size(&self, id: u32) -> Option<(u32, u32)> {
        self.properties(id).find_map(|property| {
            if let Property::Size(width, height) = property {
                Some((*width, *height))
            } else {
                None
            }
        })
    }

    /// Returns the EXIF orientation if the file leaves the orientation to EXIF; otherwise no transformation.
    ///
    /// HEIF's own rotation and mirroring take precedence over EXIF, which only repeats them; MIAF (ISO/IEC 23000-22,
    /// 7.3.9) requires this of files with its brand. Some files without the brand are rotated by EXIF alone, and macOS
    /// shows them upright.
    pub(super) fn exif_orientation(&self, file: &mut (impl BufRead + Seek)) -> Orientation {
        let primary = self.primary();
        let is_transformed = self
            .properties(primary)
            .any(|property| matches!(property, Property::Rotation(_) | Property::Mirror { .. }));
        if is_transformed || self.brands.chunks_exact(4).any(|brand| brand == b"miaf") {
            return Orientation::NoTransforms;
        }
        // Damaged metadata is ignored, since the pixels may still be good.
        let attached = self.meta.attached.get(&primary);
        attached
            .into_iter()
            .flatten()
            .filter(|id| self.item(**id).is_ok_and(|item| item.kind == *b"Exif"))
            .find_map(|id| {
                let block = self.start_of_data(*id, file, EXIF_BYTES).ok()?;
                let (offset, rest) = block.split_first_chunk::<4>()?;
                let tiff = rest.get(usize::try_from(u32::from_be_bytes(*offset)).ok()?..)?;
                Orientation::from_exif_chunk(tiff)
            })
            .unwrap_or(Orientation::NoTransforms)
    }

    /// Returns the bytes of an item, joined from its extents.
    pub(super) fn data(
        &self,
        id: u32,
        file: &mut (impl BufRead + Seek),
    ) -> Result<Vec<u8>, Problem> {
        // Overlapping extents could fill the memory from a small file, so an item can't have more bytes than the file.
        let data = self.start_of_data(id, file, self.length.saturating_add(1))?;
        match data.len() as u64 {
            0 => Err(Problem::broken(message!("images-broken-holds-none"))),
            length if length > self.length => Err(damaged()),
            _ => Ok(data),
        }
    }

    /// Returns the first bytes of an item, at most `max`.
    pub(super) fn start_of_data(
        &self,
        id: u32,
        file: &mut (impl BufRead + Seek),
        max: u64,
    ) -> Result<Vec<u8>, Problem> {
        let item = self.item(id)?;
        let truncated = || Problem::broken(message!("images-broken-early"));
        let end = match item.origin {
            Origin::File => self.length,
            Origin::Idat => self.meta.idat.len() as u64,
            Origin::Elsewhere => {
                return Err(Problem::unsupported(message!(
                    "images-unsupported-heif-elsewhere"
                )));
            }
        };
        let mut data = Vec::new();
        for (offset, length) in &item.extents {
            let remaining = end.checked_sub(*offset).ok_or_else(truncated)?;
            let length = if *length == 0 { remaining } else { *length };
            if length > remaining {
                return Err(truncated());
            }
            let count = length.min(max - data.len() as u64);
            if item.origin == Origin::Idat {
                // The range is within `idat`, as checked above.
                data.extend_from_slice(&self.meta.idat[*offset as usize..][..count as usize]);
            } else {
                let failed = |error: std::io::Error| Problem::from_read_error(&error);
                file.seek(SeekFrom::Start(*offset)).map_err(failed)?;
                let read = file.by_ref().take(count).read_to_end(&mut data);
                if (read.map_err(failed)? as u64) < count {
                    return Err(truncated());
                }
            }
            if data.len() as u64 >= max {
                break;
            }
        }
        Ok(data)
    }
}
