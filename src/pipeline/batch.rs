//! A draft: changes that see each other and are committed as one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use record::{
    ChangeRow, Description, Fingerprint, Key, Notice, Provenance, Record, RecordId, Seq, SetSpec,
    Severity, Source, Status, WorkEvidence, WorkId,
    build::{BuildError, Built, fingerprint},
    profile::OverlayRule,
    sets,
};
use serde_json::Value;
use store::{Batch, Cause, CollectionRow, CommitError, Meta, Put, ReadError};

use super::{
    Over, Pipeline, described, edit, overlay,
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

/// What became of a record that was taken into a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Created,
    Changed,
    /// Deleted where it was harvested, and so here.
    Deleted,
    Unchanged,
}

/// A record that came from an input.
#[derive(Debug, Clone)]
pub(super) struct Arrived<'a> {
    pub(super) built: Built,
    pub(super) source: Source,
    pub(super) provenance: Provenance,
    /// What it may write over.
    pub(super) overlay: &'a [OverlayRule],
}

/// What became of a record that arrived.
pub(super) struct Took {
    pub(super) taken: Taken,
    pub(super) id: RecordId,
    /// The record as it was, where it was there.
    pub(super) before: Option<Arc<Record>>,
    /// What is to be said of it.
    pub(super) notices: Vec<Notice>,
}

/// A record as it is to be again.
#[derive(Debug, Clone)]
pub(super) struct Restored {
    pub(super) source: Source,
    pub(super) kept: Option<Value>,
    pub(super) edits: Option<Value>,
    pub(super) provenance: Provenance,
}

