//! Harvesting other repositories over OAI-PMH 2.0.
//!
//! The answers are kept on disk as they come (`spool.rs`), so that a run goes on at its last token after
//! any stop. When the list is at its end, all that came is one input of one import, by the same way as
//! a file. What is kept of a repository is a row of the pipeline's (`pipeline/harvests.rs`).

mod client;
mod run;
mod schedule;
mod spool;
#[cfg(test)]
mod tests;

use std::{io, path::PathBuf};

use harvest::oai::answers::AnswerError;
use store::ReadError;

use crate::pipeline::{ImportError, StageError};

pub use client::{Client, Patience, address};
pub use run::{Ask, Fetching, Finished, begin, dry, failed, fetch, finish};
pub use schedule::{Harvester, Standing};

/// Why a repository was not harvested. What came is kept, and the next run goes on with it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarvestError {
    /// The address is none.
    #[error("{url} is no address of a repository: {why}")]
    Address {
        /// The address.
        url: String,
        /// Why.
        why: &'static str,
    },
    /// Nothing answers.
    #[error("{url} cannot be reached: {why}")]
    Reach {
        /// The address.
        url: String,
        /// Why.
        why: String,
    },
    /// The answer breaks off.
    #[error("the answer of {url} cannot be read to its end: {why}")]
    Broken {
        /// The address.
        url: String,
        /// Why.
        why: String,
    },
    /// The server refuses.
    #[error("{url} answers {status}{more}")]
    Status {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// What it says of it.
        more: String,
    },
    /// The answer is too large.
    #[error(
        "the answer of {url} is larger than {most} MiB; ask for a set, or ask its keepers for smaller pages"
    )]
    Large {
        /// The address.
        url: String,
        /// How large one may be.
        most: u64,
    },
    /// The answer is none of OAI-PMH.
    #[error("{url}: {source}")]
    Answer {
        /// The address.
        url: String,
        /// Why.
        source: AnswerError,
    },
    /// The repository answers with an error of the protocol.
    #[error("{url} refuses: {code}{text}")]
    Refused {
        /// The address.
        url: String,
        /// The error's code.
        code: String,
        /// Its text.
        text: String,
    },
    /// The repository cannot be harvested as asked.
    #[error("{0}")]
    Unfit(String),
    /// What came cannot be kept.
    #[error("what was harvested cannot be kept in {path}: {source}; it goes on when there is room")]
    Spool {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The import cannot begin.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The input cannot be kept.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The service stops.
    #[error("the harvest was stopped; it goes on where it was")]
    Stopped,
    /// Somebody stopped it.
    #[error("the harvest was cancelled; nothing of it is kept")]
    Cancelled,
}

impl HarvestError {
    /// Whether the next try may do better with what has come.
    fn is_passing(&self) -> bool {
        matches!(
            self,
            HarvestError::Reach { .. }
                | HarvestError::Broken { .. }
                | HarvestError::Status { .. }
                | HarvestError::Spool { .. }
                | HarvestError::Stage(_)
                | HarvestError::Answer {
                    source: AnswerError::Xml { .. },
                    ..
                }
        )
    }

    /// Whether it is the asker's to mend.
    pub fn is_theirs(&self) -> bool {
        matches!(
            self,
            HarvestError::Address { .. }
                | HarvestError::Unfit(_)
                | HarvestError::Import(ImportError::Request(_))
        )
    }
}
