//! How long to wait for what. There is no limit on a whole call: an upload takes as long as it takes.

use std::time::Duration;

/// How long a call may stand still before it is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection is made.
    pub connect: Duration,
    /// Between two signs of life: until the answer begins, between its pieces, between pieces of an upload.
    pub idle: Duration,
    /// From the last byte of an upload until its answer: what the system still holds must go out, and the
    /// service puts the whole away before it answers.
    pub stored: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            stored: Duration::from_secs(120),
        }
    }
}
