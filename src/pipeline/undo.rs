//! Undoing an import or a batch: its records become what they would be had it never run.

use std::{
    collections::{BTreeSet, HashSet},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use record::{
    ImportCounts, ImportId, ImportKind, ImportRow, ImportStatus, Notice, RecordId, Seq, Severity,
};
use store::{Cause, Commit, Meta, ReadError};

use super::{
    Pipeline,
    draft::{Draft, DraftError},
    import::{ImportError, Outcome, Progress},
    replay::{Replay, seen_by},
};
use crate::{access::Actor, clock};

/// Records committed together.
const BATCH: usize = 256;
/// Commits read at once.
const COMMITS: usize = 1000;

impl Pipeline {
    /// Registers that an import is undone; from now on that survives any stop.
    ///
    /// # Errors
    /// When there is no such import, it has not ended, or it is undone already.
    pub fn begin_undo(&self, actor: &Actor, import: ImportId) -> Result<ImportRow, ImportError> {
        let _turn = self.turn.lock();
        let refuse = |why: String| Err(ImportError::Request(why));
        let Some(undone) = self.store.import(import)? else {
            return refuse(format!("there is no import {import}"));
        };
        if let Some(by) = undone.undone_by {
            return refuse(format!("import {import} was undone already, by {by}"));
        }
        match (undone.kind, undone.status) {
            (ImportKind::Undo, _) => {
                return refuse(format!(
                    "{import} is itself an undo; import the file again to have its records back"
                ));
            }
            (_, ImportStatus::Done | ImportStatus::Failed) => {}
            // One that was cancelled on its way, and whose taking back was interrupted.
            (_, ImportStatus::Cancelled) if undone.cursor > 0 => {}
            (_, ImportStatus::Running) => {
                return refuse(format!("import {import} is under way; cancel it instead"));
            }
            _ => return refuse(format!("import {import} has changed nothing")),
        }
        let row = ImportRow {
            id: self.store.new_import_id(),
            kind: ImportKind::Undo,
            undoes: Some(import),
            actor: actor.name.clone(),
            via: actor.via.clone(),
            started: clock::now(),
            ended: None,
            status: ImportStatus::Running,
            cursor: 0,
            records: None,
            counts: ImportCounts::default(),
            ..undone.clone()
        };
        let undone = ImportRow {
            undone_by: Some(row.id),
            ..undone
        };
        Draft::new(self).commit(
            actor,
            Cause::Import(row.id),
            vec![Meta::Import(undone), Meta::Import(row.clone())],
        )?;
        Ok(row)
    }

    /// Runs an undo from its cursor to the end.
    ///
    /// # Errors
    /// When the store cannot be read, a commit is refused, or `stop` is set.
    pub fn run_undo(
        &self,
        mut row: ImportRow,
        stop: &AtomicBool,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let begun = Instant::now();
        let Some(undone) = row
            .undoes
            .map(|id| self.store.import(id))
            .transpose()?
            .flatten()
        else {
            return Err(ImportError::Request(format!("{} undoes nothing", row.id)));
        };
        let records = self.touched_by(&undone)?;
        row.records = Some(records.len() as u64);
        let among: HashSet<RecordId> = records.iter().copied().collect();
        let replay = Replay::new(self, &among)?;
        let mut notices = Vec::new();
        let done = usize::try_from(row.cursor).unwrap_or(usize::MAX);
        let rest: Vec<RecordId> = records.into_iter().skip(done).collect();
        for batch in rest.chunks(BATCH) {
            if stop.load(Ordering::Relaxed) {
                return Err(ImportError::Stopped { done: row.cursor });
            }
            let turn = self.turn.lock();
            self.undo_batch(&mut row, batch, &replay, &mut notices)?;
            parking_lot::MutexGuard::unlock_fair(turn);
            self.pace.keep(self.store.head());
            report(&Progress {
                records: row.cursor,
                bytes: 0,
            });
        }
        row.status = ImportStatus::Done;
        row.ended = Some(clock::now());
        self.save_undo(Draft::new(self), &row, Vec::new())?;
        let mut outcome = Outcome::of(&row, notices);
        outcome.seconds = begun.elapsed().as_secs_f64();
        Ok(outcome)
    }

    fn undo_batch(
        &self,
        row: &mut ImportRow,
        batch: &[RecordId],
        replay: &Replay<'_>,
        notices: &mut Vec<Notice>,
    ) -> Result<(), ImportError> {
        let mut draft = Draft::new(self);
        let mut fresh = Vec::new();
        for id in batch {
            row.cursor += 1;
            match self.undo_one(&mut draft, *id, replay, &mut fresh) {
                Ok(true) => row.counts.changed += 1,
                Ok(false) => row.counts.unchanged += 1,
                Err(DraftError::Read(error)) => return Err(error.into()),
                Err(error) => {
                    row.counts.conflicts += 1;
                    let text = format!("record {id} stays as it is: {error}");
                    fresh.push(Notice::on(Severity::Error, "undo-failed", "", text));
                }
            }
        }
        row.counts.conflicts += fresh.iter().filter(|n| n.code == "edit-lost").count() as u64;
        for notice in &mut fresh {
            notice.input.clone_from(&row.input);
        }
        notices.extend(fresh.iter().cloned());
        draft.put_versions()?;
        self.save_undo(draft, row, fresh)
    }

    fn undo_one(
        &self,
        draft: &mut Draft<'_>,
        id: RecordId,
        replay: &Replay<'_>,
        notices: &mut Vec<Notice>,
    ) -> Result<bool, DraftError> {
        let Some(current) = self.store.record(id)? else {
            return Ok(false);
        };
        let story = replay.tell(id)?;
        let changed = match story.restored {
            Some(restored) => draft.restore(&current, restored)?,
            None => draft.unmake(&current)?,
        };
        if changed {
            notices.extend(story.notices);
        }
        Ok(changed)
    }

    fn save_undo(
        &self,
        draft: Draft<'_>,
        row: &ImportRow,
        notices: Vec<Notice>,
    ) -> Result<(), ImportError> {
        let actor = Actor {
            name: row.actor.clone(),
            via: row.via.clone(),
        };
        let metas = vec![Meta::Import(row.clone()), Meta::Notices(row.id, notices)];
        draft.commit(&actor, Cause::Import(row.id), metas)?;
        Ok(())
    }

    /// The records that an import brought, changed, or found as they were, by id.
    fn touched_by(&self, import: &ImportRow) -> Result<BTreeSet<RecordId>, ReadError> {
        let mut touched = BTreeSet::new();
        let first = self.store.first_commit_at(import.started)?;
        let mut below = None;
        loop {
            let commits = self.store.commits(below, COMMITS)?;
            for commit in &commits {
                self.put_by(import, commit, &mut touched)?;
            }
            below = commits.last().map(|commit| commit.number);
            if below.is_none_or(|number| number <= first) {
                break;
            }
        }
        // What it found as it was stays so, unless what had brought it was undone.
        let rows = self.store.imports()?;
        if rows
            .iter()
            .any(|r| r.undone_by.is_some() && r.id != import.id)
        {
            let seen = seen_by(self, import.id)?;
            touched.extend(seen.into_iter().map(|(record, ..)| record));
        }
        Ok(touched)
    }

    fn put_by(
        &self,
        import: &ImportRow,
        commit: &Commit,
        touched: &mut BTreeSet<RecordId>,
    ) -> Result<(), ReadError> {
        if commit.cause != Cause::Import(import.id) {
            return Ok(());
        }
        for seq in commit.after.0 + 1..=commit.after.0 + commit.puts {
            let Some(version) = self.store.version(Seq(seq))? else {
                continue;
            };
            let own = version.record.provenance.import == Some(import.id);
            if own || import.kind == ImportKind::Batch {
                touched.insert(version.record.id);
            }
        }
        Ok(())
    }
}
