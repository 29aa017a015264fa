//! `/api/v1/collections`: saved queries with names, read by all and kept by librarians.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use store::CollectionRow;
use taxonomy::Lang;

use super::{Signed, body, if_match, tagged};
use crate::{
    pipeline::CollectionDraft,
    web::{Service, admin::collections::canonical, collections, fault::Fault, view},
};

/// The longest query, in letters.
const LONGEST_QUERY: usize = 2000;

/// What a collection is made of.
#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "names, descriptions and query; this is no collection"
)]
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
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let row = collections::there(&service, &slug)?;
    let version = row.version.to_string();
    Ok(tagged(&headers, &version, &shown(&service, &row)))
}

/// `PUT /api/v1/collections/{slug}`: makes one, or replaces it with `If-Match`.
pub async fn put(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let body: Body = body(&bytes)?;
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
        let version = row.version.to_string();
        // What was just made is never what somebody has already.
        let mut response = tagged(&HeaderMap::new(), &version, &shown(&service, &row));
        *response.status_mut() = status;
        let place = format!("/api/v1/collections/{}", row.slug);
        if let Ok(place) = HeaderValue::from_str(&place) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        Ok(response)
    })
    .await
}

/// The version that a change was made on: 0 for one that must be new, `None` for any. One that is there
/// is replaced only with `If-Match`.
fn made_on(headers: &HeaderMap, there: bool) -> Result<Option<u64>, Fault> {
    match headers.contains_key(header::IF_MATCH) {
        true => version(headers),
        false if there && !headers.contains_key(header::IF_NONE_MATCH) => {
            Err(Fault::precondition_required(
                "this collection is there already; send If-Match with its ETag, so that nobody's change is lost",
            ))
        }
        false => Ok(Some(0)),
    }
}

/// `If-Match` as a version; `None` without it or with `*`.
fn version(headers: &HeaderMap) -> Result<Option<u64>, Fault> {
    let number = |text: String| {
        text.parse().map_err(|_| {
            Fault::bad_request(format!(
                "If-Match: {text:?}: the collection's version in quotes is expected, as in its ETag"
            ))
        })
    };
    if_match(headers)?.map(number).transpose()
}

/// `DELETE /api/v1/collections/{slug}`
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Fault> {
    let made_on = version(&headers)?;
    view::blocking(move || {
        collections::there(&service, &slug)?;
        let pipeline = &service.app.pipeline;
        pipeline.remove_collection(&caller.actor(), &slug, made_on)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
