//! Extracts the LoRA from a trainer's output (a tar, a gzipped tar, a zip, or the LoRA itself). The extracted file's
//! name identifies the model, and a note beside the file contains the facts that are needed in other tools. No path in
//! the archive is ever used as a path on the disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use files::PendingFile;
use flate2::read::GzDecoder;
use localization::text;
use safetensors::tensor::Metadata;
use sha2::{Digest, Sha256};

use super::WeightsError;
use crate::app_dirs::portable_name;
use crate::formatting::short_version;
use crate::inputs::secret;
use crate::store::run_record::Run;

/// The maximum length of a safetensors header, in bytes. Headers of real LoRAs have about 100 kB.
const MAX_HEADER: u64 = 64 << 20;

/// The maximum number of uncompressed bytes that are read from a compressed archive. Archives of real trainings have a
/// few gigabytes at most.
const MAX_UNPACKED: u64 = 16 << 30;

/// Returns the path of a run's LoRA: the model's name, the trigger word and the version, as in
/// `clay-fox TOK 1a2b3c4d.safetensors`.
pub(super) fn path_of(folder: &Path, run: &Run) -> PathBuf {
    let (_, model) = run
        .order
        .destination
        .split_once('/')
        .unwrap_or(("", &run.order.destination));
    let version = run.service.version.as_deref().unwrap_or_default();
    let parts = [
        model,
        run.order.draft.trigger_word.trim(),
        short_version(version),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|word| !word.is_empty()).collect();
    folder.join(format!("{}.safetensors", portable_name(&parts.join(" "))))
}

/// Extracts the LoRA, checks its format, and writes the LoRA and the note to the folder. Blocks.
pub(super) fn unpack(archive: &Path, folder: &Path, run: &Run) -> Result<(), WeightsError> {
    let mut file = PendingFile::create_in(folder)?;
    let extracted = extract(archive, file.as_file_mut());
    // An archive that can't be read is treated as one without a LoRA: another attempt would not help.
    if !extracted.unwrap_or(false) || !is_safetensors(file.as_file_mut())? {
        return Err(WeightsError::NotWeights);
    }
    let sum = checksum(file.as_file_mut())?;
    let path = path_of(folder, run);
    std::fs::write(path.with_extension("txt"), note_text(run, &sum))?;
    file.replace(&path)?;
    Ok(())
}

/// Writes the LoRA of an archive to a file. Returns false if the archive contains none.
fn extract(archive: &Path, to: &mut File) -> io::Result<bool> {
    match Format::of(archive)? {
        Format::Zip => extract_zip(File::open(archive)?, to),
        Format::Tar => extract_tar(|| File::open(archive), to),
        Format::TarGz => extract_tar(
            || Ok(GzDecoder::new(File::open(archive)?).take(MAX_UNPACKED)),
            to,
        ),
        Format::Safetensors => io::copy(&mut File::open(archive)?, to).map(|_| true),
    }
}

/// The format in which a trainer returns its LoRA.
enum Format {
    Zip,
    Tar,
    TarGz,
    /// The LoRA itself, not packed.
    Safetensors,
}

impl Format {
    /// Detects the format from the first bytes. A tar has no signature there, so everything else is treated as a tar.
    fn of(file: &Path) -> io::Result<Format> {
        let mut first = Vec::new();
        File::open(file)?.take(9).read_to_end(&mut first)?;
        Ok(match first.as_slice() {
            [b'P', b'K', 3, 4, ..] => Format::Zip,
            [0x1f, 0x8b, ..] => Format::TarGz,
            // The length of the header (8 bytes), and the header's first character.
            [length @ .., b'{'] if length.len() == 8 => Format::Safetensors,
            _ => Format::Tar,
        })
    }
}

/// A LoRA in an archive.
struct Entry {
    name: PathBuf,
    size: u64,
    /// The index among all entries of the archive.
    index: usize,
}

