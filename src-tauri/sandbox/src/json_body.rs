//! Parses the JSON body of a request.

use serde_json::{Map, Value};

use crate::problem::Problem;

/// Parses a body as a JSON object. The error is a 400 response.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Problem::bad_request(
            "The request's body must be a JSON object.",
        )),
        Err(error) => Err(Problem::bad_request(format!("JSON parse error - {error}"))),
    }
}
