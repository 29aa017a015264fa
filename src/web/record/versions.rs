//! The versions of a record that somebody may see, each with what it changed.
//!
//! Everybody sees the versions that were live, of a record that is live. Cataloguers see all of them, with
//! who made each, how and from where.

use record::{RecordId, Seq};
use store::Version;

use super::{
    diff::{self, Change},
    live,
};
use crate::{
    access::{Caller, Role},
    web::{Service, fault::Fault},
};

/// Versions read in one go.
const STEP: usize = 32;
/// Versions looked at for one answer.
const LOOKED_AT: usize = 500;

/// Part of a record's history, newest first.
pub struct History {
    /// The versions.
    pub versions: Vec<Told>,
    /// The version to go on with.
    pub next: Option<Seq>,
    /// Whether it is told who made each version.
    pub whole: bool,
}

/// A version and what it changed.
pub struct Told {
    /// The version.
    pub version: Version,
    /// What differs from the one before that is seen; `None` when there is none.
    pub changes: Option<Vec<Change>>,
}

/// Whether somebody sees all versions, and by whom they are.
pub fn sees_all(caller: Option<&Caller>) -> bool {
    caller.is_some_and(|caller| caller.role >= Role::Cataloguer)
}

/// The versions from one on, at most `limit`.
///
/// # Errors
/// When there is no such record or version, or not for this caller.
pub fn read(
    service: &Service,
    caller: Option<&Caller>,
    id: RecordId,
    from: Option<Seq>,
    limit: usize,
) -> Result<History, Fault> {
    let whole = sees_all(caller);
    if !whole {
        live(service, id)?;
    }
    let mut seen = Vec::new();
    let (mut at, mut looked_at) = (from, 0);
    // One more than asked for: the last is compared with it.
    while seen.len() <= limit && looked_at < LOOKED_AT {
        let versions = service.app.store.history(id, at, STEP)?;
        looked_at += versions.len();
        at = versions.last().and_then(|version| version.was);
        if versions.is_empty() && looked_at == 0 {
            return Err(missing(id, from));
        }
        let shown = |version: &Version| whole || version.record.status.is_live();
        seen.extend(versions.into_iter().filter(shown));
        if at.is_none() {
            break;
        }
    }
    let next = match seen.get(limit) {
        Some(version) => Some(version.record.seq),
        None => at,
    };
    seen.truncate(limit + 1);
    Ok(History {
        versions: compared(seen, limit)?,
        next,
        whole,
    })
}

fn missing(id: RecordId, from: Option<Seq>) -> Fault {
    Fault::not_found(match from {
        Some(seq) => format!("record {id} has no version {seq}"),
        None => format!("there is no record {id}"),
    })
}

fn compared(seen: Vec<Version>, limit: usize) -> Result<Vec<Told>, Fault> {
    let mut changes = Vec::with_capacity(seen.len());
    for pair in seen.windows(2) {
        let found = diff::between(&pair[1].record, &pair[0].record);
        changes.push(Some(found.map_err(Fault::internal)?));
    }
    changes.push(None);
    let told = seen.into_iter().zip(changes).take(limit);
    Ok(told
        .map(|(version, changes)| Told { version, changes })
        .collect())
}
