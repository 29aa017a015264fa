//! The writing side: follows the change log.

use std::sync::Arc;

use record::{Record, RecordId, Seq};
use taxonomy::Taxonomy;

/// One record's latest change.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Its sequence number.
    pub seq: Seq,
    /// The record's id.
    pub id: RecordId,
    /// The record; `None`, or one that is not live, is taken out of the index.
    pub record: Option<&'a Record>,
}

/// The one writer of an index.
#[derive(Debug)]
pub struct Writer {}

/// Why changes could not be written; after it the index stands at its last commit ([`crate::Index::mark`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The engine failed.
    #[error("writing the search index failed: {0}; follow again from its mark")]
    Engine(#[from] tantivy::TantivyError),
}

impl Writer {
    /// Sets the taxonomy whose ancestors are written with each record from now on.
    pub fn set_taxonomy(&mut self, _taxonomy: Arc<Taxonomy>, _version: &str) {}

    /// Takes changes in; searched for after the next [`Writer::commit`].
    ///
    /// # Errors
    /// When the engine fails.
    pub fn apply(&mut self, _changes: &[Change<'_>]) -> Result<(), WriteError> {
        Ok(())
    }

    /// Makes everything applied durable and searchable, and `mark` the index's mark.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn commit(&mut self, _mark: Seq) -> Result<(), WriteError> {
        Ok(())
    }
}
