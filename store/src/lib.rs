//! The journal that is the truth, and the state that follows it.

mod backup;
mod batch;
mod change;
mod check;
mod commit;
mod committer;
pub mod disk;
mod error;
mod folder;
mod journal;
mod open;
mod options;
mod report;
mod room;
mod stamps;
mod state;
mod store;

pub use backup::restore;
pub use batch::{Batch, Cause, Meta, Put, Receipt, TokenRow};
pub use error::{
    BackupError, CloseError, CommitError, Finding, OpenError, ReadError, RestoreError,
};
pub use options::{Clock, OpenOptions};
pub use report::{BackupReport, Bytes, RestoreReport, SHARD_RECORDS, SetCount, Shard, Stats};
pub use store::Store;
