//! `labordoc check`

use std::process::ExitCode;

use store::Finding;

use super::{Call, CliError, output};
use crate::manage::check::check;

/// Checks journal, state, index and taxonomy.
pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let told = call.at(
        |service| Ok(service.act("POST", "/api/v1/check")?),
        |app| Ok(check(app, super::import::PATIENCE)?),
    )?;
    let findings: Vec<Finding> =
        serde_json::from_value(told["findings"].clone()).unwrap_or_default();
    if call.json {
        output::json(&told);
    } else {
        output::findings(&findings);
        let said = if findings.is_empty() {
            "all is well".to_owned()
        } else {
            format!("{} findings", findings.len())
        };
        output::say(&format!(
            "{} records, change {}: {said}",
            told["records"], told["seq"]
        ));
    }
    Ok(if told["ok"] == true {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
