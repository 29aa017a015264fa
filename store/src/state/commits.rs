//! The tree `commits`: a small row for each commit, by its number.
//!
//! The numbers are dense, and seqs and datestamps rise with them. So one tree answers "newest first" by
//! a range read backwards, and "which commit holds this seq" or "which was the first on this day" by
//! halving.

use record::{Datestamp, Seq};
use serde::{Deserialize, Serialize};

use super::{State, Trouble, codec::number};
use crate::{
    change::Changes,
    history::{Commit, NAMED},
    journal::Place,
};

/// A commit and where its frame is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitRow {
    pub place: Place,
    pub commit: Commit,
}

impl CommitRow {
    /// The row of a frame that lies where its head says.
    pub fn of(changes: &Changes) -> CommitRow {
        let line = &changes.line;
        CommitRow {
            place: Place {
                segment: changes.head.segment,
                offset: changes.head.start,
                line: 0,
            },
            commit: Commit {
                number: line.commit,
                at: line.at,
                actor: line.actor.clone(),
                cause: line.cause.clone(),
                via: line.via.clone(),
                after: line.after,
                puts: line.puts,
                ids: changes.records.iter().take(NAMED).map(|c| c.id).collect(),
                imports: changes.imports.iter().map(|row| row.id).collect(),
                tokens: changes.tokens.iter().map(|row| row.name.clone()).collect(),
                users: changes.users.iter().map(|row| row.name.clone()).collect(),
                collections: changes
                    .collections
                    .iter()
                    .map(|row| row.slug.clone())
                    .collect(),
                taxonomy: changes.taxonomy.iter().map(|row| row.number).collect(),
            },
        }
    }
}

impl State {
    /// The commits below a number, newest first.
    pub fn commits(&self, before: u64, limit: usize) -> Result<Vec<Commit>, Trouble> {
        let newest = self.mark.commit.min(before.saturating_sub(1));
        let mut rows = self.trees.commits.range(..=newest.to_be_bytes()).rev();
        let mut found = Vec::new();
        for expected in (1..=newest).rev().take(limit) {
            let (key, value) = rows.next().ok_or_else(|| missing(expected))??;
            if number(&key, 0) != expected {
                return Err(missing(expected));
            }
            found.push(decode(expected, &value)?.commit);
        }
        Ok(found)
    }

    /// One commit's row.
    pub fn commit(&self, number: u64) -> Result<CommitRow, Trouble> {
        let value = self.trees.commits.get(number.to_be_bytes())?;
        decode(number, &value.ok_or_else(|| missing(number))?)
    }

    /// The commit that holds a seq; `None` when it was never given out.
    pub fn commit_of(&self, seq: Seq) -> Result<Option<CommitRow>, Trouble> {
        if seq.0 == 0 || seq > self.mark.seq {
            return Ok(None);
        }
        let number = self.first_commit(|c| c.after.0 + c.puts >= seq.0)?;
        self.commit(number).map(Some)
    }

    /// The number of the first commit at or after a moment.
    pub fn first_commit_at(&self, at: Datestamp) -> Result<u64, Trouble> {
        self.first_commit(|commit| commit.at >= at)
    }

    /// The lowest number whose commit fits, where all after one that fits do too.
    fn first_commit(&self, fits: impl Fn(&Commit) -> bool) -> Result<u64, Trouble> {
        let (mut low, mut high) = (1, self.mark.commit + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if fits(&self.commit(middle)?.commit) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }
}

fn missing(number: u64) -> Trouble {
    Trouble::Damaged(format!("commit {number}"), "its row is missing".to_owned())
}

fn decode(number: u64, value: &[u8]) -> Result<CommitRow, Trouble> {
    let place = || format!("commit {number}");
    let row: CommitRow = serde_json::from_slice(value)
        .map_err(|error| Trouble::Damaged(place(), error.to_string()))?;
    if row.commit.number != number {
        return Err(Trouble::Damaged(place(), "its row is another's".to_owned()));
    }
    Ok(row)
}
