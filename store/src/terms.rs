//! Changes of the taxonomy, and how far the records follow them.

use record::{Datestamp, Seq};
use serde::{Deserialize, Serialize};
use taxonomy::TaxonomyChange;

/// Changes that were made to the taxonomy together; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxonomyRow {
    /// Its number: 1, 2, 3, ... without gaps.
    pub number: u64,
    /// Who made them.
    pub actor: String,
    /// When.
    pub at: Datestamp,
    /// The changes, in order.
    pub changes: Vec<TaxonomyChange>,
    /// The number of the changes that these undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// The newest seq then: records with a higher one were built knowing them.
    pub until: Seq,
}

/// How far the records follow a change of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebuildRow {
    /// The number of the change.
    pub number: u64,
    /// Records with a seq up to this one have been looked at.
    pub cursor: Seq,
    /// How many records it may concern; known once it has begun.
    pub total: u64,
    /// How many were looked at.
    pub looked: u64,
    /// How many were put again.
    pub changed: u64,
    /// When all had been looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Datestamp>,
}

impl RebuildRow {
    /// A rebuild that has not begun.
    pub fn new(number: u64) -> RebuildRow {
        RebuildRow {
            number,
            cursor: Seq(0),
            total: 0,
            looked: 0,
            changed: 0,
            ended: None,
        }
    }
}
