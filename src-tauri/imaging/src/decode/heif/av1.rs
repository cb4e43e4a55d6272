//! Decodes AV1 with re_rav1d, a Rust port of dav1d.

use std::io::{BufRead, Seek};

use localization::message;
use ordered_lock::{Mutex, MutexGuard, Rank};
use re_rav1d::dav1d::{Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::coded;
use super::container::Container;
use super::items::Property;
use super::obu::{self, Sequence};
use super::rgb::{Planes, Siting};
use crate::{Format, Problem};

/// The maximum number of layers in a picture: 4 spatial layers times 8 temporal layers.
const MAX_LAYERS: usize = 32;

/// The idle decoders, kept for the next pictures.
///
/// Each decoder takes some large blocks of memory, and glibc before 2.38 reuses such blocks badly: with a new decoder
/// for each small picture, the memory of the process grows without limit.
static IDLE: Mutex<Vec<Decoder>> = Mutex::new(Rank::IdleDecoders, Vec::new());

/// The maximum number of idle decoders.
const MAX_IDLE: usize = 4;

/// The maximum area, in pixels, of a picture for which a decoder is reused. An idle decoder keeps its memory.
const SMALL_PIXELS: u32 = 4 << 20;

/// A decoded picture and the sequence header of its stream.
pub(super) struct Frame {
    picture: Picture,
    sequence: Sequence,
}

/// Decodes a coded picture. If it has several layers, the finest of the layers to be shown is returned.
pub(super) fn decode(
    container: &Container,
    id: u32,
    file: &mut (impl BufRead + Seek),
) -> Result<Frame, Problem> {
    let sequence = coded::sequence(container, id, file)?;
    let mut stream = container.data(id, file)?;
    let mut operating_point = 0;
    for property in container.properties(id) {
        if let Property::OperatingPoint(number) = property {
            operating_point = *number;
        } else if let Property::Layer(highest @ 0..=3) = property {
            stream = obu::up_to_layer(&stream, *highest);
        }
    }
    let pixels = sequence.coded.width.saturating_mul(sequence.coded.height);
    let is_small = pixels <= SMALL_PIXELS && operating_point == 0;
    let reused = is_small.then(|| idle_decoders().pop()).flatten();
    let mut decoder = match reused {
        Some(decoder) => decoder,
        None => {
            let mut settings = Settings::new();
            // Several pictures are already decoded at once, each on its own thread.
            settings.set_n_threads(1);
            settings.set_max_frame_delay(1);
            // A frame may claim to be larger than the sequence header allows.
            settings.set_frame_size_limit(if is_small { SMALL_PIXELS } else { pixels });
            settings.set_operating_point(u32::from(operating_point));
            settings.set_all_layers(true);
            Decoder::with_settings(&settings).map_err(problem)?
        }
    };
    let picture = last_picture(&mut decoder, stream)?;
    if is_small {
        decoder.flush();
        let mut idle = idle_decoders();
        if idle.len() < MAX_IDLE {
            idle.push(decoder);
        }
    }
    Ok(Frame { picture, sequence })
}

fn idle_decoders() -> MutexGuard<'static, Vec<Decoder>> {
    IDLE.lock()
}

/// Returns the last picture of a stream, which is the finest, since layers are ordered from coarse to fine.
fn last_picture(decoder: &mut Decoder, stream: Vec<u8>) -> Result<Picture, Problem> {
    let mut last = None;
    let mut sent = decoder.send_data(stream, None, None, None);
    for _ in 0..MAX_LAYERS {
        let is_pending = match sent {
            Ok(()) => false,
            Err(error) if error.is_again() => true,
            Err(error) => return Err(problem(error)),
        };
        match decoder.get_picture() {
            Ok(picture) => last = Some(picture),
            Err(error) if !error.is_again() => return Err(problem(error)),
            Err(_) if !is_pending => break,
            Err(_) => {}
        }
        sent = decoder.send_pending_data();
    }
    last.ok_or_else(|| Problem::broken(message!("images-broken-early")))
}

fn problem(error: Error) -> Problem {
    if error == Error::UnsupportedBitstream {
        return Problem::unsupported(message!(
            "images-unsupported-this-kind",
            format = Format::Avif.label()
        ));
    }
    Problem::broken(message!("images-broken-av1"))
}

impl Frame {
    /// Returns the planes in the form that the conversion to RGB needs.
    pub(super) fn planes(&self) -> Planes<'_> {
        const PLANES: [PlanarImageComponent; 3] = [
            PlanarImageComponent::Y,
            PlanarImageComponent::U,
            PlanarImageComponent::V,
        ];
        let picture = &self.picture;
        let subsampled = match picture.pixel_layout() {
            PixelLayout::I400 => None,
            PixelLayout::I420 => Some((2, 2)),
            PixelLayout::I422 => Some((2, 1)),
            PixelLayout::I444 => Some((1, 1)),
        };
        let location = self.sequence.location;
        let depth = picture.bits_per_component().map_or(8, |bits| bits.0);
        // Requesting a plane that doesn't exist would panic.
        let count = if subsampled.is_some() { 3 } else { 1 };
        let planes: Vec<_> = PLANES[..count]
            .iter()
            .map(|component| {
                let stride = picture.stride(*component) as usize;
                (picture.plane(*component), stride)
            })
            .collect();
        Planes {
            width: picture.width() as usize,
            height: picture.height() as usize,
            luma_depth: depth as u32,
            chroma_depth: depth as u32,
            chroma: subsampled.map(|(across, down)| Siting {
                across,
                down,
                origin: (
                    location.0 * (across - 1) as f32,
                    location.1 * (down - 1) as f32,
                ),
            }),
            labels: self.sequence.labels,
            row: Box::new(move |plane, row, output| {
                let (samples, stride) = &planes[plane];
                let row = &samples[row * stride..];
                if depth == 8 {
                    for (output, sample) in output.iter_mut().zip(row) {
                        *output = f32::from(*sample);
                    }
                } else {
                    for (output, sample) in output.iter_mut().zip(row.chunks_exact(2)) {
                        *output = f32::from(u16::from_ne_bytes([sample[0], sample[1]]));
                    }
                }
            }),
        }
    }
}
