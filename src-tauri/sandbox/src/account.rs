//! The account, the hardware and the webhook secret.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::service::Service;

/// The SKU and the name of each type of hardware. `gpu-t4`, which many samples still use, is no longer among them.
pub(crate) const HARDWARE: [(&str, &str); 6] = [
    ("cpu", "CPU"),
    ("gpu-a100-large", "Nvidia A100 (80GB) GPU"),
    ("gpu-a100-large-2x", "2x Nvidia A100 (80GB) GPU"),
    ("gpu-h100", "Nvidia H100 GPU"),
    ("gpu-l40s", "Nvidia L40S GPU"),
    ("gpu-l40s-2x", "2x Nvidia L40S GPU"),
];

pub(crate) async fn account(State(service): State<Arc<Service>>) -> Json<Value> {
    Json(json!({
        "type": "user",
        "username": service.options.username,
        "name": "Sandbox account",
        "avatar_url": format!("{}/avatar.png", service.url),
    }))
}

pub(crate) async fn hardware() -> Json<Value> {
    Json(
        HARDWARE
            .iter()
            .map(|(sku, name)| json!({ "sku": sku, "name": name }))
            .collect(),
    )
}

pub(crate) async fn webhook_secret() -> Json<Value> {
    Json(json!({ "key": "whsec_c2FuZGJveCBzZWNyZXQsIHNpZ25zIG5vdGhpbmc=" }))
}
