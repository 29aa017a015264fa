//! A draft: changes that see each other and are committed as one.

mod again;
mod take;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{
    Description, Fingerprint, Key, Provenance, Record, RecordId, Seq, SetSpec, Source,
    WorkEvidence, WorkId,
    build::{BuildError, Built, fingerprint},
    sets,
};
use serde_json::Value;
use store::{Batch, Cause, CollectionRow, CommitError, Meta, Put, ReadError};

pub(super) use self::{
    again::{Restored, is_undone},
    take::{Arrived, Taken, Took},
};
use super::{
    Over, Pipeline,
    works::{self, JoinError},
};
use crate::access::Actor;

/// Above every id that a record can have: what a draft calls new records that is never committed.
const DRY_IDS: u64 = 1 << 40;

/// Changes being put together.
pub(super) struct Draft<'a> {
    pub(super) pipeline: &'a Pipeline,
    /// Whether it is never committed.
    dry: bool,
    made_up: u64,
    puts: BTreeMap<RecordId, Put>,
    /// Keys of records in `puts`.
    keys: HashMap<Key, Vec<RecordId>>,
}

/// What a record is to its draft: enough to group it.
pub(super) struct Member {
    pub(super) id: RecordId,
    pub(super) work: WorkId,
    pub(super) lang: Option<taxonomy::Lang>,
    /// Whether it was taken out of its work by hand.
    pub(super) apart: bool,
}

impl Member {
    fn new(id: RecordId, work: WorkId, description: &Description) -> Member {
        Member {
            id,
            work,
            lang: description.languages.first().copied(),
            apart: description.grouping.as_ref().is_some_and(|g| g.apart),
        }
    }

    /// Whether its language is known.
    pub(super) fn speaks(&self) -> bool {
        self.lang.is_some_and(|lang| lang != taxonomy::Lang::UND)
    }
}

