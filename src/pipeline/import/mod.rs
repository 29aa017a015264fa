//! An import: read, build, match, commit in batches, and go on after any stop.

mod read;

use std::{
    collections::{HashMap, hash_map::Entry},
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, sync_channel},
    },
    time::Instant,
};

use record::{
    ImportCounts, ImportId, ImportKind, ImportRow, ImportStatus, Key, Notice, Provenance, Severity,
};
use serde::Serialize;
use store::{Cause, CommitError, Meta, ReadError};

use super::{
    Pipeline, Staged,
    batch::{Draft, DraftError, Taken, number},
};
use crate::{access::Actor, clock};
use read::{Item, known_form, read, rejected};

/// Records committed together.
const BATCH: usize = 256;
/// Batches that may lie ready for the committer.
const AHEAD: usize = 4;
/// Notices kept for the answer; all of them are in the store.
const KEPT_NOTICES: usize = 100_000;
/// An import without anything to commit still saves its place after this many batches.
const SAVE_EVERY: u64 = 64;

/// What to import, beside the bytes.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// Who imports, and from where.
    pub actor: Actor,
    /// The source system that record numbers belong to.
    pub system: String,
}

/// Why an import cannot start or go on. What was committed stays, and the import can go on after it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The request does not fit.
    #[error("{0}")]
    Request(String),
    /// The input holds no records of a known form.
    #[error("{input} is neither MARC 21 (ISO 2709) nor MARCXML: its first bytes are {start}")]
    Unknown {
        /// The input.
        input: String,
        /// How it begins.
        start: String,
    },
    /// The input, or its kept copy, cannot be read any further.
    #[error(
        "{input} cannot be read any further: {why}; mend it and import it again, what is done is not repeated"
    )]
    Input {
        /// The input.
        input: String,
        /// Why.
        why: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A commit was refused.
    #[error("{0}; the import goes on where it stopped when the command is run again")]
    Commit(#[from] CommitError),
    /// The service stops.
    #[error("the import was stopped after record {done}; it goes on at the next start")]
    Stopped {
        /// Records done.
        done: u64,
    },
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Records done.
    pub records: u64,
    /// Bytes of the input read.
    pub bytes: u64,
}

/// What became of an import, as the command line and the API tell it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// Its number; none for a dry run.
    pub import: Option<ImportId>,
    /// New records.
    pub created: u64,
    /// Records that differ from before.
    pub changed: u64,
    /// Records that caused no commit.
    pub unchanged: u64,
    /// Records that could not be used.
    pub rejected: u64,
    /// How long it took.
    pub seconds: f64,
    /// What was found; the first hundred thousand.
    pub notices: Vec<Notice>,
}

impl Outcome {
    /// Adds another import's outcome.
    pub fn add(&mut self, other: Outcome) {
        self.import = other.import.or(self.import);
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
        self.seconds += other.seconds;
        self.notices.extend(other.notices);
    }

    /// What a row says of an import.
    pub fn of(row: &ImportRow, notices: Vec<Notice>) -> Outcome {
        let counts = row.counts;
        Outcome {
            import: Some(row.id),
            created: counts.created,
            changed: counts.changed,
            unchanged: counts.unchanged,
            rejected: counts.rejected,
            seconds: 0.0,
            notices,
        }
    }
}

impl ImportRequest {
    /// A request of this actor, for the library's own system.
    pub fn new(actor: Actor) -> ImportRequest {
        ImportRequest {
            actor,
            system: "labordoc".to_owned(),
        }
    }

    /// Whether it fits.
    ///
    /// # Errors
    /// When the system's name cannot stand in a key.
    pub fn check(&self) -> Result<(), ImportError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=40).contains(&self.system.len()) && self.system.chars().all(fits) {
            return Ok(());
        }
        Err(ImportError::Request(format!(
            "{:?} cannot name a source system; up to 40 small letters, digits and hyphens can",
            self.system
        )))
    }
}

