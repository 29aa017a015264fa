//! A draft: changes that see each other and are committed as one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{
    Description, Fingerprint, Key, Provenance, Record, RecordId, Seq, SetSpec, Source,
    WorkEvidence, WorkId,
    build::{BuildError, Built, fingerprint},
    sets,
};
use serde_json::Value;
use store::{Batch, Cause, CollectionRow, CommitError, Meta, Put, ReadError};

use super::{Pipeline, works};
use crate::access::Actor;

/// Changes being put together.
pub(super) struct Draft<'a> {
    pub(super) pipeline: &'a Pipeline,
    puts: BTreeMap<RecordId, Put>,
    /// Keys of records in `puts`.
    keys: HashMap<Key, Vec<RecordId>>,
}

/// What a record is to its draft: enough to group it.
pub(super) struct Member {
    pub(super) id: RecordId,
    pub(super) work: WorkId,
    pub(super) lang: Option<taxonomy::Lang>,
}

/// Why a draft could not be built.
#[derive(Debug, thiserror::Error)]
pub(super) enum DraftError {
    /// A record's source cannot be built from.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// What became of a record that was taken into a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Created,
    Changed,
    Unchanged,
}

impl<'a> Draft<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Draft<'a> {
        Draft {
            pipeline,
            puts: BTreeMap::new(),
            keys: HashMap::new(),
        }
    }

    /// The records that are found by a key, as they will be after this draft.
    pub(super) fn find(&self, key: &Key) -> Result<Vec<RecordId>, ReadError> {
        let mut found = self.pipeline.store.find(key)?;
        found.retain(|id| !self.puts.contains_key(id));
        found.extend(self.keys.get(key).into_iter().flatten());
        found.sort();
        // A record that was put twice has each of its keys twice.
        found.dedup();
        Ok(found)
    }

    /// What a record offers as evidence of its work, as it will be after this draft.
    pub(super) fn evidence(&self, id: RecordId) -> Result<Vec<WorkEvidence>, DraftError> {
        let store = &self.pipeline.store;
        let (source, edits, system) = match self.puts.get(&id) {
            Some(put) => (
                put.source.clone(),
                put.edits.clone(),
                put.provenance.system.clone(),
            ),
            None => match store.record(id)? {
                Some(record) => (None, record.edits.clone(), record.provenance.system.clone()),
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
        let built = self.pipeline.build(&source, edits.as_ref(), &system)?;
        Ok(built.work_evidence)
    }

    /// A record as it will be after this draft, where it is live.
    pub(super) fn member(&self, id: RecordId) -> Result<Option<Member>, ReadError> {
        if let Some(put) = self.puts.get(&id) {
            let lang = put.description.languages.first().copied();
            return Ok(put.status.is_live().then_some(Member {
                id,
                work: put.work,
                lang,
            }));
        }
        let record = self
            .pipeline
            .store
            .record(id)?
            .filter(|r| r.status.is_live());
        Ok(record.map(|r| Member {
            id,
            work: r.work,
            lang: r.description.languages.first().copied(),
        }))
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
        let built =
            self.pipeline
                .build(&source, record.edits.as_ref(), &record.provenance.system)?;
        let fresh = Fresh::again(&record, built, record.edits.clone(), &source);
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
        let built =
            self.pipeline
                .build(&source, record.edits.as_ref(), &record.provenance.system)?;
        self.put(Fresh::again(&record, built, record.edits.clone(), &source))?;
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

    fn put(&mut self, fresh: Fresh) -> Result<(), ReadError> {
        let mut keys = fresh.built.keys.clone();
        keys.push(fresh.number);
        keys.extend(works::kept(&fresh.built.work_evidence));
        keys.sort();
        keys.dedup();
        for key in &keys {
            self.keys.entry(key.clone()).or_default().push(fresh.id);
        }
        let mut sets = sets(&fresh.built.description, &self.pipeline.taxonomy);
        sets.extend(self.collections_of(fresh.id)?);
        let put = Put {
            id: fresh.id,
            status: fresh.built.status,
            work: fresh.work,
            provenance: fresh.provenance,
            fingerprint: fresh.fingerprint,
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
    fn put_and_group(&mut self, fresh: Fresh) -> Result<(), DraftError> {
        let (id, evidence) = (fresh.id, fresh.built.work_evidence.clone());
        self.put(fresh)?;
        works::regroup(self, id, &evidence)
    }

    /// Takes a record that came from an input: matched by its number, built again with its edits if it has any.
    pub(super) fn take(
        &mut self,
        built: Built,
        source: Source,
        provenance: Provenance,
    ) -> Result<Taken, DraftError> {
        let number = number(&built, &source);
        let store = &self.pipeline.store;
        let current = match self.find(&number)?.first() {
            Some(id) => store.record(*id)?,
            None => None,
        };
        let Some(current) = current else {
            let id = store.new_record_id();
            let fingerprint = fingerprint(&built.description, built.status, Some(&source));
            let fresh = Fresh {
                id,
                work: WorkId(id.0),
                number,
                built,
                fingerprint,
                edits: None,
                provenance,
                source: Some(source),
            };
            self.put_and_group(fresh)?;
            return Ok(Taken::Created);
        };
        let built = match &current.edits {
            Some(edits) => self
                .pipeline
                .build(&source, Some(edits), &provenance.system)?,
            None => built,
        };
        let fresh = Fresh::again(&current, built, current.edits.clone(), &source);
        if fresh.fingerprint == current.fingerprint {
            return Ok(Taken::Unchanged);
        }
        self.put_and_group(Fresh {
            provenance,
            source: Some(source),
            ..fresh
        })?;
        Ok(Taken::Changed)
    }

    /// Builds a record again from its kept source with other edits; puts nothing when nothing differs.
    pub(super) fn rebuild(
        &mut self,
        current: &Record,
        edits: Option<Value>,
    ) -> Result<(), DraftError> {
        let Some(source) = self.pipeline.store.source(current.id)? else {
            return Ok(());
        };
        let built = self
            .pipeline
            .build(&source, edits.as_ref(), &current.provenance.system)?;
        let fresh = Fresh::again(current, built, edits, &source);
        if fresh.fingerprint == current.fingerprint && fresh.edits == current.edits {
            return Ok(());
        }
        self.put_and_group(fresh)
    }

    /// Puts a record that was built again beforehand; whether it differs.
    pub(super) fn put_built(
        &mut self,
        current: &Record,
        built: Built,
        edits: Option<Value>,
        source: &Source,
    ) -> Result<bool, DraftError> {
        let fresh = Fresh::again(current, built, edits, source);
        if fresh.fingerprint == current.fingerprint && fresh.edits == current.edits {
            return Ok(false);
        }
        self.put_and_group(fresh)?;
        Ok(true)
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
        let edits = record.edits.as_ref();
        // It was built before; if it cannot be now, it stays as it is.
        if let Ok(built) = self
            .pipeline
            .build(&source, edits, &record.provenance.system)
        {
            self.put(Fresh::again(&record, built, record.edits.clone(), &source))?;
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
    edits: Option<Value>,
    provenance: Provenance,
    /// `None` keeps the source it has.
    source: Option<Source>,
}

impl Fresh {
    /// A new build of a record that is there, with the source it has.
    fn again(current: &Record, built: Built, edits: Option<Value>, source: &Source) -> Fresh {
        Fresh {
            id: current.id,
            work: current.work,
            number: number(&built, source),
            fingerprint: fingerprint(&built.description, built.status, Some(source)),
            built,
            edits,
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
