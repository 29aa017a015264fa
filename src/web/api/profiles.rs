//! `/api/v1/profiles`: import profiles, each a small versioned table.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use record::Profile;
use serde_json::{Value, json};

use super::{Signed, tagged};
use crate::web::{Service, fault::Fault, view};

/// `GET /api/v1/profiles`: the newest version of each.
pub async fn list(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let profiles = service.app.pipeline.profiles()?;
        Ok(Json(json!({ "profiles": profiles })))
    })
    .await
}

/// `GET /api/v1/profiles/{name}`: the newest version, or the one of `name@version`.
pub async fn get(
    State(service): State<Service>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let profile = service.app.pipeline.known_profile(&name);
        let profile = profile.map_err(|e| Fault::not_found(e.to_string()))?;
        let version = profile.version.to_string();
        Ok(tagged(&headers, &version, &*profile))
    })
    .await
}

/// `PUT /api/v1/profiles/{name}`: a new version, made from the newest one: `version` in the body is that one's,
/// 1 for a profile that is new.
pub async fn put(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let profile = Profile::parse(&text).map_err(|e| Fault::unfit(e.to_string()))?;
    if profile.name != name {
        let text = format!(
            "name: {} is at /api/v1/profiles/{}",
            profile.name, profile.name
        );
        return Err(Fault::unfit(text));
    }
    view::blocking(move || {
        let pipeline = &service.app.pipeline;
        let saved = pipeline.save_profile(&caller.actor(), profile)?;
        let version = saved.version.to_string();
        Ok(tagged(&HeaderMap::new(), &version, &*saved))
    })
    .await
}
