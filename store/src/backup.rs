//! stub
use crate::{BackupError, BackupReport, RestoreError, RestoreReport, store::Inner};
use std::path::Path;
pub(crate) fn backup(_inner: &Inner, to: &Path) -> Result<BackupReport, BackupError> {
    Err(BackupError::OtherStore {
        folder: to.to_owned(),
        found: String::new(),
    })
}
/// Restores.
pub fn restore(_from: &Path, to: &Path) -> Result<RestoreReport, RestoreError> {
    Err(RestoreError::NotEmpty {
        folder: to.to_owned(),
    })
}
