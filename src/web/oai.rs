//! The OAI-PMH endpoint: what it says is `harvest`'s; here it is only carried.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::{RepositoryError, oai};

use super::{Service, fault::Fault, negotiate, view};
use crate::repository::Collection;

/// `GET /oai`
pub async fn get(
    State(service): State<Service>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    answer(service, &headers, query.unwrap_or_default().into_bytes()).await
}

/// `POST /oai`, the arguments as a form (OAI-PMH 2.0 section 3.1.1).
pub async fn post(
    State(service): State<Service>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    answer(service, &headers, body.to_vec()).await
}

async fn answer(service: Service, headers: &HeaderMap, query: Vec<u8>) -> Result<Response, Fault> {
    let gzip = negotiate::takes_gzip(headers);
    view::blocking(move || {
        let answer = oai::in_pieces(&Collection::new(&service.app), &service.site, &query);
        carry(answer, gzip).map_err(|error| {
            tracing::error!(%error, "a harvest could not be answered");
            Fault::unavailable("the collection cannot be read at the moment; try again")
        })
    })
    .await
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
