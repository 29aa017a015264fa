//! Imports that wait for somebody's word: committed, looked through again, decided about.

use std::collections::BTreeMap;

use record::{ImportCounts, ImportId, ImportKind, ImportRow, ImportStatus};
use store::{AsideKind, AsideRow, Cause, Meta, ReadError};

use super::{Decision, ImportError, status_name};
use crate::{
    access::Actor,
    pipeline::{Pipeline, draft::Draft},
};

/// The most records of one import that can be decided about by hand.
const MOST_DECISIONS: usize = 10_000;

impl Pipeline {
    /// Has a staged import run; it runs from now on whatever stops.
    ///
    /// # Errors
    /// When it is not staged, its profile stops it, or the commit is refused.
    pub fn commit_staged(&self, actor: &Actor, id: ImportId) -> Result<ImportRow, ImportError> {
        // Asked for twice at once, the second finds it under way.
        let _turn = self.turn.lock();
        let row = self.staged(id)?;
        if let Some(why) = row.stopped_by {
            return Err(ImportError::StoppedBy(why));
        }
        let row = ImportRow {
            status: ImportStatus::Running,
            ended: None,
            cursor: 0,
            counts: ImportCounts::default(),
            actor: actor.name.clone(),
            via: actor.via.clone(),
            ..row
        };
        let metas = vec![Meta::Import(row.clone())];
        Draft::new(self).commit(actor, Cause::Import(row.id), metas)?;
        Ok(row)
    }

    /// Has a staged import looked through again, as after a decision or a change of its profile.
    ///
    /// # Errors
    /// When it is not staged, there is no such profile, or the commit is refused.
    pub fn stage_again(
        &self,
        actor: &Actor,
        id: ImportId,
        profile: Option<&str>,
    ) -> Result<ImportRow, ImportError> {
        let row = self.staged_import(id)?;
        let profile = match profile {
            Some(name) => Some(self.known_profile(name)?.key()),
            None => row.profile.clone(),
        };
        let row = ImportRow {
            status: ImportStatus::Staging,
            ended: None,
            cursor: 0,
            counts: ImportCounts::default(),
            stopped_by: None,
            profile,
            ..row
        };
        self.put_import_as(actor, &row)?;
        Ok(row)
    }

    pub(super) fn staged(&self, id: ImportId) -> Result<ImportRow, ImportError> {
        let row = self.known_import(id)?;
        if row.status == ImportStatus::Staged {
            return Ok(row);
        }
        Err(ImportError::Request(format!(
            "import {id} is not staged: it is {}",
            status_name(row.status)
        )))
    }

    /// A staged import of a file: a batch edit that waits has no profile and nothing to be decided.
    pub(super) fn staged_import(&self, id: ImportId) -> Result<ImportRow, ImportError> {
        let row = self.staged(id)?;
        if row.kind == ImportKind::Import {
            return Ok(row);
        }
        Err(ImportError::Request(format!(
            "{id} is a batch edit; it is looked at on /admin/batch/{id}, committed or thrown away"
        )))
    }

    /// What was decided about records of an import, by place in its input.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn decisions(&self, id: ImportId) -> Result<BTreeMap<u64, Decision>, ReadError> {
        let rows = self.store.asides(AsideKind::Decisions, &decisions_of(id))?;
        let value = rows.into_iter().next().map(|row| row.value);
        Ok(value
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default())
    }

    /// Notes what was decided about records of a staged import; `None` takes a decision back.
    ///
    /// # Errors
    /// When it is not staged, a record does not exist, or there are too many decisions.
    pub fn decide(
        &self,
        actor: &Actor,
        id: ImportId,
        decided: &BTreeMap<u64, Option<Decision>>,
    ) -> Result<(), ImportError> {
        self.staged_import(id)?;
        let _turn = self.turn.lock();
        let mut decisions = self.decisions(id)?;
        for (position, decision) in decided {
            if let Some(Decision::Match(record)) = decision
                && self.store.record(*record)?.is_none()
            {
                let why = format!(
                    "there is no record {record} that record {position} of the input could be"
                );
                return Err(ImportError::Request(why));
            }
            match decision {
                Some(decision) => decisions.insert(*position, *decision),
                None => decisions.remove(position),
            };
        }
        if decisions.len() > MOST_DECISIONS {
            let why = format!(
                "an import takes {MOST_DECISIONS} decisions at most; match by a profile's rules"
            );
            return Err(ImportError::Request(why));
        }
        let row = AsideRow {
            kind: AsideKind::Decisions,
            name: decisions_of(id),
            value: serde_json::to_value(&decisions).unwrap_or_default(),
        };
        Draft::new(self).commit(actor, Cause::Import(id), vec![Meta::Aside(row)])?;
        Ok(())
    }
}

fn decisions_of(id: ImportId) -> String {
    format!("{id:010}")
}
