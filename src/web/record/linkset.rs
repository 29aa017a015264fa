//! `/records/{id}/linkset`: a record's typed links as a document (RFC 9264).

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::{
    format::Context,
    signposting::{self, LINKSET, LINKSET_JSON},
};
use record::{Record, RecordId};

use super::Form;
use crate::web::{Service, fault::Fault, view};

/// `GET /records/{id}/linkset`: JSON, or text for who prefers it.
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let named = |kind: &str| {
        let mut kinds = accept.unwrap_or_default().split(',');
        kinds.any(|k| k.split(';').next().map(str::trim) == Some(kind))
    };
    let text = named(LINKSET) && !named(LINKSET_JSON);
    view::blocking(move || {
        let record = super::live(&service, id)?;
        let versions = service.app.versions(&record)?;
        let context = Context {
            site: &service.site,
            taxonomy: &service.app.taxonomy(),
            versions: &versions,
        };
        let links = signposting::linkset(&record, &context, &Form::signposts());
        let (kind, body) = match text {
            true => (LINKSET, signposting::linkset_text(&links)),
            false => (LINKSET_JSON, signposting::linkset_json(&links).to_string()),
        };
        let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
        let vary = HeaderValue::from_static("Accept");
        response.headers_mut().insert(header::VARY, vary);
        Ok(response)
    })
    .await
}

/// The `Link` header of a record in a form.
pub fn header(record: &Record, context: &Context<'_>, form: Form) -> Option<HeaderValue> {
    let links = match form {
        Form::Html => signposting::landing(record, context, &Form::signposts()),
        _ => signposting::form(record, context),
    };
    HeaderValue::from_str(&signposting::header(&links)).ok()
}
