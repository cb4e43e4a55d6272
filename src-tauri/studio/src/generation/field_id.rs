//! Names the fields of the Generate page.

/// Returns the page's name for the field of an input.
pub(super) fn field_id(input: &str) -> String {
    match input {
        "prompt" => "prompt".to_owned(),
        "version" => "version".to_owned(),
        other => format!("inputs.{other}"),
    }
}
