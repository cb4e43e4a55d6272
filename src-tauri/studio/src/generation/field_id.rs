//! The ids of the Generate page's fields.

/// Returns the id of an input's field on the page.
pub(super) fn field_id(input: &str) -> String {
    match input {
        "prompt" => "prompt".to_owned(),
        "version" => "version".to_owned(),
        other => format!("inputs.{other}"),
    }
}
