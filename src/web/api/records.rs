//! `/api/v1/records/{id}`: read, change, delete one record.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use record::{Datestamp, Description, Provenance, Record, RecordId, Seq, Status, WorkId};
use serde::Serialize;
use serde_json::{Value, json};
use store::CommitError;
use taxonomy::Lang;

use super::{Signed, body, if_match, tagged};
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
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let id = record_id(&id)?;
    view::blocking(move || {
        let record = crate::web::record::live(&service, id)?;
        show(&service, &headers, &record)
    })
    .await
}

fn show(service: &Service, headers: &HeaderMap, record: &Arc<Record>) -> Result<Response, Fault> {
    let versions = service.app.versions(record)?;
    let view = RecordView::new(record, &versions);
    Ok(tagged(headers, &record.seq.to_string(), &view))
}

/// The record after a change; of one that is not live any more only what tells it from others.
fn changed(service: &Service, id: RecordId) -> Result<Response, Fault> {
    let record = service.app.store.record(id)?;
    let record = record.ok_or_else(|| Fault::not_found(format!("there is no record {id}")))?;
    if record.status.is_live() {
        return show(service, &HeaderMap::new(), &record);
    }
    let left = json!({ "id": id, "seq": record.seq, "status": record.status });
    Ok(tagged(&HeaderMap::new(), &record.seq.to_string(), &left))
}

/// Members that `GET` adds to a description and that nobody can change.
const ADDED: [&str; 8] = [
    "id",
    "seq",
    "datestamp",
    "created",
    "work",
    "versions",
    "provenance",
    "edited",
];

/// `PUT`: the description, and the status when it is given, as a whole; the body is as `GET` gives it.
pub async fn put(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let id = record_id(&id)?;
    if headers.get("if-match").is_none() {
        return Err(Fault::precondition_required(
            "what replaces a record as a whole needs If-Match: the ETag of the record that it was made of",
        ));
    }
    let if_match = seq(&headers)?;
    let mut whole: Value = body(&bytes)?;
    if whole.get("id").is_some_and(|said| *said != json!(id)) {
        return Err(Fault::unfit(format!(
            "id: the body is of record {}, the address of record {id}",
            whole["id"]
        )));
    }
    if let Some(members) = whole.as_object_mut() {
        members.retain(|name, _| !ADDED.contains(&name.as_str()));
    }
    view::blocking(move || {
        let pipeline = &service.app.pipeline;
        pipeline.replace(&caller.actor(), id, if_match, &whole)?;
        changed(&service, id)
    })
    .await
}

/// `PATCH`: a JSON Merge Patch (RFC 7396) on the description and the status.
pub async fn patch(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let (id, if_match) = (record_id(&id)?, seq(&headers)?);
    let change: Value = body(&bytes)?;
    view::blocking(move || {
        let pipeline = &service.app.pipeline;
        pipeline.edit(&caller.actor(), id, if_match, &change)?;
        changed(&service, id)
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
    let (id, if_match) = (record_id(&id)?, seq(&headers)?);
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

/// The seq that the change was made on.
fn seq(headers: &HeaderMap) -> Result<Option<Seq>, Fault> {
    let Some(version) = if_match(headers)? else {
        return Ok(None);
    };
    version.parse().map(Some).map_err(|_| {
        Fault::bad_request(format!(
            "If-Match: {version:?}: the record's seq in quotes is expected, as in its ETag"
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
