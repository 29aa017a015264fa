//! `/api/v1/harvests`: the repositories that records are harvested from.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Signed, body};
use crate::{
    harvester::HarvestError,
    manage::harvests::{self, Run, Wanted},
    pipeline::HarvestRow,
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/harvests`
pub async fn list(State(service): State<Service>) -> Result<Json<Value>, Fault> {
    view::blocking(move || Ok(Json(harvests::list(&service.app)?))).await
}

/// `POST /api/v1/harvests`: keeps a repository, or changes the one of the same URL and set; with `run` it
/// is harvested as soon as it is its turn.
pub async fn post(
    State(service): State<Service>,
    Signed(caller): Signed,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let wanted: Wanted = body(&bytes)?;
    view::blocking(move || {
        service.app.store.writable()?;
        let told = harvests::keep(&service.app, &caller.actor(), &wanted)?;
        let place = format!(
            "/api/v1/harvests/{}",
            told["name"].as_str().unwrap_or_default()
        );
        Ok(match told["created"] == true {
            true => super::created(&place, &told),
            false => Json(told).into_response(),
        })
    })
    .await
}

/// `GET /api/v1/harvests/{name}`
pub async fn get(
    State(service): State<Service>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        let row = row_of(&service, &name)?;
        Ok(Json(harvests::shown(&service.app, &row)))
    })
    .await
}

/// `PUT /api/v1/harvests/{name}`: what is kept of it from now on.
pub async fn put(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Result<Json<Value>, Fault> {
    let wanted: Wanted = body(&bytes)?;
    if wanted.run.is_some() {
        let text = "run: a POST to the address below this one, run, has it harvested";
        return Err(Fault::unfit(text));
    }
    view::blocking(move || {
        row_of(&service, &name)?;
        if wanted.name.as_ref().is_some_and(|other| *other != name) {
            return Err(Fault::unfit(format!(
                "name: {name} keeps its name; remove it and keep another"
            )));
        }
        let wanted = Wanted {
            name: Some(name),
            ..wanted
        };
        let pipeline = &service.app.pipeline;
        let row = pipeline.save_harvest(&caller.actor(), wanted.anew()?)?;
        Ok(Json(harvests::shown(&service.app, &row)))
    })
    .await
}

/// `DELETE /api/v1/harvests/{name}`: it is harvested no more; its records stay.
pub async fn delete(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
) -> Result<StatusCode, Fault> {
    view::blocking(move || {
        row_of(&service, &name)?;
        let app = &service.app;
        app.harvester.remove(app, &caller.actor(), &name)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// `POST /api/v1/harvests/{name}/run`: it is harvested as soon as it is its turn.
pub async fn run(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Result<Response, Fault> {
    let run: Run = match bytes.is_empty() {
        true => Run::default(),
        false => body(&bytes)?,
    };
    view::blocking(move || {
        let row = row_of(&service, &name)?;
        let app = &service.app;
        app.store.writable()?;
        app.harvester
            .ask(app, &caller.actor(), (&name, &run.ask()))?;
        let told = harvests::shown(app, &row);
        Ok((StatusCode::ACCEPTED, Json(told)).into_response())
    })
    .await
}

/// `POST /api/v1/harvests/{name}/cancel`: what is under way ends, and nothing of it is kept.
pub async fn cancel(
    State(service): State<Service>,
    Signed(caller): Signed,
    Path(name): Path<String>,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || {
        row_of(&service, &name)?;
        let app = &service.app;
        app.harvester.cancel(app, &caller.actor(), &name)?;
        Ok(Json(json!({ "name": name })))
    })
    .await
}

fn row_of(service: &Service, name: &str) -> Result<HarvestRow, Fault> {
    let row = service.app.pipeline.harvest(name)?;
    row.ok_or_else(|| Fault::not_found(format!("no repository is harvested by the name {name}")))
}

impl From<HarvestError> for Fault {
    fn from(error: HarvestError) -> Fault {
        match error {
            HarvestError::Import(error) => error.into(),
            HarvestError::Stage(error) => error.into(),
            HarvestError::Read(error) => error.into(),
            HarvestError::Spool { .. } => Fault::unavailable(error.to_string()),
            error => Fault::unfit(error.to_string()),
        }
    }
}
