//! The options of a sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

/// The options of a sandbox. The defaults are fast, for tests: a free port, and trainings of a fraction of a second.
#[derive(Clone)]
pub struct Options {
    /// The address to listen on, which must be a loopback one. Port 0 selects a free port.
    pub listen: SocketAddr,
    /// The account that every accepted token belongs to.
    pub username: String,
    /// The only accepted token. `None` accepts every token that isn't empty and doesn't begin with `r8_bad`.
    pub token: Option<String>,
    /// The time for which a training or prediction is `starting`.
    pub queue_time: Duration,
    /// The time for which a training is `processing`.
    pub training_time: Duration,
    /// The time that generating one picture takes.
    pub prediction_time: Duration,
    /// The speed at which uploads are read, in bytes per second. `None` is unlimited.
    pub upload_bytes_per_second: Option<u64>,
    /// The time for which an uploaded file is kept. The real service keeps it for 24 hours.
    pub file_lifetime: Duration,
    /// The time for which a prediction's input and output are kept after its end. The real service keeps them for 1
    /// hour.
    pub output_lifetime: Duration,
    /// The time by which the times in responses are ahead of this computer's clock. Negative if they are behind.
    pub clock_ahead: SignedDuration,
    /// True if trainers write all their inputs to the log, including secrets, as careless real trainers do.
    pub careless_trainers: bool,
    /// The folder for files, models, trainings and predictions. A sandbox that is started later with the same folder
    /// has the same data and continues the trainings. With `None`, all data is lost when the sandbox stops.
    pub data: Option<PathBuf>,
    /// True if the calls under `/_sandbox/` are available, by which another process controls the sandbox.
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