fn is_safetensors_name(name: &Path) -> bool {
    let is = |ending: &std::ffi::OsStr| ending.eq_ignore_ascii_case("safetensors");
    name.extension().is_some_and(is)
}

/// Returns the training step of a checkpoint that was saved during the training, parsed from its name: the number in
/// `lora_000000250`, or in the folder `checkpoint-500`.
fn checkpoint_step(name: &Path) -> Option<u64> {
    let parse = |text: &str| {
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (word, number) = text.split_at(text.len() - digits);
        let has_step_word = word
            .to_ascii_lowercase()
            .trim_end_matches(['_', '-'])
            .ends_with("step");
        // Shorter numbers belong to the name: `flux-2`, `v3`.
        let is_separated = word.is_empty() || word.ends_with(['_', '-', '.', ' ']);
        let is_step = has_step_word || (is_separated && digits >= 3);
        is_step.then(|| number.parse().ok()).flatten()
    };
    let file = parse(name.file_stem()?.to_str()?);
    let folder = || parse(name.parent()?.file_name()?.to_str()?);
    file.or_else(folder)
}

/// Returns the index of the final LoRA: a file that is not a checkpoint, or otherwise the checkpoint of the last step.
/// If there are several such files, the largest is chosen.
fn final_lora(loras: Vec<Entry>) -> Option<usize> {
    let rank = |entry: &Entry| (checkpoint_step(&entry.name).unwrap_or(u64::MAX), entry.size);
    loras.into_iter().max_by_key(rank).map(|entry| entry.index)
}

fn extract_tar<R: Read>(open: impl Fn() -> io::Result<R>, to: &mut File) -> io::Result<bool> {
    let mut loras = Vec::new();
    for (index, entry) in tar::Archive::new(open()?).entries()?.enumerate() {
        let entry = entry?;
        let name = entry.path()?.into_owned();
        if is_safetensors_name(&name) {
            let size = entry.size();
            loras.push(Entry { name, size, index });
        }
    }
    let Some(index) = final_lora(loras) else {
        return Ok(false);
    };
    let mut archive = tar::Archive::new(open()?);
    match archive.entries()?.nth(index) {
        Some(entry) => io::copy(&mut entry?, to).map(|_| true),
        None => Ok(false),
    }
}

fn extract_zip(archive: File, to: &mut File) -> io::Result<bool> {
    let mut archive = zip::ZipArchive::new(archive).map_err(io::Error::other)?;
    let mut loras = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(io::Error::other)?;
        let name = PathBuf::from(entry.name().map_err(io::Error::other)?.as_ref());
        if is_safetensors_name(&name) {
            let size = entry.size();
            loras.push(Entry { name, size, index });
        }
    }
    let Some(index) = final_lora(loras) else {
        return Ok(false);
    };
    let entry = archive.by_index(index).map_err(io::Error::other)?;
    io::copy(&mut entry.take(MAX_UNPACKED), to).map(|_| true)
}

/// Returns true if a file is complete and in the safetensors format: the length of a JSON header, the header, and
/// exactly the data that the header describes.
fn is_safetensors(file: &mut File) -> io::Result<bool> {
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut length = [0; 8];
    if size < 8 {
        return Ok(false);
    }
    file.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > MAX_HEADER || length > size - 8 {
        return Ok(false);
    }
    let mut header = Vec::new();
    file.take(length).read_to_end(&mut header)?;
    let header = match serde_json::from_slice::<Metadata>(&header) {
        Ok(header) => header,
        Err(error) => {
            tracing::warn!(%error, "the header of the weights can't be read");
            return Ok(false);
        }
    };
    let has_data = header.data_len() > 0;
    Ok(has_data && header.data_len() as u64 == size - 8 - length)
}

