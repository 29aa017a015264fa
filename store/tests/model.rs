//! The store against a model: random commits, reopenings, lost states, downs of the host.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

#[path = "support/model.rs"]
mod model;
mod support;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use model::Model;
use proptest::prelude::*;
use record::{Datestamp, Key, SetSpec, Status, WorkId};
use store::{OpenOptions, Put, Store};

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// A commit of changes to records `n` among those there are, or new ones.
    Commit(Vec<Change>),
    /// Closed and opened.
    Reopen,
    /// Closed, its state deleted, opened.
    DropState,
    /// Opened from a copy of the files as they are, the state's marker and all: a killed process.
    Kill,
    /// The same on another run of the host.
    HostDown,
    /// The clock jumps by so many seconds.
    Clock(i64),
}

#[derive(Debug, Clone)]
struct Change {
    record: u8,
    status: u8,
    work: u8,
    sets: Vec<u8>,
    keys: Vec<u8>,
    source: bool,
    long: bool,
}

fn change() -> impl Strategy<Value = Change> {
    (
        any::<u8>(),
        0..5_u8,
        0..12_u8,
        prop::collection::vec(0..6_u8, 0..4),
        prop::collection::vec(0..10_u8, 0..4),
        any::<bool>(),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(record, status, work, sets, keys, source, long)| Change {
            record,
            status,
            work,
            sets,
            keys,
            source,
            long,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => prop::collection::vec(change(), 0..12).prop_map(Step::Commit),
        1 => Just(Step::Reopen),
        1 => Just(Step::DropState),
        1 => Just(Step::Kill),
        1 => Just(Step::HostDown),
        2 => (-200..200_i64).prop_map(Step::Clock),
    ]
}

struct World {
    dir: tempfile::TempDir,
    store: Store,
    model: Model,
    time: Arc<AtomicI64>,
    host: u32,
}

impl World {
    fn new() -> World {
        let time = Arc::new(AtomicI64::new(1_800_000_000));
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path(), &time, 0);
        World {
            dir,
            store,
            model: Model::default(),
            time,
            host: 0,
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Commit(changes) => self.commit(changes),
            Step::Clock(by) => {
                self.time.fetch_add(by, Ordering::Relaxed);
            }
            Step::Reopen => {
                self.store.clone().close().unwrap();
                self.store = open(self.dir.path(), &self.time, self.host);
            }
            Step::DropState => {
                self.store.clone().close().unwrap();
                std::fs::remove_dir_all(self.dir.path().join("state")).unwrap();
                self.store = open(self.dir.path(), &self.time, self.host);
            }
            Step::Kill | Step::HostDown => {
                self.host += u32::from(matches!(step, Step::HostDown));
                let copy = tempfile::tempdir().unwrap();
                copy_tree(self.dir.path(), copy.path());
                self.store = open(copy.path(), &self.time, self.host);
                self.dir = copy;
            }
        }
    }

    fn commit(&mut self, changes: Vec<Change>) {
        let puts: Vec<Put> = changes.into_iter().map(|change| self.put(change)).collect();
        let receipt = self.store.commit(support::batch(puts.clone())).unwrap();
        assert!(
            receipt.datestamp
                >= self
                    .model
                    .rows()
                    .last()
                    .map_or(Datestamp(0), |r| r.datestamp)
        );
        self.model.commit(&puts, &receipt);
    }

    fn put(&self, change: Change) -> Put {
        let known = self.model.records.len() as u64;
        let id = match u64::from(change.record) {
            n if n % 3 == 0 && known > 0 => n % known + 1,
            _ => self.store.new_record_id().0,
        };
        let mut put = support::put(id, u64::from(change.record));
        put.status = [
            Status::Live,
            Status::Live,
            Status::Suppressed,
            Status::Deleted,
            Status::Embargoed,
        ][usize::from(change.status)];
        put.work = WorkId(match change.work {
            0..6 => id,
            n => u64::from(n - 5),
        });
        put.sets = change
            .sets
            .iter()
            .map(|n| SetSpec::new(&format!("s:{n}")))
            .collect();
        put.keys = change.keys.iter().map(|n| Key(format!("k:{n}"))).collect();
        if !change.source {
            put.source = None;
        } else if change.record.is_multiple_of(5) {
            put.source.as_mut().unwrap().bytes = vec![0xff, change.record, 0, b'\n'];
        }
        if change.long {
            let mut noise = support::Noise(id);
            put.description.edition = Some(
                (0..90_000)
                    .map(|_| char::from(b'!' + noise.below(90) as u8))
                    .collect(),
            );
            put.edits = Some(serde_json::json!({"edition": "long"}));
        }
        put
    }
}

fn open(dir: &Path, time: &Arc<AtomicI64>, host: u32) -> Store {
    let clock = Arc::clone(time);
    let options = OpenOptions {
        cache_bytes: 8 << 20,
        reserve_bytes: 0,
        segment_bytes: 20_000,
        host_id: Some(host.to_string()),
        clock: Arc::new(move || Datestamp(clock.load(Ordering::Relaxed))),
        ..OpenOptions::default()
    };
    loop {
        match Store::open(dir, options.clone()) {
            Ok((store, _)) => return store,
            // The clock was turned back too far: wait.
            Err(store::OpenError::ClockBehind { last, .. }) => {
                time.store(last.0, Ordering::Relaxed)
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_answers_as_the_model_whatever_happens(steps in prop::collection::vec(step(), 1..25)) {
        let mut world = World::new();
        for step in steps {
            let look = !matches!(step, Step::Commit(_) | Step::Clock(_));
            world.step(step);
            if look {
                world.model.compare(&world.store);
            }
        }
        world.model.compare(&world.store);
    }
}
