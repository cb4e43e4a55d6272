//! Reads the boxes that list a HEIF file's items, with their kinds, locations, references and properties (ISO/IEC
//! 14496-12, section 8.11; 23008-12, section 6.5).

use std::collections::BTreeMap;

use heic_decoder::ColorInfo;

use super::bytes::{Bytes, FourCc, damaged};
use crate::Problem;

/// One item: a picture, a tile, an alpha plane or metadata.
#[derive(Default)]
pub(super) struct Item {
    pub kind: FourCc,
    pub origin: Origin,
    /// Offset and length of each extent, in bytes. A length of 0 means up to the end.
    pub extents: Vec<(u64, u64)>,
    /// Indices into [`Meta::properties`], in the order of their association.
    pub properties: Vec<usize>,
    /// True if the item has a property that a reader must know to show the item, and this reader doesn't know the
    /// property.
    pub has_unknown_essential: bool,
}

/// The origin of the offsets of an item's extents.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// The start of the file.
    #[default]
    File,
    /// The start of the `idat` box.
    Idat,
    /// Another item or another file.
    Elsewhere,
}

/// A property of an item.
pub(super) enum Property {
    /// `ispe`: width and height in pixels before any transformation.
    Size(u32, u32),
    /// `irot`: the number of anticlockwise quarter turns.
    Rotation(u8),
    /// `imir`: swaps left and right if `left_right` is true, and otherwise top and bottom.
    Mirror { left_right: bool },
    /// `clap`: the part that is shown.
    Crop(Crop),
    /// `colr` with an ICC profile.
    Icc(Vec<u8>),
    /// `colr` with code points.
    Codes(ColorInfo),
    /// `auxC`: the purpose of an auxiliary picture, as a URN.
    Auxiliary(Vec<u8>),
    /// `hvcC`: the parameter sets of an HEVC picture.
    Hevc(Vec<u8>),
    /// `av1C`: the OBUs that precede those of an AV1 picture.
    Av1(Vec<u8>),
    /// `a1op`: the operating point at which an AV1 picture is shown.
    OperatingPoint(u8),
    /// `lsel`: the highest layer that is decoded.
    Layer(u16),
    /// A known property that has no effect here.
    Ignored,
    /// An unknown property.
    Unknown,
}

/// A crop, as its size and the distance of its centre from the picture's centre, in pixels. Each value is a fraction: a
/// numerator and a denominator.
#[derive(Clone, Copy)]
pub(super) struct Crop {
    pub width: (i64, i64),
    pub height: (i64, i64),
    pub across: (i64, i64),
    pub down: (i64, i64),
}

/// The content of the `meta` box.
#[derive(Default)]
pub(super) struct Meta {
    pub primary: u32,
    pub items: BTreeMap<u32, Item>,
    pub properties: Vec<Property>,
    /// The ids of the items that an item refers to, by the kind of reference and the referring item's id.
    pub references: BTreeMap<(FourCc, u32), Vec<u32>>,
    /// The ids of the auxiliary pictures and metadata that belong to an item, by its id.
    pub attached: BTreeMap<u32, Vec<u32>>,
    pub idat: Vec<u8>,
}

impl Meta {
    /// Reads the content of a `meta` box.
    pub(super) fn read(mut meta: Bytes<'_>) -> Result<Meta, Problem> {
        let mut parsed = Meta::default();
        let mut associations = Vec::new();
        meta.version_and_flags()?;
        while let Some((name, mut content)) = meta.next_box()? {
            match &name {
                b"pitm" => {
                    let (version, _) = content.version_and_flags()?;
                    parsed.primary = content.id(version > 0)?;
                }
                b"iinf" => parsed.read_infos(content)?,
                b"iloc" => parsed.read_locations(content)?,
                b"iref" => parsed.read_references(content)?,
                b"iprp" => {
                    while let Some((name, mut content)) = content.next_box()? {
                        match &name {
                            b"ipco" => {
                                while let Some((name, content)) = content.next_box()? {
                                    parsed.properties.push(read_property(name, content)?);
                                }
                            }
                            b"ipma" => associations.push(content),
                            _ => {}
                        }
                    }
                }
                b"idat" => parsed.idat = content.0.to_vec(),
                _ => {}
            }
        }
        for content in associations {
            parsed.read_associations(content)?;
        }
        Ok(parsed)
    }

    fn read_infos(&mut self, mut infos: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = infos.version_and_flags()?;
        infos.id(version > 0)?; // the number of entries, which is not needed
        while let Some((name, mut info)) = infos.next_box()? {
            let (version, _) = info.version_and_flags()?;
            // Earlier versions of this box have no kind, and describe no pictures.
            if name == *b"infe" && version >= 2 {
                let id = info.id(version > 2)?;
                info.u16()?; // protection
                self.items.entry(id).or_default().kind = info.four_cc()?;
            }
        }
        Ok(())
    }

