//! `labordoc taxonomy`

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::AtomicBool},
};

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use taxonomy::{Taxonomy, TaxonomyChange, skos};

use super::{Call, CliError, output, remote::query};
use crate::{
    access::Actor,
    app::{self, App},
    manage::{self, taxonomy::Form},
    rebuilder, terms,
};

/// Check, export and change the taxonomy.
#[derive(Debug, Subcommand)]
pub enum TaxonomyCommand {
    /// List missing labels, label clashes and broken hierarchy; exit 1 when there are any.
    Check,
    /// Write both schemes as SKOS to standard output.
    Export {
        /// The form.
        #[arg(long, value_enum, default_value = "turtle")]
        format: Form,
    },
    /// Make changes: a JSON file as docs/taxonomy.md shows, `-` for standard input; all or none.
    Apply {
        /// The file.
        file: PathBuf,
        /// Only tell what they would do.
        #[arg(long)]
        dry_run: bool,
    },
    /// Undo changes that were made together; a merge is for ever.
    Undo {
        /// Their number, as `labordoc taxonomy changes` shows it.
        number: u64,
    },
    /// The latest changes, newest first, and how far the records follow each.
    Changes,
}

impl TaxonomyCommand {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            TaxonomyCommand::Check => check(call),
            TaxonomyCommand::Export { format } => export(call, *format),
            TaxonomyCommand::Apply { file, dry_run } => apply(call, file, *dry_run),
            TaxonomyCommand::Undo { number } => undo(call, *number),
            TaxonomyCommand::Changes => changes(call),
        }
    }
}

fn export(call: &Call, format: Form) -> Result<ExitCode, CliError> {
    let mut out = io::stdout().lock();
    if let Some(service) = &call.service {
        let name = format.to_possible_value();
        let name = name.as_ref().map_or("", |name| name.get_name());
        let path = format!("/api/v1/taxonomy?{}", query(&[("format", name)]));
        io::copy(&mut service.stream(&path)?, &mut out)
            .map_err(CliError::io("the taxonomy cannot be passed on"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let base = call.config(&[])?.base_url;
    let taxonomy = in_force(call)?;
    skos::write(&taxonomy, &base, format.rdf(), &mut out)?;
    Ok(ExitCode::SUCCESS)
}

fn check(call: &Call) -> Result<ExitCode, CliError> {
    let told = match &call.service {
        Some(service) => service.get("/api/v1/taxonomy/check")?,
        None => {
            let taxonomy = in_force(call)?;
            manage::taxonomy::check(&taxonomy)
        }
    };
    let findings = told["findings"].as_array().map_or(&[][..], Vec::as_slice);
    if call.json {
        output::json(&told);
    } else {
        let texts = findings.iter().filter_map(|f| f.as_str());
        texts.for_each(output::say);
        output::note(&format!("{} findings", findings.len()));
    }
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The taxonomy of the data directory; what the program comes with when there is none.
fn in_force(call: &Call) -> Result<Arc<Taxonomy>, CliError> {
    if !app::holds_collection(&call.data) {
        return Ok(Taxonomy::bundled());
    }
    let (store, _) = app::open_store(&call.config(&[])?)?;
    let (taxonomy, findings) = terms::in_force(&store.taxonomy_changes());
    output::findings(&findings);
    let _ = store.close();
    Ok(taxonomy)
}

fn apply(call: &Call, file: &Path, dry_run: bool) -> Result<ExitCode, CliError> {
    let wanted = read(file)?;
    let told = call.at(
        |service| {
            let path = match dry_run {
                true => "/api/v1/taxonomy/changes?dry_run=true",
                false => "/api/v1/taxonomy/changes",
            };
            Ok(service.send("POST", path, &wanted)?)
        },
        |app| match dry_run {
            true => {
                app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
                Ok(manage::changes::dry_run(app, &wanted)?)
            }
            false => {
                let made = manage::changes::make(app, &Actor::command_line(), wanted.clone())?;
                follow(app, &made)
            }
        },
    )?;
    say(call, &told);
    Ok(ExitCode::SUCCESS)
}

fn undo(call: &Call, number: u64) -> Result<ExitCode, CliError> {
    let told = call.at(
        |service| {
            let path = format!("/api/v1/taxonomy/changes/{number}/undo");
            Ok(service.act("POST", &path)?)
        },
        |app| {
            let made = manage::changes::undo(app, &Actor::command_line(), number)?;
            follow(app, &made)
        },
    )?;
    say(call, &told);
    Ok(ExitCode::SUCCESS)
}

fn changes(call: &Call) -> Result<ExitCode, CliError> {
    let told = call.at(
        |service| Ok(service.get("/api/v1/taxonomy/changes?limit=100")?),
        |app| Ok(manage::changes::list(app, None, 100)),
    )?;
    if call.json {
        output::json(&told);
    } else {
        for row in told["changes"].as_array().into_iter().flatten() {
            say(call, row);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets the records follow at once, as no service does it here; gives the change as it then is.
fn follow(app: &App, made: &Value) -> Result<Value, CliError> {
    rebuilder::follow(app, &AtomicBool::new(false)).map_err(manage::changes::ChangesError::from)?;
    let mut told = manage::changes::list(app, made["number"].as_u64().map(|n| n + 1), 1);
    Ok(told["changes"][0].take())
}

fn read(file: &Path) -> Result<Vec<TaxonomyChange>, CliError> {
    let name = file.display().to_string();
    let bytes = match name.as_str() {
        "-" => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        }
        _ => fs::read(file),
    };
    let bytes = bytes.map_err(CliError::io(format!("{name} cannot be read")))?;
    manage::changes::read(&bytes).map_err(|error| {
        CliError::Usage(format!(
            "{name}: {error}; a JSON list of changes is expected, as docs/taxonomy.md shows"
        ))
    })
}

fn say(call: &Call, told: &Value) {
    if call.json {
        return output::json(told);
    }
    if told["dry_run"] == json!(true) {
        let (count, exact) = (&told["records"]["count"], &told["records"]["exact"]);
        let how = if *exact == json!(true) {
            ""
        } else {
            "at most "
        };
        output::say(&format!(
            "{} changes would touch {how}{count} records",
            told["changes"]
        ));
        for one in told["sample"].as_array().into_iter().flatten() {
            output::say(&format!(
                "{}: {} -> {}",
                one["id"], one["themes"]["before"], one["themes"]["after"]
            ));
        }
        return;
    }
    let records = &told["records"];
    output::say(&format!(
        "change {} by {}: {} changes, {} records looked at, {} changed{}",
        told["number"],
        told["actor"].as_str().unwrap_or_default(),
        told["changes"].as_array().map_or(0, Vec::len),
        records["looked"],
        records["changed"],
        if records["ended"].is_null() {
            ", going on"
        } else {
            ""
        },
    ));
}
