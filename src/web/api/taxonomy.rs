//! `/api/v1/taxonomy`: both schemes as SKOS, what is wrong with them, and changing them.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use taxonomy::skos;

use super::{
    Signed,
    query::{MOST, Query},
};
use crate::{
    manage::{
        changes::{self, ChangesError},
        taxonomy::{self as work, Form},
    },
    pipeline::{RebuildError, TaxonomyError},
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/taxonomy?format=`
pub async fn export(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let form = Query::new(query.as_deref()).choice("format", Form::Turtle)?;
    view::blocking(move || {
        let (taxonomy, base) = (service.app.taxonomy(), &service.site.base_url);
        let mut bytes = Vec::new();
        skos::write(&taxonomy, base, form.rdf(), &mut bytes).map_err(Fault::internal)?;
        Ok(([(header::CONTENT_TYPE, form.media_type())], bytes).into_response())
    })
    .await
}

/// `GET /api/v1/taxonomy/check`
pub async fn check(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(work::check(&service.app.taxonomy())))).await
}

/// `GET /api/v1/taxonomy/changes?before=&limit=`: newest first.
pub async fn changes(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let query = Query::new(query.as_deref());
    let before = query.number("before", MOST, (1, MOST))?;
    let limit = query.number("limit", 20, (1, 100))?;
    view::blocking(move || {
        let limit = usize::try_from(limit).unwrap_or(100);
        Ok(Json(changes::list(&service.app, Some(before), limit)))
    })
    .await
}

/// `POST /api/v1/taxonomy/changes?dry_run=`: makes changes, all or none, or tells what they would do.
pub async fn change(
    State(service): State<Service>,
    Signed(caller): Signed,
    RawQuery(query): RawQuery,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let dry = Query::new(query.as_deref()).truth("dry_run")?;
    let wanted = changes::read(&bytes).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => Fault::unfit(format!("the body does not fit: {e}")),
        _ => Fault::bad_request(format!("the body is not JSON: {e}")),
    })?;
    view::blocking(move || {
        if dry {
            return Ok(Json(changes::dry_run(&service.app, &wanted)?).into_response());
        }
        let made = changes::make(&service.app, &caller.actor(), wanted)?;
        Ok((StatusCode::CREATED, Json(made)).into_response())
    })
    .await
}

/// `POST /api/v1/taxonomy/changes/{number}/undo`
pub async fn undo(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(number): Path<u64>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let made = changes::undo(&service.app, &caller.actor(), number)?;
        Ok((StatusCode::CREATED, Json(made)).into_response())
    })
    .await
}

impl From<TaxonomyError> for Fault {
    fn from(error: TaxonomyError) -> Fault {
        let text = error.to_string();
        match error {
            TaxonomyError::NoSuch(_) => Fault::not_found(text),
            TaxonomyError::Undo(_)
            | TaxonomyError::Undone(..)
            | TaxonomyError::InUse { .. }
            | TaxonomyError::Nothing => Fault::conflict(text),
            TaxonomyError::Commit(error) => error.into(),
            TaxonomyError::Read(error) => error.into(),
            _ => Fault::unfit(text),
        }
    }
}

impl From<RebuildError> for Fault {
    fn from(error: RebuildError) -> Fault {
        match error {
            RebuildError::Read(error) => error.into(),
            RebuildError::Commit(error) => error.into(),
            error => Fault::internal(error),
        }
    }
}

impl From<ChangesError> for Fault {
    fn from(error: ChangesError) -> Fault {
        match error {
            ChangesError::Taxonomy(error) => error.into(),
            ChangesError::Rebuild(error) => error.into(),
        }
    }
}
