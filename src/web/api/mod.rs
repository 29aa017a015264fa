//! The API, version 1: JSON in and out, faults as `application/problem+json`.
//!
//! What it is in full stands in `openapi/`; a test keeps the two together.

pub mod audit;
pub mod backups;
pub mod batches;
pub mod changes;
pub mod collections;
pub mod concepts;
pub mod dumps;
pub mod export;
pub mod harvests;
pub mod headings;
pub mod history;
pub mod imports;
pub mod openapi;
pub mod profiles;
pub mod quality;
pub mod query;
pub mod records;
pub mod scholar;
pub mod search;
pub mod service;
pub mod stats;
pub mod suggest;
pub mod taxonomy;
pub mod tokens;
pub mod users;

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Service, fault::Fault};
use crate::{access::Caller, manage::AccountsError, pipeline::AccountError};

/// Who is asking; the gate (`src/web/gate.rs`) has let them through by then.
pub struct Signed(pub Caller);

impl FromRequestParts<Service> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Signed, Fault> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.map(Signed).ok_or_else(|| {
            Fault::unauthorized(
                "a token is needed: send `Authorization: Bearer TOKEN`; `labordoc token add NAME` makes one",
            )
        })
    }
}

/// A body of JSON: 400 when it is none, 422 when it is not what is expected.
fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(bytes).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => Fault::unfit(format!("the body does not fit: {e}")),
        _ => Fault::bad_request(format!("the body is not JSON: {e}")),
    })
}

/// An answer with its version, or 304 to who has it already (RFC 9110 section 13.1.2).
fn tagged(headers: &HeaderMap, version: &str, body: &impl Serialize) -> Response {
    let etag = format!("\"{version}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let known = known.is_some_and(|all| {
        let mut all = all
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"));
        all.any(|tag| tag == etag || tag == "*")
    });
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Json(body).into_response(),
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// The version that a change was made on (RFC 9110 section 13.1.1); `None` without it or with `*`.
fn if_match(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    let version = version.filter(|v| !v.is_empty() && !v.contains('"'));
    version.map(|v| Some(v.to_owned())).ok_or_else(|| {
        Fault::bad_request(format!(
            "If-Match: {text}: one version in quotes is expected, as the ETag has it, or *"
        ))
    })
}

/// 201 with the address of what was made.
fn created(place: &str, body: &impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    secret(response)
}

/// An answer that is nobody else's and is kept nowhere.
fn secret(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Fault {
        let text = error.to_string();
        match error {
            AccountError::NoUser(_) | AccountError::NoToken(_) => Fault::not_found(text),
            AccountError::Taken(_)
            | AccountError::TokenTaken(_)
            | AccountError::LastAdministrator(_) => Fault::conflict(text),
            AccountError::MovedOn(_) => Fault::moved_on(text),
            AccountError::Commit(error) => error.into(),
            _ => Fault::unfit(text),
        }
    }
}

impl From<AccountsError> for Fault {
    fn from(error: AccountsError) -> Fault {
        let text = error.to_string();
        match error {
            AccountsError::Account(error) => error.into(),
            AccountsError::Hash(crate::access::password::HashError::Busy) => {
                Fault::unavailable(text)
            }
            AccountsError::Hash(error) => Fault::internal(error),
            AccountsError::Random(error) => Fault::internal(error),
            _ => Fault::unfit(text),
        }
    }
}