/// Returns the SHA-256 in lower-case hexadecimal.
fn checksum(file: &mut File) -> io::Result<String> {
    struct HashWriter(Sha256);
    impl Write for HashWriter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    file.seek(SeekFrom::Start(0))?;
    let mut writer = HashWriter(Sha256::new());
    io::copy(file, &mut writer)?;
    let digest = writer.0.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the text of the note: the facts needed to use the file elsewhere.
fn note_text(run: &Run, sum: &str) -> String {
    let order = &run.order;
    let mut lines = vec![
        text!("weights-note-model", model = &order.destination),
        text!(
            "weights-note-version",
            version = run.service.version.as_deref().unwrap_or_default()
        ),
    ];
    match order.draft.trigger_word.trim() {
        "" => {}
        word => lines.push(text!("weights-note-trigger-word", word = word)),
    }
    lines.push(text!(
        "weights-note-trainer",
        trainer = format!("{}:{}", order.trainer, order.version)
    ));
    lines.push(text!("weights-note-dataset", name = run.dataset_name()));
    lines.push(text!(
        "weights-note-started",
        time = run.created_at.strftime("%Y-%m-%d %H:%M UTC").to_string()
    ));
    for input in secret::review_inputs(&order.input) {
        lines.push(format!("{}: {}", input.name, input.value));
    }
    lines.push(text!("weights-note-checksum", checksum = sum));
    lines.join("\n") + "\n"
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "these are tests")]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_extracted() {
        let mut lora = 16_u64.to_le_bytes().to_vec();
        lora.extend_from_slice(b"{\"x\": \"nothing\"}");
        let name = "flux-lora/flux-lora.safetensors";
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(lora.len() as u64);
        tar.append_data(&mut header, name, lora.as_slice()).unwrap();
        let tar = tar.into_inner().unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&tar).unwrap();
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&lora).unwrap();
        let packed = [
            tar,
            gz.finish().unwrap(),
            zip.finish().unwrap().into_inner(),
            lora.clone(),
        ];
        let folder = tempfile::tempdir().unwrap();
        for (number, bytes) in packed.iter().enumerate() {
            let archive = folder.path().join("archive");
            std::fs::write(&archive, bytes).unwrap();
            let path = folder.path().join(format!("{number}"));
            assert!(extract(&archive, &mut File::create(&path).unwrap()).unwrap());
            assert_eq!(std::fs::read(path).unwrap(), lora, "format {number}");
        }
    }

    #[test]
    fn the_final_file_is_chosen_over_checkpoints() {
        fn choose<'a>(names: &[(&'a str, u64)]) -> Option<&'a str> {
            let entries = names.iter().enumerate().map(|(index, (name, size))| Entry {
                name: PathBuf::from(name),
                size: *size,
                index,
            });
            final_lora(entries.collect()).map(|index| names[index].0)
        }
        let cases: [(&[(&str, u64)], &str); 6] = [
            (
                &[("flux-lora/flux-lora.safetensors", 5)],
                "flux-lora/flux-lora.safetensors",
            ),
            (
                &[
                    ("out/lora_000000500.safetensors", 9),
                    ("out/lora.safetensors", 5),
                ],
                "out/lora.safetensors",
            ),
            (
                &[
                    ("lora-step00000750.safetensors", 9),
                    ("lora-step00001000.safetensors", 5),
                ],
                "lora-step00001000.safetensors",
            ),
            (
                &[
                    ("checkpoint-500/pytorch_lora_weights.safetensors", 9),
                    ("pytorch_lora_weights.safetensors", 5),
                ],
                "pytorch_lora_weights.safetensors",
            ),
            // The numbers of one or two digits belong to the names, and are not steps.
            (
                &[("flux-2.safetensors", 9), ("extra.safetensors", 5)],
                "flux-2.safetensors",
            ),
            (
                &[("embeddings.safetensors", 1), ("lora.safetensors", 9)],
                "lora.safetensors",
            ),
        ];
        for (names, expected) in cases {
            assert_eq!(choose(names), Some(expected), "{names:?}");
        }
        assert_eq!(choose(&[]), None);
    }
}
