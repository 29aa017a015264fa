//! The board of quality: what is wrong with each live record, kept in memory and always current.
//!
//! It follows the change log as the index does. What a record shows by itself is judged by `record::quality`; what
//! only several records show, here (`cross`): a change is looked at again from the side of those that share a key
//! with it. Nothing of it is on disk but the trend, a row a day.

mod cross;
mod state;
mod trend;
mod words;

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::RwLock;
use record::{
    ChangeRange, Mapping, Record, RecordId,
    quality::{Finding, Rule, judge, rules},
};
use store::ReadError;

use crate::{
    app::App,
    clock,
    watch::{Step, Watch},
};
use state::{Judged, State};
use words::Digest;

pub use cross::Told;
pub use state::{Complete, Counts, Filter};
pub use trend::{Day, Trend};

/// Changes judged in one step.
const STEP: usize = 200;
/// How often today's row is written, where it changed.
const WRITE: Duration = Duration::from_secs(600);

/// The board.
#[derive(Default)]
pub struct Board {
    state: Arc<RwLock<State>>,
    trend: Arc<RwLock<Trend>>,
    watch: Watch,
}

/// Whether only several records show that a rule is broken.
pub fn is_cross(rule: &Rule) -> bool {
    matches!(rule.group.as_str(), "duplicate" | "link")
}

impl Board {
    /// Begins to follow the change log of an open data directory, and to keep the trend.
    pub fn start(&self, app: &Arc<App>) {
        *self.trend.write() = Trend::open(&app.config.data);
        let (state, trend) = (Arc::clone(&self.state), Arc::clone(&self.trend));
        let mut written: Option<Instant> = None;
        let what = "the board of quality";
        self.watch.start(what, app, move |app| {
            if step(app, &state)? {
                return Ok(Step::Read);
            }
            if written.is_none_or(|at| at.elapsed() > WRITE) {
                note(&state, &trend);
                written = Some(Instant::now());
            }
            Ok(Step::Current(state.read().seq))
        });
    }

    /// Stops and waits for the thread; today's row is written as it is.
    pub fn stop(&self) {
        self.watch.stop();
        if !self.trend.read().days().is_empty() {
            note(&self.state, &self.trend);
        }
    }

    /// Judges everything now, for commands.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read_all(&self, app: &App) -> Result<(), ReadError> {
        while step(app, &self.state)? {}
        Ok(())
    }

    /// The figures of the records that a filter leaves.
    pub fn counts(&self, filter: &Filter) -> Counts {
        self.state.read().counts(filter)
    }

    /// The records that break a rule, by id, at most `limit` of those after `after`; and how many there are in all.
    pub fn records(
        &self,
        rule: &Rule,
        filter: &Filter,
        after: RecordId,
        limit: usize,
    ) -> (Vec<RecordId>, u64) {
        self.state.read().records(rule, filter, after, limit)
    }

    /// The days, oldest first, today as it is now.
    pub fn days(&self) -> Vec<Day> {
        let mut trend = Trend::default();
        for day in self.trend.read().days() {
            trend.set(day.clone());
        }
        trend.set(today(&self.state.read()));
        trend.days().to_vec()
    }

    /// All findings of a record: its own, and those that come of others as far as they are read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn findings(&self, app: &App, record: &Record) -> Result<Vec<Told>, ReadError> {
        let own = own(app, record)?.into_iter();
        let mut told: Vec<Told> = own
            .map(|finding| Told {
                finding,
                others: Vec::new(),
            })
            .collect();
        told.extend(crossed(app, &self.state, record)?);
        told.sort_by_key(|t| t.finding.rule.number);
        Ok(told)
    }
}

/// What a record shows by itself.
fn own(app: &App, record: &Record) -> Result<Vec<Finding>, ReadError> {
    let source = app.store.source(record.id)?;
    Ok(judge(
        &record.description,
        source.as_ref(),
        &Mapping::bundled(),
    ))
}

/// What it shows with others.
fn crossed(app: &App, state: &RwLock<State>, record: &Record) -> Result<Vec<Told>, ReadError> {
    // The lock is not held while the store is read.
    let candidates = |digest: Digest| {
        let state = state.read();
        state.words.records(digest).collect()
    };
    cross::judge(record, &app.store, candidates)
}

/// Judges the next changes; whether there were any.
fn step(app: &App, state: &RwLock<State>) -> Result<bool, ReadError> {
    let after = state.read().seq;
    let range = ChangeRange {
        after,
        ..ChangeRange::default()
    };
    let rows = app.store.changes(&range, STEP)?;
    let Some(last) = rows.last().map(|row| row.seq) else {
        return Ok(false);
    };
    let mut again: BTreeSet<RecordId> = BTreeSet::new();
    for row in rows {
        let live = match row.deleted {
            true => None,
            // It may have been withdrawn since the row was read.
            false => cross::live(&app.store, row.id)?,
        };
        let judged = match &live {
            Some(record) => Some(Judged::of(record, &own(app, record)?)),
            None => None,
        };
        let mut state = state.write();
        let before = state.words.keys(row.id);
        again.extend(cross::touched(&state.words, &before));
        state.put(row.id, judged);
        let now = state.words.keys(row.id);
        again.extend(cross::touched(&state.words, &now));
        again.insert(row.id);
    }
    for id in again {
        let broken = match cross::live(&app.store, id)? {
            Some(record) => crossed(app, state, &record)?,
            None => Vec::new(),
        };
        let broken: Vec<usize> = broken.iter().map(|t| t.finding.rule.number).collect();
        state.write().put_cross(id, &broken);
    }
    let mut state = state.write();
    (state.seq, state.judged) = (last, Some(clock::now()));
    Ok(true)
}

fn today(state: &State) -> Day {
    let counts = state.counts(&Filter::default());
    let broken = rules().all.iter().zip(&counts.rules);
    Day {
        day: clock::now().to_string().chars().take(10).collect(),
        version: rules().version.clone(),
        records: counts.records,
        faulty: counts.faulty,
        rules: broken
            .filter(|(_, count)| **count > 0)
            .map(|(rule, count)| (rule.id.clone(), *count))
            .collect(),
    }
}

/// Writes today's row, where it changed.
fn note(state: &RwLock<State>, trend: &RwLock<Trend>) {
    let day = today(&state.read());
    let mut trend = trend.write();
    if trend.set(day)
        && let Err(error) = trend.save()
    {
        tracing::warn!(%error, "the trend of quality is not written");
    }
}
