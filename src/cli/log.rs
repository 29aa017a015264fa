//! `labordoc log`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Call, CliError, output};
use crate::{
    app,
    audit::{self, Entry, Filter, Kind, Page},
};

/// Entries that the API gives at once.
const MOST: usize = 1000;

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
        let filter = self.filter()?;
        let (entries, next) = match &call.service {
            Some(service) => self.read(|next, limit| {
                let page = service.get(&self.address(next, limit))?;
                serde_json::from_value(page).map_err(|error| {
                    CliError::Usage(format!("the service's answer is no part of a log: {error}"))
                })
            })?,
            None => {
                call.must_exist()?;
                let (store, findings) = app::open_store(&call.config(&[])?)?;
                output::findings(&findings);
                let read = self.read(|next, limit| Ok(audit::find(&store, &filter, next, limit)?));
                if let Err(error) = store.close() {
                    tracing::warn!(%error, "the store was not closed cleanly; it heals at the next start");
                }
                read?
            }
        };
        if call.json {
            output::json(&json!({ "entries": entries, "next": next }));
        } else {
            entries.iter().for_each(|entry| output::say(&line(entry)));
            if next.is_some() {
                output::note("There is more before these; --limit N shows it.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Reads page by page until there are as many entries as asked for, or no more.
    fn read(
        &self,
        page: impl Fn(Option<u64>, usize) -> Result<Page, CliError>,
    ) -> Result<(Vec<Entry>, Option<u64>), CliError> {
        let (mut entries, mut next) = (Vec::new(), None);
        while entries.len() < self.limit {
            let found = page(next, self.limit - entries.len())?;
            entries.extend(found.entries);
            next = found.next;
            if next.is_none() {
                break;
            }
        }
        Ok((entries, next))
    }

    /// Where the API has a page of it.
    fn address(&self, next: Option<u64>, limit: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &limit.min(MOST).to_string());
        let kind = self.kind.map(|kind| kind.as_str().to_owned());
        let before = next.map(|next| next.to_string());
        for (name, value) in [
            ("record", &self.record),
            ("actor", &self.actor),
            ("kind", &kind),
            ("from", &self.from),
            ("until", &self.until),
            ("before", &before),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        format!("/api/v1/audit?{}", query.finish())
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
