//! The repositories that records are harvested from: rows kept beside the records, each run of one
//! an import.

use record::{Datestamp, ImportId, ImportRow, ImportStatus};
use serde::{Deserialize, Serialize};
use store::{AsideKind, AsideRow, Cause, Meta, ReadError};

use super::{
    Pipeline, Staged,
    draft::Draft,
    import::{ImportError, ImportRequest},
};
use crate::access::Actor;

/// Runs that are remembered, so that one that is undone is harvested again.
const RUNS: usize = 50;

/// A repository that records are harvested from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarvestRow {
    /// Its name here.
    pub name: String,
    /// The repository's base URL.
    pub url: String,
    /// The set that is harvested; none is everything.
    #[serde(default)]
    pub set: Option<String>,
    /// The prefix of the format that is asked for; none is the richest that is read.
    #[serde(default)]
    pub format: Option<String>,
    /// The source system that its records belong to.
    pub system: String,
    /// The profile that they are read by; none is that of their format.
    #[serde(default)]
    pub profile: Option<String>,
    /// Hours between runs; none is by hand only.
    #[serde(default)]
    pub every: Option<u32>,
    /// The repository's moment from which on the next run asks; none is everything.
    #[serde(default)]
    pub next: Option<String>,
    /// The imports of the last runs, the oldest first.
    #[serde(default)]
    pub runs: Vec<HarvestRun>,
    /// How the last run ended.
    #[serde(default)]
    pub last: Option<LastRun>,
}

/// A run that became an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarvestRun {
    /// The import.
    pub import: ImportId,
    /// From when on it asked; none is everything.
    pub from: Option<String>,
    /// What tells it from other runs.
    pub ticket: String,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// When.
    pub ended: Datestamp,
    /// How.
    pub result: HarvestEnd,
    /// The import that it became.
    #[serde(default)]
    pub import: Option<ImportId>,
    /// The records that came, deleted ones too.
    #[serde(default)]
    pub records: u64,
    /// Why it failed.
    #[serde(default)]
    pub why: Option<String>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HarvestEnd {
    /// Records came, and an import was begun with them.
    Done,
    /// Nothing had changed there.
    Nothing,
    /// The repository could not be harvested; one with hours between its runs is tried again.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What a run brought.
#[derive(Debug, Clone)]
pub struct Came {
    /// What tells the run from others.
    pub ticket: String,
    /// From when on it asked.
    pub from: Option<String>,
    /// The repository's moment of its first answer.
    pub next: Option<String>,
    /// The records that came, deleted ones too.
    pub records: u64,
}

impl HarvestRow {
    /// Whether it is the same part of the same repository, read in the same way: a run goes on
    /// where the last one stopped.
    pub fn continues(&self, other: &HarvestRow) -> bool {
        (&self.url, &self.set, &self.format, &self.system)
            == (&other.url, &other.set, &other.format, &other.system)
    }

    /// Notes that a run became an import.
    fn ran(&mut self, came: &Came, import: Option<ImportId>, ended: Datestamp) {
        // One that asked from later than the last one left off would leave a gap.
        let gap = came.from.is_some() && self.next.is_some() && came.from > self.next;
        if !gap {
            self.next.clone_from(&came.next);
        }
        if let Some(import) = import {
            // It asked for all that these had brought, so it does not matter any more whether they stand.
            self.runs.retain(|run| run.from < came.from);
            self.runs.push(HarvestRun {
                import,
                from: came.from.clone(),
                ticket: came.ticket.clone(),
            });
            let excess = self.runs.len().saturating_sub(RUNS);
            self.runs.drain(..excess);
        }
        let (result, records) = match import {
            Some(_) => (HarvestEnd::Done, came.records),
            None => (HarvestEnd::Nothing, 0),
        };
        self.last = Some(LastRun {
            ended,
            result,
            import,
            records,
            why: None,
        });
    }
}

impl Pipeline {
    /// All repositories that are harvested, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn harvests(&self) -> Result<Vec<HarvestRow>, ReadError> {
        let rows = self.store.asides(AsideKind::Harvest, "")?.into_iter();
        Ok(rows
            .filter_map(|row| serde_json::from_value(row.value).ok())
            .collect())
    }

    /// The repository of this name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn harvest(&self, name: &str) -> Result<Option<HarvestRow>, ReadError> {
        Ok(self.harvests()?.into_iter().find(|row| row.name == name))
    }

    /// The same, which must be there.
    ///
    /// # Errors
    /// When it is not, or the store cannot be read.
    pub fn known_harvest(&self, name: &str) -> Result<HarvestRow, ImportError> {
        let missing = || {
            ImportError::Request(format!(
                "no repository is harvested by the name {name:?}; `labordoc harvests list` and /api/v1/harvests have the names"
            ))
        };
        self.harvest(name)?.ok_or_else(missing)
    }

    /// Saves a repository; what is known of its runs is kept while it continues.
    ///
    /// # Errors
    /// When it does not fit, or the commit is refused.
    pub fn save_harvest(
        &self,
        actor: &Actor,
        wanted: HarvestRow,
    ) -> Result<HarvestRow, ImportError> {
        if let Some(profile) = &wanted.profile {
            self.known_profile(profile)?;
        }
        let _turn = self.turn.lock();
        let mut row = wanted;
        (row.next, row.runs, row.last) = (None, Vec::new(), None);
        if let Some(held) = self.harvest(&row.name)?
            && row.continues(&held)
        {
            (row.next, row.runs, row.last) = (held.next, held.runs, held.last);
        }
        self.put_harvest(actor, &row)?;
        Ok(row)
    }

    /// Harvests a repository no more. Its records stay.
    ///
    /// # Errors
    /// When there is none, or the commit is refused.
    pub fn remove_harvest(&self, actor: &Actor, name: &str) -> Result<(), ImportError> {
        let _turn = self.turn.lock();
        let row = self.known_harvest(name)?;
        let aside = AsideRow {
            value: serde_json::Value::Null,
            ..aside(&row)
        };
        self.put_aside(actor, aside)
    }

    /// From when on a run asks so that nothing is missed: where the last one left off, and before
    /// everything that came by an import which does not stand any more.
    ///
    /// # Errors
    /// When an import of it waits for somebody's word, or the store cannot be read.
    pub fn harvest_from(&self, row: &HarvestRow) -> Result<Option<String>, ImportError> {
        let mut from = row.next.clone();
        for run in &row.runs {
            let import = self.store.import(run.import)?;
            if import.as_ref().is_some_and(waits) {
                return Err(ImportError::Request(format!(
                    "import {} of {} waits for somebody's word; commit it or throw it away first",
                    run.import, row.name
                )));
            }
            if import.is_none_or(|import| !stands(&import)) {
                from = from.min(run.from.clone());
            }
        }
        Ok(from)
    }

    /// Begins the import of what a run brought, in one commit with the place where the next run
    /// begins. `look` has it looked through only.
    ///
    /// # Errors
    /// When the repository was removed meanwhile, and as [`Pipeline::begin`].
    pub fn begin_harvested(
        &self,
        (name, look): (&str, bool),
        staged: &Staged,
        request: &ImportRequest,
        came: &Came,
    ) -> Result<ImportRow, ImportError> {
        let status = match look {
            true => ImportStatus::Staging,
            false => ImportStatus::Running,
        };
        self.register_with(staged, request, status, |import| {
            let mut row = self.known_harvest(name)?;
            row.ran(came, Some(import), crate::clock::now());
            Ok(Some(aside(&row)))
        })
    }

    /// Notes that a run found nothing new.
    ///
    /// # Errors
    /// When the repository was removed meanwhile, or the commit is refused.
    pub fn harvested_nothing(
        &self,
        actor: &Actor,
        name: &str,
        came: &Came,
    ) -> Result<(), ImportError> {
        let _turn = self.turn.lock();
        let mut row = self.known_harvest(name)?;
        row.ran(came, None, crate::clock::now());
        self.put_harvest(actor, &row)
    }

    /// Notes that a run brought nothing, and why.
    ///
    /// # Errors
    /// When the repository was removed meanwhile, or the commit is refused.
    pub fn harvest_ended(
        &self,
        actor: &Actor,
        name: &str,
        (result, why): (HarvestEnd, Option<String>),
    ) -> Result<(), ImportError> {
        let _turn = self.turn.lock();
        let mut row = self.known_harvest(name)?;
        row.last = Some(LastRun {
            ended: crate::clock::now(),
            result,
            import: None,
            records: 0,
            why,
        });
        self.put_harvest(actor, &row)
    }

    fn put_harvest(&self, actor: &Actor, row: &HarvestRow) -> Result<(), ImportError> {
        self.put_aside(actor, aside(row))
    }

    fn put_aside(&self, actor: &Actor, row: AsideRow) -> Result<(), ImportError> {
        let cause = Cause::System("harvest".to_owned());
        Draft::new(self).commit(actor, cause, vec![Meta::Aside(row)])?;
        Ok(())
    }
}

