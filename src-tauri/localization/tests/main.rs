//! Tests of the lookup and the storage of messages.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use localization::{Message, message, text};
use serde_json::json;

#[test]
fn a_stored_message_is_restored() {
    let cause = message!("language-name");
    let message = message!("language-name", name = "A", count = 3, cause = &cause);
    let stored = serde_json::to_value(&message).unwrap();
    assert_eq!(serde_json::from_value::<Message>(stored).unwrap(), message);
}

#[test]
fn a_plain_string_is_read_as_verbatim_text() {
    let message: Message = serde_json::from_value(json!("The trainer ran out of memory.")).unwrap();
    assert_eq!(message.to_string(), "The trainer ran out of memory.");
    assert_eq!(text!("language-name"), "English");
}
