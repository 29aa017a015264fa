//! `labordoc headings`

use std::process::ExitCode;

use clap::Args;

use super::{Call, CliError, output, remote::query};
use crate::{headings::Filter, manage};

/// List the headings that no concept matched, the most frequent first.
#[derive(Debug, Args)]
pub struct Headings {
    /// Only of this source: a vocabulary as lcsh, or a field as 653.
    #[arg(long)]
    source: Option<String>,
    /// Only in records of this source system.
    #[arg(long)]
    system: Option<String>,
    /// Only with this text in them.
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: u16,
}

impl Headings {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let filter = Filter {
            source: self.source.clone(),
            system: self.system.clone(),
            text: self.query.clone().unwrap_or_default(),
        };
        let told = call.at(
            |service| {
                let asked = query(&[
                    ("source", filter.source.as_deref().unwrap_or_default()),
                    ("system", filter.system.as_deref().unwrap_or_default()),
                    ("q", &filter.text),
                    ("limit", &self.limit.to_string()),
                ]);
                Ok(service.get(&format!("/api/v1/headings?{asked}"))?)
            },
            |app| {
                app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
                let told = manage::headings::list(app, &filter, 0, self.limit.into());
                Ok(told.map_err(manage::changes::ChangesError::from)?)
            },
        )?;
        if call.json {
            output::json(&told);
            return Ok(ExitCode::SUCCESS);
        }
        for row in told["headings"].as_array().into_iter().flatten() {
            let (text, source) = (row["text"].as_str(), row["source"].as_str());
            let near = row["nearest"][0]["concept"].as_str();
            output::say(&format!(
                "{:>7}  {:10} {}{}",
                row["records"],
                source.unwrap_or_default(),
                text.unwrap_or_default(),
                near.map(|id| format!("  (like {id})")).unwrap_or_default(),
            ));
        }
        output::note(&format!("{} headings in all", told["total"]));
        Ok(ExitCode::SUCCESS)
    }
}