fn aside(row: &HarvestRow) -> AsideRow {
    AsideRow {
        kind: AsideKind::Harvest,
        name: row.name.clone(),
        value: serde_json::to_value(row).unwrap_or_default(),
    }
}

fn waits(import: &ImportRow) -> bool {
    matches!(import.status, ImportStatus::Staging | ImportStatus::Staged)
}

/// Whether what an import brought is here, or on its way.
fn stands(import: &ImportRow) -> bool {
    let ended = matches!(
        import.status,
        ImportStatus::Cancelled | ImportStatus::Failed
    );
    !ended && import.undone_by.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_asked_for_all_of_another_takes_its_place_and_one_after_a_gap_moves_nothing() {
        let mut row = HarvestRow {
            name: "x".into(),
            url: "http://x".into(),
            set: None,
            format: None,
            system: "x".into(),
            profile: None,
            every: None,
            next: None,
            runs: Vec::new(),
            last: None,
        };
        let text = |t: &str| Some(t.to_owned());
        for (import, from, next, expected_next, runs) in [
            (1, None, "2026-01-01", "2026-01-01", vec![1]),
            (
                2,
                text("2026-01-01"),
                "2026-02-01",
                "2026-02-01",
                vec![1, 2],
            ),
            (
                3,
                text("2026-02-01"),
                "2026-03-01",
                "2026-03-01",
                vec![1, 2, 3],
            ),
            (
                4,
                text("2026-02-01"),
                "2026-04-01",
                "2026-04-01",
                vec![1, 2, 4],
            ),
            (
                5,
                text("2026-05-01"),
                "2026-06-01",
                "2026-04-01",
                vec![1, 2, 4, 5],
            ),
            (6, None, "2026-07-01", "2026-07-01", vec![6]),
        ] {
            let came = Came {
                ticket: String::new(),
                from,
                next: text(next),
                records: 1,
            };
            row.ran(&came, Some(ImportId(import)), Datestamp(0));
            assert_eq!(row.next.as_deref(), Some(expected_next), "{import}");
            let held: Vec<u64> = row.runs.iter().map(|run| run.import.0).collect();
            assert_eq!(held, runs, "{import}");
        }
    }
}
