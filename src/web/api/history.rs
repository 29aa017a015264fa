//! `GET /api/v1/records/{id}/history`: the versions of a record, as `/records/{id}/history` shows them.

use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use record::{RecordId, Seq};
use serde_json::{Value, json};

use super::{
    query::{MOST, Query},
    records::record_id,
};
use crate::{
    access::Caller,
    audit::Entry,
    web::{
        Service,
        fault::Fault,
        record::versions::{self, Told},
        view,
    },
};

/// `?seq=&limit=`: from the version `seq` on, newest first, at most 100.
pub async fn get(
    State(service): State<Service>,
    caller: Option<Extension<Caller>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = Query::new(query.as_deref());
    let id = record_id(&id)?;
    let seq = query.number("seq", 0, (0, MOST))?;
    let limit = query.number("limit", 20, (1, 100))?;
    let (seq, limit) = ((seq > 0).then_some(Seq(seq)), limit as usize);
    view::blocking(move || show(&service, caller.map(|c| c.0).as_ref(), id, seq, limit)).await
}

fn show(
    service: &Service,
    caller: Option<&Caller>,
    id: RecordId,
    seq: Option<Seq>,
    limit: usize,
) -> Result<Response, Fault> {
    let history = versions::read(service, caller, id, seq, limit)?;
    let whole = history.whole;
    let versions = history
        .versions
        .into_iter()
        .map(|told| version(told, whole));
    let body = json!({
        "id": id,
        "versions": versions.collect::<Vec<_>>(),
        "next": history.next,
    });
    let mut response = Json(body).into_response();
    if caller.is_some() {
        let value = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    Ok(response)
}

/// A version; who made it, how and from where only for those who may know.
fn version(told: Told, whole: bool) -> Value {
    let record = &told.version.record;
    let (seq, status) = (record.seq, record.status);
    let entry = Entry::of(told.version.commit);
    let mut shown = json!({
        "seq": seq,
        "at": entry.at,
        "kind": entry.kind,
        "changes": told.changes,
    });
    if let Value::Object(members) = &mut shown
        && whole
    {
        let by = json!({
            "status": status,
            "commit": entry.commit,
            "actor": entry.actor,
            "import": entry.import,
            "channel": entry.channel,
            "net": entry.net,
        });
        if let Value::Object(by) = by {
            members.extend(by);
        }
    }
    shown
}
