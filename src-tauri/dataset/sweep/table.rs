//! Counts the outcomes of all files.

use std::collections::BTreeMap;
use std::fmt;

use crate::runs::Run;
use crate::stages::STAGES;

/// The outcomes of all files.
#[derive(Default)]
pub struct Table {
    files: usize,
    /// The number of times that each outcome occurred in each stage.
    counts: BTreeMap<(String, String), usize>,
    /// The texts of problems, each with the number of times it was printed and the first file that it was printed for.
    texts: BTreeMap<String, (usize, String)>,
    /// The files whose process failed or was ended, each with the way in which it ended.
    ended: Vec<(String, String)>,
}

impl Table {
    /// Counts a file.
    pub fn add(&mut self, file: String, run: Run) {
        self.files += 1;
        for (stage, outcome, text) in run.stages {
            if outcome != "ok" {
                let entry = self.texts.entry(text).or_insert_with(|| (0, file.clone()));
                entry.0 += 1;
            }
            *self.counts.entry((outcome, stage)).or_default() += 1;
        }
        if let Some(end) = run.end {
            self.ended.push((file, end));
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} files", self.files)?;
        write!(f, "{:14}", "")?;
        for stage in STAGES {
            write!(f, "{stage:>12}")?;
        }
        writeln!(f)?;
        let mut outcomes: Vec<&String> = self.counts.keys().map(|(outcome, _)| outcome).collect();
        outcomes.dedup();
        for outcome in outcomes {
            write!(f, "{outcome:14}")?;
            for stage in STAGES {
                let count = self.counts.get(&(outcome.clone(), stage.to_owned()));
                write!(f, "{:>12}", count.copied().unwrap_or(0))?;
            }
            writeln!(f)?;
        }
        if !self.texts.is_empty() {
            writeln!(
                f,
                "\nProblems: how often each occurred, its text, and the first file with it:"
            )?;
        }
        for (text, (count, file)) in &self.texts {
            writeln!(f, "{count:7}  {text}  [{file}]")?;
        }
        writeln!(f, "\n{} processes failed", self.ended.len())?;
        for (file, end) in &self.ended {
            writeln!(f, "  {file}: {end}")?;
        }
        Ok(())
    }
}
