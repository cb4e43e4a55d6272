//! Writes Hugging Face's imagefolder format: images with one `metadata.jsonl` beside them that has a line of JSON for
//! each image, `{"file_name":"a.jpg","text":"a caption"}`. `caption::list` reads it.
//!
//! Source: "Create an image dataset" in the documentation of Hugging Face Datasets.

use serde_json::json;

/// The name of the file with the captions.
pub(crate) const FILE_NAME: &str = "metadata.jsonl";

/// Returns the line for an image. Every image must be in the file, and trainers expect a text in each line, so a
/// missing caption is written as an empty one.
pub(crate) fn line(file_name: &str, caption: Option<&str>) -> String {
    let line = json!({ "file_name": file_name, "text": caption.unwrap_or_default() });
    format!("{line}\n")
}
