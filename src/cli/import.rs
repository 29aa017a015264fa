//! `labordoc import` and `labordoc imports`

use std::{fs::File, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Subcommand};
use record::{ImportId, ImportRow, Notice, Severity, input::Format};
use serde_json::json;

use super::{Call, CliError, output};
use crate::{
    access::Actor,
    app::App,
    pipeline::{ImportError, ImportRequest, Outcome, Pipeline, Staged, status_name},
};

/// How long the index may stand still before waiting for it is given up.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);
/// Notices printed for people; the report has all.
const PRINTED: usize = 20;

/// Bring records in.
#[derive(Debug, Args)]
pub struct Import {
    /// Files of records in any of the formats that are read; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The source system that the record numbers belong to.
    #[arg(long, value_name = "NAME", default_value = "labordoc")]
    system: String,
    /// The format of the files; without it, it is found by what is in them.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The import profile to read them by; without it, that of their format.
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Write all notices to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Import {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let mut request = ImportRequest::new(Actor::command_line());
        request.system.clone_from(&self.system);
        request.format = self.format;
        request.profile.clone_from(&self.profile);
        request.check()?;
        let total = match &call.service {
            Some(service) => {
                self.each(|file| Ok(service.import(file, &request, self.dry_run)?))?
            }
            None => self.here(call, &request)?,
        };
        write_notices(self.report.as_ref(), &total)?;
        tell_outcome(call, &total, self.dry_run);
        Ok(ExitCode::SUCCESS)
    }

    fn here(&self, call: &Call, request: &ImportRequest) -> Result<Outcome, CliError> {
        let app = call.open(&[])?;
        if !self.dry_run {
            resume(&app)?;
        }
        let done = self.each(|file| one(&app, file, request, self.dry_run))?;
        app.wait_indexed(app.store.head(), PATIENCE)?;
        app.close();
        Ok(done)
    }

    fn each(
        &self,
        mut import: impl FnMut(&PathBuf) -> Result<Outcome, CliError>,
    ) -> Result<Outcome, CliError> {
        let begun = std::time::Instant::now();
        let mut total = Outcome::default();
        for file in &self.files {
            total.add(import(file)?);
        }
        total.seconds = begun.elapsed().as_secs_f64();
        Ok(total)
    }
}

/// Writes all notices of an import to a file, one JSON object a line, where one was named.
pub(super) fn write_notices(to: Option<&PathBuf>, outcome: &Outcome) -> Result<(), CliError> {
    let Some(path) = to else { return Ok(()) };
    let mut lines = String::new();
    for notice in &outcome.notices {
        lines.push_str(&serde_json::to_string(notice).unwrap_or_default());
        lines.push('\n');
    }
    let failed = CliError::io(format!("cannot write {}", path.display()));
    std::fs::write(path, lines).map_err(failed)
}

/// Says what became of an import, or would.
pub(super) fn tell_outcome(call: &Call, outcome: &Outcome, dry_run: bool) {
    if call.json {
        output::json(outcome);
        return;
    }
    for notice in outcome
        .notices
        .iter()
        .filter(|n| n.severity > Severity::Info)
        .take(PRINTED)
    {
        output::note(&line(notice));
    }
    if outcome.notices.len() > PRINTED {
        output::note(&format!(
            "{} notices in all; --report FILE writes them down",
            outcome.notices.len()
        ));
    }
    let would = if dry_run { "would be " } else { "" };
    // Only harvests delete.
    let deleted = match outcome.deleted {
        0 => String::new(),
        deleted => format!("{deleted} {would}deleted, "),
    };
    output::say(&format!(
        "{} records {would}created, {} {would}changed, {deleted}{} unchanged, {} rejected, in {:.1} s",
        outcome.created, outcome.changed, outcome.unchanged, outcome.rejected, outcome.seconds
    ));
}

