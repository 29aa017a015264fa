//! Google Scholar's rules: `GET /api/v1/records/{id}/scholar` and `GET /api/v1/scholar`.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{records::record_id, secret};
use crate::{
    manage::scholar,
    web::{Service, fault::Fault, record::live, view},
};

/// How a record meets them; the page is not fetched.
pub async fn record(
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = record_id(&id)?;
    view::blocking(move || {
        let record = live(&service, id)?;
        let told = scholar::of_record(&record, &service.site, &service.app.taxonomy());
        Ok(secret(Json(told).into_response()))
    })
    .await
}

/// How all live records meet them, as far as they are judged.
pub async fn all(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let counts = service.app.scholar.counts();
        Ok(Json(scholar::of_all(&counts, service.app.store.head())))
    })
    .await
}