/// Why a draft could not be built.
#[derive(Debug, thiserror::Error)]
pub(super) enum DraftError {
    /// A record's source cannot be built from.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A record cannot be joined as it was asked.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl<'a> Draft<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Draft<'a> {
        Draft {
            pipeline,
            dry: false,
            made_up: 0,
            puts: BTreeMap::new(),
            keys: HashMap::new(),
        }
    }

    /// A draft that is never committed.
    pub(super) fn dry(pipeline: &'a Pipeline) -> Draft<'a> {
        Draft {
            dry: true,
            ..Draft::new(pipeline)
        }
    }

    /// What will be put of a record.
    pub(super) fn put_of(&self, id: RecordId) -> Option<&Put> {
        self.puts.get(&id)
    }

    /// The records that are found by a key, as they will be after this draft.
    pub(super) fn find(&self, key: &Key) -> Result<Vec<RecordId>, ReadError> {
        Ok(self.find_few(key, usize::MAX)?.unwrap_or_default())
    }

    /// The same, unless there are more than `most`. That there are far too many is told without reading them.
    pub(super) fn find_few(
        &self,
        key: &Key,
        most: usize,
    ) -> Result<Option<Vec<RecordId>>, ReadError> {
        let store = &self.pipeline.store;
        let mut kept = store.may_have(key)?;
        kept.retain(|id| !self.puts.contains_key(id));
        let mut drafted = self.keys.get(key).cloned().unwrap_or_default();
        drafted.sort();
        // A record that was put twice has each of its keys twice.
        drafted.dedup();
        if kept.len() + drafted.len() > most.saturating_mul(2) {
            return Ok(None);
        }
        let mut found = store.having(key, &kept)?;
        found.append(&mut drafted);
        found.sort();
        Ok((found.len() <= most).then_some(found))
    }

    /// What a record offers as evidence of its work, as it will be after this draft.
    pub(super) fn evidence(&self, id: RecordId) -> Result<Vec<WorkEvidence>, DraftError> {
        let store = &self.pipeline.store;
        let (source, kept, edits, provenance) = match self.puts.get(&id) {
            Some(put) => (
                put.source.clone(),
                put.kept.clone(),
                put.edits.clone(),
                put.provenance.clone(),
            ),
            None => match store.record(id)? {
                Some(record) => (
                    None,
                    record.kept.clone(),
                    record.edits.clone(),
                    record.provenance.clone(),
                ),
                None => return Ok(Vec::new()),
            },
        };
        let source = match source {
            Some(source) => Some(source),
            None => store.source(id)?,
        };
        let Some(source) = source else {
            return Ok(Vec::new());
        };
        let over = Over {
            kept: kept.as_ref(),
            edits: edits.as_ref(),
        };
        let built = self.pipeline.build(&source, over, &provenance)?;
        Ok(built.work_evidence)
    }

    /// A record as it will be after this draft, where it is live.
    pub(super) fn member(&self, id: RecordId) -> Result<Option<Member>, ReadError> {
        if let Some(put) = self.puts.get(&id) {
            let member = || Member::new(id, put.work, &put.description);
            return Ok(put.status.is_live().then(member));
        }
        let record = self
            .pipeline
            .store
            .record(id)?
            .filter(|r| r.status.is_live());
        Ok(record.map(|r| Member::new(id, r.work, &r.description)))
    }

    /// The live members of a work, as they will be after this draft.
    pub(super) fn members(&self, work: WorkId) -> Result<Vec<Member>, ReadError> {
        let mut ids = self.pipeline.store.work(work)?;
        ids.retain(|id| !self.puts.contains_key(id));
        ids.extend(self.puts.values().filter(|p| p.work == work).map(|p| p.id));
        ids.sort();
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            members.extend(self.member(id)?.filter(|m| m.work == work));
        }
        Ok(members)
    }

    /// Sets the work of a record, which so becomes part of the draft.
    pub(super) fn set_work(&mut self, id: RecordId, work: WorkId) -> Result<(), DraftError> {
        if let Some(put) = self.puts.get_mut(&id) {
            put.work = work;
            return Ok(());
        }
        let store = &self.pipeline.store;
        let Some(record) = store.record(id)?.filter(|r| r.work != work) else {
            return Ok(());
        };
        let Some(source) = store.source(id)? else {
            return Ok(());
        };
        let built = self
            .pipeline
            .build(&source, Over::of(&record), &record.provenance)?;
        let fresh = Fresh::again(&record, built, &source);
        self.put(Fresh { work, ..fresh })?;
        Ok(())
    }

    /// Puts a live record into a collection's set, or takes it out.
    pub(super) fn set_membership(
        &mut self,
        id: RecordId,
        set: &SetSpec,
        inside: bool,
    ) -> Result<(), DraftError> {
        let store = &self.pipeline.store;
        let Some(record) = store.record(id)?.filter(|r| r.status.is_live()) else {
            return Ok(());
        };
        let Some(source) = store.source(id)? else {
            return Ok(());
        };
        let built = self
            .pipeline
            .build(&source, Over::of(&record), &record.provenance)?;
        self.put(Fresh::again(&record, built, &source))?;
        if let Some(put) = self.puts.get_mut(&id) {
            put.sets.retain(|held| held != set);
            if inside {
                put.sets.push(set.clone());
            }
        }
        Ok(())
    }

    /// The collections that a record is in: a new build does not tell, so it keeps them until their
    /// queries are asked again.
    fn collections_of(&self, id: RecordId) -> Result<Vec<SetSpec>, ReadError> {
        let mut sets = match self.puts.get(&id) {
            Some(put) => put.sets.clone(),
            None => self
                .pipeline
                .store
                .change(id)?
                .map_or_else(Vec::new, |row| row.sets),
        };
        sets.retain(|set| set.as_str().starts_with(CollectionRow::PREFIX));
        Ok(sets)
    }

    /// Forgets what a record was found by when it was put before.
    fn forget_keys(&mut self, id: RecordId) {
        let Some(before) = self.puts.get(&id) else {
            return;
        };
        for key in &before.keys {
            if let Some(found) = self.keys.get_mut(key) {
                found.retain(|found| *found != id);
            }
        }
    }

    fn put(&mut self, fresh: Fresh) -> Result<(), ReadError> {
        let mut keys = fresh.built.keys.clone();
        keys.push(fresh.number);
        keys.extend(fresh.provenance.harvest_key());
        // What is not shown is no witness to what belongs together.
        if fresh.built.status.is_live() {
            keys.extend(works::kept(&fresh.built.work_evidence));
        }
        keys.sort();
        keys.dedup();
        self.forget_keys(fresh.id);
        for key in &keys {
            self.keys.entry(key.clone()).or_default().push(fresh.id);
        }
        let mut sets = sets(&fresh.built.description, &self.pipeline.terms.now());
        sets.extend(self.collections_of(fresh.id)?);
        let put = Put {
            id: fresh.id,
            status: fresh.built.status,
            work: fresh.work,
            provenance: fresh.provenance,
            fingerprint: fresh.fingerprint,
            kept: fresh.kept,
            edits: fresh.edits,
            sets,
            description: fresh.built.description,
            keys,
            source: fresh.source,
        };
        self.puts.insert(put.id, put);
        Ok(())
    }

    /// Puts a build and groups it with its language versions.
    fn put_and_group(&mut self, mut fresh: Fresh) -> Result<(), DraftError> {
        let (id, evidence) = (fresh.id, fresh.built.work_evidence.clone());
        let live = fresh.built.status.is_live();
        let grouping = &fresh.built.description.grouping;
        let leaves = |before: &Record| !live || before.description.grouping != *grouping;
        let left = match self.pipeline.store.record(id)? {
            Some(before) if before.status.is_live() && leaves(&before) => {
                works::neighbours(self, id)?
            }
            _ => Vec::new(),
        };
        // It may have been grouped again already.
        fresh.work = self.puts.get(&id).map_or(fresh.work, |put| put.work);
        self.put(fresh)?;
        works::regroup(self, id, &evidence)?;
        works::regroup_each(self, left)
    }

    /// Whether a record will be put.
    pub(super) fn holds(&self, id: RecordId) -> bool {
        self.puts.contains_key(&id)
    }

    /// How many records will be put.
    pub(super) fn len(&self) -> usize {
        self.puts.len()
    }

    /// Puts the other language versions of what was put, where these show of it what has changed:
    /// that it is there, its language, its title. So harvesters hear of them too.
    pub(super) fn put_versions(&mut self) -> Result<(), ReadError> {
        let mut works = BTreeSet::new();
        for put in self.puts.values() {
            let before = self.pipeline.store.record(put.id)?;
            let before = before.as_deref().filter(|r| r.status.is_live());
            let after = put.status.is_live().then_some(put);
            let was = before.map(|r| (r.work, shown(&r.description)));
            let is = after.map(|p| (p.work, shown(&p.description)));
            if was != is {
                works.extend(was.map(|(work, _)| work));
                works.extend(is.map(|(work, _)| work));
            }
        }
        for work in works {
            for member in self.members(work)? {
                if !self.holds(member.id) {
                    self.put_again(member.id)?;
                }
            }
        }
        Ok(())
    }

    /// Puts a record as it is.
    fn put_again(&mut self, id: RecordId) -> Result<(), ReadError> {
        let store = &self.pipeline.store;
        let (Some(record), Some(source)) = (store.record(id)?, store.source(id)?) else {
            return Ok(());
        };
        // It was built before; if it cannot be now, it stays as it is.
        if let Ok(built) = self
            .pipeline
            .build(&source, Over::of(&record), &record.provenance)
        {
            self.put(Fresh::again(&record, built, &source))?;
        }
        Ok(())
    }

    /// Commits everything as one; the last seq, when records were put.
    pub(super) fn commit(
        self,
        actor: &Actor,
        cause: Cause,
        metas: Vec<Meta>,
    ) -> Result<Option<Seq>, CommitError> {
        if self.puts.is_empty() && metas.is_empty() {
            return Ok(None);
        }
        let puts: Vec<Put> = self.puts.into_values().collect();
        let any = !puts.is_empty();
        let receipt = self.pipeline.store.commit(Batch {
            actor: actor.name.clone(),
            via: actor.via.clone(),
            cause,
            puts,
            metas,
        })?;
        Ok(any.then_some(receipt.last))
    }
}

