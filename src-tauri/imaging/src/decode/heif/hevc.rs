//! Decodes HEVC with heic-decoder.
//!
//! heic-decoder reads HEIF files itself, but supports fewer features of the container than the module `container`.
//! Therefore this module passes it a generated file that has only the coded picture and, if there is one, the picture
//! that it is predicted from.

use std::io::{BufRead, Seek};

use heic_decoder::{ColorInfo, DecodeOptions, DecodedImage, HeifError};
use localization::message;

use super::bytes::{FourCc, damaged};
use super::coded_header::{Chroma, Coded};
use super::container::Container;
use super::items::Property;
use super::rgb::{Planes, Siting};
use crate::{Format, Problem};

/// The colour labels of a stream that declares none, according to H.265, E.3.1: limited range, and otherwise
/// unspecified.
const UNLABELLED: ColorInfo = ColorInfo {
    color_primaries: 2,
    transfer_characteristics: 2,
    matrix_coefficients: 2,
    full_range: false,
};

/// A coded picture: its parameter sets and its data.
struct Stream {
    parameters: Vec<u8>,
    data: Vec<u8>,
}

/// Reads a coded picture's properties from its parameter sets.
pub(super) fn header(container: &Container, id: u32) -> Result<Coded, Problem> {
    let stream = Stream {
        parameters: parameter_sets(container, id)?,
        data: Vec::new(),
    };
    let info = heic_decoder::probe(&build_file(&[stream])).map_err(problem)?;
    let pixels = |length: usize| u32::try_from(length).map_err(|_| damaged());
    Ok(Coded {
        width: pixels(info.coded_width)?,
        height: pixels(info.coded_height)?,
        bit_depth: info.bit_depth_luma.max(info.bit_depth_chroma),
        chroma: match info.chroma_format_idc {
            0 => Chroma::Monochrome,
            1 => Chroma::Quarter,
            2 => Chroma::Half,
            _ => Chroma::Full,
        },
    })
}

/// Decodes the planes of a coded picture, without the container's transformations.
pub(super) fn decode(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<DecodedImage, Problem> {
    let mut streams = Vec::new();
    // This picture, and the picture that it is predicted from, if there is one.
    for id in [id].iter().chain(container.references(b"pred", id)) {
        streams.push(Stream {
            parameters: parameter_sets(container, *id)?,
            data: container.data(*id, file)?,
        });
    }
    let options = DecodeOptions {
        apply_transforms: false,
    };
    heic_decoder::decode_with(&build_file(&streams), &options).map_err(problem)
}

/// Returns the planes in the form that the conversion to RGB needs.
pub(super) fn planes(decoded: &DecodedImage) -> Planes<'_> {
    let sampling = decoded.chroma_sampling;
    Planes {
        width: decoded.width,
        height: decoded.height,
        luma_depth: decoded.bit_depth_luma,
        chroma_depth: decoded.bit_depth_chroma,
        chroma: (decoded.chroma_format_idc != 0).then_some(Siting {
            across: sampling.sub_x as usize,
            down: sampling.sub_y as usize,
            origin: (sampling.origin_x, sampling.origin_y),
        }),
        labels: decoded.color_info.unwrap_or(UNLABELLED),
        row: Box::new(|plane, row, output| {
            let (samples, width) = match plane {
                0 => (&decoded.y, decoded.width),
                1 => (&decoded.cb, decoded.cb_width),
                _ => (&decoded.cr, decoded.cb_width),
            };
            for (output, sample) in output.iter_mut().zip(&samples[row * width..]) {
                *output = *sample as f32;
            }
        }),
    }
}

fn parameter_sets(container: &Container, id: u32) -> Result<Vec<u8>, Problem> {
    let mut parameter_sets = container.properties(id).filter_map(|property| {
        if let Property::Hevc(parameters) = property {
            Some(parameters.clone())
        } else {
            None
        }
    });
    parameter_sets.next().ok_or_else(damaged)
}

/// Builds a HEIF file of the first picture, which may be predicted from the second.
fn build_file(streams: &[Stream]) -> Vec<u8> {
    let ids = 1..=streams.len() as u16;
    let full_box = |content: Vec<u8>| [vec![0; 4], content].concat();
    let infos = ids.clone().map(|id| {
        let item = [id.to_be_bytes(), [0; 2]].concat();
        build_box(
            b"infe",
            [vec![2, 0, 0, 0], item, b"hvc1\0".to_vec()].concat(),
        )
    });
    let properties = streams
        .iter()
        .map(|s| build_box(b"hvcC", s.parameters.clone()));
    let associations = ids.clone().flat_map(|id| {
        let [high, low] = id.to_be_bytes();
        [high, low, 1, low] // one property, whose number is the item's
    });
    let count = (streams.len() as u16).to_be_bytes().to_vec();
    let wide_count = (streams.len() as u32).to_be_bytes().to_vec();
    let predicted = match streams.len() {
        2.. => build_box(
            b"iref",
            full_box(build_box(b"pred", vec![0, 1, 0, 1, 0, 2])),
        ),
        _ => Vec::new(),
    };
    let start = build_box(b"ftyp", b"heic\0\0\0\0mif1heic".to_vec());
    let meta = |places: Vec<u8>| {
        let boxes = [
            build_box(b"pitm", full_box(vec![0, 1])),
            build_box(
                b"iinf",
                full_box([count.clone(), infos.clone().flatten().collect()].concat()),
            ),
            build_box(
                b"iloc",
                full_box([vec![0x44, 0], count.clone(), places].concat()),
            ),
            predicted.clone(),
            build_box(
                b"iprp",
                [
                    build_box(b"ipco", properties.clone().flatten().collect()),
                    build_box(
                        b"ipma",
                        full_box([wide_count.clone(), associations.clone().collect()].concat()),
                    ),
                ]
                .concat(),
            ),
        ];
        build_box(b"meta", full_box(boxes.concat()))
    };
    // The length of the `iloc` entries doesn't depend on their values, so a first version of the `meta` box yields the
    // byte offset of the data.
    let places = |from: usize| {
        let mut from = from;
        let mut places = Vec::new();
        for (id, stream) in ids.clone().zip(streams) {
            places.extend(id.to_be_bytes());
            places.extend([0, 0, 0, 1]); // this file, one extent
            places.extend((from as u32).to_be_bytes());
            places.extend((stream.data.len() as u32).to_be_bytes());
            from += stream.data.len();
        }
        places
    };
    let from = start.len() + meta(places(0)).len() + 8;
    let data = streams
        .iter()
        .flat_map(|stream| stream.data.iter().copied());
    [
        start,
        meta(places(from)),
        build_box(b"mdat", data.collect()),
    ]
    .concat()
}

fn build_box(name: &FourCc, content: Vec<u8>) -> Vec<u8> {
    let size = (content.len() + 8) as u32; // a file of more than 1 GB is not read
    [&size.to_be_bytes(), name.as_slice(), &content].concat()
}

fn problem(error: HeifError) -> Problem {
    match error {
        HeifError::Unsupported(_) => Problem::unsupported(message!(
            "images-unsupported-this-kind",
            format = Format::Heic.label()
        )),
        HeifError::Truncated { .. } => Problem::broken(message!("images-broken-early")),
        HeifError::NotHeif(_)
        | HeifError::MalformedBox(_)
        | HeifError::MalformedHevc(_)
        | HeifError::CabacDesync(_)
        | HeifError::LimitExceeded(_) => Problem::broken(message!("images-broken-hevc")),
    }
}
