//! One error for each operation that can fail, and the findings that are none.

use std::{io, path::PathBuf};

use record::{Datestamp, RecordId};
use serde::{Deserialize, Serialize};

use crate::Receipt;

/// Something found at opening, checking or restoring, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable name, as `torn-tail`.
    pub code: String,
    /// Where: a file and offset, or a tree and key.
    pub place: String,
    /// What is the matter, and what was done or can be done.
    pub text: String,
}

impl Finding {
    pub(crate) fn new(code: &str, place: impl Into<String>, text: impl Into<String>) -> Finding {
        Finding {
            code: code.to_owned(),
            place: place.into(),
            text: text.into(),
        }
    }
}

/// Why a store does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has it.
    #[error(
        "the data directory {} is in use by process {pid}; stop that process, or reach it with --server", folder.display()
    )]
    InUse {
        /// The data directory.
        folder: PathBuf,
        /// The process, as it wrote itself down.
        pid: String,
    },
    /// A journal file is damaged before its end.
    #[error("the journal is damaged at byte {offset} of {}: {what}; restore from a backup (labordoc restore)", file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// Where in it, in bytes.
        offset: u64,
        /// What is wrong there.
        what: String,
    },
    /// The clock is far behind the newest datestamp.
    #[error(
        "the newest change is stamped {last}, but the clock says {now}; set the clock right, then start again"
    )]
    ClockBehind {
        /// The newest datestamp.
        last: Datestamp,
        /// The clock's time.
        now: Datestamp,
    },
    /// The folder was written by a version that this one does not know.
    #[error("{} has the on-disk format {found}, and this version reads up to {known}; use a newer version", file.display())]
    Version {
        /// The file that says so.
        file: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// `labordoc.json` is missing or unreadable although there is a journal.
    #[error("{} cannot be read ({what}); bring it back from a backup", file.display())]
    Metadata {
        /// The file.
        file: PathBuf,
        /// Why not.
        what: String,
    },
    /// The state could not be opened or rebuilt.
    #[error("the state in {} could not be rebuilt: {what}; free disk space or remove that folder, then start again", folder.display())]
    State {
        /// The state's folder.
        folder: PathBuf,
        /// Why not.
        what: String,
    },
    /// The disk does not do as asked.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Why a read does not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A value in the state is not what was written; the next start rebuilds the state.
    #[error("the state is damaged at {place}: {what}; restart to rebuild it from the journal")]
    Damaged {
        /// The tree and key.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// A journal frame is not what was written.
    #[error("the journal is damaged at {place}: {what}; restore from a backup (labordoc restore)")]
    Journal {
        /// The segment and offset.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The store was closed.
    #[error("the store is closed; open it again")]
    Closed,
}

/// Why a commit is refused.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// The disk is full; nothing was written, and writing goes on when there is room.
    #[error(
        "the disk has {free} bytes left and {needed} are needed; free space, no restart is needed"
    )]
    NoSpace {
        /// Free bytes.
        free: u64,
        /// Bytes that must be free.
        needed: u64,
    },
    /// An earlier write or sync failed; writes are refused until the store is opened anew.
    #[error("the store only reads since {reason}; look at the disk, then restart")]
    ReadOnly {
        /// What failed.
        reason: String,
    },
    /// The journal has the commit, but the state could not follow.
    #[error("the commit up to seq {} is saved, but the state could not follow: {what}; restart to rebuild it", receipt.last)]
    StateBehind {
        /// What was saved.
        receipt: Receipt,
        /// Why the state could not follow.
        what: String,
    },
    /// A record's id was never given out.
    #[error("record id {id} was not given out by this store; take ids from new_record_id")]
    UnknownId {
        /// The id.
        id: RecordId,
    },
    /// The batch holds more than one frame can.
    #[error("the batch takes {bytes} bytes and at most {most} go into one commit; split it")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// What is there could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A value could not be written as JSON.
    #[error("{what} cannot be written as JSON: {why}")]
    Encode {
        /// What.
        what: String,
        /// Why not.
        why: String,
    },
}

/// Why a store did not close cleanly; the next opening replays or rebuilds.
#[derive(Debug, thiserror::Error)]
#[error(
    "the state could not be closed cleanly ({what}); the next start brings it up from the journal"
)]
pub struct CloseError {
    /// What went wrong.
    pub what: String,
}

/// Why a backup failed; what was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The folder holds a backup of another store.
    #[error("{} holds a backup of another store ({found}); choose another folder", folder.display())]
    OtherStore {
        /// The folder.
        folder: PathBuf,
        /// That store's id.
        found: String,
    },
    /// The store's own journal is damaged.
    #[error("the journal is damaged at byte {offset} of {}: {what}; restore from an older backup", file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// Where in it, in bytes.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// The disk does not do as asked.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Why a backup is not restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The target holds something.
    #[error("{} is not empty; restore into a new folder", folder.display())]
    NotEmpty {
        /// The target.
        folder: PathBuf,
    },
    /// The folder is no backup, or not a whole one.
    #[error("{} is not a whole backup: {what}", folder.display())]
    NotABackup {
        /// The folder.
        folder: PathBuf,
        /// What is missing or wrong.
        what: String,
    },
    /// The backup's journal is damaged.
    #[error("the backup is damaged at byte {offset} of {}: {what}; use another backup", file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// Where in it, in bytes.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// The disk does not do as asked.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}
