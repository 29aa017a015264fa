//! What keeps a service well, for administrators: `/api/v1/check`, `/api/v1/index`, `/api/v1/config`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    manage::{check, settings},
    web::{Service, fault::Fault, view},
};

/// How long a check waits for an index that does not move.
const PATIENCE: Duration = Duration::from_secs(20);

/// `POST /api/v1/check`: every invariant, as `labordoc check`; commits wait meanwhile.
pub async fn check(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(check::check(&service.app, PATIENCE)?))).await
}

/// `GET /api/v1/index`: how the search index stands.
pub async fn index(State(service): State<Service>) -> Json<Value> {
    Json(standing(&service))
}

/// `POST /api/v1/index`: builds the index anew beside the one in use; answers at once.
pub async fn reindex(State(service): State<Service>) -> Response {
    service.app.rebuild_index();
    let mut response = (StatusCode::ACCEPTED, Json(standing(&service))).into_response();
    let place = HeaderValue::from_static("/api/v1/index");
    response.headers_mut().insert(header::LOCATION, place);
    response
}

fn standing(service: &Service) -> Value {
    let app = &service.app;
    json!({
        "rebuilding": app.rebuilding(),
        "records": app.index.documents(),
        "index_seq": app.index.mark(),
        "seq": app.store.head(),
        "fault": app.index_fault(),
    })
}

/// `GET /api/v1/config`: the effective settings.
pub async fn config(State(service): State<Service>) -> Json<Value> {
    Json(settings::settings(&service.app.config))
}
