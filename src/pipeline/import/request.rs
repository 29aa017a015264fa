//! What an import is asked for, what becomes of it, and why it cannot be.

use record::{ImportId, ImportRow, Notice, input::Format};
use serde::Serialize;
use store::{CommitError, ReadError};

use crate::access::Actor;

/// What to import, beside the bytes.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// Who imports, and from where.
    pub actor: Actor,
    /// The source system that record numbers belong to.
    pub system: String,
    /// The format of the input; none is detected.
    pub format: Option<Format>,
    /// The profile to read it by, as `articles-csv` or `articles-csv@1`; none is that of its format.
    pub profile: Option<String>,
}

/// Why an import cannot start or go on. What was committed stays, and the import can go on after it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The request does not fit.
    #[error("{0}")]
    Request(String),
    /// The input holds no records of a known form.
    #[error("{input}: {why}")]
    Unknown {
        /// The input.
        input: String,
        /// Why.
        why: String,
    },
    /// The input, or its kept copy, cannot be read any further.
    #[error(
        "{input} cannot be read any further: {why}; mend it and import it again, what is done is not repeated"
    )]
    Input {
        /// The input.
        input: String,
        /// Why.
        why: String,
    },
    /// The profile says that the import stops at such a notice.
    #[error(
        "the profile stops this import at {0}; nothing was changed: mend the record, or take the code out of the profile's list"
    )]
    StoppedBy(String),
    /// The report cannot be written.
    #[error(
        "the report of the import cannot be written: {why}; the import goes on where it stopped when the command is run again"
    )]
    Report {
        /// Why.
        why: String,
        /// Whether the disk is full.
        full: bool,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A commit was refused.
    #[error("{0}; the import goes on where it stopped when the command is run again")]
    Commit(#[from] CommitError),
    /// The service stops.
    #[error("the import was stopped after record {done}; it goes on at the next start")]
    Stopped {
        /// Records done.
        done: u64,
    },
    /// Somebody cancelled it.
    #[error("the import was cancelled after record {done}; what it had done is taken back")]
    Cancelled {
        /// Records done.
        done: u64,
    },
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records done.
    pub records: u64,
    /// Bytes of the input read.
    pub bytes: u64,
}

/// What became of an import, as the command line and the API tell it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// Its number; none for a dry run.
    pub import: Option<ImportId>,
    /// New records.
    pub created: u64,
    /// Records that differ from before.
    pub changed: u64,
    /// Records that the repository which they were harvested from has deleted.
    #[serde(skip_serializing_if = "is_none")]
    pub deleted: u64,
    /// Records that caused no commit.
    pub unchanged: u64,
    /// Records that could not be used.
    pub rejected: u64,
    /// Records left out until somebody says which they are.
    pub undecided: u64,
    /// How long it took.
    pub seconds: f64,
    /// What was found; the first hundred thousand.
    pub notices: Vec<Notice>,
}

impl Outcome {
    /// Adds another import's outcome.
    pub fn add(&mut self, other: Outcome) {
        self.import = other.import.or(self.import);
        self.created += other.created;
        self.changed += other.changed;
        self.deleted += other.deleted;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
        self.undecided += other.undecided;
        self.seconds += other.seconds;
        self.notices.extend(other.notices);
    }

    /// What a row says of an import.
    pub fn of(row: &ImportRow, notices: Vec<Notice>) -> Outcome {
        let counts = row.counts;
        Outcome {
            import: Some(row.id),
            created: counts.created,
            changed: counts.changed,
            deleted: counts.deleted,
            unchanged: counts.unchanged,
            rejected: counts.rejected,
            undecided: counts.undecided,
            seconds: 0.0,
            notices,
        }
    }
}

impl ImportRequest {
    /// A request of this actor, for the library's own system.
    pub fn new(actor: Actor) -> ImportRequest {
        ImportRequest {
            actor,
            system: "labordoc".to_owned(),
            format: None,
            profile: None,
        }
    }

    /// Whether it fits.
    ///
    /// # Errors
    /// When the system's name cannot stand in a key.
    pub fn check(&self) -> Result<(), ImportError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=40).contains(&self.system.len()) && self.system.chars().all(fits) {
            return Ok(());
        }
        Err(ImportError::Request(format!(
            "{:?} cannot name a source system; up to 40 small letters, digits and hyphens can",
            self.system
        )))
    }
}

fn is_none(count: &u64) -> bool {
    *count == 0
}
