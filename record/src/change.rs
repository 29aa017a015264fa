//! The change log as others read it.

use serde::{Deserialize, Serialize};

use crate::{Datestamp, RecordId, Seq, SetSpec};

/// One record's latest change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Its sequence number.
    pub seq: Seq,
    /// Its datestamp.
    pub datestamp: Datestamp,
    /// The record.
    pub id: RecordId,
    /// Whether harvesters are told "deleted": the record is deleted or suppressed.
    pub deleted: bool,
    /// The sets it is in, sorted.
    pub sets: Vec<SetSpec>,
    /// The sets it has left, sorted: their harvesters are told "deleted".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<SetSpec>,
}

/// Which part of the change log to read; ascending by seq.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeRange {
    /// Rows with a seq above this one.
    pub after: Seq,
    /// Rows with a seq up to and including this one.
    pub until: Option<Seq>,
    /// Rows of records that are in this set or have left it.
    pub set: Option<SetSpec>,
}
