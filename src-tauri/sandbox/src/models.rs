//! The calls for models: list, create, get, update, delete.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::account::HARDWARE;
use crate::json_body::object;
use crate::page::{PageQuery, page};
use crate::problem::{InvalidProperty, Problem};
use crate::records::{About, Model, Version};
use crate::service::Service;

/// Handles `GET /models`, which lists everyone's public models, but no private ones.
pub(crate) async fn list(
    State(service): State<Arc<Service>>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Value>, Problem> {
    let models: Vec<Model> = service.read(|state| {
        state
            .all_models()
            .rev()
            .filter(|model| model.public)
            .cloned()
            .collect()
    });
    let address = format!("{}/v1/models", service.url);
    page(&models, &query, &address, Model::full_name, |model| {
        model_json(&service, model)
    })
    .map(Json)
}

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let model = find(&service, &owner, &name)?;
    Ok(Json(model_json(&service, &model)))
}

pub(crate) async fn readme(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let readme = find(&service, &owner, &name)?
        .about
        .readme
        .ok_or_else(Problem::not_found)?;
    Ok((
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        readme,
    )
        .into_response())
}

pub(crate) async fn create(
    State(service): State<Arc<Service>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let body = object(&body)?;
    let model = new_model(&body)?;
    if model.owner != service.options.username {
        return Err(Problem::forbidden(format!(
            "You can't create a model for {}: the token belongs to {}.",
            model.owner, service.options.username
        )));
    }
    service.change(|state| {
        let is_taken = state.model(&model.owner, &model.name).is_some()
            || state.records.burned.contains(&model.full_name());
        if is_taken {
            return Err(Problem::model_name_taken());
        }
        state.records.models.push(model.clone());
        Ok(())
    })?;
    Ok((StatusCode::CREATED, Json(model_json(&service, &model))))
}

pub(crate) async fn update(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let body = object(&body)?;
    if find(&service, &owner, &name)?.owner != service.options.username {
        return Err(Problem::forbidden("You can only change models you own."));
    }
    let mut invalid = Vec::new();
    let changed = about(&body, &mut invalid);
    if !invalid.is_empty() {
        return Err(Problem::invalid_model(&invalid));
    }
    let model = service.change(|state| {
        let model = state
            .records
            .models
            .iter_mut()
            .find(|model| model.owner == owner && model.name == name)?;
        let about = &mut model.about;
        for (text, new) in [
            (&mut about.description, changed.description),
            (&mut about.readme, changed.readme),
            (&mut about.github_url, changed.github_url),
            (&mut about.paper_url, changed.paper_url),
            (&mut about.weights_url, changed.weights_url),
            (&mut about.license_url, changed.license_url),
        ] {
            if new.is_some() {
                *text = new;
            }
        }
        Some(model.clone())
    });
    model
        .map(|model| Json(model_json(&service, &model)))
        .ok_or_else(Problem::not_found)
}

