//! Bringing the bytes of an import in.

use std::{io, time::Duration};

use axum::extract::multipart::Field;
use axum::{
    Json,
    body::Body,
    extract::{FromRequest, Multipart, RawQuery, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use record::ImportRow;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::io::{StreamReader, SyncIoBridge};

use crate::{
    access::{Caller, Role},
    pipeline::{ImportError, ImportRequest, StageError, Staged, run_in_background},
    web::{
        Service,
        api::{Signed, query::Query},
        fault::Fault,
        view,
    },
};

/// How long the body of an import may stand still.
const STALL: Duration = Duration::from_secs(60);
/// Chunks of a form that may lie ready.
const CHUNKS: usize = 16;
/// The longest name of an input, in letters.
const LONGEST_NAME: usize = 1000;

/// The source system of an import: the one asked for, and for a partner none but their own.
pub fn system(caller: &Caller, asked: Option<String>) -> Result<Option<String>, Fault> {
    if caller.role != Role::Partner {
        return Ok(asked);
    }
    let own = caller.system.clone().unwrap_or_default();
    if own.is_empty() || asked.is_some_and(|asked| asked != own) {
        let detail = format!(
            "{} is a partner and imports into the source system {own:?} only; leave system= out",
            caller.name
        );
        return Err(Fault::forbidden(detail));
    }
    Ok(Some(own))
}

/// `POST /api/v1/imports?name=&system=&format=&profile=&stage=&dry_run=`: the body is the input, or the
/// first file of a multipart form.
///
/// Answers 202 with the import's number as soon as the input lies safe; with `stage` it is only looked
/// through and waits; a dry run answers with its report and leaves nothing.
pub async fn post(
    State(service): State<Service>,
    Signed(caller): Signed,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Fault> {
    let query = Query::new(query.as_deref());
    let mut import = ImportRequest::new(caller.actor());
    if let Some(system) = system(&caller, query.word("system")?.map(str::to_owned))? {
        import.system = system;
    }
    let (dry_run, stage) = (query.truth("dry_run")?, query.truth("stage")?);
    name_of(query.word("name")?)?;
    import.format = match query.word("format")?.filter(|format| *format != "auto") {
        Some(format) => Some(
            format
                .parse()
                .map_err(|e| Fault::bad_request(format!("format={format}: {e}")))?,
        ),
        None => None,
    };
    import.profile = query.word("profile")?.map(str::to_owned);
    import
        .check()
        .map_err(|e| Fault::bad_request(e.to_string()))?;
    let staged = receive(&service, &query, request).await?;
    view::blocking(move || begin(&service, &staged, &import, dry_run, stage)).await
}

/// A name of an input that is not too long.
///
/// # Errors
/// 400 when it is.
pub fn name_of(name: Option<&str>) -> Result<(), Fault> {
    if name.is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        let text = format!("name= has more than {LONGEST_NAME} letters; shorten it");
        return Err(Fault::bad_request(text));
    }
    Ok(())
}

fn begin(
    service: &Service,
    staged: &Staged,
    import: &ImportRequest,
    dry_run: bool,
    stage: bool,
) -> Result<Response, Fault> {
    let pipeline = &service.app.pipeline;
    if dry_run {
        let outcome = pipeline.dry_run(staged, import, &mut |_| {})?;
        return Ok(Json(outcome).into_response());
    }
    let row = match stage {
        true => pipeline.begin_staging(staged, import)?,
        false => pipeline.begin(staged, import)?,
    };
    Ok(begun(service, row))
}

/// Runs an import beside the service, and says where it can be followed.
pub fn begun(service: &Service, row: ImportRow) -> Response {
    run_in_background(&service.app, row.clone());
    let body = json!({ "import": row.id, "status": row.status });
    let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/imports/{}", row.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// Brings the body to disk.
async fn receive(service: &Service, query: &Query, request: Request) -> Result<Staged, Fault> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let mut name = query.word("name")?.map(str::to_owned);
    if !kind.starts_with("multipart/form-data") {
        let body: Body = request.into_body();
        return stage(
            service,
            name.unwrap_or_else(|| "upload".into()),
            body.into_data_stream().map_err(io::Error::other),
        )
        .await;
    }
    let broken = |e: axum::extract::multipart::MultipartError| {
        Fault::bad_request(format!("the form cannot be read: {e}"))
    };
    let mut form = Multipart::from_request(request, service)
        .await
        .map_err(|e| Fault::bad_request(e.to_string()))?;
    loop {
        let field = form.next_field().await.map_err(broken)?;
        let field = field.ok_or_else(|| Fault::bad_request("the form has no file"))?;
        if let Some(file) = field.file_name() {
            let name = name.take().unwrap_or_else(|| file.to_owned());
            return receive_file(service, name, field).await;
        }
    }
}

/// Brings a form's file to disk.
///
/// # Errors
/// When it is too large, stands still, or cannot be kept.
pub async fn receive_file(
    service: &Service,
    name: String,
    field: Field<'_>,
) -> Result<Staged, Fault> {
    let (to, from) = mpsc::channel(CHUNKS);
    let ((), staged) = tokio::join!(
        pass_on(field, to),
        stage(service, name, ReceiverStream::new(from))
    );
    staged
}

/// Hands a form's file on, chunk by chunk; ends early when nobody takes it any more.
async fn pass_on(mut field: Field<'_>, to: mpsc::Sender<io::Result<Bytes>>) {
    while let Some(chunk) = field.chunk().await.map_err(io::Error::other).transpose() {
        let failed = chunk.is_err();
        if to.send(chunk).await.is_err() || failed {
            return;
        }
    }
}

async fn stage(
    service: &Service,
    name: String,
    body: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> Result<Staged, Fault> {
    let limit = service.app.config.import_limit_mib << 20;
    let mut taken = 0_u64;
    let body = tokio_stream::StreamExt::timeout(body, STALL).map(move |chunk| {
        let chunk = chunk.map_err(|_| {
            io::Error::new(io::ErrorKind::TimedOut, "the body stood still for a minute")
        })??;
        taken += chunk.len() as u64;
        if taken > limit {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("the body is larger than {} MiB", limit >> 20),
            ));
        }
        Ok(chunk)
    });
    let reader = SyncIoBridge::new(StreamReader::new(Box::pin(body)));
    let app = service.app.clone();
    view::blocking(move || {
        app.store.writable()?;
        Ok(app.pipeline.stage(&name, reader)?)
    })
    .await
}

impl From<StageError> for Fault {
    fn from(error: StageError) -> Fault {
        match &error {
            StageError::Read { source, .. } if source.kind() == io::ErrorKind::FileTooLarge => {
                Fault::too_large(error.to_string())
            }
            StageError::Read { .. } => Fault::bad_request(error.to_string()),
            StageError::NoSpace { .. } => Fault::no_space(error.to_string()),
            StageError::Write { .. } => Fault::internal(error),
        }
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Fault {
        match error {
            ImportError::Commit(error) => error.into(),
            ImportError::Input { .. }
            | ImportError::Unknown { .. }
            | ImportError::StoppedBy(_)
            | ImportError::Request(_) => Fault::unfit(error.to_string()),
            error => Fault::internal(error),
        }
    }
}
