//! `labordoc batch`

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::{Value, json};

use super::{Call, CliError, output};
use crate::{
    access::Actor,
    app::App,
    manage::{
        bulk::{
            Wanted,
            table::{self, CellFault},
        },
        export::Form,
    },
    pipeline::{BulkEdit, Preview},
};

/// Changed records shown of a dry run.
const SHOWN: usize = 20;

/// Change many records at once, as one batch.
#[derive(Debug, Args)]
pub struct Batch {
    /// What is to be done, as JSON; or a table (`.csv`, `.tsv`, `.xlsx`) that `labordoc export` wrote and that was changed.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Batch {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let name = self.file.display().to_string();
        let bytes = fs::read(&self.file).map_err(CliError::io(format!("cannot read {name}")))?;
        let table = self.table();
        let kind = table.map_or("application/json", Form::media_type);
        let told = call.at(
            |service| Ok(service.batch(&name, (kind, &bytes), self.dry_run)?),
            |app| self.here(app, &name, &bytes, table.is_some()),
        )?;
        self.tell(call, &told);
        let failed = told["rejected"]
            .as_u64()
            .or(told["failed"].as_u64())
            .unwrap_or(0);
        let faults = told["faults"].as_array().map_or(0, Vec::len);
        Ok(match failed == 0 && faults == 0 {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }

    /// The kind of table that the file is by its name; `None` for JSON.
    fn table(&self) -> Option<Form> {
        let ending = self.file.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Form::Csv),
            "tsv" => Some(Form::Tsv),
            "xlsx" => Some(Form::Xlsx),
            _ => None,
        }
    }

    fn here(&self, app: &App, name: &str, bytes: &[u8], table: bool) -> Result<Value, CliError> {
        let (edit, faults) = read(app, name, bytes, table)?;
        let empty = edit.records.is_empty() && edit.operations.is_empty();
        let mut told = match (self.dry_run, empty) {
            (_, true) => json!(Preview::default()),
            (true, false) => json!(app.pipeline.preview_bulk(&edit, 0, SHOWN)?),
            (false, false) => {
                super::import::resume(app)?;
                let row = app.pipeline.begin_bulk(&Actor::command_line(), &edit)?;
                let done = app.pipeline.run(row, &mut |_| {})?;
                app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
                json!(done)
            }
        };
        told["faults"] = json!(faults);
        Ok(told)
    }

    fn tell(&self, call: &Call, told: &Value) {
        if call.json {
            output::json(told);
            return;
        }
        let all = |name: &str| told[name].as_array().cloned().unwrap_or_default();
        for fault in all("faults") {
            if let Ok(fault) = serde_json::from_value::<CellFault>(fault) {
                output::note(&format!("{}: {}", fault.place(), fault.why));
            }
        }
        for work in all("works") {
            let records = work["records"].as_array().cloned().unwrap_or_default();
            let records: Vec<String> = records
                .iter()
                .map(|r| format!("{} ({})", r["id"], r["lang"].as_str().unwrap_or_default()))
                .collect();
            output::say(&format!("joined: {}", records.join(", ")));
        }
        for failure in all("failures") {
            let why = failure["why"].as_str().unwrap_or_default();
            output::note(&format!("record {}: {why}", failure["id"]));
        }
        for notice in all("notices") {
            output::note(notice["text"].as_str().unwrap_or_default());
        }
        for changed in all("sample") {
            output::say(&format!(
                "record {}: {}",
                changed["id"],
                changed["title"].as_str().unwrap_or_default()
            ));
            output::say(&format!("  - {}", changed["before"]));
            output::say(&format!("  + {}", changed["after"]));
        }
        let count = |name: &str| told[name].as_u64().unwrap_or(0);
        let would = if self.dry_run { "would be " } else { "" };
        output::say(&format!(
            "{} records {would}changed, {} unchanged, {} {would}left as they are because of an error",
            count("changed"),
            count("unchanged"),
            count("failed") + count("rejected"),
        ));
    }
}

fn read(
    app: &App,
    name: &str,
    bytes: &[u8],
    table: bool,
) -> Result<(BulkEdit, Vec<CellFault>), CliError> {
    if table {
        return Ok(table::read(app, name, bytes)?);
    }
    let wanted: Wanted = serde_json::from_slice(bytes)
        .map_err(|error| CliError::Usage(format!("{name} is no batch edit: {error}")))?;
    Ok((wanted.edit(app, super::import::PATIENCE)?, Vec::new()))
}
