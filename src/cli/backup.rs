//! `labordoc backup` and `labordoc restore`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use store::BackupReport;

use super::{
    Call, CliError, output,
    remote::{Service, query},
};

/// Copy everything that is needed for a restore.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder, with --server one of the service's machine; only what is new is copied into it.
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let report = match &call.service {
            Some(service) => self.there(service)?,
            None => self.here(call)?,
        };
        if call.json {
            output::json(&report);
        } else {
            output::say(&format!(
                "{} holds everything up to change {}: {} segments, {} copied now ({} bytes)",
                self.to.display(),
                report.seq,
                report.segments,
                report.copied,
                report.bytes
            ));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A running service makes it in a folder of its machine.
    fn there(&self, service: &Service) -> Result<BackupReport, CliError> {
        let to = self.to.display().to_string();
        let path = format!("/api/v1/backups?{}", query(&[("to", &to)]));
        let report = service.act("POST", &path)?;
        serde_json::from_value(report)
            .map_err(|e| CliError::Usage(format!("the service's report cannot be read: {e}")))
    }

    fn here(&self, call: &Call) -> Result<BackupReport, CliError> {
        call.must_exist()?;
        let (store, found) = crate::app::open_store(&call.config(&[])?)?;
        output::findings(&found);
        Ok(store.backup(&self.to)?)
    }
}

/// Bring a backup back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup's folder.
    #[arg(value_name = "DIR")]
    from: PathBuf,
}

impl Restore {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let report = store::restore(&self.from, &call.data)?;
        if call.json {
            output::json(&report);
        } else {
            output::say(&format!(
                "{} is restored to change {} of {}; the state and the index grow back at the next start",
                call.data.display(),
                report.seq,
                report.datestamp
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
