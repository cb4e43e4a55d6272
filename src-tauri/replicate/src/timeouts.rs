//! The timeouts of calls. There is no limit on the duration of a whole call, since uploads may be slow.

use std::time::Duration;

/// The maximum times without progress before a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The time until the connection is made.
    pub connect: Duration,
    /// The time between two signs of progress: until the response begins, between its pieces, and between pieces of an
    /// upload.
    pub idle: Duration,
    /// The time from the last byte of an upload until the response: the system may still have buffered data to send,
    /// and the service stores the whole file before it responds.
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
