//! The report of an import, and its input with what was found written into it.

use std::io;

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use record::ImportRow;

use super::row_of;
use crate::{
    manage::{
        import_original::Original,
        import_report::{Form, Rows, Wanted},
    },
    pipeline::report::Action,
    web::{
        Service,
        api::{
            Signed,
            query::{MOST, Query},
        },
        fault::Fault,
        view,
    },
};

/// `GET /api/v1/imports/{id}/report?format=&action=&notices=&skip=&limit=`: what becomes of each record.
pub async fn get(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = Query::new(query.as_deref());
    let form = query.choice("format", Form::Json)?;
    let wanted = Wanted {
        action: match query.word("action")? {
            Some(_) => Some(query.choice("action", Action::Created)?),
            None => None,
        },
        with_notices: query.truth("notices")?,
        skip: query.number("skip", 0, (0, MOST))?,
        limit: query.number("limit", MOST, (0, MOST))?,
    };
    let rows = view::blocking(move || {
        let row = row_of(&service, &caller, &id)?;
        let path = service.app.pipeline.report_of(row.id);
        Rows::open(&path, form, wanted).map_err(|_| no_report(&row))
    })
    .await?;
    let kind = form.media_type();
    Ok(streamed(kind, None, rows))
}

/// `GET /api/v1/imports/{id}/original`: the input as it came, with what was found in each record written into it:
/// columns of a table, a field 957 of MARC.
pub async fn original(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (original, kind, name) = view::blocking(move || {
        let row = row_of(&service, &caller, &id)?;
        let original = Original::open(&service.app.pipeline, &row)
            .map_err(|e| Fault::not_found(e.to_string()))?;
        let (kind, name) = (original.media_type(), original.file_name());
        Ok((original, kind, name))
    })
    .await?;
    Ok(streamed(kind, Some(name), original))
}

/// An import from before reports were kept has none, and neither has an undo.
fn no_report(row: &ImportRow) -> Fault {
    Fault::not_found(format!(
        "import {} has no report; its notices are in /api/v1/imports/{}",
        row.id, row.id
    ))
}

/// Sends what comes piece by piece; no thread is held while the other end takes its time.
fn streamed(
    kind: &'static str,
    name: Option<String>,
    pieces: impl Iterator<Item = io::Result<Vec<u8>>> + Send + 'static,
) -> Response {
    let steps = stream::try_unfold(pieces, |mut pieces| async move {
        let work = move || match pieces.next().transpose()? {
            Some(piece) => Ok(Some((piece, pieces))),
            None => Ok::<_, io::Error>(None),
        };
        tokio::task::spawn_blocking(work).await?
    });
    let mut response = ([(header::CONTENT_TYPE, kind)], Body::from_stream(steps)).into_response();
    let held = name.map(|name| format!("attachment; filename=\"{name}\""));
    if let Some(Ok(held)) = held.map(|held| held.parse()) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, held);
    }
    response
}
