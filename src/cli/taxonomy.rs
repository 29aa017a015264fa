//! `labordoc taxonomy`

use std::{io, process::ExitCode};

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use taxonomy::{Taxonomy, skos};

use super::{Call, CliError, output};

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

/// A form of RDF.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Form {
    /// Turtle.
    Turtle,
    /// RDF/XML.
    Rdfxml,
    /// JSON-LD.
    Jsonld,
}

impl TaxonomyCommand {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let taxonomy = Taxonomy::bundled();
        match self {
            TaxonomyCommand::Check => {
                let findings = taxonomy::check::check(&taxonomy);
                if call.json {
                    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
                    output::json(&json!({ "ok": findings.is_empty(), "findings": texts }));
                } else {
                    findings.iter().for_each(|f| output::say(&f.to_string()));
                    output::note(&format!("{} findings", findings.len()));
                }
                Ok(if findings.is_empty() {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                })
            }
            TaxonomyCommand::Export { format } => {
                let format = match format {
                    Form::Turtle => skos::RdfFormat::Turtle,
                    Form::Rdfxml => skos::RdfFormat::RdfXml,
                    Form::Jsonld => skos::RdfFormat::JsonLd {
                        profile: Default::default(),
                    },
                };
                let base = call.config(&[])?.base_url;
                skos::write(&taxonomy, &base, format, &mut io::stdout().lock())?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
