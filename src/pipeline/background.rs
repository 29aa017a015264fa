//! Imports that run beside the service, one after the other.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use record::{ImportId, ImportRow};
use store::CommitError;

use super::{ImportError, Progress};
use crate::app::App;

/// How often a full disk is looked at again.
const RETRY: Duration = Duration::from_secs(2);

/// The running and waiting imports of a service.
#[derive(Default)]
pub struct Background {
    stop: AtomicBool,
    turn: Mutex<()>,
    /// How far each is that runs, since when.
    under_way: Mutex<HashMap<ImportId, Headway>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// How far an import is that runs now.
#[derive(Debug, Clone, Copy)]
pub struct Headway {
    /// When this process began with it.
    pub begun: Instant,
    /// How far it is.
    pub now: Progress,
}

impl Background {
    /// How far an import is; `None` while it does not run.
    pub fn headway(&self, id: ImportId) -> Option<Headway> {
        self.under_way.lock().get(&id).copied()
    }
}

impl Headway {
    /// Records a second since this process began with it.
    pub fn rate(&self) -> f64 {
        self.now.records as f64 / self.begun.elapsed().as_secs_f64().max(0.001)
    }

    /// Seconds until it has read all of an input of so many bytes, or records where they are known.
    pub fn left(&self, bytes: u64, records: Option<u64>) -> Option<f64> {
        let (done, all) = match records {
            Some(all) => (self.now.records, all),
            None => (self.now.bytes, bytes),
        };
        let spent = self.begun.elapsed().as_secs_f64();
        (done > 0).then(|| spent * all.saturating_sub(done) as f64 / done as f64)
    }
}

/// Runs an import that was begun; it waits for those before it.
pub fn run_in_background(app: &Arc<App>, row: ImportRow) {
    let owned = Arc::clone(app);
    let name = format!("import-{}", row.id);
    let thread = std::thread::Builder::new().name(name).spawn(move || {
        let _turn = owned.background.turn.lock();
        run(&owned, row);
    });
    match thread {
        Ok(thread) => {
            let mut threads = app.background.threads.lock();
            threads.retain(|t| !t.is_finished());
            threads.push(thread);
        }
        Err(error) => {
            tracing::error!(%error, "an import could not be started; it goes on at the next start")
        }
    }
}

/// Goes on with the imports that a stop interrupted.
pub fn resume_in_background(app: &Arc<App>) {
    match app.pipeline.interrupted() {
        Ok(rows) => rows.into_iter().for_each(|row| run_in_background(app, row)),
        Err(error) => tracing::error!(%error, "interrupted imports cannot be read"),
    }
}

/// Lets running imports end their batch and waits for them; they go on at the next start.
pub fn stop_background(app: &App) {
    app.background.stop.store(true, Ordering::Relaxed);
    let threads = std::mem::take(&mut *app.background.threads.lock());
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("an import panicked");
        }
    }
}

/// Runs to the end; a full disk is waited out.
fn run(app: &App, mut row: ImportRow) {
    let stop = &app.background.stop;
    while !stop.load(Ordering::Relaxed) {
        let id = row.id;
        let begun = Instant::now();
        let mut tell = |now: &Progress| {
            let headway = Headway { begun, now: *now };
            app.background.under_way.lock().insert(id, headway);
        };
        let ran = app.pipeline.run_until(row, stop, &mut tell);
        app.background.under_way.lock().remove(&id);
        match ran {
            Ok(outcome) => {
                tracing::info!(
                    import = id.0,
                    created = outcome.created,
                    changed = outcome.changed,
                    rejected = outcome.rejected,
                    "import done"
                );
                return;
            }
            Err(
                error @ (ImportError::Commit(CommitError::NoSpace { .. })
                | ImportError::Report { full: true, .. }),
            ) => {
                tracing::warn!(import = id.0, %error, "import waits for room");
                std::thread::sleep(RETRY);
                while !stop.load(Ordering::Relaxed) && app.store.writable().is_err() {
                    std::thread::sleep(RETRY);
                }
            }
            Err(ImportError::Stopped { .. }) => return,
            Err(ImportError::Cancelled { .. }) => {
                tracing::info!(import = id.0, "import cancelled and taken back");
                return;
            }
            Err(error) => {
                tracing::error!(import = id.0, %error, "import ended early");
                return;
            }
        }
        row = match app.store.import(id) {
            Ok(Some(row)) => row,
            _ => return,
        };
    }
}