/// Goes on with imports that were interrupted; one that cannot go on is said and ended.
pub(super) fn resume(app: &App) -> Result<(), CliError> {
    for row in app.pipeline.interrupted()? {
        let name = format!("import {} of {}", row.id, row.input);
        output::note(&format!("going on with {name}, which was interrupted"));
        match app.pipeline.run(row, &mut |_| {}) {
            Ok(_) => {}
            Err(error @ ImportError::Input { .. }) => {
                output::note(&format!("{name} is given up: {error}"))
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// `input, record 7, byte 1234, 245$a: text (code)`
fn line(notice: &Notice) -> String {
    let mut place = notice.input.clone();
    if let Some(member) = &notice.member {
        place.push_str(&format!(", {member}"));
    }
    if let Some(record) = notice.record {
        place.push_str(&format!(", record {record}"));
    }
    if let Some(line) = notice.line {
        place.push_str(&format!(", line {line}"));
    }
    if let Some(cell) = &notice.cell {
        place.push_str(&format!(", cell {cell}"));
    }
    if let Some(offset) = notice.offset {
        place.push_str(&format!(", byte {offset}"));
    }
    if let Some(field) = &notice.field {
        place.push_str(&format!(", {field}"));
    }
    format!("{place}: {} ({})", notice.text, notice.code)
}

fn one(
    app: &App,
    file: &PathBuf,
    request: &ImportRequest,
    dry_run: bool,
) -> Result<Outcome, CliError> {
    let staged: Staged = if file.as_os_str() == "-" {
        app.pipeline
            .stage("standard input", std::io::stdin().lock())?
    } else {
        let name = file.display().to_string();
        let input = File::open(file).map_err(CliError::io(format!("cannot open {name}")))?;
        app.pipeline.stage(&name, input)?
    };
    let mut progress = output::Progress::new(staged.bytes);
    let mut report = |p: &crate::pipeline::Progress| progress.at(p.records, p.bytes);
    let outcome = if dry_run {
        app.pipeline.dry_run(&staged, request, &mut report)?
    } else {
        let row = app.pipeline.begin(&staged, request)?;
        app.pipeline.run(row, &mut report)?
    };
    progress.end();
    Ok(outcome)
}

/// List imports, or show one.
#[derive(Debug, Subcommand)]
pub enum Imports {
    /// All imports, oldest first.
    List,
    /// One import with its notices.
    Show {
        /// Its number.
        id: u64,
    },
    /// Has a staged import run.
    Commit {
        /// Its number.
        id: u64,
    },
    /// Throws a staged import away, or has one that is under way taken back.
    Cancel {
        /// Its number.
        id: u64,
    },
    /// Makes its records what they would be had it never run; later edits and imports are kept.
    Undo {
        /// Its number.
        id: u64,
    },
}

impl Imports {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            Imports::List => list(call)?,
            Imports::Show { id } => show(call, *id)?,
            Imports::Commit { id } => act(call, *id, "commit", Pipeline::commit_staged)?,
            Imports::Undo { id } => act(call, *id, "undo", Pipeline::begin_undo)?,
            Imports::Cancel { id } => cancel(call, *id)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Begins something with an import, runs it to the end, and says what came of it.
fn act(
    call: &Call,
    id: u64,
    name: &str,
    begin: impl Fn(&Pipeline, &Actor, ImportId) -> Result<ImportRow, ImportError>,
) -> Result<(), CliError> {
    let outcome = call.at(
        |service| Ok(service.run_import(id, name)?),
        |app| {
            let row = begin(&app.pipeline, &Actor::command_line(), ImportId(id))?;
            let outcome = app.pipeline.run(row, &mut |_| {})?;
            app.wait_indexed(app.store.head(), PATIENCE)?;
            Ok(outcome)
        },
    )?;
    if call.json {
        output::json(&outcome);
        return Ok(());
    }
    for notice in outcome
        .notices
        .iter()
        .filter(|n| n.severity > Severity::Info)
    {
        output::note(&line(notice));
    }
    output::say(&format!(
        "{} records created, {} changed, {} unchanged, {} rejected, in {:.1} s",
        outcome.created, outcome.changed, outcome.unchanged, outcome.rejected, outcome.seconds
    ));
    Ok(())
}

fn cancel(call: &Call, id: u64) -> Result<(), CliError> {
    call.at(
        |service| Ok(service.cancel_import(id)?),
        |app| {
            app.pipeline.cancel(&Actor::command_line(), ImportId(id))?;
            Ok(())
        },
    )?;
    output::say(&format!("import {id} is cancelled"));
    Ok(())
}

fn list(call: &Call) -> Result<(), CliError> {
    let told = call.at(
        |service| Ok(service.imports()?),
        |app| Ok(json!({ "imports": app.store.imports()? })),
    )?;
    if call.json {
        output::json(&told);
        return Ok(());
    }
    let rows: Vec<ImportRow> = serde_json::from_value(told["imports"].clone()).unwrap_or_default();
    for row in rows {
        let c = row.counts;
        output::say(&format!(
            "{}\t{}\t{}\t{}\t{} created, {} changed, {} unchanged, {} rejected",
            row.id,
            row.started,
            row.input,
            standing(&row),
            c.created,
            c.changed,
            c.unchanged,
            c.rejected
        ));
    }
    Ok(())
}

/// Where an import stands.
fn standing(row: &ImportRow) -> String {
    match (row.undone_by, row.undoes) {
        (Some(by), _) => format!("undone by {by}"),
        (None, Some(of)) => format!("undoes {of}: {}", status_name(row.status)),
        (None, None) => status_name(row.status).to_owned(),
    }
}

fn show(call: &Call, id: u64) -> Result<(), CliError> {
    let missing = || {
        CliError::Usage(format!(
            "there is no import {id}; `labordoc imports list` shows them"
        ))
    };
    let told = call.at(
        |service| service.one_import(id)?.ok_or_else(missing),
        |app| {
            let row = app.store.import(ImportId(id))?.ok_or_else(missing)?;
            let notices = app.store.notices(ImportId(id), 0, usize::MAX)?;
            Ok(json!({ "import": row, "notices": notices }))
        },
    )?;
    if call.json {
        output::json(&told);
        return Ok(());
    }
    if let Ok(row) = serde_json::from_value::<ImportRow>(told["import"].clone()) {
        output::say(&format!(
            "import {} of {}: {}",
            row.id,
            row.input,
            standing(&row)
        ));
    }
    let notices: Vec<Notice> = serde_json::from_value(told["notices"].clone()).unwrap_or_default();
    notices.iter().for_each(|n| output::say(&line(n)));
    Ok(())
}
