//! `GET /api/v1/audit`: the audit log as JSON, page by page, or all of it as CSV or JSON Lines.

use std::io;

use axum::{
    Json,
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::query::{MOST, Query};
use crate::{
    audit::{self, Entry, Filter},
    web::{
        Service,
        audit::{self as audit_page, Asked},
        fault::Fault,
        view,
    },
};

/// Entries of an export read in one go.
const STEP: usize = 1000;
/// Parts of an export that may lie ready.
const AHEAD: usize = 4;

/// A form of the whole log.
#[derive(Debug, Clone, Copy)]
enum Form {
    Csv,
    Lines,
}

/// `?actor=&kind=&from=&until=&record=&before=&limit=`, or with `format=csv` or `jsonl` all that fits.
pub async fn get(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let asked = Asked::of(&query);
    if !asked.unfit.is_empty() {
        let all: Vec<String> = asked.unfit.iter().map(ToString::to_string).collect();
        return Err(Fault::bad_request(all.join("; ")));
    }
    let query = Query::new(Some(&query));
    for name in audit_page::NAMES {
        if query.word(name)?.is_some_and(str::is_empty) {
            let text = format!("{name}= is empty; leave it out, or give it a value");
            return Err(Fault::bad_request(text));
        }
    }
    for name in ["record", "before"] {
        query.number(name, 1, (1, MOST))?;
    }
    let limit = query.number("limit", 100, (1, 1000))?;
    match query.word("format")? {
        None | Some("" | "json") => {}
        Some("csv") => return Ok(export(&service, asked, Form::Csv)),
        Some("jsonl") => return Ok(export(&service, asked, Form::Lines)),
        Some(other) => {
            let detail = format!("format={other}: json, csv or jsonl is expected");
            return Err(Fault::bad_request(detail));
        }
    }
    let limit = usize::try_from(limit).unwrap_or(STEP);
    view::blocking(move || {
        let page = audit::find(&service.app.store, &asked.filter, asked.before, limit)?;
        let mut response = Json(page).into_response();
        unkept(&mut response);
        Ok(response)
    })
    .await
}

/// Sends all that fits while it is read.
fn export(service: &Service, asked: Asked, form: Form) -> Response {
    let (to, from) = mpsc::channel(AHEAD);
    let store = service.app.store.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(&store, &asked.filter, asked.before, form, &to) {
            tracing::error!(%error, "an export of the audit log ended early");
            // Whoever reads sees that the end is missing.
            let _ = to.blocking_send(Err(error));
        }
    });
    let (kind, name) = match form {
        Form::Csv => ("text/csv; charset=utf-8; header=present", "csv"),
        Form::Lines => ("application/jsonl; charset=utf-8", "jsonl"),
    };
    let mut response = Body::from_stream(ReceiverStream::new(from)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let place = format!("attachment; filename=\"audit.{name}\"");
    if let Ok(place) = HeaderValue::from_str(&place) {
        headers.insert(header::CONTENT_DISPOSITION, place);
    }
    unkept(&mut response);
    response
}

fn write(
    store: &store::Store,
    filter: &Filter,
    mut before: Option<u64>,
    form: Form,
    to: &mpsc::Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    if matches!(form, Form::Csv) {
        let head = audit::csv_head().map_err(io::Error::other)?;
        if to.blocking_send(Ok(head.into())).is_err() {
            return Ok(());
        }
    }
    loop {
        let page = audit::find(store, filter, before, STEP).map_err(io::Error::other)?;
        let part = match form {
            Form::Csv => audit::csv(&page.entries).map_err(io::Error::other)?,
            Form::Lines => lines(&page.entries)?,
        };
        let gone = !part.is_empty() && to.blocking_send(Ok(part.into())).is_err();
        before = page.next;
        if gone || before.is_none() {
            return Ok(());
        }
    }
}

fn lines(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut out, entry)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// Nobody else's cache keeps it.
fn unkept(response: &mut Response) {
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
}
