//! `/api/v1/export`: live records in another form, as a stream.

use std::{io, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::query::Query;
use crate::{
    app::App,
    manage::{
        bulk::{SelectError, book::BookError},
        export::{Export, ExportError, Form, StepError, Wanted},
    },
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
        search: query.word("search")?.map(str::to_owned),
    })
}

async fn begin(service: &Service, wanted: Wanted) -> Result<Export, Fault> {
    let (app, site) = (Arc::clone(&service.app), Arc::clone(&service.site));
    view::blocking(move || Ok(Export::new(&app, site, &wanted, PATIENCE)?)).await
}

/// `GET /api/v1/export?format=&set=&query=&search=`: no thread is held while the other end takes its time. The
/// first bytes are there before anything is answered, so that what cannot be begun is refused.
pub async fn get(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let wanted = wanted(query.as_deref())?;
    let kind = wanted.form.media_type();
    let name = wanted.form.disposition();
    let export = begin(&service, wanted).await?;
    let app = Arc::clone(&service.app);
    let (first, export) = view::blocking(move || first(&app, export)).await?;
    let steps = stream::try_unfold(export, move |mut export| {
        let app = Arc::clone(&service.app);
        let work = move || {
            let step = export.step(&app).map_err(io::Error::other)?;
            Ok::<_, io::Error>(step.map(|step| (step.bytes, export)))
        };
        async move { tokio::task::spawn_blocking(work).await? }
    });
    let bytes = stream::once(async { Ok(first) }).chain(steps);
    let mut response = ([(header::CONTENT_TYPE, kind)], Body::from_stream(bytes)).into_response();
    if let Some(name) = name {
        let name = HeaderValue::from_static(name);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The first bytes of an export, however many steps it takes to have some.
fn first(app: &App, mut export: Export) -> Result<(Vec<u8>, Export), Fault> {
    while let Some(step) = export.step(app)? {
        if !step.bytes.is_empty() {
            return Ok((step.bytes, export));
        }
    }
    Ok((Vec::new(), export))
}

/// `GET /api/v1/export/report?format=&set=&query=&search=`: how many records such an export has, which it leaves out,
/// and what of them it cannot hold.
pub async fn report(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let mut export = begin(&service, wanted(query.as_deref())?).await?;
    view::blocking(move || {
        let (mut written, mut left_out, mut shortened) = (0, Vec::new(), Vec::new());
        while let Some(step) = export.step(&service.app)? {
            written += step.written;
            left_out.extend(step.left_out);
            shortened.extend(step.shortened);
        }
        let report = json!({ "written": written, "left_out": left_out, "shortened": shortened });
        Ok(Json(report))
    })
    .await
}

impl From<ExportError> for Fault {
    fn from(error: ExportError) -> Fault {
        match error {
            ExportError::NoSet(_) => Fault::bad_request(error.to_string()),
            ExportError::Behind(_) => Fault::unavailable(error.to_string()),
            ExportError::Search(error) => Fault::internal(error),
            ExportError::Select(SelectError::Query(_)) => Fault::bad_request(error.to_string()),
            ExportError::Select(error) => error.into(),
        }
    }
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Fault {
        match error {
            StepError::Read(error) => error.into(),
            StepError::Book(error @ BookError::Full) => Fault::bad_request(error.to_string()),
            StepError::Book(error) => Fault::internal(error),
        }
    }
}
