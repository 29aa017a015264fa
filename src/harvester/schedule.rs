//! The thread that harvests: one repository at a time, what somebody asked for first, then what is due.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use record::Datestamp;
use serde::Serialize;

use super::{
    Client, HarvestError, Patience,
    run::{Ask, Finished, begin, failed, fetch, finish},
    spool::Spool,
};
use crate::{
    access::Actor,
    app::App,
    clock,
    pipeline::{HarvestEnd, HarvestRow, run_in_background},
};

/// How often it looks whether one is due.
const LOOK: Duration = Duration::from_secs(20);
/// How often it looks whether somebody asked, or the service stops.
const NAP: Duration = Duration::from_millis(100);
/// One that failed is tried again after this time, in seconds, or when it is due if that is sooner.
const AGAIN: i64 = 3600;

/// What harvests beside the service.
#[derive(Default)]
pub struct Harvester {
    stop: Arc<AtomicBool>,
    /// Whether somebody asked since it last looked.
    asked: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Which one it harvests now, and how many records have come.
    now: Mutex<Option<(String, u64)>>,
    cancelled: Mutex<HashSet<String>>,
}

/// What is happening with a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// Nothing.
    Idle,
    /// It waits for its turn.
    Waiting,
    /// Records come.
    Running {
        /// How many so far.
        records: u64,
    },
}

impl Harvester {
    /// Begins to harvest what is asked for and what is due.
    pub fn start(&self, app: &Arc<App>) {
        let weak = Arc::downgrade(app);
        let (stop, asked) = (Arc::clone(&self.stop), Arc::clone(&self.asked));
        // What a stop has interrupted goes on at once.
        asked.store(true, Ordering::Relaxed);
        let spawned = std::thread::Builder::new()
            .name("harvester".into())
            .spawn(move || {
                while wait(&stop, &asked) {
                    let Some(app) = weak.upgrade() else { return };
                    look(&app);
                }
            });
        match spawned {
            Ok(thread) => *self.thread.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "no repository is harvested"),
        }
    }

    /// Stops; what was under way goes on at the next start.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the harvester panicked");
        }
    }

    /// Has it look at once, because what is kept has changed.
    pub fn wake(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Has a repository harvested as soon as it is its turn.
    ///
    /// # Errors
    /// When there is none of this name, it is harvested already, or what is asked does not fit.
    pub fn ask(
        &self,
        app: &App,
        actor: &Actor,
        (name, ask): (&str, &Ask),
    ) -> Result<(), HarvestError> {
        let row = app.pipeline.known_harvest(name)?;
        if self.standing(app, name) != Standing::Idle {
            return Err(HarvestError::Unfit(format!(
                "{name} is being harvested, or waits for its turn; wait for its end or cancel it"
            )));
        }
        app.pipeline.harvest_from(&row)?;
        begin(app, actor, &row, ask)?;
        self.wake();
        Ok(())
    }

    /// Stops harvesting a repository, and forgets what has come.
    ///
    /// # Errors
    /// When it is not being harvested, or that cannot be noted.
    pub fn cancel(&self, app: &App, actor: &Actor, name: &str) -> Result<(), HarvestError> {
        app.pipeline.known_harvest(name)?;
        match self.standing(app, name) {
            Standing::Idle => Err(HarvestError::Unfit(format!(
                "{name} is not being harvested; an import that has begun is cancelled at /admin/imports"
            ))),
            Standing::Running { .. } => {
                self.cancelled.lock().insert(name.to_owned());
                Ok(())
            }
            Standing::Waiting => {
                Spool::of(&app.config.data, name).remove();
                let end = (HarvestEnd::Cancelled, None);
                Ok(app.pipeline.harvest_ended(actor, name, end)?)
            }
        }
    }

    /// Harvests a repository no more; its records stay.
    ///
    /// # Errors
    /// When there is none of this name, or the commit is refused.
    pub fn remove(&self, app: &App, actor: &Actor, name: &str) -> Result<(), HarvestError> {
        app.pipeline.remove_harvest(actor, name)?;
        match self.standing(app, name) {
            Standing::Running { .. } => {
                self.cancelled.lock().insert(name.to_owned());
            }
            _ => Spool::of(&app.config.data, name).remove(),
        }
        Ok(())
    }

    /// What is happening with a repository.
    pub fn standing(&self, app: &App, name: &str) -> Standing {
        match self.now.lock().as_ref() {
            Some((running, records)) if running == name => Standing::Running { records: *records },
            _ => match Spool::of(&app.config.data, name).state() {
                Some(state) if !state.paused => Standing::Waiting,
                _ => Standing::Idle,
            },
        }
    }

    /// Why to end what is under way.
    fn end(&self, name: &str) -> Option<HarvestError> {
        if self.stop.load(Ordering::Relaxed) {
            return Some(HarvestError::Stopped);
        }
        let cancelled = self.cancelled.lock().contains(name);
        cancelled.then_some(HarvestError::Cancelled)
    }
}

