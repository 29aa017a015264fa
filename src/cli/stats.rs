//! `labordoc stats`

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Call, CliError, output};
use crate::app::App;

pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let figures = call.at(
        |service| Ok(service.get("/api/v1/stats")?),
        |app| Ok(figures(app)),
    )?;
    if call.json {
        output::json(&figures);
    } else if let Value::Object(figures) = &figures {
        for (name, value) in figures {
            output::say(&format!("{name:10} {value}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The collection in figures: `records`, `deleted`, `works`, `concepts`, `seq`, `index_seq`, `bytes`.
pub fn figures(app: &App) -> Value {
    let stats = app.store.stats();
    let concepts: usize = app
        .taxonomy()
        .schemes()
        .map(|(_, scheme)| scheme.len())
        .sum();
    let (journal, state, index) = (stats.bytes.journal, stats.bytes.state, app.index.bytes());
    json!({
        "records": stats.records,
        "deleted": stats.deleted,
        "works": stats.works,
        "concepts": concepts,
        "seq": stats.seq,
        "index_seq": app.index.mark(),
        "bytes": { "journal": journal, "state": state, "index": index, "total": journal + state + index },
    })
}
