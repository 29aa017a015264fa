//! `labordoc config`

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Call, CliError, output};
use crate::config::{FIELDS, Origin, to_markdown};

/// The effective settings.
#[derive(Debug, Args)]
pub struct ShowConfig {
    /// Print the table of all settings as the documentation has it.
    #[arg(long, hide = true)]
    markdown: bool,
    /// Print the tables that say how MARC is read, as the documentation has them.
    #[arg(long, hide = true, conflicts_with = "markdown")]
    marc_mapping: bool,
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
        let config = call.config(&[])?;
        let mut all = Map::new();
        for field in FIELDS {
            let from = match config.origin(field.name) {
                Origin::Default => "default",
                Origin::File => "labordoc.toml",
                Origin::Environment => "environment",
                Origin::CommandLine => "command line",
            };
            let value = field.shown(&config);
            if !call.json {
                output::say(&format!("{} = {value:?}  # {from}", field.name));
            }
            all.insert(
                field.name.to_owned(),
                json!({ "value": value, "unit": field.unit, "from": from }),
            );
        }
        if call.json {
            output::json(&Value::Object(all));
        }
        Ok(ExitCode::SUCCESS)
    }
}
