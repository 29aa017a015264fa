//! `/api/v1/records/{id}`: read, change, delete one record.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use record::{Datestamp, Description, Provenance, Record, RecordId, Seq, Status, WorkId};
use serde::Serialize;
use serde_json::{Value, json};
use store::CommitError;
use taxonomy::Lang;

use super::Signed;
use crate::{
    pipeline::EditError,
    web::{Service, fault::Fault, results::main_language, view},
};

/// A record as the API gives it: its place in the collection, then its description.
#[derive(Serialize)]
pub struct RecordView<'a> {
    id: RecordId,
    seq: Seq,
    datestamp: Datestamp,
    created: Datestamp,
    status: Status,
    work: WorkId,
    versions: Vec<VersionView>,
    provenance: &'a Provenance,
    edited: bool,
    #[serde(flatten)]
    description: &'a Description,
}

#[derive(Serialize)]
struct VersionView {
    id: RecordId,
    lang: Lang,
}

impl<'a> RecordView<'a> {
    /// The view of a record, with the live language versions of its work.
    pub fn new(record: &'a Record, versions: &[Arc<Record>]) -> RecordView<'a> {
        RecordView {
            id: record.id,
            seq: record.seq,
            datestamp: record.datestamp,
            created: record.created,
            status: record.status,
            work: record.work,
            versions: versions
                .iter()
                .map(|v| VersionView {
                    id: v.id,
                    lang: main_language(v),
                })
                .collect(),
            provenance: &record.provenance,
            edited: record.edits.is_some(),
            description: &record.description,
        }
    }
}

pub(super) fn record_id(name: &str) -> Result<RecordId, Fault> {
    name.parse()
        .map_err(|_| Fault::not_found(format!("there is no record {name}; ids are numbers")))
}

/// `GET`
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = record_id(&id)?;
    view::blocking(move || show(&service, id)).await
}

fn show(service: &Service, id: RecordId) -> Result<Response, Fault> {
    let record = crate::web::record::live(service, id)?;
    let versions = service.app.versions(&record)?;
    let mut response = Json(RecordView::new(&record, &versions)).into_response();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", record.seq)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// `PATCH`: a JSON Merge Patch (RFC 7396) on the description and the status.
pub async fn patch(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let (id, if_match) = (record_id(&id)?, if_match(&headers)?);
    let change: Value = serde_json::from_slice(&body)
        .map_err(|e| Fault::bad_request(format!("the body is not JSON: {e}")))?;
    view::blocking(move || {
        let seq = service
            .app
            .pipeline
            .edit(&caller.actor(), id, if_match, &change)?;
        match service.app.store.record(id)? {
            Some(record) if record.status.is_live() => show(&service, id),
            _ => Ok(Json(json!({ "id": id, "seq": seq })).into_response()),
        }
    })
    .await
}

/// `DELETE`: the record becomes a tombstone.
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Fault> {
    let (id, if_match) = (record_id(&id)?, if_match(&headers)?);
    view::blocking(move || {
        let seq = service.app.pipeline.edit(
            &caller.actor(),
            id,
            if_match,
            &json!({ "status": "deleted" }),
        )?;
        Ok(Json(json!({ "id": id, "seq": seq, "status": "deleted" })))
    })
    .await
}

/// The seq that the change was made on (RFC 9110 section 13.1.1).
fn if_match(headers: &HeaderMap) -> Result<Option<Seq>, Fault> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let seq = text.trim_matches('"').parse().map(Some);
    seq.map_err(|_| {
        Fault::bad_request(format!(
            "If-Match: {text}: the record's seq in quotes is expected, as in its ETag"
        ))
    })
}

impl From<EditError> for Fault {
    fn from(error: EditError) -> Fault {
        match error {
            EditError::NoRecord(_) => Fault::not_found(error.to_string()),
            EditError::MovedOn { .. } => Fault::moved_on(error.to_string()),
            EditError::Unfit { .. } | EditError::Build(_) => Fault::unfit(error.to_string()),
            EditError::Read(error) => Fault::internal(error),
            EditError::Commit(error) => error.into(),
        }
    }
}

impl From<CommitError> for Fault {
    fn from(error: CommitError) -> Fault {
        match error {
            CommitError::NoSpace { .. } => Fault::no_space(error.to_string()),
            CommitError::ReadOnly { .. } => Fault::unavailable(error.to_string()),
            CommitError::TooLarge { .. } => Fault::too_large(error.to_string()),
            error => Fault::internal(error),
        }
    }
}
