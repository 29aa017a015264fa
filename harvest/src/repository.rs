//! The few reads that harvesting needs; the service implements them over its store.

use std::sync::Arc;

use record::{ChangeRange, ChangeRow, Datestamp, Record, RecordId, Seq, SetSpec};
use taxonomy::{LangMap, Taxonomy};

use crate::oai::block::{Block, BlockKey};

/// One `record` element in the MARC 21 XML namespace, with its `xmlns`, without an XML declaration.
pub type MarcXmlFragment = String;

/// A read of the collection that failed; it is answered by 503, never by an OAI-PMH error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the collection cannot be read: {0}")]
pub struct RepositoryError(pub String);

/// A set and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCount {
    /// The set.
    pub set: SetSpec,
    /// How many live records are in it.
    pub records: u64,
    /// How many rows a harvester of the set meets: live, deleted and left.
    pub rows: u64,
}

/// What harvesting reads.
pub trait Repository {
    /// The seq of the newest change; 0 when there is none.
    fn head(&self) -> Seq;

    /// The datestamp of the oldest row of the change log, `None` when it is empty.
    fn earliest(&self) -> Option<Datestamp>;

    /// A record's latest change, `None` when no record ever had the id.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, RepositoryError>;

    /// The first `limit` rows of a part of the change log, ascending by seq.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn changes(&self, range: &ChangeRange, limit: usize)
    -> Result<Vec<ChangeRow>, RepositoryError>;

    /// How many rows a part of the change log has.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn count(&self, range: &ChangeRange) -> Result<u64, RepositoryError>;

    /// The first `limit` seqs above `after`, up to and including `until`, ascending.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn seqs(&self, after: Seq, until: Seq, limit: usize) -> Result<Vec<Seq>, RepositoryError> {
        let range = ChangeRange {
            after,
            until: Some(until),
            set: None,
        };
        let rows = self.changes(&range, limit)?;
        Ok(rows.into_iter().map(|row| row.seq).collect())
    }

    /// The highest seq whose datestamp is below `at`; 0 when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn before(&self, at: Datestamp) -> Result<Seq, RepositoryError>;

    /// All sets that have ever had a record, in any order.
    fn sets(&self) -> Vec<SetCount>;

    /// A record, whatever its status; `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, RepositoryError>;

    /// A live record as MARC: its source under the overlay of what is controlled here, made valid
    /// by [`crate::format::slim::fragment`].
    ///
    /// # Errors
    /// When the store cannot be read.
    fn marc(&self, record: &Record) -> Result<MarcXmlFragment, RepositoryError>;

    /// The live language versions of a record's work, the record itself among them, ascending by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn versions(&self, record: &Record) -> Result<Vec<Arc<Record>>, RepositoryError>;

    /// The moment of an answer; no later change may get a datestamp below it.
    fn response_date(&self) -> Datestamp;

    /// The taxonomy as it stands.
    fn taxonomy(&self) -> &Taxonomy;

    /// An English name for a set whose name the taxonomy does not hold: a journal, a collection.
    fn set_name(&self, _set: &SetSpec) -> Option<String> {
        None
    }

    /// What else is known of such a set: its names and what it is, by language.
    fn set_texts(&self, _set: &SetSpec) -> Option<(LangMap, LangMap)> {
        None
    }

    /// A block that was kept.
    fn block(&self, _key: &BlockKey) -> Option<Arc<Block>> {
        None
    }

    /// Whether [`Repository::block`] would give it.
    fn has_block(&self, key: &BlockKey) -> bool {
        self.block(key).is_some()
    }

    /// Keeps a block's text for later, or not; `live` of its records are live.
    fn keep_block(&self, _key: &BlockKey, _text: &str, _live: u32) {}
}
