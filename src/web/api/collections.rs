//! `/api/v1/collections`: saved queries with names, read by all and kept by librarians.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use store::CollectionRow;
use taxonomy::Lang;

use super::Signed;
use crate::{
    pipeline::CollectionDraft,
    web::{Service, admin::collections::canonical, collections, fault::Fault, view},
};

/// The longest query, in letters.
const LONGEST_QUERY: usize = 2000;

/// What a collection is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    names: BTreeMap<Lang, String>,
    #[serde(default)]
    descriptions: BTreeMap<Lang, String>,
    query: String,
}

fn shown(service: &Service, row: &CollectionRow) -> Value {
    let base = &service.site.base_url;
    let set = row.set();
    let records = service.app.store.sets().into_iter().find(|s| s.set == set);
    json!({
        "slug": row.slug,
        "version": row.version,
        "names": row.names,
        "descriptions": row.descriptions,
        "query": row.query,
        "created": row.created,
        "changed": row.changed,
        "set": set,
        "records": records.map_or(0, |s| s.records),
        "page": format!("{base}/collections/{}", row.slug),
        "feed": format!("{base}/collections/{}.atom", row.slug),
    })
}

fn one(service: &Service, row: &CollectionRow, status: StatusCode) -> Response {
    let mut response = (status, Json(shown(service, row))).into_response();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", row.version)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// `GET /api/v1/collections`
pub async fn list(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let rows = service.app.store.collections().into_iter();
        let rows: Vec<Value> = rows
            .filter(|row| !row.removed)
            .map(|row| shown(&service, &row))
            .collect();
        Ok(Json(json!({ "collections": rows })))
    })
    .await
}

/// `GET /api/v1/collections/{slug}`
pub async fn get(
    State(service): State<Service>,
    Path(slug): Path<String>,
) -> Result<Response, Fault> {
    let row = collections::there(&service, &slug)?;
    Ok(one(&service, &row, StatusCode::OK))
}

/// `PUT /api/v1/collections/{slug}`: makes one, or replaces it with `If-Match`.
pub async fn put(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let body: Body = serde_json::from_slice(&body).map_err(|error| {
        let text = format!("the body is no collection: {error}");
        match error.classify() {
            serde_json::error::Category::Data => Fault::unfit(text),
            _ => Fault::bad_request(text),
        }
    })?;
    if body.query.chars().count() > LONGEST_QUERY {
        let text = format!("query: more than {LONGEST_QUERY} letters; shorten it");
        return Err(Fault::unfit(text));
    }
    let (query, faults) = canonical(&body.query);
    if !faults.is_empty() {
        return Err(Fault::unfit(format!("query: {}", faults.join("; "))));
    }
    let draft = CollectionDraft {
        slug,
        names: body.names,
        descriptions: body.descriptions,
        query,
    };
    let there = service.app.store.collection(&draft.slug);
    let there = there.is_some_and(|row| !row.removed);
    let made_on = made_on(&headers, there)?;
    view::blocking(move || {
        let pipeline = &service.app.pipeline;
        let row = pipeline.put_collection(&caller.actor(), draft, made_on)?;
        let status = match there {
            true => StatusCode::OK,
            false => StatusCode::CREATED,
        };
        let mut response = one(&service, &row, status);
        let place = format!("/api/v1/collections/{}", row.slug);
        if let Ok(place) = HeaderValue::from_str(&place) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        Ok(response)
    })
    .await
}

/// The version that a change was made on; one that is there is replaced only with `If-Match`.
fn made_on(headers: &HeaderMap, there: bool) -> Result<Option<u64>, Fault> {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return Ok(Some(0));
    }
    match version(headers)? {
        None if there => Err(Fault::precondition_required(
            "this collection is there already; send If-Match with its ETag, so that nobody's change is lost",
        )),
        None => Ok(Some(0)),
        Some(Version::Any) => Ok(None),
        Some(Version::Is(version)) => Ok(Some(version)),
    }
}

enum Version {
    Any,
    Is(u64),
}

/// `If-Match` (RFC 9110 section 13.1.1).
fn version(headers: &HeaderMap) -> Result<Option<Version>, Fault> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(Some(Version::Any));
    }
    let version = text.trim_matches('"').parse();
    version.map(|v| Some(Version::Is(v))).map_err(|_| {
        Fault::bad_request(format!(
            "If-Match: {text}: the collection's version in quotes is expected, as in its ETag"
        ))
    })
}

/// `DELETE /api/v1/collections/{slug}`
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Fault> {
    let made_on = match version(&headers)? {
        Some(Version::Is(version)) => Some(version),
        _ => None,
    };
    view::blocking(move || {
        collections::there(&service, &slug)?;
        let pipeline = &service.app.pipeline;
        pipeline.remove_collection(&caller.actor(), &slug, made_on)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
