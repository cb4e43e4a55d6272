//! The limits of memory and time for one picture, and their enforcement in a worker.

use std::time::Duration;

/// The limits for one picture.
#[derive(Clone, Copy, Debug)]
pub struct PictureLimits {
    /// Bytes of memory. Linux enforces this limit; on other systems a picture is refused only if its header shows that
    /// it takes more.
    pub memory: u64,
    /// Processor time. Linux and macOS enforce this limit.
    pub processor_time: Duration,
    /// Elapsed time after which a worker is killed. It must be generous, since everything is slow on a busy machine.
    pub time: Duration,
}

impl Default for PictureLimits {
    /// Returns 4 GiB, one minute of processor time and five minutes of elapsed time.
    fn default() -> PictureLimits {
        PictureLimits {
            memory: 4 << 30,
            processor_time: Duration::from_secs(60),
            time: Duration::from_secs(300),
        }
    }
}

/// Prepares a worker's process. If memory runs out, Linux ends the worker rather than the app. On Unix, crashes of the
/// worker are not reported to the person as crashes of the app.
pub(super) fn prepare_process() {
    #[cfg(target_os = "linux")]
    {
        // This comes first, because a process that can't be dumped can no longer write its own files in `/proc`.
        if let Err(error) = std::fs::write("/proc/self/oom_score_adj", "500") {
            eprintln!("the system may end the app before this worker: {error}");
        }
        let behaviour = rustix::process::DumpableBehavior::NotDumpable;
        if let Err(error) = rustix::process::set_dumpable_behavior(behaviour) {
            eprintln!("a crash of this worker may be reported: {error}");
        }
    }
    #[cfg(all(unix, not(target_os = "linux")))]
    limit(rustix::process::Resource::Core, Some(0));
}

/// Limits the memory (on Linux) and the processor time (on Unix) that this process may take from now on.
pub(super) fn begin(memory: u64, processor_time: Duration) {
    #[cfg(target_os = "linux")]
    limit(
        rustix::process::Resource::Data,
        writable_memory().map(|taken| taken + memory),
    );
    #[cfg(unix)]
    {
        let clock = rustix::time::ClockId::ProcessCPUTime;
        let used = rustix::time::clock_gettime(clock).tv_sec.unsigned_abs();
        // One second more, because the used time is rounded down.
        let seconds = used + processor_time.as_secs() + 1;
        limit(rustix::process::Resource::Cpu, Some(seconds));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
    #[cfg(not(unix))]
    let _ = processor_time;
}

/// Removes the limits, so that the next picture's file can be read whatever its size is.
pub(super) fn end() {
    #[cfg(target_os = "linux")]
    limit(rustix::process::Resource::Data, None);
    #[cfg(unix)]
    limit(rustix::process::Resource::Cpu, None);
}

/// Sets the soft limit, which can be raised again. `None` sets the highest limit that the system allows.
#[cfg(unix)]
fn limit(resource: rustix::process::Resource, max: Option<u64>) {
    use rustix::process::{Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(resource).maximum;
    let current = match (max, maximum) {
        (Some(max), Some(maximum)) => Some(max.min(maximum)),
        (max, maximum) => max.or(maximum),
    };
    if let Err(error) = setrlimit(resource, Rlimit { current, maximum }) {
        eprintln!("{resource:?} can't be limited: {error}");
    }
}

/// Returns the memory that `RLIMIT_DATA` counts, in bytes.
#[cfg(target_os = "linux")]
fn writable_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmData:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes << 10)
}
