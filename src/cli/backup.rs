//! `labordoc backup` and `labordoc restore`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{Call, CliError, output};

/// Copy everything that is needed for a restore.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder; only what is new is copied into it.
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        call.must_exist()?;
        let (store, found) = crate::app::open_store(&call.config(&[])?)?;
        output::findings(&found);
        let report = store.backup(&self.to)?;
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
