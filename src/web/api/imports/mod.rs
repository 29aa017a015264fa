//! `/api/v1/imports`: bring records in, look at what would become of them, commit, cancel, undo.

mod acts;
mod post;
mod report;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use record::{ImportId, ImportRow};
use serde_json::{Value, json};

use super::{
    Signed,
    query::{MOST, Query},
};
use crate::{
    access::{Caller, Role},
    web::{Service, fault::Fault, view},
};

pub use acts::{commit, decide, decisions, discard, stage, undo};
pub use post::{name_of, post, receive_file, system};
pub use report::{get as report, original};

/// Notices in one answer.
const NOTICES: u64 = 1000;

/// `GET /api/v1/imports`: all imports, newest first.
pub async fn list(
    State(service): State<Service>,
    Signed(caller): Signed,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let mut rows = service.app.store.imports()?;
        rows.retain(|row| may_see(&caller, row));
        rows.reverse();
        Ok(Json(json!({ "imports": rows })))
    })
    .await
}

/// `GET /api/v1/imports/{id}?skip=&limit=`: one import with its notices.
pub async fn get(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let query = Query::new(query.as_deref());
    let (skip, limit) = (
        query.number("skip", 0, (0, MOST))?,
        query.number("limit", NOTICES, (0, NOTICES))?,
    );
    view::blocking(move || {
        let row = row_of(&service, &caller, &id)?;
        let notices =
            service
                .app
                .store
                .notices(row.id, skip, usize::try_from(limit).unwrap_or(0))?;
        let count = service.app.store.notice_count(row.id)?;
        Ok(Json(shown(&service, &row, json!(notices), count)))
    })
    .await
}

/// The import of this number, as far as the caller may see it.
///
/// # Errors
/// 404 when there is none.
pub fn row_of(service: &Service, caller: &Caller, id: &str) -> Result<ImportRow, Fault> {
    let missing = || Fault::not_found(format!("there is no import {id}"));
    let number: u64 = id.parse().map_err(|_| missing())?;
    let row = service.app.store.import(ImportId(number))?;
    row.filter(|row| may_see(caller, row)).ok_or_else(missing)
}

/// A partner sees the imports of their own source system.
pub fn may_see(caller: &Caller, row: &ImportRow) -> bool {
    caller.role != Role::Partner || caller.system.as_ref() == Some(&row.system)
}

fn shown(service: &Service, row: &ImportRow, notices: Value, count: u64) -> Value {
    let ended = row.ended.unwrap_or_else(crate::clock::now);
    let pace = service.app.background.headway(row.id);
    json!({
        "import": row.id,
        "kind": row.kind,
        "input": row.input,
        "system": row.system,
        "format": row.format,
        "profile": row.profile,
        "actor": row.actor,
        "started": row.started,
        "ended": row.ended,
        "status": row.status,
        "stopped_by": row.stopped_by,
        "undoes": row.undoes,
        "undone_by": row.undone_by,
        "done": pace.map_or(row.cursor, |pace| pace.now.records),
        "records": row.records,
        "rate": pace.map(|pace| pace.rate()),
        "seconds_left": pace.and_then(|pace| pace.left(row.bytes, row.records)),
        "created": row.counts.created,
        "changed": row.counts.changed,
        "deleted": row.counts.deleted,
        "unchanged": row.counts.unchanged,
        "rejected": row.counts.rejected,
        "undecided": row.counts.undecided,
        "conflicts": row.counts.conflicts,
        "seconds": ended.0 - row.started.0,
        "notice_count": count,
        "notices": notices,
        "seq": service.app.store.head(),
        "index_seq": service.app.index.mark(),
    })
}
