//! Measures the memory of the app, including the processes of its web view.

use std::collections::HashMap;
use std::fs;

/// The memory of one process, in MB of proportional set size: memory shared by several processes is divided among them.
pub struct Held {
    pub process: String,
    /// Heaps, stacks, and other memory without a file behind it.
    pub own: f64,
    /// Shared memory, such as pixels to be shown on the screen.
    pub shared: f64,
    /// Memory mapped from files (programs, libraries, fonts and caches), by file name, the largest first.
    pub files: Vec<(String, f64)>,
}

impl Held {
    pub fn all(&self) -> f64 {
        self.own + self.shared + self.of_files()
    }

    fn of_files(&self) -> f64 {
        self.files.iter().map(|(_, held)| held).sum()
    }
}

/// Returns the memory of the app's process and of all its descendants.
pub fn memory(app: u32) -> Vec<Held> {
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
    family.into_iter().filter_map(held).collect()
}

pub fn total(held: &[Held]) -> f64 {
    held.iter().map(Held::all).sum()
}

/// Prints the memory of each process, with the files that take the most.
pub fn print(when: &str, held: &[Held]) {
    println!("\n{when}: {:.0} MB", total(held));
    for one in held {
        let files: Vec<String> = one
            .files
            .iter()
            .take_while(|(_, held)| *held >= 3.0)
            .map(|(name, held)| format!("{name} {held:.0}"))
            .collect();
        println!(
            "  {:<16} {:>4.0}: its own {:.0}, to be shared {:.0}, files {:.0} ({})",
            one.process,
            one.all(),
            one.own,
            one.shared,
            one.of_files(),
            files.join(", ")
        );
    }
}

/// Returns the ids of every process and of its parent.
fn parents() -> Vec<(u32, u32)> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse::<u32>().ok()?;
            // A process may end while it is read.
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            let (_, fields) = stat.rsplit_once(") ")?;
            let parent = fields.split(' ').nth(1)?.parse::<u32>().ok()?;
            Some((process, parent))
        })
        .collect()
}

/// Reads a process's memory from the kernel's list of its mappings. Returns `None` if the process has ended.
fn held(process: u32) -> Option<Held> {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    let mappings = fs::read_to_string(format!("/proc/{process}/smaps")).ok()?;
    let mut held = Held {
        process: name.trim().to_owned(),
        own: 0.0,
        shared: 0.0,
        files: Vec::new(),
    };
    let mut files: HashMap<&str, f64> = HashMap::new();
    let mut mapping = "";
    for line in mappings.lines() {
        let first = line.split(' ').next()?;
        if !first.ends_with(':') {
            // The line has the mapping's address, rights, offset in the file, device, inode, and name.
            mapping = line.splitn(6, ' ').nth(5).unwrap_or_default().trim();
        } else if first == "Pss:" {
            let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
            let megabytes = kilobytes / 1000.0;
            if mapping.contains("memfd:")
                || mapping.contains("/dev/shm")
                || mapping.contains("SYSV")
            {
                held.shared += megabytes;
            } else if mapping.starts_with('/') {
                let file = mapping.rsplit('/').next().unwrap_or(mapping);
                *files.entry(file).or_default() += megabytes;
            } else {
                held.own += megabytes;
            }
        }
    }
    held.files = files
        .into_iter()
        .map(|(name, held)| (name.to_owned(), held))
        .collect();
    held.files
        .sort_by(|(_, one), (_, other)| other.total_cmp(one));
    Some(held)
}
