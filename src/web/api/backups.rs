//! `POST /api/v1/backups?to=DIR`: a backup while the service runs.

use std::path::PathBuf;

use axum::{
    Json,
    extract::{RawQuery, State},
};
use store::{BackupError, BackupReport};

use super::{Signed, query::Query};
use crate::web::{Service, fault::Fault, view};

/// Copies what is new into a folder of the service's machine; administrators only.
pub async fn post(
    State(service): State<Service>,
    _: Signed,
    RawQuery(query): RawQuery,
) -> Result<Json<BackupReport>, Fault> {
    let to = Query::new(query.as_deref());
    let to = to.word("to")?.map(PathBuf::from);
    let to = to.filter(|path| path.is_absolute());
    let to = to.ok_or_else(|| {
        Fault::bad_request(
            "to=: the absolute path of a folder on the service's machine is expected",
        )
    })?;
    view::blocking(move || Ok(Json(service.app.store.backup(&to)?))).await
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Fault {
        match error {
            BackupError::OtherStore { .. } => Fault::unfit(error.to_string()),
            // The administrator chose the folder and needs to know what is wrong with it.
            error => Fault::failed(error.to_string()),
        }
    }
}
