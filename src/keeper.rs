//! The keeper: lets each collection's set hold what its query finds, and ends embargoes.
//!
//! It looks again after each commit of the index and after each change of a collection. A record
//! that comes to match, or does so no longer, is committed again with other sets, so harvesters of
//! the set hear of it (decision 0020).

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use index::SearchError;
use parking_lot::Mutex;
use record::{RecordId, Seq};
use store::{CollectionRow, ReadError};
use taxonomy::Lang;

use crate::{app::App, clock, pipeline::AlignError, web::collection_search};

/// How often it looks whether there is something to do.
const LOOK: Duration = Duration::from_millis(200);
/// How often it looks for embargoes that have ended.
const EMBARGOES: Duration = Duration::from_secs(1);
/// It rests so many times as long as it worked: a tenth of one processor at most.
const REST: u32 = 9;
/// It rests this long at least, so that a run of edits is one piece of work.
const LEAST_REST: Duration = Duration::from_millis(500);

/// A running keeper.
#[derive(Default)]
pub struct Keeper {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Why a collection's set does not follow.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// The query cannot be run.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The set cannot be changed.
    #[error(transparent)]
    Align(#[from] AlignError),
}

impl Keeper {
    /// Begins to keep the collections of an open data directory.
    pub fn start(&self, app: &Arc<App>) {
        let (stop, app) = (Arc::clone(&self.stop), Arc::downgrade(app));
        let spawned = std::thread::Builder::new()
            .name("keep-collections".into())
            .spawn(move || {
                let mut seen = None;
                let mut embargoes = None;
                while !stop.load(Ordering::Relaxed) {
                    let Some(app) = app.upgrade() else { return };
                    end_embargoes(&app, &mut embargoes);
                    let rest = look(&app, &mut seen, &stop);
                    drop(app);
                    nap(rest, &stop);
                }
            });
        match spawned {
            Ok(thread) => *self.thread.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "the sets of collections are not kept"),
        }
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the keeper of collections panicked");
        }
    }
}

fn nap(rest: Duration, stop: &AtomicBool) {
    let begun = Instant::now();
    while begun.elapsed() < rest && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(LOOK.min(rest));
    }
}

/// Shows what was kept back until now; at most once in [`EMBARGOES`].
fn end_embargoes(app: &App, looked: &mut Option<Instant>) {
    if looked.is_some_and(|at| at.elapsed() < EMBARGOES) {
        return;
    }
    *looked = Some(Instant::now());
    match app.pipeline.lift_embargoes(clock::now()) {
        Ok(0) => {}
        Ok(records) => tracing::info!(records, "embargoes have ended"),
        Err(error) => tracing::error!(%error, "an embargo that has ended is still kept"),
    }
}

/// What was there when it last looked: the index's mark, the taxonomy's version, and each collection's.
type Seen = (Seq, String, Vec<u64>);

/// Brings the sets up to date when something has changed; tells how long to rest.
fn look(app: &Arc<App>, seen: &mut Option<Seen>, stop: &AtomicBool) -> Duration {
    let rows = app.store.collections();
    let now: Seen = (
        app.index.mark(),
        app.taxonomy().version().to_owned(),
        rows.iter().map(|row| row.version).collect(),
    );
    if rows.is_empty() || seen.as_ref() == Some(&now) {
        return LOOK;
    }
    let begun = Instant::now();
    for row in &rows {
        if stop.load(Ordering::Relaxed) {
            return LOOK;
        }
        if let Err(error) = keep(app, row) {
            tracing::error!(%error, collection = row.slug, "a collection's set is behind");
            // Not seen: it is tried again.
            return begun.elapsed().saturating_mul(REST).max(LEAST_REST);
        }
    }
    *seen = Some(now);
    begun.elapsed().saturating_mul(REST).max(LEAST_REST)
}

/// Brings all sets up to date once.
///
/// # Errors
/// When one cannot be.
pub fn keep_all(app: &App) -> Result<(), KeepError> {
    let rows = app.store.collections();
    rows.iter().try_for_each(|row| keep(app, row))
}

fn keep(app: &App, row: &CollectionRow) -> Result<(), KeepError> {
    let wanted = members(app, row)?;
    let set = row.set();
    let difference = app.store.difference(&set, &wanted)?;
    Ok(app.pipeline.align(&set, &difference)?)
}

/// The records that a collection's query finds; none when it was removed.
fn members(app: &App, row: &CollectionRow) -> Result<Vec<RecordId>, SearchError> {
    if row.removed {
        return Ok(Vec::new());
    }
    // A set must not depend on who looks: the language only orders, and is always the same here.
    let request = collection_search(row).request(Lang::EN);
    app.index.matching(&request, &app.taxonomy())
}
