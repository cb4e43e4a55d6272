//! Reads the size, bit depth and chroma subsampling of coded pictures from the codecs' own headers, and checks the size
//! against the container.

use std::collections::BTreeSet;
use std::io::{BufRead, Seek};

use localization::message;

use super::bytes::{FourCc, damaged};
use super::coded_header::Coded;
use super::container::Container;
use super::derived::{Grid, Overlay};
use super::items::Property;
use super::{hevc, obu, transformations};
use crate::Problem;

/// The maximum depth of pictures that are made of other pictures. A rotated overlay of grids has three levels.
pub(super) const MAX_LEVELS: usize = 6;

/// The number of bytes of an AV1 picture that are searched for the sequence header, which is at its start.
const SEQUENCE_BYTES: u64 = 1 << 10;

/// The smallest difference, in pixels of width or height, at which the declared size contradicts the coded size. An
/// encoder may declare the size that it codes or the size that is shown, which differ by less than HEVC's largest
/// block.
const ALIGNMENT: u32 = 64;

/// Returns the headers of all coded pictures that the primary picture needs, each once: its parts, alpha planes, and
/// the pictures that others are predicted from. No pixels are read.
///
/// Refuses a file with a coded picture that is larger than allowed or whose size contradicts the declared size.
pub(super) fn headers(
    container: &Container,
    file: &mut (impl BufRead + Seek),
) -> Result<Vec<Coded>, Problem> {
    let mut visited = BTreeSet::new();
    let mut pending = vec![container.primary()];
    let mut headers = Vec::new();
    while let Some(id) = pending.pop() {
        if !visited.insert(id) {
            continue;
        }
        pending.extend(container.alpha(id).map(|(alpha, _)| alpha));
        pending.extend(container.references(b"pred", id));
        if is_coded(&container.item(id)?.kind) {
            size(container, id, file)?;
            headers.push(header(container, id, file)?);
        } else {
            pending.extend(container.parts(id));
        }
    }
    Ok(headers)
}

fn is_coded(kind: &FourCc) -> bool {
    !matches!(kind, b"grid" | b"iovl" | b"iden" | b"tmap")
}

/// Reads the codec's header of a coded picture.
fn header(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<Coded, Problem> {
    match &container.item(id)?.kind {
        b"hvc1" | b"hev1" => hevc::header(container, id),
        b"av01" => Ok(sequence(container, id, file)?.coded),
        other => Err(unsupported(other)),
    }
}

/// Reads an AV1 picture's sequence header, from its data or else from its `av1C` property.
pub(super) fn sequence(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<obu::Sequence, Problem> {
    let start = container.start_of_data(id, file, SEQUENCE_BYTES)?;
    if let Some(sequence) = obu::sequence(&start)? {
        return Ok(sequence);
    }
    for property in container.properties(id) {
        if let Property::Av1(units) = property
            && let Some(sequence) = obu::sequence(units)?
        {
            return Ok(sequence);
        }
    }
    Err(Problem::broken(message!("images-broken-no-size")))
}

/// Returns the problem for a kind of picture that can't be read.
fn unsupported(kind: &FourCc) -> Problem {
    let coding = |name: &str| message!("images-unsupported-heif-coding", coding = name);
    Problem::unsupported(match kind {
        b"avc1" => coding("H.264 (AVC)"),
        b"vvc1" => coding("H.266 (VVC)"),
        b"evc1" => coding("EVC"),
        b"lhv1" => message!("images-unsupported-heif-layered"),
        b"j2k1" => coding("JPEG 2000"),
        b"jpeg" => coding("JPEG"),
        b"unci" => message!("images-unsupported-heif-uncompressed"),
        _ => return damaged(),
    })
}

/// Returns whether only some of an AV1 picture's layers are shown. The shown layers can be smaller than the whole
/// picture.
pub(super) fn is_layered(container: &Container, id: u32) -> bool {
    container.properties(id).any(|property| {
        matches!(
            property,
            Property::OperatingPoint(_) | Property::Layer(0..=3)
        )
    })
}

/// Returns a picture's width and height before its own transformations, in pixels. Refuses a picture whose size
/// contradicts the declared size.
pub(super) fn size(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<(u32, u32), Problem> {
    size_at(container, id, file, MAX_LEVELS)
}

/// Returns a picture's width and height after its own transformations, in pixels.
pub(super) fn shown_size(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<(u32, u32), Problem> {
    let size = size(container, id, file)?;
    transformations::shown_size(container, id, size)
}

fn size_at(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
    levels: usize,
) -> Result<(u32, u32), Problem> {
    let levels = levels.checked_sub(1).ok_or_else(damaged)?;
    let item = container.item(id)?;
    if item.has_unknown_essential {
        return Err(Problem::unsupported(message!(
            "images-unsupported-heif-kind"
        )));
    }
    let declared = container.declared_size(id);
    if let Some(declared) = declared {
        super::super::check_limits(declared)?;
    }
    let (size, is_layered) = match &item.kind {
        b"grid" => (Grid::read(container, id, file)?.size, false),
        b"iovl" => (Overlay::read(container, id, file)?.size, false),
        b"iden" | b"tmap" => {
            let part = *container.parts(id).first().ok_or_else(damaged)?;
            let size = size_at(container, part, file, levels)?;
            return transformations::shown_size(container, part, size);
        }
        _ => {
            let coded = header(container, id, file)?;
            ((coded.width, coded.height), is_layered(container, id))
        }
    };
    super::super::check_limits(size)?;
    let Some(declared) = declared else {
        return Ok(size);
    };
    let axis = |coded: u32, declared: u32| {
        if coded.abs_diff(declared) < ALIGNMENT {
            return Ok(coded.min(declared));
        }
        match is_layered && declared < coded {
            true => Ok(declared),
            false => Err(Problem::broken(message!("images-broken-size"))),
        }
    };
    Ok((axis(size.0, declared.0)?, axis(size.1, declared.1)?))
}
