//! `POST /api/v1/batches`: the same operations on many records, as one undoable batch; `dry_run=true` says what it
//! would do.

use std::time::Duration;

use axum::{
    Json,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Signed, body, query::Query};
use crate::{
    access::Actor,
    manage::{
        bulk::{
            SelectError, Wanted,
            table::{self, CellFault, TableError},
        },
        export::Form,
    },
    pipeline::{self, BulkEdit, BulkError},
    web::{Service, fault::Fault, view},
};

/// How long a selection by a search waits for an index that does not move.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Changed records shown of a dry run unless asked otherwise, and at most.
const SHOWN: (u64, u64) = (20, 1000);
/// The last changed record that can be asked for.
const DEEPEST: u64 = 1_000_000;

/// `POST /api/v1/batches?dry_run=&skip=&show=&name=`: the body is JSON, or a table (CSV, TSV, XLSX)
/// that was exported and changed.
pub async fn post(
    State(service): State<Service>,
    Signed(caller): Signed,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let query = Query::new(query.as_deref());
    let dry_run = query.truth("dry_run")?;
    let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let skip = whole(query.number("skip", 0, (0, DEEPEST))?);
    let show = whole(query.number("show", SHOWN.0, (0, SHOWN.1))?);
    super::imports::name_of(query.word("name")?)?;
    let name = query.word("name")?.unwrap_or("table.csv").to_owned();
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let table = kind.is_some_and(is_table);
    view::blocking(move || {
        let (edit, faults) = match table {
            true => table::read(&service.app, &name, &bytes)?,
            false => {
                let wanted: Wanted = body(&bytes)?;
                (wanted.edit(&service.app, PATIENCE)?, Vec::new())
            }
        };
        match dry_run {
            true => preview(&service, &edit, (skip, show), &faults),
            false => begin(&service, &caller.actor(), &edit, &faults),
        }
    })
    .await
}

/// Whether a media type is one of a table that an export gives.
fn is_table(kind: &[u8]) -> bool {
    let forms = [Form::Csv, Form::Tsv, Form::Xlsx].into_iter();
    let mut kinds = forms.filter_map(|form| form.media_type().split(';').next());
    kinds.any(|known| kind.starts_with(known.as_bytes()))
}

fn preview(
    service: &Service,
    edit: &BulkEdit,
    (skip, show): (usize, usize),
    faults: &[CellFault],
) -> Result<Response, Fault> {
    // A table in which nothing was changed is no mistake.
    let seen = match edit.records.is_empty() && edit.operations.is_empty() {
        true => pipeline::Preview::default(),
        false => service.app.pipeline.preview_bulk(edit, skip, show)?,
    };
    let mut told = serde_json::to_value(seen).map_err(Fault::internal)?;
    if let Value::Object(members) = &mut told {
        members.insert("faults".to_owned(), json!(faults));
    }
    Ok(Json(told).into_response())
}

fn begin(
    service: &Service,
    actor: &Actor,
    edit: &BulkEdit,
    faults: &[CellFault],
) -> Result<Response, Fault> {
    service.app.store.writable()?;
    let row = service.app.pipeline.begin_bulk(actor, edit)?;
    pipeline::run_in_background(&service.app, row.clone());
    let body = json!({
        "import": row.id,
        "status": row.status,
        "selected": edit.records.len(),
        "faults": faults,
    });
    let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/imports/{}", row.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

impl From<BulkError> for Fault {
    fn from(error: BulkError) -> Fault {
        match error {
            BulkError::Stage(error) => error.into(),
            BulkError::Import(error) => error.into(),
            error => Fault::unfit(error.to_string()),
        }
    }
}

impl From<SelectError> for Fault {
    fn from(error: SelectError) -> Fault {
        match error {
            SelectError::Query(_) => Fault::unfit(error.to_string()),
            SelectError::Behind(_) => Fault::unavailable(error.to_string()),
            SelectError::Search(error) => Fault::internal(error),
        }
    }
}

impl From<TableError> for Fault {
    fn from(error: TableError) -> Fault {
        match error {
            TableError::Read(error) => error.into(),
            error => Fault::unfit(error.to_string()),
        }
    }
}
