//! `/api/v1/export`: live records in another form, as a stream.

use std::{io, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Body,
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::{Value, json};

use super::query::Query;
use crate::{
    manage::export::{Export, ExportError, Form, Wanted},
    web::{Service, fault::Fault, view},
};

/// How long an export by a query waits for an index that does not move.
const PATIENCE: Duration = Duration::from_secs(5);

fn wanted(raw: Option<&str>) -> Result<Wanted, Fault> {
    let query = Query::new(raw);
    Ok(Wanted {
        form: query.choice("format", Form::Marc)?,
        set: query.word("set")?.map(str::to_owned),
        query: query.word("query")?.map(str::to_owned),
    })
}

async fn begin(service: &Service, wanted: Wanted) -> Result<Export, Fault> {
    let (app, site) = (Arc::clone(&service.app), Arc::clone(&service.site));
    view::blocking(move || Ok(Export::new(&app, site, &wanted, PATIENCE)?)).await
}

/// `GET /api/v1/export?format=&set=&query=`: no thread is held while the other end takes its time.
pub async fn get(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let wanted = wanted(query.as_deref())?;
    let kind = wanted.form.media_type();
    let export = begin(&service, wanted).await?;
    let steps = stream::try_unfold(export, move |mut export| {
        let app = Arc::clone(&service.app);
        let work = move || {
            let step = export.step(&app).map_err(io::Error::other)?;
            Ok::<_, io::Error>(step.map(|step| (step.bytes, export)))
        };
        async move { tokio::task::spawn_blocking(work).await? }
    });
    Ok(([(header::CONTENT_TYPE, kind)], Body::from_stream(steps)).into_response())
}

/// `GET /api/v1/export/report?format=&set=&query=`: how many records such an export has, and which it leaves out.
pub async fn report(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let mut export = begin(&service, wanted(query.as_deref())?).await?;
    view::blocking(move || {
        let (mut written, mut left_out) = (0, Vec::new());
        while let Some(step) = export.step(&service.app)? {
            written += step.written;
            left_out.extend(step.left_out);
        }
        Ok(Json(json!({ "written": written, "left_out": left_out })))
    })
    .await
}

impl From<ExportError> for Fault {
    fn from(error: ExportError) -> Fault {
        match error {
            ExportError::NoSet(_) => Fault::bad_request(error.to_string()),
            ExportError::Behind(_) => Fault::unavailable(error.to_string()),
            ExportError::Search(error) => Fault::internal(error),
        }
    }
}
