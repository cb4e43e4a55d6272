//! Hugging Face's imagefolder: images with one `metadata.jsonl` beside them that has a line of
//! JSON for each, `{"file_name":"a.jpg","text":"a caption"}`.
//!
//! Source: "Create an image dataset" in the documentation of Hugging Face Datasets.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::decode_caption;

/// The name of the file with the captions.
pub(crate) const FILE_NAME: &str = "metadata.jsonl";

/// The largest `metadata.jsonl`, in bytes: a few kilobytes for each of the most images that a zip may have.
pub(crate) const MAX_BYTES: u64 = 64 << 20;

/// Why a larger one isn't read.
pub(crate) const TOO_LARGE: &str = "It is too large for a list of captions; the most is 64 MiB.";

/// What captions are called, the usual name first.
const CAPTION_KEYS: [&str; 3] = ["text", "caption", "prompt"];

/// What a `metadata.jsonl` says.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// Captions by `file_name`, as it is written: a path from where the metadata lies.
    pub(crate) captions: HashMap<String, String>,
    /// The numbers, from 1, of lines that are no JSON object with a `file_name`.
    pub(crate) unread: Vec<usize>,
}

/// An image's line. Every image has one, as every image must be in the file; trainers expect a
/// text in each, so a missing caption is an empty one.
pub(crate) fn line(file_name: &str, caption: Option<&str>) -> String {
    let line = json!({ "file_name": file_name, "text": caption.unwrap_or_default() });
    format!("{line}\n")
}

/// Reads a `metadata.jsonl`. A line that is wrong doesn't stop the others; an image that is there
/// twice gets its first caption.
pub(crate) fn read(bytes: &[u8]) -> Metadata {
    let mut metadata = Metadata::default();
    for (number, line) in (1..).zip(decode_caption(bytes).lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        let Some(file_name) = value.get("file_name").and_then(Value::as_str) else {
            metadata.unread.push(number);
            continue;
        };
        let caption = CAPTION_KEYS
            .iter()
            .find_map(|key| value.get(key).and_then(Value::as_str));
        if let Some(caption) = caption {
            metadata
                .captions
                .entry(file_name.to_owned())
                .or_insert_with(|| caption.to_owned());
        }
    }
    metadata
}
