//! How much memory the app takes, with the processes of its web view.

use std::fs;

/// The proportional set size of the app's process and of each that it started, in MB.
pub fn memory(app: u32) -> Vec<(String, f64)> {
    let parents = parents();
    let mut family = vec![app];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        family.extend(children.map(|(process, _)| *process));
        at += 1;
    }
    assert!(
        family.len() > 1,
        "the web view's processes are the app's children"
    );
    let held = family.into_iter().filter_map(|process| {
        let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        Some((name.trim().to_owned(), held(process)? / 1000.0))
    });
    held.collect()
}

/// Every process with its parent.
fn parents() -> Vec<(u32, u32)> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse::<u32>().ok()?;
            // A process may end while it is looked at.
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            let (_, fields) = stat.rsplit_once(") ")?;
            let parent = fields.split(' ').nth(1)?.parse::<u32>().ok()?;
            Some((process, parent))
        })
        .collect()
}

/// In kB.
fn held(process: u32) -> Option<f64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
