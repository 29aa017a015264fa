//! `labordoc generate`

use std::process::ExitCode;

use clap::Args;

use super::{Call, CliError};

/// Write a reproducible synthetic corpus.
#[derive(Debug, Args)]
pub struct Generate {}

impl Generate {
    pub(super) fn run(&self, _: &Call) -> Result<ExitCode, CliError> {
        Err(CliError::Usage("not in this build".into()))
    }
}
