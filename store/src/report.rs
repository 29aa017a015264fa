//! What the store tells about itself: counts, sizes, what a backup did.

use record::{Datestamp, RecordId, Seq, SetSpec};
use serde::{Deserialize, Serialize};

/// A set and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCount {
    /// The set.
    pub set: SetSpec,
    /// Records in it that are neither deleted nor suppressed.
    pub records: u64,
    /// Rows that a harvest of it gets, with the deleted and those that left it.
    pub rows: u64,
}

/// How a set differs from what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetDifference {
    /// Live records that are not in it and should be.
    pub join: Vec<RecordId>,
    /// Live records that are in it and should not be.
    pub leave: Vec<RecordId>,
}

/// A fixed range of record ids: the content of one sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its number, from 1: records 1 to 5,000 are in shard 1.
    pub number: u64,
    /// Records in it that are neither deleted nor suppressed.
    pub records: u64,
    /// The newest datestamp in it, deletions included.
    pub lastmod: Datestamp,
}

/// How many record ids a shard has.
pub const SHARD_RECORDS: u64 = 5_000;

/// How much there is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stats {
    /// Records that are neither deleted nor suppressed.
    pub records: u64,
    /// Records that harvesters are told are deleted.
    pub deleted: u64,
    /// Works with at least one record that is not deleted.
    pub works: u64,
    /// The head of the change log.
    pub seq: Seq,
    /// Where the bytes are.
    pub bytes: Bytes,
}

/// The bytes on disk, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bytes {
    /// The journal.
    pub journal: u64,
    /// The state.
    pub state: u64,
}

/// What a backup did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// The head that the backup reaches.
    pub seq: Seq,
    /// Segments that it has.
    pub segments: u64,
    /// Segments that were copied this time.
    pub copied: u64,
    /// Bytes that were copied this time.
    pub bytes: u64,
}

/// What a restore brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreReport {
    /// The head.
    pub seq: Seq,
    /// Its datestamp.
    pub datestamp: Datestamp,
    /// The segments.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
}
