//! Takes the LoRA out of the archive that a trainer hands over, a tar or a zip, under a name that says whose it is,
//! with a note for use in other tools. No path of the archive is ever used as a path on the disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::WeightsError;
use crate::folders::plain_name;
use crate::run::record::Run;
use crate::run::show;
use crate::whole_file;
use crate::words::short;

/// A header of more bytes than this is none; those of real LoRAs have some 100 kB.
const LONGEST_HEADER: u64 = 64 << 20;

/// Where a run's LoRA goes: `clay-fox TOK 1a2b3c4d.safetensors`.
pub(super) fn place(folder: &Path, run: &Run) -> PathBuf {
    let (_, model) = run
        .order
        .destination
        .split_once('/')
        .unwrap_or(("", &run.order.destination));
    let version = run.service.version.as_deref().unwrap_or_default();
    let words = [model, run.order.draft.trigger_word.trim(), short(version)];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    folder.join(format!("{}.safetensors", plain_name(&words.join(" "))))
}

/// Takes the LoRA out, checks that it is one, and writes the note. Blocks.
pub(super) fn unpack(archive: &Path, folder: &Path, run: &Run) -> Result<(), WeightsError> {
    let mut new = whole_file::begin(folder)?;
    let mut file = File::open(archive)?;
    let mut magic = [0; 4];
    let read = file.read(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    let found = if magic[..read] == *b"PK\x03\x04" {
        from_zip(file, new.as_file_mut())
    } else {
        from_tar(&mut file, new.as_file_mut())
    };
    // An archive that can't be read is none that another try would mend.
    if !found.unwrap_or(false) || !is_safetensors(new.as_file_mut())? {
        return Err(WeightsError::NotWeights);
    }
    let sum = checksum(new.as_file_mut())?;
    let place = place(folder, run);
    std::fs::write(place.with_extension("txt"), note(run, &sum))?;
    whole_file::finish(new, &place)?;
    Ok(())
}

fn is_lora(name: &Path) -> bool {
    let is = |ending: &std::ffi::OsStr| ending.eq_ignore_ascii_case("safetensors");
    name.extension().is_some_and(is)
}

/// The largest of the LoRAs: trainers may keep earlier states beside the last one.
fn from_tar(archive: &mut File, to: &mut File) -> io::Result<bool> {
    let mut loras = Vec::new();
    for (at, entry) in tar::Archive::new(&mut *archive).entries()?.enumerate() {
        let entry = entry?;
        if is_lora(&entry.path()?) {
            loras.push((entry.size(), at));
        }
    }
    let Some((_, at)) = loras.into_iter().max() else {
        return Ok(false);
    };
    archive.seek(SeekFrom::Start(0))?;
    let mut entries = tar::Archive::new(archive);
    match entries.entries()?.nth(at) {
        Some(entry) => io::copy(&mut entry?, to).map(|_| true),
        None => Ok(false),
    }
}

fn from_zip(archive: File, to: &mut File) -> io::Result<bool> {
    let mut archive = zip::ZipArchive::new(archive).map_err(io::Error::other)?;
    let mut loras = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(io::Error::other)?;
        let name = entry.name().map_err(io::Error::other)?;
        if is_lora(Path::new(name.as_ref())) {
            loras.push((entry.size(), at));
        }
    }
    let Some((_, at)) = loras.into_iter().max() else {
        return Ok(false);
    };
    let mut entry = archive.by_index(at).map_err(io::Error::other)?;
    io::copy(&mut entry, to).map(|_| true)
}

/// Whether a file begins as its format says and has all its numbers: the length of a JSON header, the header, and
/// what it says lies where.
fn is_safetensors(file: &mut File) -> io::Result<bool> {
    let whole = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut length = [0; 8];
    if whole < 8 {
        return Ok(false);
    }
    file.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST_HEADER || length > whole - 8 {
        return Ok(false);
    }
    let mut header = Vec::new();
    file.take(length).read_to_end(&mut header)?;
    let Ok(Value::Object(tensors)) = serde_json::from_slice(&header) else {
        return Ok(false);
    };
    let ends = tensors
        .values()
        .filter_map(|tensor| tensor.get("data_offsets")?.get(1)?.as_u64());
    Ok(ends.max().is_some_and(|end| end == whole - 8 - length))
}

/// SHA-256, in lower-case hexadecimal.
fn checksum(file: &mut File) -> io::Result<String> {
    struct Hashing(Sha256);
    impl Write for Hashing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    file.seek(SeekFrom::Start(0))?;
    let mut hashing = Hashing(Sha256::new());
    io::copy(file, &mut hashing)?;
    let digest = hashing.0.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What one needs to know to use the file elsewhere.
fn note(run: &Run, sum: &str) -> String {
    let order = &run.order;
    let mut lines = vec![
        format!("Model: {}", order.destination),
        format!(
            "Version: {}",
            run.service.version.as_deref().unwrap_or_default()
        ),
    ];
    match order.draft.trigger_word.trim() {
        "" => {}
        word => lines.push(format!("Trigger word: {word}")),
    }
    lines.push(format!("Trained by: {}:{}", order.trainer, order.version));
    lines.push(format!("Dataset: {}", order.dataset_name));
    lines.push(format!(
        "Started: {}",
        run.created_at.strftime("%Y-%m-%d %H:%M UTC")
    ));
    for input in show::inputs(&order.input) {
        lines.push(format!("{}: {}", input.name, input.value));
    }
    lines.push(format!("SHA-256: {sum}"));
    lines.join("\n") + "\n"
}
