//! The calls for a model's versions: list, get, delete.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::Value;

use crate::models;
use crate::page::{PageQuery, page};
use crate::problem::Problem;
use crate::service::Service;

pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Problem> {
    let mut versions = models::find(&service, &owner, &name)?.versions;
    versions.reverse();
    let address = format!("{}/v1/models/{owner}/{name}/versions", service.url);
    page(
        &versions,
        &query,
        &address,
        |version| version.id.clone(),
        models::version_json,
    )
    .map(Json)
}

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    Path((owner, name, id)): Path<(String, String, String)>,
) -> Result<Json<Value>, Problem> {
    let model = models::find(&service, &owner, &name)?;
    let version = model
        .versions
        .iter()
        .find(|version| version.id == id)
        .ok_or_else(Problem::not_found)?;
    Ok(Json(models::version_json(version)))
}

pub(crate) async fn delete(
    State(service): State<Arc<Service>>,
    Path((owner, name, id)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let model = models::find(&service, &owner, &name)?;
    if model.owner != service.options.username || model.public {
        return Err(Problem::forbidden(
            "You can only delete versions of private models you own.",
        ));
    }
    if model.versions.iter().all(|version| version.id != id) {
        return Err(Problem::not_found());
    }
    service.change(|state| {
        for model in &mut state.records.models {
            model.versions.retain(|version| version.id != id);
        }
    });
    Ok(StatusCode::ACCEPTED)
}
