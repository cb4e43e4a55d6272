//! How a sandbox is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

/// How a sandbox is set up. The default is quick, for tests: a free port, and trainings of a fraction of a second.
#[derive(Clone)]
pub struct Options {
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The account every accepted token belongs to.
    pub username: String,
    /// The one token that is accepted. `None` accepts every token that isn't empty and doesn't begin with `r8_bad`.
    pub token: Option<String>,
    /// How long a training or prediction is `starting`.
    pub queue_time: Duration,
    /// How long a training is `processing`.
    pub training_time: Duration,
    /// How long one picture takes.
    pub prediction_time: Duration,
    /// How fast uploads are read, in bytes per second. `None` is as fast as they come.
    pub upload_bytes_per_second: Option<u64>,
    /// How long an uploaded file is kept. The real service keeps it for 24 hours.
    pub file_lifetime: Duration,
    /// How long a prediction's input and output are kept. The real service keeps them for 1 hour.
    pub output_lifetime: Duration,
    /// How far the sandbox's clock is ahead of this computer's, in what it says; negative for behind.
    pub clock_ahead: SignedDuration,
    /// Whether trainers write all that they were given into their log, secrets too, as careless ones do.
    pub careless_trainers: bool,
    /// A folder in which files, models, trainings and predictions are kept, so that a sandbox started on it later
    /// still knows them, and its trainings go on. `None` forgets everything.
    pub data: Option<PathBuf>,
    /// Whether `/_sandbox/…` answers, with which another process orders faults and reads the state.
    pub control: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            username: "sandbox".to_owned(),
            token: None,
            queue_time: Duration::from_millis(50),
            training_time: Duration::from_millis(300),
            prediction_time: Duration::from_millis(50),
            upload_bytes_per_second: None,
            file_lifetime: Duration::from_secs(24 * 60 * 60),
            output_lifetime: Duration::from_secs(60 * 60),
            clock_ahead: SignedDuration::ZERO,
            careless_trainers: false,
            data: None,
            control: true,
        }
    }
}