/// What the other versions of a work show of one.
fn shown(description: &Description) -> (Option<taxonomy::Lang>, String) {
    let lang = description.languages.first().copied();
    (lang, description.titles.main.full())
}

/// A build on its way to be put.
struct Fresh {
    id: RecordId,
    work: WorkId,
    number: Key,
    built: Built,
    fingerprint: Fingerprint,
    kept: Option<Value>,
    edits: Option<Value>,
    provenance: Provenance,
    /// `None` keeps the source it has.
    source: Option<Source>,
}

impl Fresh {
    /// A new build of a record that is there, with the source it has.
    fn again(current: &Record, built: Built, source: &Source) -> Fresh {
        Fresh {
            id: current.id,
            work: current.work,
            number: number(&built, source),
            fingerprint: fingerprint(&built.description, built.status, Some(source)),
            built,
            kept: current.kept.clone(),
            edits: current.edits.clone(),
            provenance: current.provenance.clone(),
            source: None,
        }
    }
}

/// The key that a record is matched by when it comes again: its control number, else its very bytes.
pub(super) fn number(built: &Built, source: &Source) -> Key {
    let own = built.keys.iter().find(|key| key.0.starts_with("001:"));
    own.cloned()
        .unwrap_or_else(|| Key(format!("src:{}", blake3::hash(&source.bytes).to_hex())))
}
