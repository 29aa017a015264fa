//! unAPI: how reference managers ask for a record in a format they know.

use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::unapi::{self, Format};

use super::{Service, fault::Fault, negotiate::Form, reader::Reader, record, view};

/// `GET /unapi`, `/unapi?id=`, `/unapi?id=&format=`
///
/// 200 with all formats; 300 with a record's; the record, 404 for none of that name, 406 for a format that it
/// cannot be had in.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let value = |name: &str| {
        let mut all = form_urlencoded::parse(query.as_bytes());
        let found = all.find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .filter(|v| !v.is_empty())
    };
    let (id, format) = (value("id"), value("format"));
    view::blocking(move || answer(&service, &reader, id.as_deref(), format.as_deref())).await
}

fn answer(
    service: &Service,
    reader: &Reader,
    id: Option<&str>,
    format: Option<&str>,
) -> Result<Response, Fault> {
    let formats = Form::EXPORTS.map(|form| Format {
        suffix: form.suffix(),
        media_type: form.media_type(),
    });
    let Some(id) = id else {
        return match format {
            None => Ok(list(StatusCode::OK, unapi::list(None, &formats))),
            Some(_) => Err(Fault::bad_request("a format is given and no id")),
        };
    };
    let unknown = || Fault::not_found(format!("nothing here is called {id}"));
    let record = unapi::record(&service.site, id).ok_or_else(unknown)?;
    // What was withdrawn is no longer available under its name: 404 (section "Response codes").
    let gone = |_| Fault::not_found(format!("there is no record {record} any more"));
    record::live(service, record).map_err(gone)?;
    let Some(format) = format else {
        let body = unapi::list(Some(id), &formats);
        return Ok(list(StatusCode::MULTIPLE_CHOICES, body));
    };
    let unfit = || {
        Fault::not_acceptable(format!(
            "the record cannot be had as {format}; /unapi lists the formats"
        ))
    };
    let chosen = unapi::find(&formats, format).ok_or_else(unfit)?;
    let form = Form::EXPORTS
        .into_iter()
        .find(|f| f.suffix() == chosen.suffix);
    let form = form.ok_or_else(unfit)?;
    let no_source = service.app.store.source(record)?.is_none();
    if no_source && form == Form::Xml(harvest::Format::Marcxml) {
        return Err(unfit());
    }
    record::in_form(service, reader, record, form)
}

fn list(status: StatusCode, body: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
    let mut response = (status, kind, body).into_response();
    response.extensions_mut().insert(super::fault::Told);
    response
}
