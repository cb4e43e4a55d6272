//! Estimates the memory that libjpeg-turbo uses for the coefficients of a JPEG with several scans. The library keeps
//! the coefficients of the whole picture, however small the requested size is.

/// The size of a block in memory: two bytes for each of its 64 coefficients.
const BLOCK_BYTES: u64 = 128;

/// Returns the number of bytes that the coefficients take, or 0 if the library doesn't keep them. `frame` is the
/// content of the frame header, `marker` is the code of the marker before it, and `first_scan` is the header of the
/// first scan.
pub(super) fn memory(marker: u8, frame: &[u8], first_scan: &[u8]) -> u64 {
    let [_, h1, h0, w1, w0, count, components @ ..] = frame else {
        return 0;
    };
    let is_progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
    let has_one_scan = first_scan.first() == Some(count);
    if has_one_scan && !is_progressive {
        return 0;
    }
    let width = u64::from(u16::from_be_bytes([*w1, *w0]));
    let height = u64::from(u16::from_be_bytes([*h1, *h0]));
    let samplings: Vec<(u64, u64)> = components
        .chunks_exact(3)
        .take(usize::from(*count))
        .map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)))
        .collect();
    let max_across = samplings.iter().map(|(across, _)| *across).max();
    let max_down = samplings.iter().map(|(_, down)| *down).max();
    let units_across = width.div_ceil(8 * max_across.unwrap_or(1).max(1));
    let units_down = height.div_ceil(8 * max_down.unwrap_or(1).max(1));
    let blocks: u64 = samplings.iter().map(|(across, down)| across * down).sum();
    units_across * units_down * blocks * BLOCK_BYTES
}
