//! Counts the scans of a JPEG and checks whether any of them is cut off. Nothing is decoded.

use localization::message;

use crate::Problem;

/// The maximum number of scans. A progressive JPEG can hold any number of them, and each takes as much work as a
/// picture. Encoders write about ten, and at most a few dozen when they are set to make the smallest file.
const MAX_SCANS: usize = 100;

/// The parts of a JPEG that show whether it is complete.
pub(super) struct Scans {
    frame: Frame,
    scans: Vec<Scan>,
    /// True if the file has its end marker.
    has_end_marker: bool,
}

#[derive(Default)]
struct Frame {
    /// Width and height in pixels.
    size: (usize, usize),
    /// Each component's identifier, and its sampling factors across and down.
    components: Vec<(u8, usize, usize)>,
}

struct Scan {
    /// The identifiers of the components.
    components: Vec<u8>,
    /// The number of coded units between two restart markers; 0 if there are no restart markers.
    interval: usize,
    /// The number of restart markers in the scan.
    restarts: usize,
}

/// Finds all scans of a JPEG.
///
/// # Errors
/// [`Problem::Unsupported`] for more scans than [`MAX_SCANS`].
pub(super) fn find(jpeg: &[u8]) -> Result<Scans, Problem> {
    let mut found = Scans {
        frame: Frame::default(),
        scans: Vec::new(),
        has_end_marker: false,
    };
    let mut interval = 0;
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let Some(at) = memchr::memchr(0xFF, rest) {
        rest = &rest[at + 1..];
        let Some(code) = rest.first() else { break };
        // Not a marker, but a byte of coded data or a fill byte.
        if matches!(code, 0 | 0xFF) {
            continue;
        }
        rest = &rest[1..];
        match code {
            0xD0..=0xD7 => {
                if let Some(scan) = found.scans.last_mut() {
                    scan.restarts += 1;
                }
                continue;
            }
            0xD9 => {
                found.has_end_marker = true;
                break;
            }
            0x01 | 0xD8 => continue,
            _ => {}
        }
        let Some(segment) = segment(rest) else { break };
        rest = &rest[segment.len() + 2..];
        match (code, segment) {
            (0xDA, [count, content @ ..]) => {
                found.scans.push(Scan {
                    components: content
                        .chunks_exact(2)
                        .take(usize::from(*count))
                        .map(|component| component[0])
                        .collect(),
                    interval,
                    restarts: 0,
                });
                if found.scans.len() > MAX_SCANS {
                    return Err(Problem::unsupported(message!(
                        "images-unsupported-jpeg-scans",
                        count = MAX_SCANS
                    )));
                }
            }
            (0xDD, [high, low, ..]) => interval = usize::from(u16::from_be_bytes([*high, *low])),
            (
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF,
                [_bits, h1, h0, w1, w0, _count, components @ ..],
            ) => {
                found.frame = Frame {
                    size: (
                        usize::from(u16::from_be_bytes([*w1, *w0])),
                        usize::from(u16::from_be_bytes([*h1, *h0])),
                    ),
                    components: components
                        .chunks_exact(3)
                        .map(|c| (c[0], usize::from(c[1] >> 4), usize::from(c[1] & 15)))
                        .collect(),
                };
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Returns the content of a segment. `rest` begins with the segment's length.
fn segment(rest: &[u8]) -> Option<&[u8]> {
    let [high, low, content @ ..] = rest else {
        return None;
    };
    let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
    content.get(..length)
}

impl Scans {
    /// Refuses a file that has no end marker, or a scan with too few restart markers.
    pub(super) fn check_complete(&self) -> Result<(), Problem> {
        let has_all_restarts = self
            .scans
            .iter()
            .all(|scan| scan.interval == 0 || scan.restarts >= self.frame.required_restarts(scan));
        if self.has_end_marker && has_all_restarts {
            Ok(())
        } else {
            Err(Problem::broken(message!("images-broken-part")))
        }
    }
}

impl Frame {
    /// Returns the number of restart markers that a scan must have.
    fn required_restarts(&self, scan: &Scan) -> usize {
        let largest = |factor: fn(&(u8, usize, usize)) -> usize| {
            self.components.iter().map(factor).max().unwrap_or(1).max(1)
        };
        let (across, down) = (largest(|c| c.1), largest(|c| c.2));
        // A scan of one component is coded block by block, a scan of several in groups of blocks.
        let single = match scan.components.as_slice() {
            [only] => self
                .components
                .iter()
                .find(|component| component.0 == *only),
            _ => None,
        };
        let units = |side: usize, largest: usize, own: Option<usize>| match own {
            Some(own) => (side * own).div_ceil(largest).div_ceil(8),
            None => side.div_ceil(8 * largest),
        };
        let (width, height) = self.size;
        let all =
            units(width, across, single.map(|c| c.1)) * units(height, down, single.map(|c| c.2));
        all.div_ceil(scan.interval).saturating_sub(1)
    }
}
