//! The routes: maps each method and path to its handler.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware;
use axum::routing::{get, post};

use crate::problem::Problem;
use crate::service::Service;
use crate::{
    account, authentication, clock_skew, control, file_server, files, models, predictions,
    trainings, upload, versions,
};

/// Returns the router of all calls.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    let authenticated = Router::new()
        .route("/account", get(account::account))
        .route("/hardware", get(account::hardware))
        .route("/webhooks/default/secret", get(account::webhook_secret))
        .route("/models", get(models::list).post(models::create))
        .route(
            "/models/{owner}/{name}",
            get(models::get)
                .patch(models::update)
                .delete(models::delete),
        )
        .route("/models/{owner}/{name}/readme", get(models::readme))
        .route("/models/{owner}/{name}/versions", get(versions::list))
        .route(
            "/models/{owner}/{name}/versions/{version}",
            get(versions::get).delete(versions::delete),
        )
        .route(
            "/models/{owner}/{name}/versions/{version}/trainings",
            post(trainings::create),
        )
        .route(
            "/models/{owner}/{name}/predictions",
            post(predictions::create_official),
        )
        .route(
            "/files",
            get(files::list)
                .post(upload::create)
                .layer(DefaultBodyLimit::disable()),
        )
        .route("/files/{id}", get(files::get).delete(files::delete))
        .route("/trainings", get(trainings::list))
        .route("/trainings/{id}", get(trainings::get))
        .route("/trainings/{id}/cancel", post(trainings::cancel))
        .route(
            "/predictions",
            get(predictions::list).post(predictions::create),
        )
        .route("/predictions/{id}", get(predictions::get))
        .route("/predictions/{id}/cancel", post(predictions::cancel))
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(service),
            authentication::require,
        ))
        .route_layer(middleware::from_fn_with_state(
            Arc::clone(service),
            clock_skew::shift_times,
        ));
    let router = Router::new()
        .nest("/v1", authenticated)
        .route("/v1/files/{id}/download", get(files::download))
        .route("/delivery/{run}/{file}", get(file_server::output))
        .route("/avatar.png", get(file_server::avatar))
        .route("/p/{id}", get(file_server::run_page))
        .route("/m/{owner}/{name}", get(file_server::model_page));
    let router = if service.options.control {
        router.merge(control::router())
    } else {
        router
    };
    router
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async |method: Method| {
            Problem::method_not_allowed(method.as_str())
        })
        .with_state(Arc::clone(service))
}
