//! The one way in: every change to the collection is built here and committed here.
//!
//! [`Pipeline`] is the single writer. Its turn is taken for one batch at a time, so that an edit
//! need not wait for the end of an import. The closed list of what it does: [`Pipeline::import`],
//! [`Pipeline::edit`], [`Pipeline::replace`], batch edits in `bulk/`, tokens and users in `accounts.rs`, collections and their
//! sets in `collections.rs`.

mod accounts;
mod background;
mod batch;
mod bulk;
mod collections;
mod edit;
mod import;
mod patch;
mod staging;
mod works;

use std::{io::Read, path::PathBuf, sync::Arc};

use parking_lot::Mutex;
use record::{
    Source,
    build::{self, BuildError, Built, Context},
    mapping::Mapping,
};
use serde_json::Value;
use store::Store;
use taxonomy::Taxonomy;

use crate::follow::Pace;
use edit::Waiting;

pub use accounts::{AccountError, Terms};
pub use background::{Background, resume_in_background, run_in_background, stop_background};
pub use bulk::{BulkEdit, BulkError, Operation, Preview, Target};
pub use collections::{AlignError, CollectionDraft, CollectionError};
pub use edit::EditError;
pub use import::{ImportError, ImportRequest, Outcome, Progress};
pub use staging::{StageError, Staged};

/// The single writer.
pub struct Pipeline {
    store: Store,
    taxonomy: Arc<Taxonomy>,
    mapping: Arc<Mapping>,
    uploads: PathBuf,
    /// How far the index is.
    pace: Arc<Pace>,
    waiting: Mutex<Vec<Waiting>>,
    turn: Mutex<()>,
}

impl Pipeline {
    /// A pipeline into this store; inputs of imports are kept in `uploads` until they are read.
    pub fn new(
        store: Store,
        taxonomy: Arc<Taxonomy>,
        mapping: Arc<Mapping>,
        uploads: PathBuf,
        pace: Arc<Pace>,
    ) -> Pipeline {
        Pipeline {
            store,
            taxonomy,
            mapping,
            uploads,
            pace,
            waiting: Mutex::new(Vec::new()),
            turn: Mutex::new(()),
        }
    }

    /// Builds a source; a status in the edits overrules the source's.
    fn build(
        &self,
        source: &Source,
        edits: Option<&Value>,
        system: &str,
    ) -> Result<Built, BuildError> {
        let context = Context {
            taxonomy: &self.taxonomy,
            mapping: &self.mapping,
            system,
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

    /// Removes what a stop has left of inputs; called while nobody stages one.
    pub fn tidy(&self) {
        let tidied = self.interrupted().map(|rows| {
            let needed: Vec<String> = rows.into_iter().map(|row| row.digest).collect();
            staging::tidy(&self.uploads, &needed)
        });
        if let Ok(Err(error)) = tidied {
            tracing::warn!(%error, "what was left of inputs could not be removed");
        }
    }
}
