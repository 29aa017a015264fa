//! What only several records together show: duplicates and broken links between language versions.

use std::sync::Arc;

use record::{
    Record, RecordId,
    quality::{
        Finding, finding, link_key, links, names, points_back, rules, same_publication, twins,
    },
};
use store::{ReadError, Store};

use super::words::{Digest, Role, Words};

/// Records that are looked at for one key, at most.
const LOOKED_AT: usize = 50;

/// A finding, and the other records that it is about.
#[derive(Debug, Clone)]
pub struct Told {
    /// The finding.
    pub finding: Finding,
    /// The others, by id.
    pub others: Vec<RecordId>,
}

/// The keys of a record.
pub fn keys(record: &Record) -> Vec<Digest> {
    let (description, system) = (&record.description, record.provenance.system.as_str());
    let twins = twins(description).into_iter();
    let twins = twins.map(|twin| Digest::of(&twin.key, Role::Twin));
    let names = names(description, system).into_iter();
    let names = names.map(|key| Digest::of(&key, Role::Name));
    let links = links(description, system).map(|(_, _, key)| Digest::of(&key, Role::Link));
    let mut all: Vec<Digest> = twins.chain(names).chain(links).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The records that one with these keys may have to do with.
pub fn touched(words: &Words, keys: &[Digest]) -> Vec<RecordId> {
    let of = |digest: &Digest| words.records(digest.other_side()).take(LOOKED_AT);
    keys.iter().flat_map(of).collect()
}

/// Reads a live record.
pub fn live(store: &Store, id: RecordId) -> Result<Option<Arc<Record>>, ReadError> {
    Ok(store.record(id)?.filter(|r| r.status.is_live()))
}

/// The findings of a record that come of others; `candidates` are the records that may have a key.
pub fn judge(
    record: &Record,
    store: &Store,
    candidates: impl Fn(Digest) -> Vec<RecordId>,
) -> Result<Vec<Told>, ReadError> {
    let mut told = Vec::new();
    let others = |digest: Digest| -> Result<Vec<Arc<Record>>, ReadError> {
        let ids = candidates(digest).into_iter();
        let ids = ids.filter(|id| *id != record.id).take(LOOKED_AT);
        let mut found = Vec::new();
        for id in ids {
            found.extend(live(store, id)?);
        }
        Ok(found)
    };
    let mut tell = |rule: &str, place: &str, value: &str, others: Vec<RecordId>| {
        if let Some(rule) = rules().get(rule) {
            let finding = finding(rule, place, value);
            told.push(Told { finding, others });
        }
    };
    for twin in twins(&record.description) {
        let mut same = others(Digest::of(&twin.key, Role::Twin))?;
        same.retain(|other| {
            let shared = twins(&other.description);
            shared.iter().any(|t| t.key == twin.key) && same_publication(record, other)
        });
        if !same.is_empty() {
            let place = match twin.rule {
                "duplicate-title" => "titles",
                _ => "identifiers",
            };
            let ids = same.iter().map(|other| other.id).collect();
            tell(twin.rule, place, &twin.shown, ids);
        }
    }
    let system = record.provenance.system.as_str();
    let mine = names(&record.description, system);
    for (place, number, key) in links(&record.description, system) {
        if mine.contains(&key) {
            continue;
        }
        let mut named = others(Digest::of(&key, Role::Name))?;
        named.retain(|other| {
            let theirs = &other.provenance.system;
            names(&other.description, theirs).contains(&link_key(number, system))
        });
        let back =
            |other: &Arc<Record>| points_back(&other.description, &other.provenance.system, &mine);
        if named.is_empty() {
            tell("version-missing", place, number, Vec::new());
        } else if !named.iter().any(back) {
            let ids = named.iter().map(|other| other.id).collect();
            tell("version-one-way", place, number, ids);
        }
    }
    Ok(told)
}
