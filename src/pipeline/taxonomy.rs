//! Changes to the taxonomy: checked, committed, put in force. The records follow, see `rebuild.rs`.

use std::sync::Arc;

use record::{ChangeRange, RecordId, SetSpec, Why};
use store::{Batch, Cause, CommitError, Meta, ReadError, RebuildRow, TaxonomyRow};
use taxonomy::{
    ChangeError, Taxonomy, TaxonomyChange,
    change::{self, UndoError},
};

use super::Pipeline;
use crate::{access::Actor, clock};

/// The most changes that are made together.
const MOST: usize = 10_000;

/// Why the taxonomy was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// A change cannot be made.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A change cannot be undone.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// It is so already, or nothing was given.
    #[error("there is nothing to change: the taxonomy says all of this already")]
    Nothing,
    /// Too many at once.
    #[error("{0} changes are too many at once; send {MOST} at most")]
    TooMany(usize),
    /// A concept is taken out by undoing its creation only.
    #[error(
        "change {0}: a concept is taken out by undoing the change that made it; retire it with deprecate, or merge it"
    )]
    Remove(usize),
    /// There is no such change.
    #[error("there is no change {0} of the taxonomy; /api/v1/taxonomy/changes lists them")]
    NoSuch(u64),
    /// It was undone before.
    #[error("change {0} was undone by change {1}; undo that one to have it back")]
    Undone(u64, u64),
    /// Somebody gave a record the concept by hand.
    #[error("record {record} was given {concept} by hand; take it out there first")]
    InUse {
        /// The concept.
        concept: String,
        /// A record.
        record: RecordId,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl Pipeline {
    /// The taxonomy as it stands and as it would be after changes.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn try_taxonomy(
        &self,
        changes: &[TaxonomyChange],
    ) -> Result<(Arc<Taxonomy>, Taxonomy), TaxonomyError> {
        if changes.len() > MOST {
            return Err(TaxonomyError::TooMany(changes.len()));
        }
        let removes = |c: &TaxonomyChange| matches!(c, TaxonomyChange::Remove { .. });
        if let Some(at) = changes.iter().position(removes) {
            return Err(TaxonomyError::Remove(at + 1));
        }
        let now = self.terms.now();
        let next = change::apply_all(&now, changes)?;
        if next.version() == now.version() {
            return Err(TaxonomyError::Nothing);
        }
        Ok((now, next))
    }

    /// Changes the taxonomy: when it returns, the changes are saved and in force.
    ///
    /// # Errors
    /// When they cannot be made or committed; then none of them was.
    pub fn change_taxonomy(
        &self,
        actor: &Actor,
        changes: Vec<TaxonomyChange>,
    ) -> Result<TaxonomyRow, TaxonomyError> {
        // Imports and edits go on while it is tried.
        let (mut now, mut next) = self.try_taxonomy(&changes)?;
        let _turn = self.turn.lock();
        if !Arc::ptr_eq(&now, &self.terms.now()) {
            (now, next) = self.try_taxonomy(&changes)?;
        }
        drop(now);
        self.put_in_force(actor, changes, None, next)
    }

    /// Undoes changes that were made together.
    ///
    /// # Errors
    /// When there are none of that number, one of them was a merge or was changed again since, or the
    /// way back cannot be committed.
    pub fn undo_taxonomy(&self, actor: &Actor, number: u64) -> Result<TaxonomyRow, TaxonomyError> {
        let _turn = self.turn.lock();
        let rows = self.store.taxonomy_changes();
        let row = rows.iter().find(|row| row.number == number);
        let row = row.ok_or(TaxonomyError::NoSuch(number))?;
        if let Some(by) = undone_by(&rows, number) {
            return Err(TaxonomyError::Undone(number, by));
        }
        let (before, now) = (
            self.terms.as_of(&rows, number.saturating_sub(1)),
            self.terms.now(),
        );
        let (back, next) = change::undo(&before, &row.changes, &now)?;
        for change in &back {
            if let TaxonomyChange::Remove { concept, .. } = change {
                self.is_not_given(concept.as_str())?;
            }
        }
        self.put_in_force(actor, back, Some(number), next)
    }

    /// Commits changes that fit, and puts what they make in force; the caller has the turn.
    fn put_in_force(
        &self,
        actor: &Actor,
        changes: Vec<TaxonomyChange>,
        undoes: Option<u64>,
        next: Taxonomy,
    ) -> Result<TaxonomyRow, TaxonomyError> {
        let row = TaxonomyRow {
            number: self.store.taxonomy_changes().len() as u64 + 1,
            actor: actor.name.clone(),
            at: clock::now(),
            changes,
            undoes,
            until: self.store.head(),
        };
        let cause = match undoes {
            Some(_) => "taxonomy-undone",
            None => "taxonomy-changed",
        };
        self.store.commit(Batch {
            actor: actor.name.clone(),
            via: actor.via.clone(),
            cause: Cause::System(cause.to_owned()),
            puts: Vec::new(),
            metas: vec![
                Meta::Taxonomy(row.clone()),
                Meta::Rebuild(RebuildRow::new(row.number)),
            ],
        })?;
        // Before the turn ends: whatever is committed from now on was built with it.
        self.terms.set(row.number, Arc::new(next));
        Ok(row)
    }

    /// Refuses to take out a theme that a record was given by hand.
    fn is_not_given(&self, concept: &str) -> Result<(), TaxonomyError> {
        let mut range = ChangeRange {
            set: Some(SetSpec::new(&format!("theme:{concept}"))),
            ..ChangeRange::default()
        };
        loop {
            let rows = self.store.changes(&range, 1000)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            range.after = last.seq;
            for row in rows {
                let record = self.store.record(row.id)?;
                let themes = record.iter().flat_map(|r| &r.description.themes);
                let mut given = themes.filter(|t| t.why == Why::Edit);
                if given.any(|t| t.concept.as_str() == concept) {
                    return Err(TaxonomyError::InUse {
                        concept: concept.to_owned(),
                        record: row.id,
                    });
                }
            }
        }
    }
}

/// The change that undid another one.
pub fn undone_by(rows: &[TaxonomyRow], number: u64) -> Option<u64> {
    let by = rows.iter().rev().find(|row| row.undoes == Some(number))?;
    // An undo that was itself undone counts no more.
    undone_by(rows, by.number).is_none().then_some(by.number)
}
