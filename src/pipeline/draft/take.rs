//! Taking records that come from an input: as new ones, over those that are there, or away.

use std::sync::Arc;

use record::{
    Notice, Provenance, Record, RecordId, Severity, Source, Status, WorkId,
    build::{Built, fingerprint},
    profile::OverlayRule,
};
use serde_json::Value;

use super::{DRY_IDS, Draft, DraftError, Fresh, is_undone, number};
use crate::pipeline::{Over, described, edit, overlay};

/// What became of a record that was taken into a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pipeline) enum Taken {
    Created,
    Changed,
    /// Deleted where it was harvested, and so here.
    Deleted,
    Unchanged,
}

/// A record that came from an input.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Arrived<'a> {
    pub(in crate::pipeline) built: Built,
    pub(in crate::pipeline) source: Source,
    pub(in crate::pipeline) provenance: Provenance,
    /// What it may write over.
    pub(in crate::pipeline) overlay: &'a [OverlayRule],
}

/// What became of a record that arrived.
pub(in crate::pipeline) struct Took {
    pub(in crate::pipeline) taken: Taken,
    pub(in crate::pipeline) id: RecordId,
    /// The record as it was, where it was there.
    pub(in crate::pipeline) before: Option<Arc<Record>>,
    /// What is to be said of it.
    pub(in crate::pipeline) notices: Vec<Notice>,
}

impl Draft<'_> {
    /// Takes a record that came from an input: as a new one, or over the one it was matched with.
    pub(in crate::pipeline) fn take(
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
    pub(in crate::pipeline) fn withdraw(
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
}
