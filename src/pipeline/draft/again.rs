//! Building records again that are there: with other edits, after a change of the taxonomy, as a replay has them.

use record::{ChangeRow, Provenance, Record, SetSpec, Source, Status, build::Built, sets};
use serde_json::Value;
use store::CollectionRow;

use super::{Draft, DraftError, Fresh};
use crate::pipeline::{Over, works};

/// A record as it is to be again.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Restored {
    pub(in crate::pipeline) source: Source,
    pub(in crate::pipeline) kept: Option<Value>,
    pub(in crate::pipeline) edits: Option<Value>,
    pub(in crate::pipeline) provenance: Provenance,
}

/// Whether a record is what an undone import has left of one it had brought.
pub(in crate::pipeline) fn is_undone(record: &Record) -> bool {
    record.status == Status::Deleted && record.provenance.import.is_none()
}

impl Draft<'_> {
    /// Puts a record as a replay of its history has it; nothing when it is so already.
    pub(in crate::pipeline) fn restore(
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
    pub(in crate::pipeline) fn unmake(&mut self, current: &Record) -> Result<bool, DraftError> {
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

    /// Builds a record again because the taxonomy has changed; puts it when its description or its sets
    /// differ, or when `shows` it.
    pub(in crate::pipeline) fn follow_taxonomy(
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
    pub(in crate::pipeline) fn rebuild(
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
    pub(in crate::pipeline) fn put_built(
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
}
