//! `labordoc check`

use std::process::ExitCode;

use serde_json::json;
use store::{Finding, OpenError};

use super::{Call, CliError, output};
use crate::app;

/// Checks journal, state, index and taxonomy.
pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let app = match call.open_existing() {
        Ok(app) => app,
        Err(error) => return damaged(call, error),
    };
    let mut findings = app.store.check()?;
    let mut find = |code: &str, place: &str, text: String| {
        findings.push(Finding {
            code: code.into(),
            place: place.into(),
            text,
        });
    };
    if let Err(behind) = app.wait_indexed(app.store.head(), super::import::PATIENCE) {
        find("index-behind", "index", behind.to_string());
    }
    for damage in app.index.verify() {
        find(
            "index-damaged",
            "index",
            format!("{damage}; the next start builds the index anew"),
        );
    }
    let (live, indexed) = (app.store.stats().records, app.index.documents());
    if live != indexed {
        find(
            "index-count",
            "index",
            format!(
                "{live} records are live and {indexed} are indexed; `labordoc reindex` builds it anew"
            ),
        );
    }
    for fault in taxonomy::check::check(&app.taxonomy) {
        find("taxonomy", "taxonomy", fault.to_string());
    }
    app.close();
    if call.json {
        output::json(&json!({ "ok": findings.is_empty(), "findings": findings }));
    } else {
        output::findings(&findings);
        let said = if findings.is_empty() {
            "all is well".to_owned()
        } else {
            format!("{} findings", findings.len())
        };
        output::say(&format!(
            "{live} records, change {}: {said}",
            app.store.head()
        ));
    }
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A journal too damaged to be opened is a finding with its place as well.
fn damaged(call: &Call, error: CliError) -> Result<ExitCode, CliError> {
    let CliError::Open(app::OpenError::Store(OpenError::Damaged { file, offset, what })) = &error
    else {
        return Err(error);
    };
    let finding = Finding {
        code: "journal-damaged".into(),
        place: format!("byte {offset} of {}", file.display()),
        text: format!("{what}; restore from a backup"),
    };
    if call.json {
        output::json(&json!({ "ok": false, "findings": [finding] }));
    } else {
        output::findings(&[finding]);
        output::say("1 finding: it cannot be opened");
    }
    Ok(ExitCode::FAILURE)
}
