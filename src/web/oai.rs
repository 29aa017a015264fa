//! The OAI-PMH endpoint: what it says is `harvest`'s; here it is only carried.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use harvest::oai;

use super::{Service, fault::Fault, view};
use crate::repository::Collection;

/// `GET /oai`
pub async fn get(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    answer(service, query.unwrap_or_default().into_bytes()).await
}

/// `POST /oai`, the arguments as a form (OAI-PMH 2.0 section 3.1.1).
pub async fn post(State(service): State<Service>, body: Bytes) -> Result<Response, Fault> {
    answer(service, body.to_vec()).await
}

async fn answer(service: Service, query: Vec<u8>) -> Result<Response, Fault> {
    let read = view::blocking(move || {
        Ok(oai::answer(
            &Collection(&service.app),
            &service.site,
            &query,
        ))
    })
    .await?;
    let answer = read.map_err(|error| {
        tracing::error!(%error, "a harvest could not be answered");
        Fault::unavailable("the collection cannot be read at the moment; try again")
    })?;
    let mut response = answer.body.into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(oai::CONTENT_TYPE),
    );
    Ok(response)
}
