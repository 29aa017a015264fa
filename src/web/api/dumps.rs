//! `POST /api/v1/dumps`: a full dump now, while the service runs.

use axum::{Json, extract::State};

use super::Signed;
use crate::{
    dumps::{self, DumpError, Manifest, Pace},
    web::{Service, fault::Fault, view},
};

/// Makes a dump and answers when it is there; administrators only.
pub async fn post(State(service): State<Service>, _: Signed) -> Result<Json<Manifest>, Fault> {
    view::blocking(move || {
        let made = dumps::make(&service.app, &service.site, Pace::Full)?;
        Ok(Json(made))
    })
    .await
}

impl From<DumpError> for Fault {
    fn from(error: DumpError) -> Fault {
        match error {
            DumpError::Read(error) => error.into(),
            DumpError::NoRoom { .. } => Fault::no_space(error.to_string()),
            DumpError::Busy => Fault::conflict(error.to_string()),
            DumpError::Stopped => Fault::unavailable(error.to_string()),
            DumpError::Io { .. } => Fault::failed(error.to_string()),
        }
    }
}
