//! Reads a list with one line of JSON for each image, `{"file_name":"a.jpg","text":"a caption"}`.
//!
//! Source: "Create an image dataset" in the documentation of Hugging Face Datasets.

use serde_json::Value;

use super::{CAPTION_KEYS, CaptionList, IMAGE_KEYS};

pub(super) fn read(text: &str) -> CaptionList {
    let mut list = CaptionList::default();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        let find = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| value.get(key).and_then(Value::as_str))
        };
        match (find(&IMAGE_KEYS), find(&CAPTION_KEYS)) {
            (Some(image), Some(caption)) => list.add(image, caption.to_owned()),
            // An image may have no caption.
            (Some(_), None) => {}
            (None, _) => list.unread.push(number),
        }
    }
    list
}