pub(crate) async fn delete(
    State(service): State<Arc<Service>>,
    Path((owner, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let model = find(&service, &owner, &name)?;
    if model.owner != service.options.username || model.public {
        return Err(Problem::forbidden(
            "You can only delete private models you own.",
        ));
    }
    if !model.versions.is_empty() {
        return Err(Problem::conflict(
            "Delete the model's versions before the model itself.",
        ));
    }
    service.change(|state| {
        state
            .records
            .models
            .retain(|other| other.full_name() != model.full_name());
        state.records.burned.insert(model.full_name());
    });
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the model. The error is the same for a model that does not exist and for another account's private model.
pub(crate) fn find(service: &Service, owner: &str, name: &str) -> Result<Model, Problem> {
    service
        .read(|state| state.model(owner, name).cloned())
        .ok_or_else(Problem::not_found)
}

fn new_model(body: &Map<String, Value>) -> Result<Model, Problem> {
    let mut invalid = Vec::new();
    let mut required = |name: &'static str| match body.get(name) {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        None | Some(Value::Null) => {
            invalid.push(InvalidProperty {
                name,
                detail: "This field is required.".to_owned(),
            });
            String::new()
        }
        Some(_) => {
            invalid.push(InvalidProperty {
                name,
                detail: "Not a valid string.".to_owned(),
            });
            String::new()
        }
    };
    let owner = required("owner");
    let name = required("name");
    let visibility = required("visibility");
    let hardware = required("hardware");
    if !name.is_empty() && !is_model_name(&name) {
        invalid.push(InvalidProperty {
            name: "name",
            detail: "Model names can only contain lowercase letters, numbers, dashes, underscores and periods, and \
                     can't start or end with a dash, underscore or period."
                .to_owned(),
        });
    }
    if !visibility.is_empty() && visibility != "public" && visibility != "private" {
        invalid.push(InvalidProperty {
            name: "visibility",
            detail: format!(
                "{visibility} is not a valid visibility. Your options are: public, private."
            ),
        });
    }
    if !hardware.is_empty() && HARDWARE.iter().all(|(sku, _)| *sku != hardware) {
        let options: Vec<&str> = HARDWARE.iter().map(|(sku, _)| *sku).collect();
        invalid.push(InvalidProperty {
            name: "hardware",
            detail: format!(
                "{hardware} is not a valid hardware SKU. Your options are: {}.",
                options.join(", ")
            ),
        });
    }
    let about = about(body, &mut invalid);
    if !invalid.is_empty() {
        return Err(Problem::invalid_model(&invalid));
    }
    Ok(Model {
        owner,
        name,
        public: visibility == "public",
        official: false,
        hardware,
        about,
        created_at: Timestamp::now(),
        versions: Vec::new(),
    })
}

/// Reads the descriptive properties of a model. Adds those that are not strings, or are invalid URLs, to `invalid`.
fn about(body: &Map<String, Value>, invalid: &mut Vec<InvalidProperty>) -> About {
    let mut text = |name: &'static str| match body.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            if name.ends_with("_url") && !text.is_empty() && url::Url::parse(text).is_err() {
                invalid.push(InvalidProperty {
                    name,
                    detail: "Enter a valid URL.".to_owned(),
                });
            }
            Some(text.clone()).filter(|text| !text.is_empty())
        }
        Some(_) => {
            invalid.push(InvalidProperty {
                name,
                detail: "Not a valid string.".to_owned(),
            });
            None
        }
    };
    About {
        description: text("description"),
        readme: text("readme"),
        github_url: text("github_url"),
        paper_url: text("paper_url"),
        license_url: text("license_url"),
        weights_url: text("weights_url"),
        cover_image_url: text("cover_image_url"),
    }
}

fn is_model_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.chars()
        .all(|c| is_plain(c) || matches!(c, '-' | '_' | '.'))
        && name.starts_with(is_plain)
        && name.ends_with(is_plain)
}

fn model_json(service: &Service, model: &Model) -> Value {
    let (name, about) = (model.full_name(), &model.about);
    let run_count = service.read(|state| {
        state
            .records
            .predictions
            .iter()
            .filter(|prediction| prediction.model == name)
            .count()
    });
    json!({
        "url": format!("{}/m/{name}", service.url),
        "owner": model.owner,
        "name": model.name,
        "description": about.description,
        "visibility": if model.public { "public" } else { "private" },
        "is_official": model.official,
        "run_count": run_count,
        "github_url": about.github_url,
        "paper_url": about.paper_url,
        "license_url": about.license_url,
        "cover_image_url": about.cover_image_url,
        "default_example": null,
        "latest_version": model.versions.last().map(version_json),
    })
}

/// Returns a version's JSON, including the schema of its inputs.
pub(crate) fn version_json(version: &Version) -> Value {
    json!({
        "id": version.id,
        "created_at": version.created_at,
        "cog_version": "0.14.12",
        "openapi_schema": version.program.document(),
    })
}
