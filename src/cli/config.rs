//! `labordoc config`

use std::process::ExitCode;

use clap::Args;

use super::{Call, CliError, output};
use crate::{
    config::to_markdown,
    manage::{quality, scholar, settings::settings},
};

/// The effective settings.
#[derive(Debug, Args)]
pub struct ShowConfig {
    /// Print the table of all settings as the documentation has it.
    #[arg(long, hide = true)]
    markdown: bool,
    /// Print the tables that say how MARC is read, as the documentation has them.
    #[arg(long, hide = true, conflicts_with = "markdown")]
    marc_mapping: bool,
    /// Print Google Scholar's rules as the documentation has them.
    #[arg(long, hide = true, conflicts_with_all = ["markdown", "marc_mapping"])]
    scholar: bool,
    /// Print the rules of quality as the documentation has them.
    #[arg(long, hide = true, conflicts_with_all = ["markdown", "marc_mapping", "scholar"])]
    quality: bool,
}

impl ShowConfig {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        if self.markdown {
            output::say(to_markdown().trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        if self.marc_mapping {
            output::say(record::mapping::to_markdown().trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        if self.scholar {
            output::say(scholar::to_markdown().trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        if self.quality {
            output::say(quality::to_markdown().trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        let told = match &call.service {
            Some(service) => service.get("/api/v1/config")?,
            None => settings(&call.config(&[])?),
        };
        if call.json {
            output::json(&told);
            return Ok(ExitCode::SUCCESS);
        }
        for (name, setting) in told.as_object().into_iter().flatten() {
            let (value, from) = (setting["value"].as_str(), setting["from"].as_str());
            output::say(&format!(
                "{name} = {:?}  # {}",
                value.unwrap_or_default(),
                from.unwrap_or_default()
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
