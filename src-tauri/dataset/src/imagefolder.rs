//! Hugging Face's imagefolder: images with one `metadata.jsonl` beside them that has a line of
//! JSON for each, `{"file_name":"a.jpg","text":"a caption"}`. It is read by `caption_list`.
//!
//! Source: "Create an image dataset" in the documentation of Hugging Face Datasets.

use serde_json::json;

/// The name of the file with the captions.
pub(crate) const FILE_NAME: &str = "metadata.jsonl";

/// An image's line. Every image has one, as every image must be in the file; trainers expect a
/// text in each, so a missing caption is an empty one.
pub(crate) fn line(file_name: &str, caption: Option<&str>) -> String {
    let line = json!({ "file_name": file_name, "text": caption.unwrap_or_default() });
    format!("{line}\n")
}
