//! Walking the commits back from the newest, all of them or those of one record.

use record::{RecordId, Seq};
use serde::{Deserialize, Serialize};
use store::{Commit, ReadError, Store};

use super::{Entry, Filter};

/// Commits read in one go.
const STEP: usize = 500;
/// Commits looked at for one page: a rare filter is answered with less and a cursor to go on.
const LOOKED_AT: usize = 50_000;

/// Part of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// What to ask for what is before them with; `None` at the end.
    pub next: Option<u64>,
}

/// The entries below a commit's number that fit, newest first, at most `limit`. A page may have fewer and
/// yet a cursor, when few of very many fit.
///
/// # Errors
/// When the store cannot be read.
pub fn find(
    store: &Store,
    filter: &Filter,
    before: Option<u64>,
    limit: usize,
) -> Result<Page, ReadError> {
    let mut walk = Walk::new(store, filter, before)?;
    let (mut entries, mut looked_at) = (Vec::<Entry>::new(), 0);
    loop {
        let commits = walk.step()?;
        let Some(last) = commits.last().map(|commit| commit.number) else {
            return Ok(Page {
                entries,
                next: None,
            });
        };
        looked_at += commits.len();
        for commit in commits {
            if filter.from.is_some_and(|from| commit.at < from) {
                return Ok(Page {
                    entries,
                    next: None,
                });
            }
            if !filter.fits(&commit) {
                continue;
            }
            if entries.len() == limit {
                let next = entries.last().map(|entry| entry.commit);
                return Ok(Page { entries, next });
            }
            entries.push(Entry::of(commit));
        }
        if looked_at >= LOOKED_AT {
            let next = Some(last);
            return Ok(Page { entries, next });
        }
    }
}

/// The commits one after the other, newest first: all, or those that touched a record.
struct Walk<'a> {
    store: &'a Store,
    record: Option<RecordId>,
    /// Only commits with lower numbers are still to come.
    before: u64,
    /// Where a record's walk goes on; the outer is `None` at its end, the inner at its beginning.
    from: Option<Option<Seq>>,
}

impl<'a> Walk<'a> {
    fn new(store: &'a Store, filter: &Filter, before: Option<u64>) -> Result<Walk<'a>, ReadError> {
        let mut before = before.unwrap_or(u64::MAX);
        if let Some(until) = filter.until {
            before = before.min(store.first_commit_at(until)?);
        }
        Ok(Walk {
            store,
            record: filter.record,
            before,
            from: Some(None),
        })
    }

    /// Some more commits; none at the end.
    fn step(&mut self) -> Result<Vec<Commit>, ReadError> {
        let Some(id) = self.record else {
            let commits = self.store.commits(Some(self.before), STEP)?;
            self.before = commits.last().map_or(0, |commit| commit.number);
            return Ok(commits);
        };
        while let Some(from) = self.from {
            let versions = self.store.history(id, from, STEP)?;
            self.from = versions.last().and_then(|v| v.was).map(Some);
            let before = self.before;
            let commits = versions.into_iter().map(|version| version.commit);
            let mut commits: Vec<Commit> = commits.filter(|c| c.number < before).collect();
            commits.dedup_by_key(|commit| commit.number);
            if !commits.is_empty() {
                return Ok(commits);
            }
        }
        Ok(Vec::new())
    }
}
