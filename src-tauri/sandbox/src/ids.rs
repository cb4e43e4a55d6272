//! Identifiers in the formats of the service. They are random, but not secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns the id of a training or a prediction: 26 characters of lower-case Crockford base32.
pub(crate) fn run_id() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..26)
        .map(|_| char::from(ALPHABET[fastrand::usize(..ALPHABET.len())]))
        .collect()
}

/// Returns the id of a file: URL-safe base64 of 32 hexadecimal digits, as recorded from the service.
pub(crate) fn file_id() -> String {
    URL_SAFE_NO_PAD.encode(format!("{:032x}", fastrand::u128(..)))
}

/// Returns the id of a model's version: 64 hexadecimal digits.
pub(crate) fn version_id() -> String {
    format!("{:032x}{:032x}", fastrand::u128(..), fastrand::u128(..))
}
