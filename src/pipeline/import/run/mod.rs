//! An import under way: one thread reads and builds, this one matches and commits.

mod place;

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, sync_channel},
    },
    time::Instant,
};

use record::{
    ImportRow, ImportStatus, Key, Notice, Profile, RecordId, Seq, Severity, SourceFormat,
    input::Place,
};
use store::{Cause, Meta};

use super::{
    ImportError, Outcome, Progress,
    matching::{Decision, Matcher},
    read::{Item, read},
    report::{self, Action, Line},
};
use crate::{
    access::Actor,
    clock,
    pipeline::{
        Pipeline,
        draft::{Draft, number},
        replay,
    },
};

/// Batches that may lie ready for the committer.
const AHEAD: usize = 4;
/// Notices kept for the answer; all of them are in the report.
const KEPT_NOTICES: usize = 100_000;
/// An import without anything to commit still saves its place after this many batches.
const SAVE_EVERY: u64 = 64;

/// How far an import goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It says what it would do and leaves no trace.
    Dry,
    /// It writes down what it would do and waits.
    Stage,
    /// It does it.
    Commit,
}

/// An import under way.
pub(super) struct Run<'a> {
    pipeline: &'a Pipeline,
    row: ImportRow,
    mode: Mode,
    profile: Option<Arc<Profile>>,
    decisions: BTreeMap<u64, Decision>,
    matcher: Matcher<'a>,
    /// Where each number of this input was first seen.
    seen: HashMap<Key, u64>,
    /// Records found as they were, not yet saved.
    found: Vec<(RecordId, Seq, u64)>,
    report: Option<report::Writer>,
    notices: Vec<Notice>,
    unsaved: Vec<Notice>,
    bytes: u64,
    batches: u64,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        pipeline: &'a Pipeline,
        row: ImportRow,
        mode: Mode,
    ) -> Result<Run<'a>, ImportError> {
        let profile = match &row.profile {
            Some(key) => Some(pipeline.known_profile(key)?),
            None => None,
        };
        let (mut met, mut decisions) = (HashSet::new(), BTreeMap::new());
        if mode != Mode::Dry {
            met.extend(replay::seen_by(pipeline, row.id)?.iter().map(|seen| seen.0));
            decisions = pipeline.decisions(row.id)?;
        }
        let mut report = None;
        if mode != Mode::Dry {
            let path = report::path(&pipeline.reports, row.id);
            let begun = report::Writer::open(&path, row.cursor);
            report = Some(begun.map_err(|e| unwritten(&e))?);
        }
        let matcher = Matcher {
            import: row.id,
            met,
            likeness: None,
            store: &pipeline.store,
        };
        Ok(Run {
            pipeline,
            row,
            mode,
            profile,
            decisions,
            matcher,
            seen: HashMap::new(),
            found: Vec::new(),
            report,
            notices: Vec::new(),
            unsaved: Vec::new(),
            bytes: 0,
            batches: 0,
        })
    }

    /// One thread reads and builds; this one matches and commits.
    pub(super) fn go(
        mut self,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<Outcome, ImportError> {
        let begun = Instant::now();
        self.all(stop, tell)?;
        let mut outcome = Outcome::of(&self.row, self.notices);
        outcome.seconds = begun.elapsed().as_secs_f64();
        Ok(outcome)
    }

    /// The import's row as it would stand at the end.
    pub(super) fn look(
        mut self,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<ImportRow, ImportError> {
        self.all(stop, tell)?;
        Ok(self.row)
    }

    fn all(
        &mut self,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<(), ImportError> {
        let path = self.pipeline.uploads.join(&self.row.digest);
        let (pipeline, row, profile) = (self.pipeline, self.row.clone(), self.profile.clone());
        let (to, from) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            scope.spawn(move || read(pipeline, path, &row, profile, &to));
            self.take_all(from, stop, tell)
        })
    }

    fn take_all(
        &mut self,
        batches: Receiver<Result<Vec<Item>, String>>,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(&Progress),
    ) -> Result<(), ImportError> {
        for batch in batches {
            let batch = match batch {
                Ok(batch) => batch,
                Err(why) => return Err(self.give_up(why)),
            };
            let done = self.row.cursor;
            if stop.load(Ordering::Relaxed) {
                return Err(ImportError::Stopped { done });
            }
            if self.pipeline.is_cancelled(self.row.id) {
                self.end(ImportStatus::Cancelled)?;
                return Err(ImportError::Cancelled { done });
            }
            self.batch(batch)?;
            tell(&Progress {
                records: self.row.cursor,
                bytes: self.bytes,
            });
        }
        self.row.records = Some(self.row.cursor);
        self.end(match self.mode {
            Mode::Stage => ImportStatus::Staged,
            Mode::Dry | Mode::Commit => ImportStatus::Done,
        })
    }

    /// Notes the import's end; its input is needed no more, unless it waits to be committed.
    fn end(&mut self, status: ImportStatus) -> Result<(), ImportError> {
        self.row.status = status;
        self.row.ended = Some(clock::now());
        self.write_report()?;
        match self.mode {
            Mode::Dry => return Ok(()),
            Mode::Stage => {
                if status == ImportStatus::Cancelled {
                    // Nothing of it was done.
                    self.row.cursor = 0;
                }
                self.pipeline.put_import(&self.row)?;
            }
            Mode::Commit => {
                let pipeline = self.pipeline;
                let turn = pipeline.turn.lock();
                self.save(Draft::new(pipeline))?;
                drop(turn);
            }
        }
        if !self.row.needs_input() {
            self.pipeline.forget(&self.row.digest);
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
        if self.mode == Mode::Commit {
            pipeline.pace.keep(pipeline.store.head());
        }
        let turn = pipeline.turn.lock();
        let mut draft = match self.mode {
            Mode::Commit => Draft::new(pipeline),
            Mode::Dry | Mode::Stage => Draft::dry(pipeline),
        };
        let cursor = self.row.cursor;
        for item in items {
            self.bytes = item.end;
            if item.place.position <= cursor {
                if let (Some((source, built)), None) = (&item.built, &item.origin) {
                    self.seen
                        .entry(number(built, source))
                        .or_insert(item.place.position);
                }
                continue;
            }
            self.take(&mut draft, item)?;
        }
        self.batches += 1;
        self.write_report()?;
        let waiting = !self.unsaved.is_empty() || self.batches.is_multiple_of(SAVE_EVERY);
        if self.mode == Mode::Commit && (draft.len() > 0 || waiting) {
            self.save(draft)?;
        }
        // An edit that waits gets its turn between two batches.
        parking_lot::MutexGuard::unlock_fair(turn);
        Ok(())
    }

    fn take(&mut self, draft: &mut Draft<'_>, item: Item) -> Result<(), ImportError> {
        self.row.cursor = item.place.position;
        let mut line = Line {
            position: item.place.position,
            action: Action::Rejected,
            id: None,
            title: String::new(),
            by: None,
            candidates: Vec::new(),
            changes: Vec::new(),
            notices: item.notices,
        };
        match (item.built, item.origin) {
            (Some((source, built)), origin) => {
                line.title = built.description.titles.main.full();
                self.place(draft, &mut line, (source, built), origin)?;
            }
            (None, Some(origin)) if origin.deleted => self.withdraw(draft, &mut line, *origin)?,
            _ => {}
        }
        self.count(line, &item.place)
    }

    /// The profile that a form of source is taken by.
    fn rules(&self, format: SourceFormat) -> Result<Arc<Profile>, ImportError> {
        match &self.profile {
            Some(profile) => Ok(Arc::clone(profile)),
            None => self.pipeline.profile_for(format),
        }
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

    fn duplicate(&mut self, line: &mut Line, number: &Key, first: u64) {
        if number.0.starts_with("src:") {
            // Byte for byte the same record again: it is in already.
            line.action = Action::Unchanged;
            return;
        }
        let own = number.0.rsplit(':').next().unwrap_or("");
        let text = format!(
            "record {first} of this input has the number {own} too, and was taken; give this one a number of its own"
        );
        let notice = Notice::on(Severity::Error, "duplicate-number", "001", text);
        line.notices.push(at(notice, line.position));
    }

    /// Counts a record, and writes down what becomes of it.
    fn count(&mut self, mut line: Line, place: &Place) -> Result<(), ImportError> {
        let counts = &mut self.row.counts;
        match line.action {
            Action::Created => counts.created += 1,
            Action::Changed => counts.changed += 1,
            Action::Deleted => counts.deleted += 1,
            Action::Unchanged => counts.unchanged += 1,
            Action::Rejected => counts.rejected += 1,
            Action::Undecided => counts.undecided += 1,
        }
        for notice in &mut line.notices {
            notice.input.clone_from(&self.row.input);
            notice.record.get_or_insert(line.position);
            // What was found while it was matched is at its beginning.
            if notice.offset.is_none() && notice.line.is_none() && notice.cell.is_none() {
                notice.offset = place.offset;
                notice.line = place.line;
                notice.member = place.member.as_deref().map(str::to_owned);
            }
            self.note(notice.clone());
        }
        if let Some(report) = &mut self.report {
            report.add(&line).map_err(|e| unwritten(&e))?;
        }
        Ok(())
    }

    fn note(&mut self, notice: Notice) {
        let stops = self
            .profile
            .as_ref()
            .is_some_and(|p| p.stop.contains(&notice.code));
        if stops && self.row.stopped_by.is_none() {
            let place = notice.record.unwrap_or_default();
            self.row.stopped_by = Some(format!(
                "{} at record {place}: {}",
                notice.code, notice.text
            ));
        }
        if notice.severity > Severity::Info && self.mode == Mode::Commit {
            self.unsaved.push(notice.clone());
        }
        if self.notices.len() < KEPT_NOTICES {
            self.notices.push(notice);
        }
    }

    fn write_report(&mut self) -> Result<(), ImportError> {
        match &mut self.report {
            Some(report) => report.flush().map_err(|e| unwritten(&e)),
            None => Ok(()),
        }
    }

    /// Commits a draft with the place that the import has reached.
    fn save(&mut self, mut draft: Draft<'_>) -> Result<(), ImportError> {
        draft.put_versions()?;
        let mut metas = vec![Meta::Import(self.row.clone())];
        if !self.unsaved.is_empty() {
            let unsaved = std::mem::take(&mut self.unsaved);
            metas.push(Meta::Notices(self.row.id, unsaved));
        }
        if !self.found.is_empty() {
            let found = std::mem::take(&mut self.found);
            metas.push(Meta::Aside(replay::seen(
                self.row.id,
                self.row.cursor,
                &found,
            )));
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

fn at(notice: Notice, position: u64) -> Notice {
    Notice {
        record: Some(position),
        ..notice
    }
}

fn unwritten(error: &io::Error) -> ImportError {
    let full = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    );
    ImportError::Report {
        why: error.to_string(),
        full,
    }
}
