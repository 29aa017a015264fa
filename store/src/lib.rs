//! The journal that is the truth, and the state that follows it.
//!
//! ```text
//! labordoc.json          format, store id, when it was made
//! LOCK                   held by the one process that has the store open
//! journal/000001.seg     every commit: append-only, checksummed, one chain of hashes
//! journal/torn-*         what was cut off after a crash
//! state/sled/            each record's latest version, the change log, the commits, imports, tokens
//! state/tally            what is counted in memory, kept at a clean close
//! state.open             there while the state is open: the run of the host
//! state.damaged          there when the state is to be rebuilt, and why
//! reserve                room that is given up when the disk is full
//! ```
//!
//! # Why a journal in front of sled
//!
//! sled 0.34 alone lost acknowledged writes under simulated power cuts, as it flushes with
//! `sync_file_range`; a file that is appended and synced does not. So a commit is one frame in
//! the journal and one `sync_data`; sled is rebuilt from it whenever it cannot be trusted. Price:
//! each record is on disk twice (600 bytes in the journal, 1,400 in the state, at 1.5 KB of
//! source). Revisit when an engine that syncs is fast enough alone.
//!
//! # Why JSON in the journal
//!
//! A frame is zstd over JSON lines: a commit's line, then one for each change with the whole
//! record, its keys and sets, and its source. `zstd -d` and any editor read it in twenty years,
//! and the journal alone rebuilds everything, without running `build`. A source and its record
//! are neighbours in one frame, so that the second costs little. Price: reading one source decodes
//! its whole frame, a millisecond at 256 records; a run of neighbours decodes it once.
//!
//! # Torn tails and damage
//!
//! What is at the very end and no whole frame is a write that was never acknowledged: it is cut,
//! kept aside and reported. When the state or the kept counts have seen more than the journal
//! holds, or a whole frame follows, it is damage, and opening refuses with file and offset.
//! Opening reads the headers of all segments and the whole of the last; `check` reads all.
//!
//! # When the state is trusted
//!
//! After a clean close, at once. After a killed process (`state.open` names this run of the host)
//! the frames after its mark are replayed: sled keeps the order of writes, see `state`. After the
//! host went down it is rebuilt whole. So it is when sled does not open, panics, or a value is not
//! what was written. Answers are compared with the counts in memory, so that what sled lost or
//! brought back is seen.
//!
//! # Full disks, failed writes, failed syncs
//!
//! A commit is refused while there is less free space than `min_free_bytes` and four times its
//! frame; the reserve is then given up to the state. A write that finds no room is cut back and
//! writing goes on when there is room. Any other failed write, and any failed sync, ends writing
//! until the store is reopened: after a failed sync the kernel may have dropped the pages, and a
//! second one that says "done" would lie.
//!
//! # What is in memory
//!
//! By measurement a further tree in sled costs most of what it is asked to save: keys cost 1,000
//! bytes of disk for each record. So sets are compressed bitmaps over seqs, keys are
//! eight bytes each, and works, shards and each record's seq are plain tables; all of them are made
//! from the rows of the change log in one scan, or read back after a clean close. Price: about
//! 50 bytes of memory for each record, half of them for its keys. Revisit at 10 million records.
//!
//! # Datestamps
//!
//! A commit is stamped with the latest of the clock, the last datestamp and the last response date
//! (I2). While a commit is under way no response date passes its stamp. Opening refuses when the
//! last datestamp is more than five minutes ahead of the clock.

mod aside;
mod backup;
mod batch;
mod change;
mod check;
mod collection;
mod commit;
mod committer;
pub mod disk;
mod error;
mod folder;
mod history;
mod journal;
mod open;
mod options;
mod recent;
mod report;
mod room;
mod stamps;
mod state;
mod store;
mod terms;
mod user;

pub use aside::{AsideKind, AsideRow};
pub use backup::restore;
pub use batch::{Batch, Cause, Meta, Put, Receipt, TokenRow};
pub use collection::CollectionRow;
pub use error::{
    BackupError, CloseError, CommitError, Finding, OpenError, ReadError, RestoreError,
};
pub use history::{Commit, Version};
pub use options::{Clock, OpenOptions};
pub use report::{
    BackupReport, Bytes, RestoreReport, SHARD_RECORDS, SetCount, SetDifference, Shard, Stats,
};
pub use state::Alike;
pub use store::Store;
pub use terms::{RebuildRow, TaxonomyRow};
pub use user::{LinkRow, UserRow};
