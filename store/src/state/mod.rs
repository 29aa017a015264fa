//! The state: sled trees that follow the journal, and what is counted in memory.
//!
//! | tree | key | value | holds |
//! | --- | --- | --- | --- |
//! | `records` | id, then a chunk number from 1 for the further parts of a long value | version, chunks, crc32, zstd of head and JSON | each record, deleted ones too |
//! | `by_seq` | seq | `Row` in postcard | each record's latest change: in bijection with `records` (I1) |
//! | `commits` | commit | JSON of `CommitRow` | who did what, when, and where its frame is |
//! | `imports` | import | JSON | each import as it stands |
//! | `notices` | import, place of the first | zstd of a JSON list | its notices in order |
//! | `meta` | `mark`; `set` number; `token` name; `user` name; `collection` slug; `taxonomy` and `rebuild` number | | the mark, the sets' names, the tokens, the users, the collections, the changes of the taxonomy and how far records follow them |
//!
//! Numbers in keys are big-endian u64. Each value is at most 32 KiB.
//!
//! **Replay.** A frame is applied by writes and removals that name what they touch absolutely, and
//! the mark is written after all of them. sled keeps the order of writes across its trees when the
//! process is killed, so what is found is the state after some prefix of them: everything up to
//! the mark's frame and perhaps a part of the next. Applying the frames after the mark again, in
//! order, then gives what an unbroken run would have given.

mod alike;
mod apply;
mod chunks;
pub(crate) mod codec;
mod commits;
mod keys;
mod names;
mod open;
mod read;
mod scan;
mod sets;
mod tally;
mod trouble;

use std::collections::BTreeMap;

pub use alike::Alike;
pub(crate) use apply::{Encoded, encode};
pub(crate) use codec::{Decoded, Row};
pub(crate) use commits::CommitRow;
pub(crate) use names::Names;
pub(crate) use open::{Opener, give_up, lost_tail, mark_damaged};
use tally::KeptTally;
pub(crate) use tally::{Tally, shard_of};
pub(crate) use trouble::{Trouble, guarded};

use crate::{CollectionRow, RebuildRow, TaxonomyRow, TokenRow, UserRow, journal::Head};

/// The open state.
pub(crate) struct State {
    pub trees: Trees,
    pub names: Names,
    pub tokens: BTreeMap<String, TokenRow>,
    pub users: BTreeMap<String, UserRow>,
    pub collections: BTreeMap<String, CollectionRow>,
    pub taxonomy: BTreeMap<u64, TaxonomyRow>,
    pub rebuilds: BTreeMap<u64, RebuildRow>,
    pub tally: Tally,
    /// How far it has followed the journal.
    pub mark: Head,
    /// The journal's store.
    pub store: String,
}

/// sled's trees.
pub(crate) struct Trees {
    pub db: sled::Db,
    pub records: sled::Tree,
    pub by_seq: sled::Tree,
    pub commits: sled::Tree,
    pub imports: sled::Tree,
    pub notices: sled::Tree,
    pub meta: sled::Tree,
}

impl Trees {
    fn open(db: sled::Db) -> Result<Trees, Trouble> {
        Ok(Trees {
            records: db.open_tree("records")?,
            by_seq: db.open_tree("by_seq")?,
            commits: db.open_tree("commits")?,
            imports: db.open_tree("imports")?,
            notices: db.open_tree("notices")?,
            meta: db.open_tree("meta")?,
            db,
        })
    }
}