/// An import under way.
struct Run<'a> {
    pipeline: &'a Pipeline,
    row: ImportRow,
    dry: bool,
    /// Where each number of this input was first seen.
    seen: HashMap<Key, u64>,
    notices: Vec<Notice>,
    unsaved: Vec<Notice>,
    bytes: u64,
    batches: u64,
}

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
        let begun = self.register(staged, request);
        if begun.is_err() {
            self.forget(&staged.digest);
        }
        begun
    }

    fn register(&self, staged: &Staged, request: &ImportRequest) -> Result<ImportRow, ImportError> {
        let row = self.row(staged, request, self.store.new_import_id())?;
        let _turn = self.turn.lock();
        Draft::new(self).commit(
            &request.actor,
            Cause::Import(row.id),
            vec![Meta::Import(row.clone())],
        )?;
        Ok(row)
    }

    fn row(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        id: ImportId,
    ) -> Result<ImportRow, ImportError> {
        request.check()?;
        known_form(&staged.path, &staged.name)?;
        Ok(ImportRow {
            id,
            kind: ImportKind::Import,
            input: staged.name.clone(),
            digest: staged.digest.clone(),
            bytes: staged.bytes,
            system: request.system.clone(),
            actor: request.actor.name.clone(),
            via: request.actor.via.clone(),
            started: clock::now(),
            ended: None,
            status: ImportStatus::Running,
            cursor: 0,
            counts: ImportCounts::default(),
        })
    }

    /// The imports that were begun and have not ended.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn interrupted(&self) -> Result<Vec<ImportRow>, ReadError> {
        let rows = self.store.imports()?.into_iter();
        Ok(rows
            .filter(|row| row.status == ImportStatus::Running)
            .collect())
    }

    /// Runs an import from its cursor to the end.
    ///
    /// # Errors
    /// When the input or the store cannot be read, or a commit is refused.
    pub fn run(
        &self,
        row: ImportRow,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        self.run_until(row, &AtomicBool::new(false), report)
    }

    /// As [`Pipeline::run`], but ends between two batches once `stop` is set.
    ///
    /// # Errors
    /// As [`Pipeline::run`], and [`ImportError::Stopped`].
    pub fn run_until(
        &self,
        row: ImportRow,
        stop: &AtomicBool,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        match row.kind {
            ImportKind::Batch => self.run_bulk(row, stop, report),
            _ => Run::new(self, row, false).go(&self.uploads, stop, report),
        }
    }

    /// Says what an import would do, by the same path with the commit left out.
    ///
    /// # Errors
    /// When the input or the store cannot be read.
    pub fn dry_run(
        &self,
        staged: &Staged,
        request: &ImportRequest,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let outcome = self.row(staged, request, ImportId(0)).and_then(|row| {
            Run::new(self, row, true).go(&self.uploads, &AtomicBool::new(false), report)
        });
        self.forget(&staged.digest);
        Ok(Outcome {
            import: None,
            ..outcome?
        })
    }

    /// Removes the kept copy of an input that no unfinished import needs.
    fn forget(&self, digest: &str) {
        let needed = self
            .interrupted()
            .is_ok_and(|rows| rows.iter().any(|row| row.digest == digest));
        if !needed
            && let Err(error) = std::fs::remove_file(self.uploads.join(digest))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the copy of an input could not be removed");
        }
    }
}

