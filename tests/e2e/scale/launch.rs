//! Determines the time of the app's launch, on the same clock as the page's timestamps.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// The length of a clock tick: Linux reports process times in hundredths of a second.
const MILLISECONDS_PER_TICK: f64 = 10.0;

/// Returns the time at which a process started, in milliseconds since 1970, accurate to a hundredth of a second.
pub fn launch_time(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    // The start time is the 22nd field. `fields` begins with the third.
    let ticks: f64 = fields.split(' ').nth(19).unwrap().parse().unwrap();
    let uptime = fs::read_to_string("/proc/uptime").unwrap();
    let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs_f64() * 1000.0 - (uptime * 1000.0 - ticks * MILLISECONDS_PER_TICK)
}
