//! Damages files. The same file and seed always give the same copy.

/// Returns a damaged copy with up to four changes. On average, half of the changes are limited to the first 600 bytes,
/// where the headers are.
pub fn damaged(whole: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut bytes = whole.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let reach = match random.below(2) {
            0 => bytes.len(),
            _ => bytes.len().min(600),
        };
        let at = random.below(reach);
        let length = 1 + random.below(64.min(bytes.len() - at));
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes[at..at + length].fill(0),
            3 => bytes[at..at + length].fill(0xFF),
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let again = bytes[at..at + length].to_vec();
                bytes.splice(at..at, again);
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    /// Returns a number below `end`, which must not be 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
