//! `labordoc backup` and `labordoc restore`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use store::BackupReport;

use super::{Call, CliError, output, remote};

/// Copy everything that is needed for a restore.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder; only what is new is copied into it.
    #[arg(value_name = "DIR")]
    to: PathBuf,
    /// Have a running service make it, in a folder of its machine.
    #[arg(long, value_name = "URL", requires = "token")]
    server: Option<String>,
    /// An administrator's token for it.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "LABORDOC_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,
}

impl Backup {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let report = match (&self.server, &self.token) {
            (Some(server), Some(token)) => remote::backup(server, token, &self.to)?,
            _ => self.here(call)?,
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
