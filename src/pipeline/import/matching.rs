//! Which record that is there an incoming one is: by its numbers, by its place, by likeness.
//!
//! A record that this import has already met is never a candidate, so that a dry run, which commits
//! nothing, finds the same as the import.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use record::{
    ChangeRange, EvidenceKind, Features, ImportId, Key, Provenance, Record, RecordId, Seq, Source,
    Status,
    build::Built,
    profile::{MatchBy, Matching},
};
use serde::{Deserialize, Serialize};
use store::{ReadError, Store};

use super::report::How;
use crate::pipeline::draft::{Draft, number};

/// How many candidates are shown to whoever decides.
const SHOWN: usize = 5;
/// Rows of the change log read at once.
const ROWS: usize = 1000;

/// What somebody decided about a record of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It is this record.
    Match(RecordId),
    /// It is a new one.
    New,
    /// It is left out.
    Skip,
}

/// Which record an incoming one is.
pub(super) enum Match {
    /// None that is there.
    New,
    /// This one.
    One(Arc<Record>, How),
    /// Perhaps one of these; how likely, from 0 to 1.
    Ask(Vec<(RecordId, f32)>),
}

/// The live records by their blocks, as they were when the import began.
pub(super) struct Likeness {
    blocks: HashMap<u64, Vec<RecordId>>,
}

impl Likeness {
    /// Reads all live records once.
    pub(super) fn new(store: &Store) -> Result<Likeness, ReadError> {
        let mut blocks: HashMap<u64, Vec<RecordId>> = HashMap::new();
        let mut after = Seq(0);
        let until = store.head();
        loop {
            let range = ChangeRange {
                after,
                until: Some(until),
                set: None,
            };
            let rows = store.changes(&range, ROWS)?;
            let Some(last) = rows.last() else {
                return Ok(Likeness { blocks });
            };
            after = last.seq;
            for row in rows.iter().filter(|row| !row.deleted) {
                let Some(record) = store.record(row.id)? else {
                    continue;
                };
                for block in Features::of(&record.description).blocks() {
                    blocks.entry(block).or_default().push(record.id);
                }
            }
        }
    }
}

/// What one import matches by.
pub(super) struct Matcher<'a> {
    pub(super) import: ImportId,
    /// The records that this import has met.
    pub(super) met: HashSet<RecordId>,
    pub(super) likeness: Option<Likeness>,
    pub(super) store: &'a Store,
}

