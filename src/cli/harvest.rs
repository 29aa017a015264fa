//! `labordoc harvest` and `labordoc harvests`

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    Call, CliError,
    import::{PATIENCE, resume, tell_outcome, write_notices},
    output,
};
use crate::{
    access::Actor,
    app::App,
    harvester::{Ask, Client, Finished, HarvestError, Patience, begin, dry, failed, fetch, finish},
    manage::harvests::{self, Run, Wanted},
    pipeline::{HarvestRow, Outcome},
};

/// Bring in the records of another repository over OAI-PMH; what has changed there since the last time.
#[derive(Debug, Args)]
pub struct Harvest {
    /// The repository's base URL, as https://example.org/oai.
    #[arg(value_name = "URL")]
    url: String,
    /// Only this set.
    #[arg(long, value_name = "SET")]
    set: Option<String>,
    /// The prefix of the format to ask for; without it, MARCXML, MODS or Dublin Core, what there is first.
    #[arg(long, value_name = "PREFIX")]
    format: Option<String>,
    /// The import profile to read the records by; without it, that of their format.
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// The source system that the records belong to; without it, the repository's host.
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Only what has changed there since this day or moment.
    #[arg(long, value_name = "DATE", conflicts_with = "full")]
    from: Option<String>,
    /// Everything, whatever was harvested before.
    #[arg(long)]
    full: bool,
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// From now on harvest it by itself, so many hours after each time; 0 ends that.
    #[arg(long, value_name = "HOURS")]
    every: Option<u32>,
    /// The name to keep the repository by; without it, its host and set.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Write all notices to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Harvest {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let (wanted, run) = (self.wanted(), self.asked());
        wanted.anew()?;
        run.ask().check()?;
        let outcome = match &call.service {
            Some(service) => service.harvest(&wanted, run, self.dry_run)?,
            None => {
                let app = call.open(&[])?;
                let done = here(&app, &wanted, &run.ask(), self.dry_run);
                app.close();
                done?
            }
        };
        write_notices(self.report.as_ref(), &outcome)?;
        tell_outcome(call, &outcome, self.dry_run);
        Ok(ExitCode::SUCCESS)
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            url: self.url.clone(),
            name: self.name.clone(),
            set: self.set.clone(),
            format: self.format.clone(),
            profile: self.profile.clone(),
            system: self.system.clone(),
            every: self.every,
            run: None,
        }
    }

    fn asked(&self) -> Run {
        Run {
            full: self.full,
            from: self.from.clone(),
            look: false,
        }
    }
}

fn here(app: &App, wanted: &Wanted, ask: &Ask, dry_run: bool) -> Result<Outcome, CliError> {
    let actor = Actor::command_line();
    let (row, _) = wanted.row(app)?;
    if dry_run {
        // A name that no repository can have.
        let row = HarvestRow {
            name: ".dry-run".to_owned(),
            ..row
        };
        let done = harvested(app, &actor, &row, ask, |fetching| {
            dry(app, &actor, fetching, &mut |_| {})
        });
        if let Err(error) = &done {
            failed(app, &actor, &row, error);
        }
        return Ok(done?);
    }
    resume(app)?;
    let row = app.pipeline.save_harvest(&actor, row)?;
    let done = harvested(app, &actor, &row, ask, |fetching| {
        finish(app, &actor, fetching)
    });
    let import = match done {
        Ok(Finished::Nothing) => return Ok(Outcome::default()),
        Ok(Finished::Begun(import) | Finished::Already(import)) => import,
        Err(error) => {
            failed(app, &actor, &row, &error);
            return Err(error.into());
        }
    };
    let mut progress = output::Progress::new(import.bytes);
    let outcome = app
        .pipeline
        .run(import, &mut |p| progress.at(p.records, p.bytes))?;
    progress.end();
    app.wait_indexed(app.store.head(), PATIENCE)?;
    Ok(outcome)
}

/// Harvests, and does with what came what is to be done.
fn harvested<T>(
    app: &App,
    actor: &Actor,
    row: &HarvestRow,
    ask: &Ask,
    then: impl FnOnce(&crate::harvester::Fetching<'_>) -> Result<T, HarvestError>,
) -> Result<T, HarvestError> {
    begin(app, actor, row, ask)?;
    let client = Client::new(Patience::default());
    let mut counted = output::Count::new("records have come");
    let mut tell = |records| counted.at(records);
    let fetching = fetch(app, row, client, &|| None, &mut tell)?;
    then(&fetching)
}

/// The repositories that are harvested.
#[derive(Debug, Subcommand)]
pub enum Harvests {
    /// All of them, with how the last run ended.
    List,
    /// One of them.
    Show {
        /// Its name.
        name: String,
    },
    /// Stops what is being harvested of it; nothing of that is kept.
    Cancel {
        /// Its name.
        name: String,
    },
    /// Harvest it no more. Its records stay.
    Remove {
        /// Its name.
        name: String,
    },
}

impl Harvests {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let actor = Actor::command_line();
        match self {
            Harvests::List => list(call)?,
            Harvests::Show { name } => show(call, name)?,
            Harvests::Cancel { name } => {
                call.at(
                    |service| Ok(service.cancel_harvest(name)?),
                    |app| Ok(app.harvester.cancel(app, &actor, name)?),
                )?;
                output::say(&format!("{name} is not being harvested any more"));
            }
            Harvests::Remove { name } => {
                call.at(
                    |service| Ok(service.remove_harvest(name)?),
                    |app| Ok(app.harvester.remove(app, &actor, name)?),
                )?;
                output::say(&format!(
                    "{name} is not harvested any more; its records stay"
                ));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(call: &Call) -> Result<(), CliError> {
    let told = call.at(
        |service| Ok(service.harvests()?),
        |app| Ok(harvests::list(app)?),
    )?;
    if call.json {
        output::json(&told);
        return Ok(());
    }
    for row in told["harvests"].as_array().into_iter().flatten() {
        output::say(&line(row));
    }
    Ok(())
}

/// `example-org  https://example.org/oai  every 24 hours  done 2026-11-27T00:00:00Z, import 3`
fn line(row: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let every = match row["every"].as_u64() {
        Some(hours) => format!("every {hours} h"),
        None => "by hand".to_owned(),
    };
    let last = &row["last"];
    let mut ended = match last["result"].as_str() {
        Some(result) => format!("{result} {}", text(&last["ended"])),
        None => "never".to_owned(),
    };
    if let Some(import) = last["import"].as_u64() {
        ended.push_str(&format!(", import {import}"));
    }
    if let Some(why) = last["why"].as_str() {
        ended.push_str(&format!(": {why}"));
    }
    let set = row["set"].as_str();
    let set = set.map_or_else(String::new, |set| format!(" set {set}"));
    format!(
        "{}\t{}{set}\t{}\t{every}\t{ended}",
        text(&row["name"]),
        text(&row["url"]),
        text(&row["system"]),
    )
}

fn show(call: &Call, name: &str) -> Result<(), CliError> {
    let told = call.at(
        |service| Ok(service.one_harvest(name)?),
        |app| {
            let row = app.pipeline.known_harvest(name)?;
            Ok(json!(harvests::shown(app, &row)))
        },
    )?;
    match call.json {
        true => output::json(&told),
        false => output::say(&line(&told)),
    }
    Ok(())
}
