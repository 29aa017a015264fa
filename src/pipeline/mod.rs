//! The one way in: every change to the collection is built here and committed here.
//!
//! [`Pipeline`] is the single writer. Its turn is taken for one batch at a time, so that an edit
//! need not wait for the end of an import. The closed list of what it does: [`Pipeline::import`],
//! [`Pipeline::edit`], [`Pipeline::replace`], batch edits in `bulk/`, tokens and users in `accounts.rs`,
//! collections and their sets in `collections.rs`, the taxonomy in `taxonomy.rs`, records that follow it
//! in `rebuild.rs`, undoing in `undo.rs`.

mod accounts;
mod background;
mod bulk;
mod collections;
mod draft;
mod edit;
mod harvests;
mod import;
mod overlay;
mod patch;
mod profiles;
mod rebuild;
mod replay;
mod staging;
mod taxonomy;
#[cfg(test)]
mod tests;
mod undo;
mod works;

use std::{
    collections::{HashMap, HashSet},
    io::Read,
    path::PathBuf,
    sync::Arc,
};

use ::taxonomy::Taxonomy;
use parking_lot::{Mutex, RwLock};
use record::{
    Description, ImportId, ImportRow, Profile, Provenance, Record, Source, Status,
    build::{self, BuildError, Built, Context},
    mapping::Mapping,
};
use serde_json::Value;
use store::Store;

use crate::{follow::Pace, terms::InForce};
use edit::Waiting;

pub use self::taxonomy::{TaxonomyError, undone_by};
pub use accounts::{AccountError, Terms};
pub use background::{Background, resume_in_background, run_in_background, stop_background};
pub use bulk::{BulkEdit, BulkError, Operation, Preview, Target, Version};
pub use collections::{AlignError, CollectionDraft, CollectionError};
pub use edit::EditError;
#[cfg(test)]
pub use harvests::LastRun;
pub use harvests::{Came, HarvestEnd, HarvestRow};
pub use import::{Decision, ImportError, ImportRequest, Outcome, Progress, report, status_name};
pub use rebuild::RebuildError;
pub use staging::{StageError, Staged};

/// What lies over a source: what the last import left standing, and over that the edits.
#[derive(Debug, Clone, Copy, Default)]
struct Over<'a> {
    kept: Option<&'a Value>,
    edits: Option<&'a Value>,
}

impl<'a> Over<'a> {
    /// What lies over a record's source.
    fn of(record: &'a Record) -> Over<'a> {
        Over {
            kept: record.kept.as_ref(),
            edits: record.edits.as_ref(),
        }
    }
}

/// A description as JSON, with the status beside it.
fn described(description: &Description, status: Status) -> Value {
    // A description is always JSON.
    let mut value = serde_json::to_value(description).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        let status = serde_json::to_value(status).unwrap_or_default();
        members.insert(edit::STATUS.into(), status);
    }
    value
}

/// The status that a description or a patch names.
fn status_in(value: &Value) -> Option<Status> {
    serde_json::from_value(value.get(edit::STATUS)?.clone()).ok()
}

/// The single writer.
pub struct Pipeline {
    store: Store,
    terms: InForce,
    mapping: Arc<Mapping>,
    uploads: PathBuf,
    /// How far the index is.
    pace: Arc<Pace>,
    /// Where the reports of imports are.
    reports: PathBuf,
    /// Imports under way that somebody has cancelled.
    cancelled: Mutex<HashSet<ImportId>>,
    /// Versions of import profiles that have been asked for, by name and version.
    known: RwLock<HashMap<String, Arc<Profile>>>,
    waiting: Mutex<Vec<Waiting>>,
    turn: Mutex<()>,
}

impl Pipeline {
    /// A pipeline into this store; inputs of imports are kept in `uploads` until they are read.
    pub fn new(
        store: Store,
        terms: InForce,
        mapping: Arc<Mapping>,
        uploads: PathBuf,
        pace: Arc<Pace>,
    ) -> Pipeline {
        Pipeline {
            store,
            terms,
            mapping,
            reports: uploads.with_file_name("reports"),
            cancelled: Mutex::default(),
            known: RwLock::default(),
            uploads,
            pace,
            waiting: Mutex::new(Vec::new()),
            turn: Mutex::new(()),
        }
    }

    /// Builds a source with what lies over it, by the profile it came by; a status in the edits
    /// overrules the source's.
    fn build(
        &self,
        source: &Source,
        over: Over<'_>,
        provenance: &Provenance,
    ) -> Result<Built, BuildError> {
        self.build_by(&self.terms.now(), source, over, provenance)
    }

    /// As [`Pipeline::build`], by another taxonomy than the one in force.
    fn build_by(
        &self,
        taxonomy: &Taxonomy,
        source: &Source,
        over: Over<'_>,
        provenance: &Provenance,
    ) -> Result<Built, BuildError> {
        let profile = self.profile_of(provenance);
        let by = (provenance.system.as_str(), profile.as_deref());
        let gone = provenance.is_deleted_there();
        let mut built = match over {
            Over {
                kept: Some(kept),
                edits: Some(edits),
            } => {
                let source_says = self.build_with(taxonomy, source, None, by)?;
                let status = if gone {
                    Status::Deleted
                } else {
                    source_says.status
                };
                let base = described(&source_says.description, status);
                let mut wanted = base.clone();
                patch::apply(&mut wanted, kept);
                patch::apply(&mut wanted, edits);
                let patch = patch::between(&base, &wanted);
                let mut built = self.build_with(taxonomy, source, patch.as_ref(), by)?;
                built.status = status_in(&wanted).unwrap_or(built.status);
                return Ok(built);
            }
            Over { kept, edits } => self.build_with(taxonomy, source, edits.or(kept), by)?,
        };
        let said = over.edits.or(over.kept).and_then(status_in);
        if gone && said.is_none() {
            built.status = Status::Deleted;
        }
        Ok(built)
    }

    /// Builds a source with a patch over it, by a source system and a profile; without one, by that of
    /// the source's format.
    fn build_with(
        &self,
        taxonomy: &Taxonomy,
        source: &Source,
        edits: Option<&Value>,
        (system, profile): (&str, Option<&Profile>),
    ) -> Result<Built, BuildError> {
        let context = Context {
            taxonomy,
            mapping: &self.mapping,
            system,
            profile,
        };
        let Some(Value::Object(members)) = edits else {
            return build::build(source, None, &context);
        };
        let mut members = members.clone();
        let status = members
            .remove(edit::STATUS)
            .and_then(|s| serde_json::from_value(s).ok());
        let mut built = build::build(source, Some(&Value::Object(members)), &context)?;
        built.status = status.unwrap_or(built.status);
        Ok(built)
    }

    /// Keeps an input until it has been imported.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub fn stage(&self, name: &str, input: impl Read) -> Result<Staged, StageError> {
        staging::stage(&self.uploads, name, input)
    }

    /// Removes an input that was kept and is not needed, as one that was only to be read.
    pub fn discard(&self, staged: &Staged) {
        self.forget(&staged.digest);
    }

    /// Removes what a stop has left of inputs; called while nobody stages one.
    pub fn tidy(&self) {
        let tidied = self.store.imports().map(|rows| {
            let needed = rows.into_iter().filter(ImportRow::needs_input);
            let needed: Vec<String> = needed.map(|row| row.digest).collect();
            staging::tidy(&self.uploads, &needed)
        });
        if let Ok(Err(error)) = tidied {
            tracing::warn!(%error, "what was left of inputs could not be removed");
        }
    }
}
