//! The journal that is the truth, and the state that follows it.

mod batch;
pub mod disk;
mod error;
mod options;
mod report;
mod store;

pub use batch::{Batch, Cause, Meta, Put, Receipt, TokenRow};
pub use error::{
    BackupError, CloseError, CommitError, Finding, OpenError, ReadError, RestoreError,
};
pub use options::{Clock, OpenOptions};
pub use report::{
    BackupReport, Bytes, RestoreReport, SHARD_RECORDS, SetCount, Shard, Stats,
};
pub use store::{Store, restore};
