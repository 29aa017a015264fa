//! `labordoc check`

use std::process::ExitCode;

use serde_json::{Value, json};
use store::{Finding, OpenError};

use super::{Call, CliError, output};
use crate::{app, manage::check::check};

/// Checks journal, state, index and taxonomy.
pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let told = call.at(
        |service| Ok(service.act("POST", "/api/v1/check")?),
        |app| Ok(check(app, super::import::PATIENCE)?),
    );
    let told = told.or_else(damaged)?;
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
        let said = match told["seq"].is_null() {
            true => "1 finding: it cannot be opened".to_owned(),
            false => format!(
                "{} records, change {}: {said}",
                told["records"], told["seq"]
            ),
        };
        output::say(&said);
    }
    Ok(if told["ok"] == true {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A journal too damaged to be opened is a finding with its place as well.
fn damaged(error: CliError) -> Result<Value, CliError> {
    let CliError::Open(app::OpenError::Store(OpenError::Damaged { file, offset, what })) = &error
    else {
        return Err(error);
    };
    let finding = Finding {
        code: "journal-damaged".into(),
        place: format!("byte {offset} of {}", file.display()),
        text: format!("{what}; restore from a backup"),
    };
    Ok(json!({ "ok": false, "findings": [finding] }))
}