impl Matcher<'_> {
    pub(super) fn find(
        &self,
        draft: &Draft<'_>,
        rules: &Matching,
        (built, source): (&Built, &Source),
        provenance: &Provenance,
    ) -> Result<Match, ReadError> {
        if let Some(record) = self.by_identifier(draft, provenance)? {
            return Ok(Match::One(record, How::Identifier));
        }
        let own = provenance.harvest_key();
        let own = own.as_ref();
        let mut asked: BTreeMap<RecordId, f32> = BTreeMap::new();
        for by in &rules.by {
            let found = match by {
                MatchBy::ControlNumber => match self.by_number(draft, (built, source), own)? {
                    Some(record) => return Ok(Match::One(record, How::ControlNumber)),
                    None => continue,
                },
                MatchBy::Doi => self.by_key(built, How::Doi, own)?,
                MatchBy::Isbn => self.by_key(built, How::Isbn, own)?,
                MatchBy::Host => self.by_host(rules, built, own)?,
                MatchBy::Scored => self.by_score(rules, built, own)?,
            };
            match found {
                Match::New => {}
                Match::One(..) => return Ok(found),
                Match::Ask(candidates) => {
                    for (id, score) in candidates {
                        let held = asked.entry(id).or_insert(score);
                        *held = held.max(score);
                    }
                }
            }
        }
        Ok(ask(asked.into_iter().collect()))
    }

    fn by_number(
        &self,
        draft: &Draft<'_>,
        (built, source): (&Built, &Source),
        own: Option<&Key>,
    ) -> Result<Option<Arc<Record>>, ReadError> {
        for id in draft.find(&number(built, source))? {
            // A number that several records of a repository have makes them no less several.
            if own.is_some() && self.met.contains(&id) {
                continue;
            }
            let record = self.store.record(id)?;
            if let Some(record) = record.filter(|record| !is_another(record, own)) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// The record that came with this identifier from the same repository before.
    pub(super) fn by_identifier(
        &self,
        draft: &Draft<'_>,
        provenance: &Provenance,
    ) -> Result<Option<Arc<Record>>, ReadError> {
        let Some(key) = provenance.harvest_key() else {
            return Ok(None);
        };
        for id in draft.find(&key)? {
            if let Some(record) = self.store.record(id)? {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// One record with this number, and nothing that speaks against it.
    fn by_key(&self, built: &Built, how: How, own_key: Option<&Key>) -> Result<Match, ReadError> {
        let prefix = if how == How::Doi { "doi:" } else { "isbn:" };
        let keys = built.keys.iter().filter(|key| key.0.starts_with(prefix));
        let mut found = self.candidates(keys, own_key)?;
        let own = number_of(&built.keys);
        let rivals = found.iter().any(|record| {
            // Another number of the same system is another record, whatever it says of itself.
            let others = numbers_of(record);
            own.is_some_and(|own| {
                others
                    .iter()
                    .any(|other| system_of(other) == system_of(own) && other != own)
            })
        });
        let features = Features::of(&built.description);
        let scored = |record: &Arc<Record>| {
            (
                record.id,
                Features::of(&record.description).score(&features),
            )
        };
        if found.len() == 1 && !rivals {
            return Ok(found
                .pop()
                .map_or(Match::New, |record| Match::One(record, how)));
        }
        Ok(Match::Ask(found.iter().map(scored).collect()))
    }

    /// The article at this place of this journal, in the same language.
    fn by_host(
        &self,
        rules: &Matching,
        built: &Built,
        own: Option<&Key>,
    ) -> Result<Match, ReadError> {
        let keys = built.work_evidence.iter();
        let keys = keys
            .filter(|e| e.kind == EvidenceKind::Issue)
            .map(|e| &e.key);
        let features = Features::of(&built.description);
        let mut found = self.candidates(keys, own)?;
        found.retain(|record| {
            record.description.languages.first() == built.description.languages.first()
        });
        let scored = found.iter().map(|record| {
            (
                record.id,
                Features::of(&record.description).score(&features),
            )
        });
        let scored: Vec<(RecordId, f32)> = scored.collect();
        match (&scored[..], found.pop()) {
            ([(_, score)], Some(record)) if *score >= rules.ask => {
                Ok(Match::One(record, How::Host))
            }
            _ => Ok(Match::Ask(scored)),
        }
    }

    fn by_score(
        &self,
        rules: &Matching,
        built: &Built,
        own: Option<&Key>,
    ) -> Result<Match, ReadError> {
        let Some(likeness) = &self.likeness else {
            return Ok(Match::New);
        };
        let features = Features::of(&built.description);
        let near = features.blocks().into_iter();
        let near: HashSet<RecordId> = near
            .filter_map(|block| likeness.blocks.get(&block))
            .flatten()
            .copied()
            .collect();
        let mut scored = Vec::new();
        for id in near {
            let Some(record) = self.candidate(id, own)? else {
                continue;
            };
            let score = Features::of(&record.description).score(&features);
            if score >= rules.ask {
                scored.push((score, record));
            }
        }
        scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.id.cmp(&y.id)));
        let rival = scored.get(1).is_some_and(|(score, _)| *score >= rules.sure);
        match scored.first() {
            Some((score, record)) if *score >= rules.sure && !rival => {
                Ok(Match::One(Arc::clone(record), How::Scored))
            }
            _ => Ok(Match::Ask(
                scored.iter().map(|(score, r)| (r.id, *score)).collect(),
            )),
        }
    }

    fn candidates<'k>(
        &self,
        keys: impl Iterator<Item = &'k Key>,
        own: Option<&Key>,
    ) -> Result<Vec<Arc<Record>>, ReadError> {
        let mut found: Vec<Arc<Record>> = Vec::new();
        for key in keys {
            // What the draft holds was met.
            let mut ids = self.store.may_have(key)?;
            ids.retain(|id| !self.met.contains(id));
            for id in self.store.having(key, &ids)? {
                if found.iter().all(|record| record.id != id) {
                    found.extend(self.candidate(id, own)?);
                }
            }
        }
        Ok(found)
    }

    /// A record that this import has not met, that is not deleted, and that is not known to be another.
    fn candidate(&self, id: RecordId, own: Option<&Key>) -> Result<Option<Arc<Record>>, ReadError> {
        if self.met.contains(&id) {
            return Ok(None);
        }
        let record = self.store.record(id)?;
        Ok(record.filter(|r| {
            r.status != Status::Deleted
                && r.provenance.import != Some(self.import)
                && !is_another(r, own)
        }))
    }
}

/// Whether a record has another identifier in the same repository: then it is another, whatever they share.
fn is_another(record: &Record, own: Option<&Key>) -> bool {
    let theirs = record.provenance.harvest_key();
    let system = format!("oai:{}:", record.provenance.system);
    match (own, theirs) {
        (Some(own), Some(theirs)) => own.0.starts_with(&system) && *own != theirs,
        _ => false,
    }
}

fn ask(mut candidates: Vec<(RecordId, f32)>) -> Match {
    if candidates.is_empty() {
        return Match::New;
    }
    candidates.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(x.cmp(y)));
    candidates.truncate(SHOWN);
    Match::Ask(candidates)
}

fn number_of(keys: &[Key]) -> Option<&str> {
    let mut keys = keys.iter().map(|key| key.0.as_str());
    keys.find(|key| key.starts_with("001:"))
}

/// The control numbers of a record, as keys.
fn numbers_of(record: &Record) -> Vec<String> {
    let system = &record.provenance.system;
    let identifiers = record.description.identifiers.iter();
    identifiers
        .filter(|id| id.kind == record::IdentifierKind::ControlNumber)
        .map(|id| format!("001:{system}:{}", id.value))
        .collect()
}

/// The system within a key `001:{system}:{number}`.
fn system_of(key: &str) -> Option<&str> {
    key.split(':').nth(1)
}
