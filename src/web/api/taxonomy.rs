//! `/api/v1/taxonomy`: both schemes as SKOS, and what is wrong with them.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use taxonomy::skos;

use super::query::Query;
use crate::{
    manage::taxonomy::{self as work, Form},
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/taxonomy?format=`
pub async fn export(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let form = Query::new(query.as_deref()).choice("format", Form::Turtle)?;
    view::blocking(move || {
        let (taxonomy, base) = (&service.app.taxonomy, &service.site.base_url);
        let mut bytes = Vec::new();
        skos::write(taxonomy, base, form.rdf(), &mut bytes).map_err(Fault::internal)?;
        Ok(([(header::CONTENT_TYPE, form.media_type())], bytes).into_response())
    })
    .await
}

/// `GET /api/v1/taxonomy/check`
pub async fn check(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(work::check(&service.app.taxonomy)))).await
}
