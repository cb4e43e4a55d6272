//! Measures the memory of the app, including the processes of its web view.

use std::collections::HashMap;
use std::fs;

/// The memory of one process, in MB of proportional set size: memory shared by several processes is divided among them.
pub struct ProcessMemory {
    pub name: String,
    /// Heaps, stacks, and other memory without a file behind it.
    pub private: f64,
    /// Shared memory, such as pixels to be shown on the screen.
    pub shared: f64,
    /// Memory mapped from files (programs, libraries, fonts and caches), by file name, the largest first.
    pub files: Vec<(String, f64)>,
}

impl ProcessMemory {
    pub fn total(&self) -> f64 {
        self.private + self.shared + self.file_backed()
    }

    fn file_backed(&self) -> f64 {
        self.files.iter().map(|(_, size)| size).sum()
    }
}

/// Returns the memory of the app's process and of all its descendants.
pub fn app_memory(app: u32) -> Vec<ProcessMemory> {
    let parents = parents();
    let mut processes = vec![app];
    let mut index = 0;
    while let Some(&parent) = processes.get(index) {
        let children = parents
            .iter()
            .filter(|(_, their_parent)| *their_parent == parent);
        processes.extend(children.map(|(process, _)| *process));
        index += 1;
    }
    assert!(
        processes.len() > 1,
        "the web view's processes are the app's children"
    );
    processes.into_iter().filter_map(process_memory).collect()
}

pub fn total(processes: &[ProcessMemory]) -> f64 {
    processes.iter().map(ProcessMemory::total).sum()
}

/// Prints the memory of each process, with the mapped files that take at least 3 MB.
pub fn print(when: &str, processes: &[ProcessMemory]) {
    println!("\n{when}: {:.0} MB", total(processes));
    for process in processes {
        let files: Vec<String> = process
            .files
            .iter()
            .take_while(|(_, size)| *size >= 3.0)
            .map(|(name, size)| format!("{name} {size:.0}"))
            .collect();
        println!(
            "  {:<16} {:>4.0}: private {:.0}, shared {:.0}, files {:.0} ({})",
            process.name,
            process.total(),
            process.private,
            process.shared,
            process.file_backed(),
            files.join(", ")
        );
    }
}

/// Returns the id of every process, with the id of its parent.
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
fn process_memory(process: u32) -> Option<ProcessMemory> {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    let mappings = fs::read_to_string(format!("/proc/{process}/smaps")).ok()?;
    let mut memory = ProcessMemory {
        name: name.trim().to_owned(),
        private: 0.0,
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
                memory.shared += megabytes;
            } else if mapping.starts_with('/') {
                let file = mapping.rsplit('/').next().unwrap_or(mapping);
                *files.entry(file).or_default() += megabytes;
            } else {
                memory.private += megabytes;
            }
        }
    }
    memory.files = files
        .into_iter()
        .map(|(name, size)| (name.to_owned(), size))
        .collect();
    memory
        .files
        .sort_by(|(_, one), (_, other)| other.total_cmp(one));
    Some(memory)
}
