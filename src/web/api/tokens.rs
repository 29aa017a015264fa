//! `/api/v1/tokens`: access tokens, for administrators.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use serde_json::Value;

use super::{Signed, body, created};
use crate::{
    manage::tokens::{self, TokenRequest},
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/tokens`: all of them, without their secrets.
pub async fn list(State(service): State<Service>) -> Json<Value> {
    Json(tokens::list(&service.app))
}

/// `POST /api/v1/tokens`: makes one and shows it this once.
pub async fn post(
    State(service): State<Service>,
    Signed(caller): Signed,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let new: TokenRequest = body(&bytes)?;
    view::blocking(move || {
        let made = tokens::add(&service.app, &caller.actor(), &new)?;
        Ok(created("/api/v1/tokens", &made))
    })
    .await
}

/// `DELETE /api/v1/tokens/{name}`: ends one at once.
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(tokens::revoke(&service.app, &caller.actor(), &name)?))).await
}
