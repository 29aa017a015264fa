//! The follower that brings the change log into the index.
//!
//! It reads the changes after the index's mark, applies them and commits with the new mark.
//! Small changes are searchable at once; a bulk import is committed in large steps.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use index::{Change, Writer};
use parking_lot::Mutex;
use record::{ChangeRange, Seq};
use store::Store;
use taxonomy::Taxonomy;

use crate::terms::InForce;

/// Changes read and applied in one go.
const STEP: usize = 1000;
/// A long catch-up is committed after this many changes ...
const COMMIT_CHANGES: usize = 120_000;
/// ... or after this long, whichever comes first.
const COMMIT_AFTER: Duration = Duration::from_secs(20);

/// While there are no changes, the index is settled this often.
const SETTLE_EVERY: Duration = Duration::from_secs(1);

/// How far the follower is, for those who wish to stay near it.
#[derive(Default)]
pub struct Pace {
    applied: AtomicU64,
    following: AtomicBool,
}

/// Changes that an import may be ahead of the index: what was just committed is still at hand then.
const AHEAD: u64 = 3000;
/// The longest that an import waits for the index at a time.
const PATIENCE: Duration = Duration::from_secs(5);

impl Pace {
    /// Waits while the index is far behind `head`; at once when nothing follows.
    pub fn keep(&self, head: Seq) {
        let begun = Instant::now();
        while self.following.load(Ordering::Relaxed)
            && head.0.saturating_sub(self.applied.load(Ordering::Relaxed)) > AHEAD
            && begun.elapsed() < PATIENCE
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A running follower.
pub struct Follower {
    stop: Arc<AtomicBool>,
    anew: Arc<AtomicBool>,
    fault: Arc<Mutex<Option<String>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Why following stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// The store could not be read.
    #[error("the index cannot follow: {0}")]
    Read(#[from] store::ReadError),
    /// The index could not be written.
    #[error("the index cannot be written: {0}")]
    Write(#[from] index::WriteError),
}

impl Follower {
    /// Starts following from `mark`.
    pub fn start(
        store: Store,
        writer: Writer,
        mark: Seq,
        pace: Arc<Pace>,
        terms: InForce,
    ) -> Follower {
        let stop = Arc::new(AtomicBool::new(false));
        let (fault, anew) = (Arc::new(Mutex::new(None)), Arc::new(AtomicBool::new(false)));
        let (stopped, faulted) = (Arc::clone(&stop), Arc::clone(&fault));
        let wanted = Arc::clone(&anew);
        let thread = std::thread::Builder::new()
            .name("follow-index".into())
            .spawn(move || {
                let mut follow = Follow {
                    store,
                    writer,
                    mark,
                    pace,
                    settled: Instant::now(),
                    anew: wanted,
                    taxonomy: terms.now(),
                    terms,
                };
                while !stopped.load(Ordering::Relaxed) {
                    match follow.step(&stopped) {
                        Ok(()) => *faulted.lock() = None,
                        Err(error) => {
                            follow.pace.following.store(false, Ordering::Relaxed);
                            tracing::error!(%error, "index is behind");
                            *faulted.lock() = Some(error.to_string());
                            std::thread::sleep(Duration::from_secs(1));
                        }
                    }
                }
            })
            .ok();
        Follower {
            stop,
            anew,
            fault,
            thread: Mutex::new(thread),
        }
    }

    /// What keeps the index from following, if anything does.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().clone()
    }

    /// Has the index built anew beside the one in use, which is replaced when all is there.
    pub fn rebuild(&self) {
        self.anew.store(true, Ordering::Relaxed);
    }

    /// Whether the index is being built anew.
    pub fn rebuilding(&self) -> bool {
        self.anew.load(Ordering::Relaxed)
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the index follower panicked");
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Follow {
    store: Store,
    writer: Writer,
    mark: Seq,
    pace: Arc<Pace>,
    settled: Instant,
    /// Whether the index is to be built anew.
    anew: Arc<AtomicBool>,
    terms: InForce,
    /// The one that the writer has.
    taxonomy: Arc<Taxonomy>,
}

impl Follow {
    /// Waits a moment for changes, then catches up with all there are and commits.
    fn step(&mut self, stop: &AtomicBool) -> Result<(), FollowError> {
        if self.anew.load(Ordering::Relaxed) {
            return self.build_anew(stop);
        }
        if self
            .store
            .wait_beyond(self.mark, Duration::from_millis(200))
            <= self.mark
        {
            if self.settled.elapsed() > SETTLE_EVERY {
                self.writer.settle()?;
                self.settled = Instant::now();
            }
            return Ok(());
        }
        let begun = Instant::now();
        let (mut reached, mut applied) = (self.mark, 0);
        while !stop.load(Ordering::Relaxed)
            && applied < COMMIT_CHANGES
            && begun.elapsed() < COMMIT_AFTER
        {
            let Some(last) = self.apply_after(reached)? else {
                break;
            };
            (reached, applied) = (last.0, applied + last.1);
            self.pace.applied.store(reached.0, Ordering::Relaxed);
            self.pace.following.store(true, Ordering::Relaxed);
        }
        if reached > self.mark {
            self.writer.commit(reached)?;
            self.mark = reached;
        }
        Ok(())
    }

    /// Builds the whole index anew in one commit; imports do not wait for it. After a failure it is
    /// begun again, and a stop in between leaves the index as it was.
    fn build_anew(&mut self, stop: &AtomicBool) -> Result<(), FollowError> {
        self.pace.following.store(false, Ordering::Relaxed);
        self.writer.clear()?;
        let mut reached = Seq::default();
        while let Some((last, _)) = self.apply_after(reached)? {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            reached = last;
        }
        self.writer.commit(reached)?;
        self.mark = reached;
        self.anew.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Gives the writer the taxonomy in force. Called after the rows were read: a record that was built
    /// knowing a change was committed after it.
    fn take_taxonomy(&mut self) {
        let now = self.terms.now();
        if !Arc::ptr_eq(&now, &self.taxonomy) {
            let bundled = Taxonomy::bundled();
            self.writer
                .set_taxonomy(Arc::clone(&now), bundled.version());
            self.taxonomy = now;
        }
    }

    fn apply_after(&mut self, after: Seq) -> Result<Option<(Seq, usize)>, FollowError> {
        let range = ChangeRange {
            after,
            ..ChangeRange::default()
        };
        let rows = self.store.changes(&range, STEP)?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let mut records = Vec::with_capacity(rows.len());
        for row in &rows {
            records.push(if row.deleted {
                None
            } else {
                self.store.record(row.id)?
            });
        }
        let changes: Vec<Change<'_>> = rows
            .iter()
            .zip(&records)
            .map(|(row, record)| Change {
                seq: row.seq,
                id: row.id,
                record: record.as_deref(),
            })
            .collect();
        self.take_taxonomy();
        self.writer.apply(&changes)?;
        Ok(Some((last.seq, rows.len())))
    }
}
