//! A batch edit under way: one thread looks and builds, the other commits; what was done before a stop is not
//! done again.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    time::Instant,
};

use record::{Built, ImportRow, ImportStatus, Notice, Record, Severity, Source};
use serde_json::Value;
use store::{Cause, Meta, ReadError};

use super::{
    BulkEdit, Target,
    look::{Met, Plan},
};
use crate::{
    access::Actor,
    clock,
    pipeline::{
        ImportError, Outcome, Over, Pipeline, Progress, described,
        draft::{Draft, DraftError},
        patch, staging,
    },
};

/// Records committed together.
const BATCH: usize = 256;
/// Batches that may lie ready for the committer.
const AHEAD: usize = 2;

/// A record on its way.
enum Prepared {
    /// It is so already.
    Same,
    /// It cannot be done.
    Fails(String),
    /// Built anew.
    Fresh(Box<Fresh>),
}

struct Fresh {
    record: Arc<Record>,
    edits: Option<Value>,
    built: Built,
    source: Source,
}

type Batch<'a> = Vec<(&'a Target, Prepared)>;

impl Pipeline {
    /// Runs a batch edit from its cursor to the end.
    ///
    /// # Errors
    /// As [`Pipeline::run_until`].
    pub(in crate::pipeline) fn run_bulk(
        &self,
        mut row: ImportRow,
        stop: &AtomicBool,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let begun = Instant::now();
        let edit = match self.kept_bulk(&row) {
            Ok(edit) => edit,
            Err(why) => return Err(self.give_up_bulk(&mut row, why)),
        };
        let plan = match Plan::new(self, &edit) {
            Ok(plan) => plan,
            Err(error) => return Err(self.give_up_bulk(&mut row, error.to_string())),
        };
        let done = usize::try_from(row.cursor).unwrap_or(usize::MAX);
        let left = edit.records.get(done..).unwrap_or(&[]);
        let mut notices = Vec::new();
        let (to, from) = sync_channel(AHEAD);
        let ended = std::thread::scope(|scope| {
            scope.spawn(|| self.prepare_all(&plan, left, to));
            for batch in from {
                if stop.load(Ordering::Relaxed) {
                    return Err(ImportError::Stopped { done: row.cursor });
                }
                if self.is_cancelled(row.id) {
                    self.end_bulk(&mut row, ImportStatus::Cancelled)?;
                    return Err(ImportError::Cancelled { done: row.cursor });
                }
                self.commit_bulk(&plan, batch?, &mut row, &mut notices)?;
                report(&Progress {
                    records: row.cursor,
                    bytes: row.bytes,
                });
            }
            Ok(())
        });
        ended?;
        self.end_bulk(&mut row, ImportStatus::Done)?;
        let mut outcome = Outcome::of(&row, notices);
        outcome.seconds = begun.elapsed().as_secs_f64();
        Ok(outcome)
    }

