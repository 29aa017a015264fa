//! `labordoc dump`

use std::process::ExitCode;

use super::{Call, CliError, output};
use crate::{
    dumps::{self, Manifest, Pace},
    web,
};

pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let made = call.at(
        |service| {
            let made = service.act("POST", "/api/v1/dumps")?;
            serde_json::from_value::<Manifest>(made)
                .map_err(|e| CliError::Usage(format!("the service's answer cannot be read: {e}")))
        },
        |app| {
            let site = web::site(app, &app.config.base_url);
            Ok(dumps::make(app, &site, Pace::Full)?)
        },
    )?;
    if call.json {
        output::json(&made);
        return Ok(ExitCode::SUCCESS);
    }
    for file in &made.files {
        output::say(&format!(
            "{:<22} {:>9} records {:>13} bytes  {}",
            file.name, file.records, file.bytes, file.sha256
        ));
    }
    output::say(&format!(
        "The dump {} holds {} records, up to change {} of {}",
        made.name, made.records, made.seq, made.moment
    ));
    Ok(ExitCode::SUCCESS)
}
