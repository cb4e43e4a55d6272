//! The weights of a training: a small archive with a tiny but valid safetensors file, the same at every request.

use std::io::{Cursor, Write};

use serde_json::json;
use zip::write::SimpleFileOptions;

use crate::programs::Weights;
use crate::records::Training;
use crate::service::Service;

/// Returns the folder and the name, without extension, of the LoRA file in a trainer's archive.
fn layout(packing: Weights) -> (&'static str, &'static str) {
    match packing {
        // The fast trainer's layout.
        Weights::FluxLoraTar => ("flux-lora", "flux-lora"),
        Weights::TrainedModelTar | Weights::TrainedModelZip => {
            ("output/flux_train_replicate", "lora")
        }
    }
}

/// Returns the URL of the weights.
pub(crate) fn address(service: &Service, training: &Training) -> Option<String> {
    let file = training.program.trainer()?.weights.file_name();
    Some(format!("{}/delivery/{}/{file}", service.url, training.id))
}

/// Returns the bytes of the archive.
pub(crate) fn archive(training: &Training, packing: Weights) -> std::io::Result<Vec<u8>> {
    let config = format!(
        "job: extension\nconfig:\n  name: flux_train_replicate\n  trained_by: {}:{}\n",
        training.model, training.version
    );
    let (folder, name) = layout(packing);
    let files = [
        (format!("{folder}/{name}.safetensors"), safetensors()),
        (format!("{folder}/config.yaml"), config.into_bytes()),
    ];
    match packing {
        Weights::FluxLoraTar | Weights::TrainedModelTar => tar(&files),
        Weights::TrainedModelZip => zip(&files),
    }
}

fn tar(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, bytes.as_slice())?;
    }
    tar.into_inner()
}

fn zip(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Returns a safetensors file with the two rank-1 factors of one layer: the length of the JSON header (8 bytes,
/// little-endian), the header, and the numbers, which are all zero.
fn safetensors() -> Vec<u8> {
    const FLOATS: usize = 4;
    let factor = |begin: usize, shape: [usize; 2]| json!({ "dtype": "F32", "shape": shape, "data_offsets": [begin, begin + FLOATS * 4] });
    let layer = "transformer.single_transformer_blocks.0.attn.to_q";
    let mut header = json!({
        "__metadata__": { "format": "pt", "software": "Tintype's sandbox: nothing was trained" },
        format!("{layer}.lora_A.weight"): factor(0, [1, FLOATS]),
        format!("{layer}.lora_B.weight"): factor(FLOATS * 4, [FLOATS, 1]),
    })
    .to_string();
    // The offset of the numbers must be a multiple of eight bytes.
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(&[0; FLOATS * 4 * 2]);
    file
}
