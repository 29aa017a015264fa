//! `labordoc taxonomy`

use std::{io, process::ExitCode};

use clap::{Subcommand, ValueEnum};
use taxonomy::{Taxonomy, skos};

use super::{Call, CliError, output, remote::query};
use crate::manage::{self, taxonomy::Form};

/// Check and export the taxonomy.
#[derive(Debug, Subcommand)]
pub enum TaxonomyCommand {
    /// List missing labels, label clashes and broken hierarchy; exit 1 when there are any.
    Check,
    /// Write both schemes as SKOS to standard output.
    Export {
        /// The form.
        #[arg(long, value_enum, default_value = "turtle")]
        format: Form,
    },
}

impl TaxonomyCommand {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            TaxonomyCommand::Check => check(call),
            TaxonomyCommand::Export { format } => export(call, *format),
        }
    }
}

fn export(call: &Call, format: Form) -> Result<ExitCode, CliError> {
    let mut out = io::stdout().lock();
    if let Some(service) = &call.service {
        let name = format.to_possible_value();
        let name = name.as_ref().map_or("", |name| name.get_name());
        let path = format!("/api/v1/taxonomy?{}", query(&[("format", name)]));
        io::copy(&mut service.stream(&path)?, &mut out)
            .map_err(CliError::io("the taxonomy cannot be passed on"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let base = call.config(&[])?.base_url;
    skos::write(&Taxonomy::bundled(), &base, format.rdf(), &mut out)?;
    Ok(ExitCode::SUCCESS)
}

fn check(call: &Call) -> Result<ExitCode, CliError> {
    let told = match &call.service {
        Some(service) => service.get("/api/v1/taxonomy/check")?,
        None => manage::taxonomy::check(&Taxonomy::bundled()),
    };
    let findings = told["findings"].as_array().map_or(&[][..], Vec::as_slice);
    if call.json {
        output::json(&told);
    } else {
        let texts = findings.iter().filter_map(|f| f.as_str());
        texts.for_each(output::say);
        output::note(&format!("{} findings", findings.len()));
    }
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
