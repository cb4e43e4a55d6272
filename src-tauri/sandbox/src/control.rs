//! The calls under `/_sandbox/`, by which another process orders faults, reads the state and controls trainings. They
//! require no token.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::faults::Fault;
use crate::problem::Problem;
use crate::service::Service;
use crate::snapshot::Snapshot;
use crate::trainings;

/// The prefix of the paths of these calls. The calls are not logged, and faults don't apply to them.
pub(crate) const PREFIX: &str = "/_sandbox/";

pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/_sandbox/state", get(state))
        .route("/_sandbox/faults", post(order_fault).delete(clear_faults))
        .route("/_sandbox/trainings/{id}/finish", post(finish))
        .route("/_sandbox/trainings/{id}/fail", post(fail))
        .route("/_sandbox/trainings/{id}/abort", post(abort))
        .route("/_sandbox/trainings/{id}/lose", post(lose))
}

async fn state(State(service): State<Arc<Service>>) -> Json<Snapshot> {
    Json(Snapshot::of(&service))
}

async fn order_fault(State(service): State<Arc<Service>>, Json(fault): Json<Fault>) -> StatusCode {
    service.update_transient(|state| state.faults.push(fault));
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(service): State<Arc<Service>>) -> StatusCode {
    service.update_transient(|state| state.faults.clear());
    StatusCode::NO_CONTENT
}

/// The body of a `fail` request.
#[derive(Debug, Deserialize)]
struct FailRequest {
    error: String,
}

async fn finish(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    no_content_if(trainings::skip_waiting(&service, &id))
}

async fn fail(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    Json(request): Json<FailRequest>,
) -> Result<StatusCode, Problem> {
    no_content_if(trainings::fail(&service, &id, &request.error))
}

async fn abort(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    no_content_if(trainings::abort(&service, &id))
}

async fn lose(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    no_content_if(trainings::lose(&service, &id))
}

fn no_content_if(succeeded: bool) -> Result<StatusCode, Problem> {
    if succeeded {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