impl<'a> Run<'a> {
    fn new(pipeline: &'a Pipeline, row: ImportRow, dry: bool) -> Run<'a> {
        Run {
            pipeline,
            row,
            dry,
            seen: HashMap::new(),
            notices: Vec::new(),
            unsaved: Vec::new(),
            bytes: 0,
            batches: 0,
        }
    }

    /// One thread reads and builds; this one matches and commits.
    fn go(
        mut self,
        uploads: &Path,
        stop: &AtomicBool,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let begun = Instant::now();
        let path = uploads.join(&self.row.digest);
        let (pipeline, system, input) = (
            self.pipeline,
            self.row.system.clone(),
            self.row.input.clone(),
        );
        let (to, from) = sync_channel(AHEAD);
        let ended = std::thread::scope(|scope| {
            scope.spawn(move || read(pipeline, path, &system, &input, &to));
            self.commit_all(from, stop, report)
        });
        ended?;
        let mut outcome = Outcome::of(&self.row, self.notices);
        outcome.seconds = begun.elapsed().as_secs_f64();
        Ok(outcome)
    }

    fn commit_all(
        &mut self,
        batches: Receiver<Result<Vec<Item>, String>>,
        stop: &AtomicBool,
        report: &mut dyn FnMut(&Progress),
    ) -> Result<(), ImportError> {
        for batch in batches {
            let batch = match batch {
                Ok(batch) => batch,
                Err(why) => return Err(self.give_up(why)),
            };
            if stop.load(Ordering::Relaxed) {
                return Err(ImportError::Stopped {
                    done: self.row.cursor,
                });
            }
            self.batch(batch)?;
            report(&Progress {
                records: self.row.cursor,
                bytes: self.bytes,
            });
        }
        self.end(ImportStatus::Done)
    }

    /// Notes the import's end; its input is needed no more.
    fn end(&mut self, status: ImportStatus) -> Result<(), ImportError> {
        self.row.status = status;
        self.row.ended = Some(clock::now());
        let pipeline = self.pipeline;
        let turn = pipeline.turn.lock();
        self.save(Draft::new(pipeline))?;
        drop(turn);
        if !self.dry {
            pipeline.forget(&self.row.digest);
        }
        Ok(())
    }

    /// Ends an import whose input cannot be read on: trying again would fail for ever.
    fn give_up(&mut self, why: String) -> ImportError {
        let input = self.row.input.clone();
        match self.end(ImportStatus::Failed) {
            Ok(()) => ImportError::Input { input, why },
            Err(error) => error,
        }
    }

    /// Matches and commits one batch; what was done before an interruption is only remembered.
    fn batch(&mut self, items: Vec<Item>) -> Result<(), ImportError> {
        let pipeline = self.pipeline;
        pipeline.pace.keep(pipeline.store.head());
        let turn = pipeline.turn.lock();
        let mut draft = Draft::new(pipeline);
        let cursor = self.row.cursor;
        for item in items {
            self.bytes = item.end;
            if item.position <= cursor {
                if let Some((source, built)) = &item.built {
                    self.seen
                        .entry(number(built, source))
                        .or_insert(item.position);
                }
                continue;
            }
            self.take(&mut draft, item)?;
        }
        self.batches += 1;
        if draft.len() > 0 || !self.unsaved.is_empty() || self.batches.is_multiple_of(SAVE_EVERY) {
            self.save(draft)?;
        }
        // An edit that waits gets its turn between two batches.
        parking_lot::MutexGuard::unlock_fair(turn);
        Ok(())
    }

    fn take(&mut self, draft: &mut Draft<'_>, item: Item) -> Result<(), ImportError> {
        self.row.cursor = item.position;
        item.notices.into_iter().for_each(|n| self.note(n));
        let Some((source, built)) = item.built else {
            self.row.counts.rejected += 1;
            return Ok(());
        };
        let number = number(&built, &source);
        if let Some(first) = self.first_of(number.clone(), item.position) {
            self.duplicate(&number, item.position, first);
            return Ok(());
        }
        let provenance = Provenance {
            system: self.row.system.clone(),
            import: (!self.dry).then_some(self.row.id),
            position: Some(item.position),
            origin: None,
        };
        match draft.take(built, source, provenance) {
            Ok(Taken::Created) => self.row.counts.created += 1,
            Ok(Taken::Changed) => self.row.counts.changed += 1,
            Ok(Taken::Unchanged) => self.row.counts.unchanged += 1,
            Err(DraftError::Read(error)) => return Err(error.into()),
            Err(DraftError::Build(error)) => {
                self.row.counts.rejected += 1;
                self.note(rejected(&self.row.input, item.position, None, &error));
            }
        }
        Ok(())
    }

    /// Where this number was first seen in this input, if it was.
    fn first_of(&mut self, number: Key, position: u64) -> Option<u64> {
        match self.seen.entry(number) {
            Entry::Occupied(seen) => Some(*seen.get()),
            Entry::Vacant(free) => {
                free.insert(position);
                None
            }
        }
    }

    fn duplicate(&mut self, number: &Key, position: u64, first: u64) {
        if number.0.starts_with("src:") {
            // Byte for byte the same record again: it is in already.
            self.row.counts.unchanged += 1;
            return;
        }
        self.row.counts.rejected += 1;
        let own = number.0.rsplit(':').next().unwrap_or("");
        self.note(Notice {
            severity: Severity::Error,
            code: "duplicate-number".into(),
            input: self.row.input.clone(),
            record: Some(position),
            offset: None,
            field: Some("001".into()),
            text: format!("record {first} of this input has the number {own} too, and was taken; give this one a number of its own"),
        });
    }

    fn note(&mut self, mut notice: Notice) {
        notice.input.clone_from(&self.row.input);
        if notice.severity > Severity::Info && !self.dry {
            self.unsaved.push(notice.clone());
        }
        if self.notices.len() < KEPT_NOTICES {
            self.notices.push(notice);
        }
    }

    /// Commits a draft with the place that the import has reached.
    fn save(&mut self, mut draft: Draft<'_>) -> Result<(), ImportError> {
        if self.dry {
            return Ok(());
        }
        draft.put_versions()?;
        let mut metas = vec![Meta::Import(self.row.clone())];
        if !self.unsaved.is_empty() {
            metas.push(Meta::Notices(
                self.row.id,
                std::mem::take(&mut self.unsaved),
            ));
        }
        // Whoever began it, however long ago and before whatever stops.
        let actor = Actor {
            name: self.row.actor.clone(),
            via: self.row.via.clone(),
        };
        draft.commit(&actor, Cause::Import(self.row.id), metas)?;
        Ok(())
    }
}