    /// A batch edit as it is kept until it has run.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn batch_of(&self, row: &ImportRow) -> Result<BulkEdit, ImportError> {
        self.kept_bulk(row).map_err(|why| ImportError::Input {
            input: row.input.clone(),
            why,
        })
    }

    fn kept_bulk(&self, row: &ImportRow) -> Result<BulkEdit, String> {
        let path = self.uploads.join(&row.digest);
        if !staging::is_whole(&path).map_err(|error| error.to_string())? {
            return Err("its kept copy is damaged".to_owned());
        }
        let bytes = fs::read(&path).map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }

    /// Looks at and builds records, batch by batch, on all processors.
    fn prepare_all<'t>(
        &self,
        plan: &Plan<'_>,
        targets: &'t [Target],
        to: SyncSender<Result<Batch<'t>, ImportError>>,
    ) {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for batch in targets.chunks(BATCH) {
            let part = batch.len().div_ceil(threads).max(1);
            let prepared = std::thread::scope(|scope| {
                let spawned: Vec<_> = batch
                    .chunks(part)
                    .map(|part| scope.spawn(|| self.prepare_part(plan, part)))
                    .collect();
                let mut all = Vec::with_capacity(batch.len());
                for thread in spawned {
                    let inside = |_| ImportError::Request("a batch edit failed inside".to_owned());
                    all.extend(thread.join().map_err(inside)??);
                }
                Ok(all)
            });
            let failed = prepared.is_err();
            if to.send(prepared).is_err() || failed {
                return;
            }
        }
    }

    fn prepare_part<'t>(
        &self,
        plan: &Plan<'_>,
        targets: &'t [Target],
    ) -> Result<Batch<'t>, ImportError> {
        let one = |target| Ok((target, self.prepare(plan, target)?));
        targets.iter().map(one).collect()
    }

    fn prepare(&self, plan: &Plan<'_>, target: &Target) -> Result<Prepared, ReadError> {
        let id = target.id;
        let Some(record) = self.store.record(id)? else {
            return Ok(Prepared::Fails(format!("there is no record {id}")));
        };
        let change = match plan.meet(self, &record, target)? {
            Met::Same => return Ok(Prepared::Same),
            Met::Fails(why) => return Ok(Prepared::Fails(why)),
            Met::Differs(before, after) => patch::between(&before, &after),
        };
        let Some(source) = self.store.source(id)? else {
            let why = "it was made here and has no source to build from".to_owned();
            return Ok(Prepared::Fails(why));
        };
        let built = match self.edited(&record, &source, change.as_ref()) {
            Ok(built) => built,
            Err(why) => return Ok(Prepared::Fails(why)),
        };
        let (edits, built) = built;
        Ok(Prepared::Fresh(Box::new(Fresh {
            record,
            edits,
            built,
            source,
        })))
    }

    /// A record with one change more: its one patch from what the source says, and its build.
    fn edited(
        &self,
        record: &Record,
        source: &Source,
        change: Option<&Value>,
    ) -> Result<(Option<Value>, Built), String> {
        let over = |edits| Over {
            kept: record.kept.as_ref(),
            edits,
        };
        let plain = self.build(source, over(None), &record.provenance);
        let plain = plain.map_err(|e| e.to_string())?;
        let base = described(&plain.description, plain.status);
        let mut wanted = base.clone();
        for change in record.edits.iter().chain(change) {
            patch::apply(&mut wanted, change);
        }
        let edits = patch::between(&base, &wanted);
        let built = self.build(source, over(edits.as_ref()), &record.provenance);
        let built = built.map_err(|e| e.to_string())?;
        Ok((edits, built))
    }

    /// Commits a batch with the place that the batch edit has reached.
    fn commit_bulk(
        &self,
        plan: &Plan<'_>,
        batch: Batch<'_>,
        row: &mut ImportRow,
        notices: &mut Vec<Notice>,
    ) -> Result<(), ImportError> {
        self.pace.keep(self.store.head());
        let turn = self.turn.lock();
        let mut draft = Draft::new(self);
        let mut fresh_notices = Vec::new();
        for (target, prepared) in batch {
            row.cursor += 1;
            // Somebody may have changed it since it was looked at.
            let stale = match &prepared {
                Prepared::Fresh(fresh) => {
                    let now = self.store.record(target.id)?;
                    now.is_none_or(|now| now.seq != fresh.record.seq)
                }
                Prepared::Same | Prepared::Fails(_) => false,
            };
            let prepared = match stale || draft.holds(target.id) {
                true => self.prepare(plan, target)?,
                false => prepared,
            };
            match self.put_bulk(&mut draft, prepared)? {
                Ok(true) => row.counts.changed += 1,
                Ok(false) => row.counts.unchanged += 1,
                Err(why) => {
                    row.counts.rejected += 1;
                    fresh_notices.push(refused(row, target, &why));
                }
            }
        }
        notices.extend(fresh_notices.iter().cloned());
        draft.put_versions()?;
        self.save_bulk(draft, row, fresh_notices)?;
        parking_lot::MutexGuard::unlock_fair(turn);
        Ok(())
    }

    /// Whether a record was put; or why it was not.
    fn put_bulk(
        &self,
        draft: &mut Draft<'_>,
        prepared: Prepared,
    ) -> Result<Result<bool, String>, ReadError> {
        let fresh = match prepared {
            Prepared::Same => return Ok(Ok(false)),
            Prepared::Fails(why) => return Ok(Err(why)),
            Prepared::Fresh(fresh) => fresh,
        };
        let Fresh {
            record,
            edits,
            built,
            source,
        } = *fresh;
        match draft.put_built(&record, built, edits, &source) {
            Ok(put) => Ok(Ok(put)),
            Err(DraftError::Read(error)) => Err(error),
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    fn save_bulk(
        &self,
        draft: Draft<'_>,
        row: &ImportRow,
        notices: Vec<Notice>,
    ) -> Result<(), ImportError> {
        let mut metas = vec![Meta::Import(row.clone())];
        if !notices.is_empty() {
            metas.push(Meta::Notices(row.id, notices));
        }
        let actor = Actor {
            name: row.actor.clone(),
            via: row.via.clone(),
        };
        draft.commit(&actor, Cause::Import(row.id), metas)?;
        Ok(())
    }

    fn end_bulk(&self, row: &mut ImportRow, status: ImportStatus) -> Result<(), ImportError> {
        row.status = status;
        row.ended = Some(clock::now());
        let turn = self.turn.lock();
        self.save_bulk(Draft::new(self), row, Vec::new())?;
        drop(turn);
        self.forget(&row.digest);
        Ok(())
    }

    /// Ends a batch edit that cannot be read: trying again would fail for ever.
    fn give_up_bulk(&self, row: &mut ImportRow, why: String) -> ImportError {
        let input = row.input.clone();
        match self.end_bulk(row, ImportStatus::Failed) {
            Ok(()) => ImportError::Input { input, why },
            Err(error) => error,
        }
    }
}

fn refused(row: &ImportRow, target: &Target, why: &str) -> Notice {
    Notice {
        input: row.input.clone(),
        record: Some(row.cursor),
        ..Notice::new(
            Severity::Error,
            "batch-refused",
            format!("record {} was left as it is: {why}", target.id),
        )
    }
}
