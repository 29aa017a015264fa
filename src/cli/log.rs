//! `labordoc log`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Call, CliError, output};
use crate::{
    app,
    audit::{self, Entry, Filter, Kind},
};

/// Who did what, when, from where, to which records; newest first.
#[derive(Debug, Args)]
pub struct Log {
    /// Only changes of this record.
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    /// Only changes by this user, with the tokens they made, or by this token.
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// Only changes of this kind.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// From this day on, as 2026-11-23 (UTC).
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Up to this day, itself included.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

impl Log {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        call.must_exist()?;
        let filter = self.filter()?;
        let (store, findings) = app::open_store(&call.config(&[])?)?;
        output::findings(&findings);
        let (mut entries, mut next) = (Vec::new(), None);
        while entries.len() < self.limit {
            let page = audit::find(&store, &filter, next, self.limit - entries.len())?;
            entries.extend(page.entries);
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        if call.json {
            output::json(&json!({ "entries": entries, "next": next }));
        } else {
            entries.iter().for_each(|entry| output::say(&line(entry)));
            if next.is_some() {
                output::note("There is more before these; --limit N shows it.");
            }
        }
        if let Err(error) = store.close() {
            tracing::warn!(%error, "the store was not closed cleanly; it heals at the next start");
        }
        Ok(ExitCode::SUCCESS)
    }

    fn filter(&self) -> Result<Filter, CliError> {
        let mut filter = Filter {
            kind: self.kind,
            ..Filter::default()
        };
        for (name, value) in [
            ("record", &self.record),
            ("actor", &self.actor),
            ("from", &self.from),
            ("until", &self.until),
        ] {
            let set = filter.set(name, value.as_deref().unwrap_or(""));
            set.map_err(|unfit| CliError::Usage(format!("--{unfit}")))?;
        }
        Ok(filter)
    }
}

/// One entry for people: columns that stand below each other, then what has no bound.
fn line(entry: &Entry) -> String {
    let what = match (&entry.import, &entry.reason) {
        (Some(import), _) => format!("import {import}"),
        (_, Some(reason)) => reason.clone(),
        _ => "edit".to_owned(),
    };
    let source = entry.channel.map_or("-", |channel| channel.as_str());
    let mut line = format!(
        "{:>7}  {}  {:<20}  {what:<20}  {source:<12}",
        entry.commit,
        entry.at,
        printable(&entry.actor)
    );
    for part in [entry.net.clone(), records(entry), names(entry)] {
        line.push_str(&part.map_or_else(String::new, |part| format!("  {}", printable(&part))));
    }
    line.trim_end().to_owned()
}

fn records(entry: &Entry) -> Option<String> {
    let ids: Vec<String> = entry.ids.iter().map(ToString::to_string).collect();
    let more = entry.records - ids.len() as u64;
    match (ids.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(format!("records {}", ids.join(" "))),
        (false, more) => Some(format!("records {} and {more} more", ids.join(" "))),
    }
}

fn names(entry: &Entry) -> Option<String> {
    let names = entry.names();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A terminal obeys control characters.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}
