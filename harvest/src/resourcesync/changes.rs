//! What changed: change lists and their index (section 12), read from the change log.
//!
//! The change log has one row for each record, its latest change. So a list tells of each resource
//! once, and a resource that changes again moves to the end: who reads on from a moment meets it
//! there. Nothing is ever forgotten; a deleted record stays in the last part that told of it.

use record::{ChangeRange, Datestamp, RecordId, Seq};

use super::{CAPABILITY_LIST, CHANGE_LIST, Document, RESOURCE_TYPE, address, resource_path};
use crate::{Repository, RepositoryError, Site, sitemap::MAX_URLS};

/// How many seqs a part spans: part `n`, from 1, is for the seqs `(n - 1) * 5000 + 1` to `n * 5000`.
pub const CHANGE_SPAN: u64 = 5_000;

/// What happened to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Created,
    /// It was there before, or came back.
    Updated,
    /// It is gone.
    Deleted,
}

impl Change {
    fn as_str(self) -> &'static str {
        match self {
            Change::Created => "created",
            Change::Updated => "updated",
            Change::Deleted => "deleted",
        }
    }
}

/// A resource's latest change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeEntry {
    /// The record.
    pub id: RecordId,
    /// When.
    pub datestamp: Datestamp,
    /// What.
    pub change: Change,
}

/// A part that has changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangePart {
    /// Its number, from 1.
    pub number: u64,
    /// No change in it is older.
    pub from: Datestamp,
    /// No change in it is newer: where the next part begins. `None` for the last one, which grows.
    pub until: Option<Datestamp>,
}

/// The parts that have changes, in order.
///
/// # Errors
/// When the collection cannot be read.
pub fn parts(repository: &impl Repository) -> Result<Vec<ChangePart>, RepositoryError> {
    let mut parts: Vec<ChangePart> = Vec::new();
    let mut after = Seq(0);
    loop {
        let range = ChangeRange {
            after,
            ..ChangeRange::default()
        };
        let Some(first) = repository.changes(&range, 1)?.into_iter().next() else {
            return Ok(parts);
        };
        if let Some(last) = parts.last_mut() {
            last.until = Some(first.datestamp);
        }
        let number = first.seq.0.saturating_sub(1) / CHANGE_SPAN + 1;
        parts.push(ChangePart {
            number,
            from: first.datestamp,
            until: None,
        });
        after = Seq(number * CHANGE_SPAN);
    }
}

/// The changes of a part, in order; empty when there are none.
///
/// # Errors
/// When the collection cannot be read.
pub fn changes_of(
    repository: &impl Repository,
    number: u64,
) -> Result<Vec<ChangeEntry>, RepositoryError> {
    let until = number.saturating_mul(CHANGE_SPAN);
    let range = ChangeRange {
        after: Seq(until.saturating_sub(CHANGE_SPAN)),
        until: Some(Seq(until)),
        set: None,
    };
    let limit = usize::try_from(CHANGE_SPAN).unwrap_or(MAX_URLS);
    let rows = if number == 0 {
        Vec::new()
    } else {
        repository.changes(&range, limit)?
    };
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let record = match row.deleted {
            true => None,
            false => repository.record(row.id)?,
        };
        let change = match record {
            Some(record) if record.created >= row.datestamp => Change::Created,
            _ if row.deleted => Change::Deleted,
            _ => Change::Updated,
        };
        entries.push(ChangeEntry {
            id: row.id,
            datestamp: row.datestamp,
            change,
        });
    }
    Ok(entries)
}

fn period(from: Option<Datestamp>, until: Option<Datestamp>) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    all.extend(from.map(|from| ("from", from.to_string())));
    all.extend(until.map(|until| ("until", until.to_string())));
    all
}

/// The index of all parts; `otherwise` is since when nothing has changed when there are none.
pub fn change_index(site: &Site, parts: &[ChangePart], otherwise: Datestamp) -> String {
    let from = parts.first().map_or(otherwise, |part| part.from);
    let mut document = Document::index()
        .link("up", &address(site, CAPABILITY_LIST))
        .is("changelist", &period(Some(from), None));
    // The newest are told when there are more than an index may name.
    for part in &parts[parts.len().saturating_sub(MAX_URLS)..] {
        let url = address(
            site,
            &format!("/resourcesync/changelist/{}.xml", part.number),
        );
        let period = period(Some(part.from), part.until);
        let period: Vec<_> = period.iter().map(|(n, v)| (*n, v.as_str())).collect();
        document.add(&url, None, &period, &[]);
    }
    document.end()
}

/// One part, with its changes.
pub fn change_list(site: &Site, part: &ChangePart, entries: &[ChangeEntry]) -> String {
    let mut document = Document::list()
        .link("up", &address(site, CAPABILITY_LIST))
        .link("index", &address(site, CHANGE_LIST))
        .is("changelist", &period(Some(part.from), part.until));
    for entry in entries {
        let (page, at) = (site.record_url(entry.id), entry.datestamp.to_string());
        let url = address(site, &resource_path(entry.id));
        let mut about = vec![("change", entry.change.as_str()), ("datetime", at.as_str())];
        if entry.change == Change::Deleted {
            document.add(&url, None, &about, &[]);
            continue;
        }
        about.push(("type", RESOURCE_TYPE));
        let link = [("rel", "describes"), ("href", page.as_str())];
        document.add(&url, Some(entry.datestamp), &about, &[&link]);
    }
    document.end()
}
