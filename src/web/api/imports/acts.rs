//! What is done to an import: committed, looked through again, cancelled, undone, decided about.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
    response::Response,
};
use record::{ImportId, ImportRow};
use serde_json::{Value, json};

use super::{post::begun, row_of};
use crate::{
    access::{Actor, Caller},
    pipeline::{Decision, ImportError, Pipeline},
    web::{
        Service,
        api::{Signed, body, query::Query},
        fault::Fault,
        view,
    },
};

/// Begins something with an import that the caller may see, and has it run beside the service.
async fn begin(
    service: Service,
    caller: Caller,
    id: String,
    begin: impl FnOnce(&Pipeline, &Actor, ImportId) -> Result<ImportRow, ImportError> + Send + 'static,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let id = row_of(&service, &caller, &id)?.id;
        let row = begin(&service.app.pipeline, &caller.actor(), id)?;
        Ok(begun(&service, row))
    })
    .await
}

/// `POST /api/v1/imports/{id}/commit`: a staged import runs.
pub async fn commit(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    begin(service, caller, id, Pipeline::commit_staged).await
}

/// `POST /api/v1/imports/{id}/undo`: its records become what they would be had it never run.
pub async fn undo(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    begin(service, caller, id, Pipeline::begin_undo).await
}

/// `POST /api/v1/imports/{id}/stage?profile=`: a staged import is looked through again.
pub async fn stage(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let profile = Query::new(query.as_deref())
        .word("profile")?
        .map(str::to_owned);
    let again = move |pipeline: &Pipeline, actor: &Actor, id| {
        pipeline.stage_again(actor, id, profile.as_deref())
    };
    begin(service, caller, id, again).await
}

/// `DELETE /api/v1/imports/{id}`: a staged import is thrown away, one under way is cancelled and taken back.
pub async fn discard(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let id = row_of(&service, &caller, &id)?.id;
        let row = service.app.pipeline.cancel(&caller.actor(), id)?;
        Ok(Json(json!({ "import": row.id, "status": row.status })))
    })
    .await
}

/// `GET /api/v1/imports/{id}/decisions`
pub async fn decisions(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let id = row_of(&service, &caller, &id)?.id;
        let decisions = service.app.pipeline.decisions(id)?;
        Ok(Json(json!({ "decisions": decisions })))
    })
    .await
}

/// `POST /api/v1/imports/{id}/decisions`: `{"7": {"match": 12}, "8": "new", "9": "skip", "10": null}`.
pub async fn decide(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Json<Value>, Fault> {
    let decided: BTreeMap<u64, Option<Decision>> = body(&bytes)?;
    view::blocking(move || {
        let id = row_of(&service, &caller, &id)?.id;
        let pipeline = &service.app.pipeline;
        pipeline.decide(&caller.actor(), id, &decided)?;
        Ok(Json(json!({ "decisions": pipeline.decisions(id)? })))
    })
    .await
}
