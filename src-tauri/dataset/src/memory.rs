//! How much may be decoded at once. Many threads make many pictures, and a machine with many cores
//! has not always as much memory.

use ordered_lock::{Condvar, Mutex, Rank};

use crate::Format;

/// The most that pictures being decoded take together. One that needs more has it all to itself.
const MAX_BYTES: u64 = 256 << 20;

static TAKEN: Mutex<u64> = Mutex::new(Rank::DecodingMemory, 0);
static RETURNED: Condvar = Condvar::new();

/// Leave to decode a picture, until it is dropped.
pub(crate) struct Share(u64);

/// Waits until there is memory for decoding a picture to so many pixels.
pub(crate) fn share(format: Format, (width, height): (u32, u32)) -> Share {
    let needs = u64::from(width) * u64::from(height) * bytes_per_pixel(format);
    let mut taken = TAKEN.lock();
    // A rayon thread that waits for others does their work meanwhile, and so could come to wait
    // here for what it holds itself.
    if rayon::current_thread_index().is_none() {
        while *taken > 0 && *taken + needs > MAX_BYTES {
            taken = RETURNED.wait(taken);
        }
    }
    *taken += needs;
    Share(needs)
}

impl Drop for Share {
    fn drop(&mut self) {
        *TAKEN.lock() -= self.0;
        RETURNED.notify_all();
    }
}

/// About what decoding takes for each decoded pixel.
fn bytes_per_pixel(format: Format) -> u64 {
    match format {
        Format::Jpeg => 4,
        Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff => 5,
        // Planes of four-byte numbers, once in tiles and once whole, and then the colours.
        Format::Heic | Format::Avif => 16,
    }
}
