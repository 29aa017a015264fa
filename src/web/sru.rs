//! The SRU endpoint: what it says is `harvest`'s; here it is only carried.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::sru;

use super::{Service, fault::Fault, view};
use crate::{repository::Collection, searcher::Searchable};

/// `GET /sru`
pub async fn get(
    State(service): State<Service>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    answer(service, headers, query.unwrap_or_default().into_bytes()).await
}

/// `POST /sru`, the parameters as a form (SRU 1.2 "SRU via HTTP POST"; part 3 section 2.2).
pub async fn post(
    State(service): State<Service>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    answer(service, headers, body.to_vec()).await
}

async fn answer(service: Service, headers: HeaderMap, query: Vec<u8>) -> Result<Response, Fault> {
    let read = view::blocking(move || {
        let (collection, searchable) = (Collection::new(&service.app), Searchable(&service.app));
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        Ok(sru::answer(
            &collection,
            &searchable,
            &service.site,
            &query,
            accept,
        ))
    })
    .await?;
    let answer = read.map_err(|error| {
        tracing::error!(%error, "a search by SRU could not be answered");
        Fault::unavailable("the collection cannot be read at the moment; try again")
    })?;
    let mut response = answer.body.into_response();
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(answer.content_type);
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}