/// Waits until it is time to look; whether it goes on.
fn wait(stop: &AtomicBool, asked: &AtomicBool) -> bool {
    let begun = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        if asked.swap(false, Ordering::Relaxed) || begun.elapsed() >= LOOK {
            return true;
        }
        std::thread::sleep(NAP);
    }
    false
}

/// Harvests all that is asked for, then all that is due.
fn look(app: &Arc<App>) {
    let rows = match app.pipeline.harvests() {
        Ok(rows) => rows,
        Err(error) => {
            tracing::error!(%error, "the repositories to harvest cannot be read");
            return;
        }
    };
    let mut asked = Vec::new();
    for row in &rows {
        let state = Spool::of(&app.config.data, &row.name).state();
        if let Some(state) = state.filter(|state| !state.paused) {
            let actor = Actor {
                name: state.actor,
                via: state.via,
            };
            asked.push((state.asked, actor, row));
        }
    }
    asked.sort_by_key(|(at, ..)| *at);
    let now = clock::now();
    let waiting: HashSet<&str> = asked.iter().map(|(.., row)| row.name.as_str()).collect();
    let due = rows
        .iter()
        .filter(|row| is_due(row, now) && !waiting.contains(row.name.as_str()));
    let due: Vec<&HarvestRow> = due.collect();
    let asked = asked.into_iter().map(|(_, actor, row)| (actor, row));
    let due = due.into_iter().filter_map(|row| {
        let actor = Actor::system("harvest");
        match begin(app, &actor, row, &Ask::default()) {
            Ok(()) => Some((actor, row)),
            Err(error) => {
                tracing::warn!(harvest = row.name, %error, "a repository cannot be harvested");
                None
            }
        }
    });
    for (actor, row) in asked.chain(due) {
        if app.harvester.stop.load(Ordering::Relaxed) {
            return;
        }
        one(app, &actor, row);
    }
}

/// Whether a repository that is harvested by itself is due.
fn is_due(row: &HarvestRow, now: Datestamp) -> bool {
    let Some(every) = row.every else {
        return false;
    };
    let hours = i64::from(every) * 3600;
    row.last.as_ref().is_none_or(|last| {
        let wait = match last.result {
            HarvestEnd::Failed => hours.min(AGAIN),
            _ => hours,
        };
        now.0 - last.ended.0 >= wait
    })
}

/// Harvests one, begins its import, and notes what came of it.
fn one(app: &Arc<App>, actor: &Actor, row: &HarvestRow) {
    let harvester = &app.harvester;
    let name = row.name.as_str();
    *harvester.now.lock() = Some((name.to_owned(), 0));
    let stop = || harvester.end(name);
    let mut tell = |records| *harvester.now.lock() = Some((name.to_owned(), records));
    let client = Client::new(Patience::default());
    let done = fetch(app, row, client, &stop, &mut tell)
        .and_then(|fetching| finish(app, actor, &fetching));
    match done {
        Ok(Finished::Begun(import)) => {
            tracing::info!(harvest = name, import = import.id.0, "harvested");
            run_in_background(app, import);
        }
        // It goes on as imports do after a stop.
        Ok(Finished::Already(_)) => {}
        Ok(Finished::Nothing) => tracing::info!(harvest = name, "nothing new to harvest"),
        Err(HarvestError::Stopped) => {}
        Err(error) => failed(app, actor, row, &error),
    }
    *harvester.now.lock() = None;
    harvester.cancelled.lock().remove(name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::LastRun;

    #[test]
    fn a_repository_is_due_after_its_hours_and_one_that_failed_after_one() {
        let row = |every, last: Option<(i64, HarvestEnd)>| HarvestRow {
            name: "x".into(),
            url: "http://x".into(),
            set: None,
            format: None,
            system: "x".into(),
            profile: None,
            every,
            next: None,
            runs: Vec::new(),
            last: last.map(|(ended, result)| LastRun {
                ended: Datestamp(ended),
                result,
                import: None,
                records: 0,
                why: None,
            }),
        };
        let now = Datestamp(1_000_000);
        let ago = |hours: i64, end| Some((now.0 - hours * 3600, end));
        for (row, expected) in [
            (row(None, None), false),
            (row(Some(24), None), true),
            (row(Some(24), ago(24, HarvestEnd::Done)), true),
            (row(Some(24), ago(23, HarvestEnd::Nothing)), false),
            (row(Some(24), ago(1, HarvestEnd::Failed)), true),
            (row(Some(24), ago(0, HarvestEnd::Failed)), false),
            (row(Some(24), ago(2, HarvestEnd::Cancelled)), false),
            (row(None, ago(2, HarvestEnd::Failed)), false),
        ] {
            assert_eq!(is_due(&row, now), expected, "{row:?}");
        }
    }
}
