//! `/api/v1/users`: the people who sign in, for administrators.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use store::UserRow;

use super::{Signed, body, created, if_match, secret, tagged};
use crate::{
    access::user,
    manage::users::{self, Invitation, UserChange},
    pipeline::Terms,
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/users`: all of them.
pub async fn list(State(service): State<Service>) -> Json<Value> {
    Json(users::list(&service.app))
}

/// `POST /api/v1/users`: invites somebody.
pub async fn post(
    State(service): State<Service>,
    Signed(caller): Signed,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let new: Invitation = body(&bytes)?;
    view::blocking(move || {
        let made = users::add(&service.app, &caller.actor(), &new)?;
        Ok(created(&format!("/api/v1/users/{}", new.name), &made))
    })
    .await
}

/// `GET /api/v1/users/{name}`: one; 410 once removed.
pub async fn get(
    State(service): State<Service>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let row = service.app.store.user(&name);
    let row = row.ok_or_else(|| Fault::not_found(format!("there is no user {name:?}")))?;
    if row.removed {
        return Err(Fault::gone(format!("{name:?} was removed")));
    }
    Ok(tagged(&headers, &user::version(&row), &users::view(&row)))
}

/// `PATCH /api/v1/users/{name}`: another role, or out and in again; sessions end.
pub async fn patch(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let change: UserChange = body(&bytes)?;
    let version = if_match(&headers)?;
    view::blocking(move || {
        let terms = terms(version.as_deref());
        let row = users::change(&service.app, &caller.actor(), &name, &change, terms)?;
        service.accounts.sessions.close_all(&name, None);
        Ok(shown(&row))
    })
    .await
}

/// `DELETE /api/v1/users/{name}`: for good.
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let version = if_match(&headers)?;
    view::blocking(move || {
        let row = users::remove(
            &service.app,
            &caller.actor(),
            &name,
            terms(version.as_deref()),
        )?;
        service.accounts.sessions.close_all(&name, None);
        Ok(shown(&row))
    })
    .await
}

/// What a new link is asked for with.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkRequest {
    /// Whether a lost second factor is taken away too.
    #[serde(default)]
    second_factor: bool,
}

/// `POST /api/v1/users/{name}/link`: a one-time link for another password.
pub async fn link(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let asked: LinkRequest = match bytes.is_empty() {
        true => LinkRequest::default(),
        false => body(&bytes)?,
    };
    let version = if_match(&headers)?;
    view::blocking(move || {
        let (app, terms) = (&service.app, terms(version.as_deref()));
        let made = users::reset(app, &caller.actor(), &name, asked.second_factor, terms)?;
        Ok(secret(Json(made).into_response()))
    })
    .await
}

/// Over HTTP the last administrator stays one.
fn terms(version: Option<&str>) -> Terms<'_> {
    Terms {
        version,
        keep_one: true,
    }
}

fn shown(row: &UserRow) -> Response {
    let mut response = Json(users::view(row)).into_response();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", user::version(row))) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
