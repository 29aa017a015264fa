//! Imports that run beside the service, one after the other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use parking_lot::Mutex;
use record::ImportRow;
use store::CommitError;

use super::ImportError;
use crate::app::App;

/// How often a full disk is looked at again.
const RETRY: Duration = Duration::from_secs(2);

/// The running and waiting imports of a service.
#[derive(Default)]
pub struct Background {
    stop: AtomicBool,
    turn: Mutex<()>,
    threads: Mutex<Vec<JoinHandle<()>>>,
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
        match app.pipeline.run_until(row, stop, &mut |_| {}) {
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
            Err(ImportError::Commit(error @ CommitError::NoSpace { .. })) => {
                tracing::warn!(import = id.0, %error, "import waits for room");
                while !stop.load(Ordering::Relaxed) && app.store.writable().is_err() {
                    std::thread::sleep(RETRY);
                }
            }
            Err(ImportError::Stopped { .. }) => return,
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
