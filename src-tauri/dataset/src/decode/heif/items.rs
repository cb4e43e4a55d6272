//! The boxes that list a HEIF file's items: what they are, where their bytes lie, what they refer
//! to and which properties they have (ISO/IEC 14496-12, section 8.11; 23008-12, section 6.5).

use std::collections::BTreeMap;

use heic_decoder::ColorInfo;

use super::bytes::{Bytes, FourCc, damaged};
use crate::Problem;

/// One item: a picture, a tile, an alpha plane, metadata.
#[derive(Default)]
pub(super) struct Item {
    pub kind: FourCc,
    /// Its bytes lie in the `idat` box instead of the file.
    pub in_idat: bool,
    /// Offset and length of each piece; a length of 0 means up to the end.
    pub pieces: Vec<(u64, u64)>,
    /// Positions in [`Meta::properties`], in the order in which they apply.
    pub properties: Vec<usize>,
}

/// A property that matters here.
pub(super) enum Property {
    /// `ispe`: width and height in pixels before any other property.
    Size(u32, u32),
    /// `irot`: quarter turns, anticlockwise.
    Turn(u8),
    /// `imir`: left and right change places, or else top and bottom.
    Mirror { left_right: bool },
    /// `clap`: the crop's width, height and centre's offset, each a fraction.
    Crop([(i64, i64); 4]),
    /// `colr` with an ICC profile.
    Icc(Vec<u8>),
    /// `colr` with code points.
    Codes(ColorInfo),
    /// `auxC`: what an auxiliary picture is for.
    Auxiliary(Vec<u8>),
    /// Anything else.
    Other,
}

/// What the `meta` box says.
#[derive(Default)]
pub(super) struct Meta {
    pub primary: u32,
    pub items: BTreeMap<u32, Item>,
    pub properties: Vec<Property>,
    /// Kind, from, to.
    pub references: Vec<(FourCc, u32, u32)>,
    pub idat: Vec<u8>,
}

impl Meta {
    /// Reads the content of a `meta` box.
    pub(super) fn read(mut meta: Bytes<'_>) -> Result<Meta, Problem> {
        let mut read = Meta::default();
        meta.version()?;
        while let Some((name, mut content)) = meta.next_box()? {
            match &name {
                b"pitm" => {
                    let (version, _) = content.version()?;
                    read.primary = content.id(version > 0)?;
                }
                b"iinf" => read.infos(content)?,
                b"iloc" => read.locations(content)?,
                b"iref" => read.references(content)?,
                b"iprp" => read.properties(content)?,
                b"idat" => read.idat = content.0.to_vec(),
                _ => {}
            }
        }
        Ok(read)
    }

    fn infos(&mut self, mut infos: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = infos.version()?;
        infos.id(version > 0)?; // how many; the boxes say it themselves
        while let Some((name, mut info)) = infos.next_box()? {
            let (version, _) = info.version()?;
            // Earlier versions have no kind, and no pictures.
            if name == *b"infe" && version >= 2 {
                let id = info.id(version > 2)?;
                info.u16()?; // protection
                self.items.entry(id).or_default().kind = info.four_cc()?;
            }
        }
        Ok(())
    }

    fn locations(&mut self, mut locations: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = locations.version()?;
        let sizes = locations.u16()?;
        let size = |shift: u16| usize::from(sizes >> shift & 0xF).min(8);
        let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
        let index_size = if version > 0 { size(0) } else { 0 };
        for _ in 0..locations.id(version > 1)? {
            let id = locations.id(version > 1)?;
            let in_idat = version > 0 && locations.u16()? & 0xF == 1;
            locations.u16()?; // which file; always this one
            let base = locations.number(base_size)?;
            let item = self.items.entry(id).or_default();
            item.in_idat = in_idat;
            for _ in 0..locations.u16()? {
                locations.number(index_size)?;
                let offset = locations.number(offset_size)?;
                let length = locations.number(length_size)?;
                item.pieces.push((base.saturating_add(offset), length));
            }
        }
        Ok(())
    }

    fn references(&mut self, mut references: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = references.version()?;
        while let Some((kind, mut reference)) = references.next_box()? {
            let from = reference.id(version > 0)?;
            for _ in 0..reference.u16()? {
                self.references
                    .push((kind, from, reference.id(version > 0)?));
            }
        }
        Ok(())
    }

    fn properties(&mut self, mut boxes: Bytes<'_>) -> Result<(), Problem> {
        while let Some((name, mut content)) = boxes.next_box()? {
            match &name {
                b"ipco" => {
                    while let Some((name, content)) = content.next_box()? {
                        self.properties.push(property(name, content)?);
                    }
                }
                b"ipma" => self.associations(content)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn associations(&mut self, mut associations: Bytes<'_>) -> Result<(), Problem> {
        let (version, flags) = associations.version()?;
        for _ in 0..associations.u32()? {
            let id = associations.id(version > 0)?;
            let item = self.items.entry(id).or_default();
            for _ in 0..associations.u8()? {
                // The highest bit says whether a reader must know the property.
                let number = if flags & 1 == 1 {
                    associations.u16()? & 0x7FFF
                } else {
                    u16::from(associations.u8()? & 0x7F)
                };
                // They are counted from 1; 0 means none.
                item.properties.extend(usize::from(number).checked_sub(1));
            }
        }
        Ok(())
    }
}

fn property(name: FourCc, mut content: Bytes<'_>) -> Result<Property, Problem> {
    Ok(match &name {
        b"ispe" => {
            content.version()?;
            Property::Size(content.u32()?, content.u32()?)
        }
        b"irot" => Property::Turn(content.u8()? & 3),
        b"imir" => Property::Mirror {
            left_right: content.u8()? & 1 == 1,
        },
        b"clap" => {
            let mut fractions = [(0, 1); 4];
            for fraction in &mut fractions {
                // Offsets are signed; sizes are too small for it to matter.
                *fraction = (
                    i64::from(content.u32()? as i32),
                    i64::from(content.u32()? as i32),
                );
                if fraction.1 <= 0 {
                    return Err(damaged());
                }
            }
            Property::Crop(fractions)
        }
        b"colr" => match &content.four_cc()? {
            b"prof" | b"rICC" => Property::Icc(content.0.to_vec()),
            b"nclx" => Property::Codes(ColorInfo {
                color_primaries: content.u16()?,
                transfer_characteristics: content.u16()?,
                matrix_coefficients: content.u16()?,
                full_range: content.u8()? & 0x80 != 0,
            }),
            _ => Property::Other,
        },
        b"auxC" => {
            content.version()?;
            Property::Auxiliary(content.0.to_vec())
        }
        _ => Property::Other,
    })
}