/// Whether a record is what an undone import has left of one it had brought.
pub(super) fn is_undone(record: &Record) -> bool {
    record.status == Status::Deleted && record.provenance.import.is_none()
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

    /// Takes a record that came from an input: as a new one, or over the one it was matched with.
    pub(super) fn take(
        &mut self,
        target: Option<&Arc<Record>>,
        arrived: Arrived<'_>,
    ) -> Result<Took, DraftError> {
        let arrived = self.by_the_taxonomy_in_force(arrived)?;
        let Some(current) = target.filter(|record| !is_undone(record)) else {
            return self.create(target.map(|record| record.id), arrived);
        };
        let kept = self.kept(current, &arrived)?;
        let over = Over {
            kept: kept.as_ref(),
            edits: current.edits.as_ref(),
        };
        let built = match over {
            Over {
                kept: None,
                edits: None,
            } => arrived.built.clone(),
            over => self
                .pipeline
                .build(&arrived.source, over, &arrived.provenance)?,
        };
        let fresh = Fresh {
            kept,
            ..Fresh::again(current, built, &arrived.source)
        };
        let mut took = Took {
            taken: Taken::Unchanged,
            id: current.id,
            before: Some(Arc::clone(current)),
            notices: Vec::new(),
        };
        // One that was not known as harvested is found by its identifier from now on.
        let known = arrived.provenance.origin.is_none()
            || (arrived.provenance.harvest_key() == current.provenance.harvest_key()
                && !current.provenance.is_deleted_there());
        if fresh.fingerprint == current.fingerprint && fresh.kept == current.kept && known {
            return Ok(took);
        }
        took.taken = Taken::Changed;
        took.notices = self.hidden_by_edits(current, &arrived, &fresh)?;
        self.put_and_group(Fresh {
            provenance: arrived.provenance,
            source: Some(arrived.source),
            ..fresh
        })?;
        Ok(took)
    }

    /// Deletes a record because the repository that it was harvested from has deleted it; what it
    /// is otherwise stays, and an edit of its status too.
    pub(super) fn withdraw(
        &mut self,
        current: &Arc<Record>,
        provenance: Provenance,
    ) -> Result<Took, DraftError> {
        let mut took = Took {
            taken: Taken::Unchanged,
            id: current.id,
            before: Some(Arc::clone(current)),
            notices: Vec::new(),
        };
        let source = self.pipeline.store.source(current.id)?;
        let Some(source) = source.filter(|_| !current.provenance.is_deleted_there()) else {
            return Ok(took);
        };
        let built = self
            .pipeline
            .build(&source, Over::of(current), &provenance)?;
        let fresh = Fresh {
            provenance,
            ..Fresh::again(current, built, &source)
        };
        if fresh.built.status == Status::Deleted {
            took.taken = Taken::Deleted;
        } else {
            let text = format!(
                "record {} was deleted where it was harvested, and its status was edited here: the edit stays; take it back on the record's page to delete it here too",
                current.id
            );
            let notice = Notice::on(Severity::Warning, "edit-kept", edit::STATUS, text);
            took.notices.push(notice);
        }
        self.put_and_group(fresh)?;
        Ok(took)
    }

    /// Puts a record that is new, or again one whose import was undone.
    fn create(&mut self, id: Option<RecordId>, arrived: Arrived<'_>) -> Result<Took, DraftError> {
        let id = id.unwrap_or_else(|| self.new_id());
        let Arrived {
            built,
            source,
            provenance,
            ..
        } = arrived;
        self.put_and_group(Fresh {
            id,
            work: WorkId(id.0),
            number: number(&built, &source),
            fingerprint: fingerprint(&built.description, built.status, Some(&source)),
            built,
            kept: None,
            edits: None,
            provenance,
            source: Some(source),
        })?;
        Ok(Took {
            taken: Taken::Created,
            id,
            before: None,
            notices: Vec::new(),
        })
    }

    /// A record id that nobody has; a draft that is never committed uses up none.
    fn new_id(&mut self) -> RecordId {
        if !self.dry {
            return self.pipeline.store.new_record_id();
        }
        self.made_up += 1;
        RecordId(DRY_IDS + self.made_up)
    }

    /// What the rules of the import leave standing of a record.
    fn kept(&self, current: &Record, arrived: &Arrived<'_>) -> Result<Option<Value>, DraftError> {
        if arrived.overlay.is_empty() {
            return Ok(None);
        }
        let before = self.source_says(current)?;
        let incoming = described(&arrived.built.description, arrived.built.status);
        Ok(overlay::kept(arrived.overlay, &before, &incoming))
    }

    /// What a record is without its edits.
    fn source_says(&self, current: &Record) -> Result<Value, DraftError> {
        let source = match &current.edits {
            Some(_) => self.pipeline.store.source(current.id)?,
            None => None,
        };
        let Some(source) = source else {
            return Ok(described(&current.description, current.status));
        };
        let over = Over {
            kept: current.kept.as_ref(),
            edits: None,
        };
        let built = self.pipeline.build(&source, over, &current.provenance)?;
        Ok(described(&built.description, built.status))
    }

    /// Says which incoming values an edit hides: it stays, and whoever imports hears of it.
    fn hidden_by_edits(
        &self,
        current: &Record,
        arrived: &Arrived<'_>,
        fresh: &Fresh,
    ) -> Result<Vec<Notice>, DraftError> {
        let Some(Value::Object(edits)) = &current.edits else {
            return Ok(Vec::new());
        };
        let before = self.source_says(current)?;
        let over = Over {
            kept: fresh.kept.as_ref(),
            edits: None,
        };
        let built = self
            .pipeline
            .build(&arrived.source, over, &arrived.provenance)?;
        let after = described(&built.description, built.status);
        let hidden = edits.keys().filter(|m| before.get(*m) != after.get(*m));
        Ok(hidden
            .map(|member| {
                let text = format!(
                    "{member} of record {} was edited here, and the input brings another value: the edit stays; take it back on the record's page to have the new value",
                    current.id
                );
                Notice::on(Severity::Warning, "edit-kept", member.as_str(), text)
            })
            .collect())
    }

    /// Puts a record as a replay of its history has it; nothing when it is so already.
    pub(super) fn restore(
        &mut self,
        current: &Record,
        restored: Restored,
    ) -> Result<bool, DraftError> {
        let over = Over {
            kept: restored.kept.as_ref(),
            edits: restored.edits.as_ref(),
        };
        let built = self
            .pipeline
            .build(&restored.source, over, &restored.provenance)?;
        let fresh = Fresh {
            kept: restored.kept,
            edits: restored.edits,
            ..Fresh::again(current, built, &restored.source)
        };
        if fresh.fingerprint == current.fingerprint
            && fresh.kept == current.kept
            && fresh.edits == current.edits
            && restored.provenance == current.provenance
        {
            return Ok(false);
        }
        let near = works::neighbours(self, current.id)?;
        self.put_and_group(Fresh {
            provenance: restored.provenance,
            source: Some(restored.source),
            ..fresh
        })?;
        works::regroup_each(self, near)?;
        Ok(true)
    }

    /// Makes a record one that never came: deleted, with no import to its name.
    pub(super) fn unmake(&mut self, current: &Record) -> Result<bool, DraftError> {
        if is_undone(current) {
            return Ok(false);
        }
        let Some(source) = self.pipeline.store.source(current.id)? else {
            return Ok(false);
        };
        let restored = Restored {
            source,
            kept: None,
            edits: Some(serde_json::json!({ "status": "deleted" })),
            provenance: Provenance {
                import: None,
                position: None,
                ..current.provenance.clone()
            },
        };
        self.restore(current, restored)
    }

    /// A build that was made just before the taxonomy changed is made again.
    fn by_the_taxonomy_in_force<'r>(
        &self,
        arrived: Arrived<'r>,
    ) -> Result<Arrived<'r>, DraftError> {
        if *arrived.built.taxonomy == *self.pipeline.terms.now().version() {
            return Ok(arrived);
        }
        let over = Over::default();
        let built = self
            .pipeline
            .build(&arrived.source, over, &arrived.provenance)?;
        Ok(Arrived { built, ..arrived })
    }

    /// Builds a record again because the taxonomy has changed; puts it when its description or its sets
    /// differ, or when `shows` it.
    pub(super) fn follow_taxonomy(
        &mut self,
        current: &Record,
        row: &ChangeRow,
        shows: bool,
    ) -> Result<(), DraftError> {
        let Some(source) = self.pipeline.store.source(current.id)? else {
            return Ok(());
        };
        let built = self
            .pipeline
            .build(&source, Over::of(current), &current.provenance)?;
        let mut sets = sets(&built.description, &self.pipeline.terms.now());
        let collection = |set: &&SetSpec| set.as_str().starts_with(CollectionRow::PREFIX);
        sets.extend(row.sets.iter().filter(collection).cloned());
        sets.sort();
        let fresh = Fresh::again(current, built, &source);
        if fresh.fingerprint != current.fingerprint {
            return self.put_and_group(fresh);
        }
        if shows || sets != row.sets {
            self.put(fresh)?;
        }
        Ok(())
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
        let over = Over {
            kept: current.kept.as_ref(),
            edits: edits.as_ref(),
        };
        let built = self.pipeline.build(&source, over, &current.provenance)?;
        let fresh = Fresh {
            edits,
            ..Fresh::again(current, built, &source)
        };
        if fresh.fingerprint == current.fingerprint && fresh.edits == current.edits {
            return Ok(());
        }
        self.can_be_joined(current, &fresh)?;
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
        let fresh = Fresh {
            edits,
            ..Fresh::again(current, built, source)
        };
        if fresh.fingerprint == current.fingerprint && fresh.edits == current.edits {
            return Ok(false);
        }
        self.can_be_joined(current, &fresh)?;
        self.put_and_group(fresh)?;
        Ok(true)
    }

    /// Refuses an edit that would bring two records of one language into one work.
    fn can_be_joined(&self, current: &Record, fresh: &Fresh) -> Result<(), DraftError> {
        if !fresh.built.status.is_live() {
            return Ok(());
        }
        let why = works::unjoinable(self, current, &fresh.built.description)?;
        why.map_or(Ok(()), |why| Err(why.into()))
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
