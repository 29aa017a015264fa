//! Where the journal stands, and where in it something is.

use record::{Datestamp, Seq};
use serde::{Deserialize, Serialize};

/// Where the journal stands after some frame; kept in segment headers and as the state's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The segment's number, from 1.
    pub segment: u32,
    /// The last frame's offset; the header's length when the segment has none.
    pub start: u64,
    /// The offset after the last frame.
    pub end: u64,
    /// The chain's hash.
    pub hash: [u8; 32],
    /// The last commit's number.
    pub commit: u64,
    /// The last seq.
    pub seq: Seq,
    /// The last datestamp.
    pub datestamp: Datestamp,
    /// The lowest record id never used.
    pub next_record: u64,
    /// The lowest import id never used.
    pub next_import: u64,
}

impl Head {
    /// Where an empty journal stands.
    pub fn empty() -> Head {
        Head {
            segment: 0,
            start: 0,
            end: 0,
            hash: [0; 32],
            commit: 0,
            seq: Seq(0),
            datestamp: Datestamp(0),
            next_record: 1,
            next_import: 1,
        }
    }

    /// Whether this is at or before `other` in the same journal's order.
    pub fn reaches(&self, other: &Head) -> bool {
        (self.segment, self.end) >= (other.segment, other.end)
    }
}

/// Where one line of the journal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The segment's number.
    pub segment: u32,
    /// The frame's offset in it, in bytes.
    pub offset: u64,
    /// The line in the frame; the commit's own is 0.
    pub line: u32,
}
