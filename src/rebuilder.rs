//! The rebuilder: after a change of the taxonomy it has the records built again that the change touches.
//!
//! Which ones those are is told by the sets (concepts that were merged, moved or are shown otherwise) and by
//! the index (headings that mean something else now). It goes through them in the order of their seqs, some
//! to a commit, and each commit says how far it is: after a stop it goes on from there.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use parking_lot::Mutex;
use record::{ChangeRange, Seq, SetSpec};
use store::{ReadError, RebuildRow};
use taxonomy::{Taxonomy, Touched, id::THEMES, touched::names_otherwise};

use crate::{app::App, pipeline::RebuildError};

/// How often it looks whether there is something to do.
const LOOK: Duration = Duration::from_millis(100);
/// How long it rests after it could not go on.
const RETRY: Duration = Duration::from_secs(1);
/// Records looked at for one commit.
const GROUP: usize = 256;
/// Rows of the change log read in one step.
const STEP: usize = 1000;

/// A running rebuilder.
#[derive(Default)]
pub struct Rebuilder {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Rebuilder {
    /// Begins to let the records of an open data directory follow its taxonomy.
    pub fn start(&self, app: &Arc<App>) {
        let (stop, app) = (Arc::clone(&self.stop), Arc::downgrade(app));
        let spawned = std::thread::Builder::new()
            .name("follow-taxonomy".into())
            .spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let Some(app) = app.upgrade() else { return };
                    let rest = match follow(&app, &stop) {
                        Ok(()) => LOOK,
                        Err(error) => {
                            tracing::error!(%error, "records do not follow the taxonomy; trying again");
                            RETRY
                        }
                    };
                    drop(app);
                    std::thread::sleep(rest);
                }
            });
        match spawned {
            Ok(thread) => *self.thread.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "records do not follow the taxonomy"),
        }
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the rebuilder panicked");
        }
    }
}

/// The changes of the taxonomy that the records do not follow yet, the oldest first.
pub fn pending(app: &App) -> Vec<RebuildRow> {
    let mut rows = app.store.rebuilds();
    rows.retain(|row| row.ended.is_none());
    rows
}

/// Lets the records follow every change there is; ends early when it is told to stop.
///
/// # Errors
/// When the store cannot be read or written, or the index cannot be asked. What was done by then stays.
pub fn follow(app: &App, stop: &AtomicBool) -> Result<(), RebuildError> {
    for row in pending(app) {
        if !follow_one(app, row, stop)? {
            return Ok(());
        }
    }
    Ok(())
}

/// False when it was stopped.
fn follow_one(app: &App, mut row: RebuildRow, stop: &AtomicBool) -> Result<bool, RebuildError> {
    let rows = app.store.taxonomy_changes();
    let Some(change) = rows.iter().find(|change| change.number == row.number) else {
        app.pipeline.end_rebuild(&row)?;
        return Ok(true);
    };
    let before = app.taxonomy_as_of(&rows, row.number.saturating_sub(1));
    let after = app.taxonomy_as_of(&rows, row.number);
    let touched = taxonomy::touched(&before, &after);
    while touched.naming && app.index.mark() < change.until {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let span = (row.cursor, change.until);
    let seqs = candidates(app, (&before, &after), &touched, span)?;
    row.total = row.looked + seqs.len() as u64;
    for group in seqs.chunks(GROUP) {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        row = app.pipeline.rebuild_group(&row, &touched, group)?;
    }
    app.pipeline.end_rebuild(&row)?;
    tracing::info!(
        change = row.number,
        looked = row.looked,
        changed = row.changed,
        "records follow the taxonomy"
    );
    Ok(true)
}

/// The seqs in a span (above the first, up to the second) of the records that a change may touch, ascending.
///
/// # Errors
/// When the store or the index cannot be read.
pub fn candidates(
    app: &App,
    (before, after): (&Taxonomy, &Taxonomy),
    touched: &Touched,
    (above, until): (Seq, Seq),
) -> Result<Vec<Seq>, RebuildError> {
    let mut found = BTreeSet::new();
    for set in sets(touched) {
        in_set(app, &set, (above, until), &mut found)?;
    }
    if touched.naming {
        let (was, is) = (before.themes(), after.themes());
        let mut headings = Vec::new();
        app.index.headings(|heading| {
            if names_otherwise(was, is, &heading.source, &heading.key) {
                headings.push(heading);
            }
        })?;
        for heading in headings {
            for id in app.index.with_heading(&heading, usize::MAX)? {
                let seq = app.store.change(id)?.map(|row| row.seq);
                found.extend(seq.filter(|seq| *seq > above && *seq <= until));
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// The sets of the records that a change may touch.
fn sets(touched: &Touched) -> BTreeSet<SetSpec> {
    let concepts = touched.placed.iter().chain(&touched.shown);
    let named = concepts.map(|(scheme, id)| match scheme.as_str() {
        THEMES => format!("theme:{id}"),
        _ => format!("type:{id}"),
    });
    let unnamed = touched.unnamed.iter().map(|id| format!("theme:{id}"));
    named
        .chain(unnamed)
        .map(|name| SetSpec::new(&name))
        .collect()
}

fn in_set(
    app: &App,
    set: &SetSpec,
    (above, until): (Seq, Seq),
    found: &mut BTreeSet<Seq>,
) -> Result<(), ReadError> {
    let mut range = ChangeRange {
        after: above,
        until: Some(until),
        set: Some(set.clone()),
    };
    loop {
        let rows = app.store.changes(&range, STEP)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        range.after = last.seq;
        let inside = rows.iter().filter(|row| row.sets.contains(set));
        found.extend(inside.map(|row| row.seq));
    }
}