    fn read_locations(&mut self, mut locations: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = locations.version_and_flags()?;
        let sizes = locations.u16()?;
        let size = |shift: u16| usize::from(sizes >> shift & 0xF).min(8);
        let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
        let index_size = if version > 0 { size(0) } else { 0 };
        for _ in 0..locations.id(version > 1)? {
            let id = locations.id(version > 1)?;
            let method = if version > 0 {
                locations.u16()? & 0xF
            } else {
                0
            };
            let file = locations.u16()?;
            let base = locations.number(base_size)?;
            let item = self.items.entry(id).or_default();
            item.origin = match (method, file) {
                (0, 0) => Origin::File,
                (1, _) => Origin::Idat,
                _ => Origin::Elsewhere,
            };
            for _ in 0..locations.u16()? {
                locations.number(index_size)?;
                let offset = locations.number(offset_size)?;
                let length = locations.number(length_size)?;
                item.extents.push((base.saturating_add(offset), length));
            }
        }
        Ok(())
    }

    fn read_references(&mut self, mut references: Bytes<'_>) -> Result<(), Problem> {
        let (version, _) = references.version_and_flags()?;
        while let Some((kind, mut reference)) = references.next_box()? {
            let from = reference.id(version > 0)?;
            for _ in 0..reference.u16()? {
                let to = reference.id(version > 0)?;
                self.references.entry((kind, from)).or_default().push(to);
                if matches!(&kind, b"auxl" | b"cdsc") {
                    self.attached.entry(to).or_default().push(from);
                }
            }
        }
        Ok(())
    }

    fn read_associations(&mut self, mut associations: Bytes<'_>) -> Result<(), Problem> {
        let (version, flags) = associations.version_and_flags()?;
        for _ in 0..associations.u32()? {
            let id = associations.id(version > 0)?;
            let item = self.items.entry(id).or_default();
            for _ in 0..associations.u8()? {
                // The highest bit is set if a reader must know the property.
                let (essential, number) = if flags & 1 == 1 {
                    let value = associations.u16()?;
                    (value & 0x8000 != 0, value & 0x7FFF)
                } else {
                    let value = associations.u8()?;
                    (value & 0x80 != 0, u16::from(value & 0x7F))
                };
                // Properties are counted from 1; 0 means none.
                let Some(position) = usize::from(number).checked_sub(1) else {
                    continue;
                };
                item.properties.push(position);
                item.has_unknown_essential |=
                    essential && matches!(self.properties.get(position), Some(Property::Unknown));
            }
        }
        Ok(())
    }
}

fn read_property(name: FourCc, mut content: Bytes<'_>) -> Result<Property, Problem> {
    Ok(match &name {
        b"ispe" => {
            content.version_and_flags()?;
            Property::Size(content.u32()?, content.u32()?)
        }
        b"irot" => Property::Rotation(content.u8()? & 3),
        b"imir" => Property::Mirror {
            left_right: content.u8()? & 1 == 1,
        },
        b"clap" => {
            let size = |content: &mut Bytes<'_>| read_fraction(content, i64::from);
            // Offsets are signed.
            let offset = |content: &mut Bytes<'_>| {
                read_fraction(content, |numerator| i64::from(numerator as i32))
            };
            Property::Crop(Crop {
                width: size(&mut content)?,
                height: size(&mut content)?,
                across: offset(&mut content)?,
                down: offset(&mut content)?,
            })
        }
        b"colr" => match &content.four_cc()? {
            b"prof" | b"rICC" => Property::Icc(content.0.to_vec()),
            b"nclx" => Property::Codes(ColorInfo {
                color_primaries: content.u16()?,
                transfer_characteristics: content.u16()?,
                matrix_coefficients: content.u16()?,
                full_range: content.u8()? & 0x80 != 0,
            }),
            _ => Property::Ignored,
        },
        b"auxC" => {
            content.version_and_flags()?;
            Property::Auxiliary(content.0.to_vec())
        }
        b"hvcC" => Property::Hevc(content.0.to_vec()),
        b"av1C" => {
            content.u32()?; // version, profile, level, depth: the sequence header has them too
            Property::Av1(content.0.to_vec())
        }
        b"a1op" => Property::OperatingPoint(content.u8()? & 31),
        b"lsel" => Property::Layer(content.u16()?),
        b"pixi" | b"pasp" | b"clli" | b"mdcv" | b"cclv" | b"amve" | b"a1lx" | b"rloc" | b"udes"
        | b"altt" | b"tols" | b"oinf" | b"lhvC" | b"free" | b"skip" => Property::Ignored,
        _ => Property::Unknown,
    })
}

fn read_fraction(
    content: &mut Bytes<'_>,
    signed: impl Fn(u32) -> i64,
) -> Result<(i64, i64), Problem> {
    let (numerator, denominator) = (signed(content.u32()?), i64::from(content.u32()?));
    match denominator {
        0 => Err(damaged()),
        _ => Ok((numerator, denominator)),
    }
}
