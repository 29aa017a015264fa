//! `GET /api/v1/stats`: the collection in figures.

use axum::{Json, extract::State};
use serde_json::Value;

use crate::{
    cli::stats,
    web::{Service, fault::Fault, view},
};

/// The same object that `labordoc stats --json` prints.
pub async fn get(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(stats::figures(&service.app)))).await
}
