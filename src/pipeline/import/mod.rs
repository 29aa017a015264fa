//! Imports: begun, looked through, committed, cancelled; and gone on with after any stop.

mod matching;
mod read;
pub mod report;
mod request;
mod run;
mod staged;

use std::{path::PathBuf, sync::atomic::AtomicBool};

use record::{ImportCounts, ImportId, ImportKind, ImportRow, ImportStatus};
use store::{AsideRow, Cause, Meta, ReadError};

use super::{Pipeline, Staged, draft::Draft};
use crate::{access::Actor, clock};
use read::known_form;
use run::{Mode, Run};

pub use matching::Decision;
pub use request::{ImportError, ImportRequest, Outcome, Progress};

/// Records committed together.
const BATCH: usize = 256;

impl Pipeline {
    /// Registers an import of a staged input, which from now on survives any stop.
    ///
    /// # Errors
    /// When the request does not fit, the input is of no known form, or the commit is refused.
    pub fn begin(
        &self,
        staged: &Staged,
        request: &ImportRequest,
    ) -> Result<ImportRow, ImportError> {
        self.register(staged, request, ImportStatus::Running)
    }

    /// Registers an import that is only looked through and then waits for somebody's word.
    ///
    /// # Errors
    /// As [`Pipeline::begin`].
    pub fn begin_staging(
        &self,
        staged: &Staged,
        request: &ImportRequest,
    ) -> Result<ImportRow, ImportError> {
        self.register(staged, request, ImportStatus::Staging)
    }

    fn register(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        status: ImportStatus,
    ) -> Result<ImportRow, ImportError> {
        self.register_with(staged, request, status, |_| Ok(None))
    }

    /// Registers an import in one commit with a document that belongs to it.
    pub(super) fn register_with(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        status: ImportStatus,
        beside: impl FnOnce(ImportId) -> Result<Option<AsideRow>, ImportError>,
    ) -> Result<ImportRow, ImportError> {
        let begun = self
            .row(staged, request, self.store.new_import_id())
            .and_then(|row| {
                let row = ImportRow { status, ..row };
                let _turn = self.turn.lock();
                let mut metas = vec![Meta::Import(row.clone())];
                metas.extend(beside(row.id)?.map(Meta::Aside));
                Draft::new(self).commit(&request.actor, Cause::Import(row.id), metas)?;
                Ok(row)
            });
        if begun.is_err() {
            self.forget(&staged.digest);
        }
        begun
    }

    fn row(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        id: ImportId,
    ) -> Result<ImportRow, ImportError> {
        request.check()?;
        let profile = match &request.profile {
            Some(name) => Some(self.known_profile(name)?),
            None => None,
        };
        known_form(&staged.path, &staged.name, request.format, profile.clone())?;
        Ok(ImportRow {
            id,
            kind: ImportKind::Import,
            undoes: None,
            undone_by: None,
            input: staged.name.clone(),
            digest: staged.digest.clone(),
            bytes: staged.bytes,
            system: request.system.clone(),
            format: request.format,
            profile: profile.map(|profile| profile.key()),
            actor: request.actor.name.clone(),
            via: request.actor.via.clone(),
            started: clock::now(),
            ended: None,
            status: ImportStatus::Running,
            cursor: 0,
            records: None,
            counts: ImportCounts::default(),
            stopped_by: None,
        })
    }

    /// Saves an import's row in the name of whoever began it.
    pub(super) fn put_import(&self, row: &ImportRow) -> Result<(), ImportError> {
        let actor = Actor {
            name: row.actor.clone(),
            via: row.via.clone(),
        };
        self.put_import_as(&actor, row)
    }

    fn put_import_as(&self, actor: &Actor, row: &ImportRow) -> Result<(), ImportError> {
        let _turn = self.turn.lock();
        let metas = vec![Meta::Import(row.clone())];
        Draft::new(self).commit(actor, Cause::Import(row.id), metas)?;
        Ok(())
    }

