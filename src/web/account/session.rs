//! `GET /api/v1/session`: who is asking, and the token that a page's programs send with changes.

use axum::{
    Extension, Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    access::Caller,
    web::{Service, gate::Signed},
};

/// Who is asking.
pub async fn get(
    State(service): State<Service>,
    Extension(caller): Extension<Caller>,
    signed: Option<Extension<Signed>>,
) -> Response {
    let csrf = signed.map(|s| service.accounts.sessions.form_token(s.key));
    let body = json!({
        "name": caller.name,
        "role": caller.role.as_str(),
        "source": caller.system,
        "csrf": csrf,
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
