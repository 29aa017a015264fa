//! Batch edits: the same operations on many records, looked at first, then committed as one undoable batch.
//!
//! A batch edit is kept as an import is: its input, the operations with the records they are for, lies in
//! `uploads/`; its row carries the cursor; a batch that was stopped goes on exactly once (decision 0034).

mod look;
mod members;
mod operation;
mod places;
mod run;

use record::{ImportCounts, ImportKind, ImportRow, ImportStatus, Notice, RecordId, Seq};
use serde::{Deserialize, Serialize};
use store::{Cause, Meta};

use super::{
    ImportError, Pipeline, StageError,
    draft::{Draft, Member},
    works::{self, JoinError, MOST_JOINED},
};
use crate::{access::Actor, clock};

pub use look::{Preview, Version};
pub use operation::{Operation, OperationError};

/// Records that one batch edit may be for.
pub const MOST: usize = 5_000_000;

/// A batch edit: the operations, and the records that they are for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkEdit {
    /// What it is called in lists of imports.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What is done to each record, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
    /// The records, in the order in which they are changed.
    pub records: Vec<Target>,
}

/// A record of a batch edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The record.
    pub id: RecordId,
    /// The version that the operations of this record were made on: what has changed since is not overwritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// What is done to this record alone, after what is done to all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
}

impl Target {
    /// A record to which only the operations for all are done.
    pub fn of(id: RecordId) -> Target {
        Target {
            id,
            seq: None,
            operations: Vec::new(),
        }
    }
}

/// Why a batch edit cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BulkError {
    /// An operation does not fit.
    #[error("operation {number}: {error}")]
    Operation {
        /// Which one, from 1.
        number: usize,
        /// Why.
        error: OperationError,
    },
    /// There is nothing to do.
    #[error("there is nothing to do: a batch edit needs operations and records")]
    Nothing,
    /// Too many.
    #[error("{0} records are more than one batch edit takes, {MOST}; choose fewer")]
    TooMany(usize),
    /// It cannot be kept.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// It cannot be registered, or not go on.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl Pipeline {
    /// Whether every operation for all records makes sense; those for one record are seen when it is met.
    ///
    /// # Errors
    /// When one does not, or there is nothing to do.
    pub fn check_bulk(&self, edit: &BulkEdit) -> Result<(), BulkError> {
        if edit.records.len() > MOST {
            return Err(BulkError::TooMany(edit.records.len()));
        }
        for (n, operation) in edit.operations.iter().enumerate() {
            let number = n + 1;
            let checked = operation.check(&self.terms.now());
            checked.map_err(|error| BulkError::Operation { number, error })?;
        }
        self.joined_by(edit)?;
        let any = !edit.operations.is_empty()
            || edit
                .records
                .iter()
                .any(|target| !target.operations.is_empty());
        match any && !edit.records.is_empty() {
            true => Ok(()),
            false => Err(BulkError::Nothing),
        }
    }

    /// The works that a batch edit brings together, with their records: none where it joins nothing.
    fn joined_by(&self, edit: &BulkEdit) -> Result<Vec<Vec<Member>>, BulkError> {
        let mut operations = edit.operations.iter();
        let Some(at) = operations.position(|operation| *operation == Operation::Join) else {
            return Ok(Vec::new());
        };
        let refuse = |error: JoinError| BulkError::Operation {
            number: at + 1,
            error: error.into(),
        };
        // Nobody's work has so many versions; their numbers are not put in order first.
        if edit.records.len() > MOST_JOINED {
            return Err(refuse(JoinError::Count(edit.records.len())));
        }
        let ids = edit.records.iter().map(|target| target.id).collect();
        let works = works::join(&Draft::new(self), &ids).map_err(ImportError::Read)?;
        works.map_err(refuse)
    }

    /// Registers a batch edit, which from now on survives any stop; it is run by [`Pipeline::run`].
    ///
    /// # Errors
    /// When it does not fit, cannot be kept, or the commit is refused.
    pub fn begin_bulk(&self, actor: &Actor, edit: &BulkEdit) -> Result<ImportRow, BulkError> {
        self.register_bulk(actor, edit, ImportStatus::Running, Vec::new())
    }

    /// Keeps a batch edit until somebody says that it is to run ([`Pipeline::commit_staged`]) or throws it away, with
    /// what was found in the table that it was made of.
    ///
    /// # Errors
    /// As [`Pipeline::begin_bulk`].
    pub fn stage_bulk(
        &self,
        actor: &Actor,
        edit: &BulkEdit,
        found: Vec<Notice>,
    ) -> Result<ImportRow, BulkError> {
        self.register_bulk(actor, edit, ImportStatus::Staged, found)
    }

    fn register_bulk(
        &self,
        actor: &Actor,
        edit: &BulkEdit,
        status: ImportStatus,
        found: Vec<Notice>,
    ) -> Result<ImportRow, BulkError> {
        self.check_bulk(edit)?;
        let bytes = serde_json::to_vec(edit).map_err(|e| ImportError::Request(e.to_string()))?;
        let name = match edit.name.trim() {
            "" => "batch edit",
            name => name,
        };
        let staged = self.stage(name, bytes.as_slice())?;
        let row = ImportRow {
            id: self.store.new_import_id(),
            kind: ImportKind::Batch,
            undoes: None,
            undone_by: None,
            format: None,
            profile: None,
            records: Some(edit.records.len() as u64),
            stopped_by: None,
            input: staged.name.clone(),
            digest: staged.digest.clone(),
            bytes: staged.bytes,
            // It is for records of every source system, and of none.
            system: String::new(),
            actor: actor.name.clone(),
            via: actor.via.clone(),
            started: clock::now(),
            ended: None,
            status,
            cursor: 0,
            counts: ImportCounts::default(),
        };
        let registered = {
            let _turn = self.turn.lock();
            let mut metas = vec![Meta::Import(row.clone())];
            if !found.is_empty() {
                metas.push(Meta::Notices(row.id, found));
            }
            Draft::new(self).commit(actor, Cause::Import(row.id), metas)
        };
        match registered {
            Ok(_) => Ok(row),
            Err(error) => {
                self.forget(&row.digest);
                Err(ImportError::from(error).into())
            }
        }
    }
}