    /// The imports that were begun and have neither ended nor wait for somebody's word, and those that
    /// were cancelled and have not been taken back.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn interrupted(&self) -> Result<Vec<ImportRow>, ReadError> {
        let mut rows = self.store.imports()?;
        rows.retain(|row| row.is_under_way() || is_to_be_taken_back(row));
        Ok(rows)
    }

    /// Runs an import, a look through one, or an undo from its cursor to the end.
    ///
    /// # Errors
    /// When the input or the store cannot be read, or a commit is refused.
    pub fn run(
        &self,
        row: ImportRow,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        self.run_until(row, &AtomicBool::new(false), tell)
    }

    /// As [`Pipeline::run`], but ends between two batches once `stop` is set.
    ///
    /// # Errors
    /// As [`Pipeline::run`], and [`ImportError::Stopped`] and [`ImportError::Cancelled`]; what a
    /// cancelled import had done has been taken back by then.
    pub fn run_until(
        &self,
        row: ImportRow,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let (id, status, fresh) = (row.id, row.status, row.cursor == 0);
        if is_to_be_taken_back(&row) {
            let done = row.cursor;
            return self.or_taken_back(id, Err(ImportError::Cancelled { done }), stop);
        }
        match row.kind {
            ImportKind::Undo => return self.run_undo(row, stop, tell),
            ImportKind::Batch => {
                return self.or_taken_back(id, self.run_bulk(row, stop, tell), stop);
            }
            ImportKind::Import => {}
        }
        if status == ImportStatus::Staging {
            return Run::new(self, row, Mode::Stage)?.go(stop, tell);
        }
        if fresh && let Some(why) = self.would_stop(&row, stop, tell)? {
            self.stop_for_good(row, &why)?;
            return Err(ImportError::StoppedBy(why));
        }
        let ran = Run::new(self, row, Mode::Commit)?.go(stop, tell);
        self.or_taken_back(id, ran, stop)
    }

    /// What became of an import or a batch; what one that was cancelled had done is taken back.
    fn or_taken_back(
        &self,
        id: ImportId,
        ran: Result<Outcome, ImportError>,
        stop: &AtomicBool,
    ) -> Result<Outcome, ImportError> {
        if let Err(ImportError::Cancelled { .. }) = &ran {
            self.take_back(id, stop)?;
        }
        ran
    }

    /// The notice by which a profile keeps an import from running, found by a look through it.
    fn would_stop(
        &self,
        row: &ImportRow,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<Option<String>, ImportError> {
        let stops = match &row.profile {
            Some(key) => !self.known_profile(key)?.stop.is_empty(),
            None => false,
        };
        if !stops {
            return Ok(None);
        }
        let looked = Run::new(self, row.clone(), Mode::Dry)?.look(stop, tell)?;
        Ok(looked.stopped_by)
    }

    fn stop_for_good(&self, row: ImportRow, why: &str) -> Result<(), ImportError> {
        let row = ImportRow {
            status: ImportStatus::Cancelled,
            ended: Some(clock::now()),
            stopped_by: Some(why.to_owned()),
            ..row
        };
        self.put_import(&row)?;
        self.forget(&row.digest);
        Ok(())
    }

    /// Takes back what a cancelled import had done.
    fn take_back(&self, id: ImportId, stop: &AtomicBool) -> Result<(), ImportError> {
        self.cancelled.lock().remove(&id);
        let Some(row) = self.store.import(id)?.filter(is_to_be_taken_back) else {
            return Ok(());
        };
        let actor = Actor {
            name: row.actor.clone(),
            via: row.via.clone(),
        };
        let undo = self.begin_undo(&actor, id)?;
        self.run_undo(undo, stop, &mut |_| {})?;
        Ok(())
    }

    /// Says what an import would do, by the same path with the commit left out.
    ///
    /// # Errors
    /// When the input or the store cannot be read.
    pub fn dry_run(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let outcome = self
            .row(staged, request, ImportId(0))
            .and_then(|row| Run::new(self, row, Mode::Dry)?.go(&AtomicBool::new(false), tell));
        self.forget(&staged.digest);
        Ok(Outcome {
            import: None,
            ..outcome?
        })
    }

    fn known_import(&self, id: ImportId) -> Result<ImportRow, ImportError> {
        let missing = || ImportError::Request(format!("there is no import {id}"));
        self.store.import(id)?.ok_or_else(missing)
    }

    /// Throws a staged import away, or stops one that is under way and has what it did taken back.
    ///
    /// # Errors
    /// When it has ended, or the commit is refused.
    pub fn cancel(&self, actor: &Actor, id: ImportId) -> Result<ImportRow, ImportError> {
        let row = self.known_import(id)?;
        match row.status {
            ImportStatus::Staged => {
                let row = ImportRow {
                    status: ImportStatus::Cancelled,
                    ended: Some(clock::now()),
                    // Nothing of it was done.
                    cursor: 0,
                    ..row
                };
                self.put_import_as(actor, &row)?;
                self.forget(&row.digest);
                Ok(row)
            }
            ImportStatus::Staging | ImportStatus::Running if row.kind != ImportKind::Undo => {
                self.cancelled.lock().insert(id);
                Ok(row)
            }
            status => Err(ImportError::Request(format!(
                "import {id} cannot be cancelled: it is {}; one that is done can be undone",
                status_name(status)
            ))),
        }
    }

    /// Whether somebody has cancelled an import that is under way.
    pub(super) fn is_cancelled(&self, id: ImportId) -> bool {
        self.cancelled.lock().contains(&id)
    }

    /// Where the report of an import is.
    pub fn report_of(&self, id: ImportId) -> PathBuf {
        report::path(&self.reports, id)
    }

    /// Where the input of an import is, while it is kept.
    pub fn input_of(&self, row: &ImportRow) -> Option<PathBuf> {
        row.needs_input().then(|| self.uploads.join(&row.digest))
    }

    /// Removes the kept copy of an input that no import needs.
    pub(super) fn forget(&self, digest: &str) {
        let needed = self.store.imports().map_or(true, |rows| {
            rows.iter()
                .any(|row| row.needs_input() && row.digest == digest)
        });
        if !needed
            && let Err(error) = std::fs::remove_file(self.uploads.join(digest))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the copy of an input could not be removed");
        }
    }
}

/// Whether an import or a batch was cancelled on its way and what it did still stands.
fn is_to_be_taken_back(row: &ImportRow) -> bool {
    row.status == ImportStatus::Cancelled && row.cursor > 0 && row.undone_by.is_none()
}

/// A status as people read it.
pub fn status_name(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Staging => "being looked through",
        ImportStatus::Staged => "staged",
        ImportStatus::Running => "under way",
        ImportStatus::Done => "done",
        ImportStatus::Failed => "given up",
        ImportStatus::Cancelled => "cancelled",
    }
}
