//! The OAI-PMH endpoint: what it says is `harvest`'s; here it is carried to programs as it is, and shown to people.

mod page;
mod shown;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::{RepositoryError, oai};

use super::{Service, fault::Fault, negotiate, reader::Reader, view};
use crate::repository::Collection;

/// `GET /oai`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default().into_bytes();
    answer(service, reader, &headers, query).await
}

/// `POST /oai`, the arguments as a form (OAI-PMH 2.0 section 3.1.1).
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    answer(service, reader, &headers, body.to_vec()).await
}

async fn answer(
    service: Service,
    reader: Reader,
    headers: &HeaderMap,
    query: Vec<u8>,
) -> Result<Response, Fault> {
    let gzip = negotiate::takes_gzip(headers);
    let person = negotiate::is_navigation(headers);
    let mut response = view::blocking(move || match person {
        true => page::show(&service, &reader, &query),
        false => {
            let answer = oai::in_pieces(&Collection::new(&service.app), &service.site, &query);
            carry(answer, gzip).map_err(unreadable)
        }
    })
    .await?;
    let vary = HeaderValue::from_static("sec-fetch-dest");
    response.headers_mut().append(header::VARY, vary);
    Ok(response)
}

fn unreadable(error: RepositoryError) -> Fault {
    tracing::error!(%error, "a harvest could not be answered");
    Fault::unavailable("the collection cannot be read at the moment; try again")
}

/// The answer over HTTP. What lies ready compressed goes out so; all else is the router's to compress.
fn carry(
    answer: Result<oai::OaiAnswer<oai::Body>, RepositoryError>,
    gzip: bool,
) -> Result<Response, RepositoryError> {
    let body = answer?.body;
    let gzip = gzip && body.has_blocks();
    let bytes = if gzip {
        body.gzip()
    } else {
        let damaged = || RepositoryError("a kept block is damaged".to_owned());
        body.plain().ok_or_else(damaged)?
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(oai::CONTENT_TYPE),
    );
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    Ok(response)
}
