//! What happened: the commits, newest first, and the versions of a record, walked back through the journal.
//!
//! A put's line names the seq that it replaces. So a record's history is a walk: its seq, the commit
//! that holds it, the frame, the line, the seq before.

use record::{Datestamp, ImportId, Record, RecordId, Seq, Source, Via};
use serde::{Deserialize, Serialize};

use crate::{Cause, ReadError, Store, journal::Place};

/// How many of a commit's records are named in its row.
pub(crate) const NAMED: usize = 5;

/// One commit: who did what, when, from where, to how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its number: 1, 2, 3, ...
    pub number: u64,
    /// When.
    pub at: Datestamp,
    /// Who caused it.
    pub actor: String,
    /// What caused it.
    pub cause: Cause,
    /// From where; unknown of commits before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// The seq before its first put.
    pub after: Seq,
    /// How many records it put.
    pub puts: u64,
    /// The first of them, at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<RecordId>,
    /// The imports whose rows it wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportId>,
    /// The tokens that it changed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<String>,
    /// The users that it changed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<String>,
    /// The collections that it changed, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<String>,
    /// The changes of the taxonomy that it made, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxonomy: Vec<u64>,
}

/// A record as one commit made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The record as it then was: seq, status and edits are in it.
    pub record: Record,
    /// The seq of the version before; `None` for the first.
    pub was: Option<Seq>,
    /// The commit that made it.
    pub commit: Commit,
    pub(crate) source: Option<Place>,
}

impl Store {
    /// The commits with numbers below `before`, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn commits(&self, before: Option<u64>, limit: usize) -> Result<Vec<Commit>, ReadError> {
        let before = before.unwrap_or(u64::MAX);
        self.inner.read(|state| state.commits(before, limit))
    }

    /// The number of the first commit at or after a moment; one beyond the newest when there is none.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn first_commit_at(&self, at: Datestamp) -> Result<u64, ReadError> {
        self.inner.read(|state| state.first_commit_at(at))
    }

    /// A record's versions, newest first, at most `limit`, from the version `from` on when it is given.
    /// Empty when there is no such record, or it has no such version.
    ///
    /// # Errors
    /// When the state or the journal is damaged there.
    pub fn history(
        &self,
        id: RecordId,
        from: Option<Seq>,
        limit: usize,
    ) -> Result<Vec<Version>, ReadError> {
        let mut next = match from {
            Some(seq) => Some(seq),
            None => self.inner.read(|state| Ok(state.tally.seq(id)))?,
        };
        let mut found = Vec::new();
        while let Some(seq) = next.filter(|_| found.len() < limit) {
            let version = self.version(seq)?.filter(|v| v.record.id == id);
            next = version.as_ref().and_then(|v| v.was);
            found.extend(version);
        }
        Ok(found)
    }

    /// The version that a seq stands for, of whatever record; `None` when it was never given out.
    ///
    /// # Errors
    /// When the state or the journal is damaged there.
    pub fn version(&self, seq: Seq) -> Result<Option<Version>, ReadError> {
        let Some(row) = self.inner.read(|state| state.commit_of(seq))? else {
            return Ok(None);
        };
        // Puts come first in a frame, in the order of their seqs.
        let line = u32::try_from(seq.0 - row.commit.after.0).unwrap_or(u32::MAX);
        let put = self.inner.reader.put(Place { line, ..row.place })?;
        Ok(Some(Version {
            record: put.record,
            was: put.was,
            commit: row.commit,
            source: put.source,
        }))
    }

    /// The source of a version, byte for byte; `None` when it had none.
    ///
    /// # Errors
    /// When the journal is damaged there.
    pub fn source_of(&self, version: &Version) -> Result<Option<Source>, ReadError> {
        let source = version.source.map(|place| self.inner.reader.source(place));
        source.transpose()
    }
}
