//! A disk that fails: full, unwritable, without a sync that holds.
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
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use model::Model;
use record::{Datestamp, RecordId, Seq};
use store::{
    CommitError, OpenError, OpenOptions, Store,
    disk::{Disk, RealDisk},
};
use support::{batch, put};

/// A disk whose calls fail on demand.
#[derive(Default)]
struct Faulty {
    /// The next write stops after so many bytes with this error's number.
    write: AtomicI64,
    sync: AtomicI64,
    free: AtomicU64,
}

const FULL: i64 = 28;
const BROKEN: i64 = 5;

impl Disk for Faulty {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        match self.write.swap(0, Ordering::Relaxed) {
            0 => RealDisk.write_at(file, bytes, offset),
            number => {
                RealDisk.write_at(file, &bytes[..bytes.len() / 2], offset)?;
                Err(io::Error::from_raw_os_error(number as i32))
            }
        }
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        match self.sync.swap(0, Ordering::Relaxed) {
            0 => RealDisk.sync(file),
            number => Err(io::Error::from_raw_os_error(number as i32)),
        }
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        RealDisk.truncate(file, length)
    }

    fn free(&self, _: &Path) -> io::Result<u64> {
        Ok(self.free.load(Ordering::Relaxed))
    }
}

fn open(dir: &Path) -> (Store, Arc<Faulty>) {
    let disk = Arc::new(Faulty::default());
    disk.free.store(u64::MAX, Ordering::Relaxed);
    let options = OpenOptions {
        disk: Arc::clone(&disk) as Arc<dyn Disk>,
        reserve_bytes: 0,
        ..OpenOptions::default()
    };
    (Store::open(dir, options).unwrap().0, disk)
}

fn commit(store: &Store, model: &mut Model) {
    let puts = vec![put(store.new_record_id().0, 0)];
    let receipt = store.commit(batch(puts.clone())).unwrap();
    model.commit(&puts, &receipt);
}

#[test]
fn a_write_that_finds_no_room_is_taken_back_and_writing_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (store, disk) = open(dir.path());
    let mut model = Model::default();
    commit(&store, &mut model);
    for _ in 0..3 {
        disk.write.store(FULL, Ordering::Relaxed);
        let error = store.commit(batch(vec![put(1, 5)])).unwrap_err();
        assert!(matches!(error, CommitError::NoSpace { .. }), "{error}");
        model.compare(&store);
        commit(&store, &mut model);
    }
    store.close().unwrap();
    let (store, _) = open(dir.path());
    model.compare(&store);
}

#[test]
fn too_little_free_space_refuses_writes_until_there_is_more() {
    let dir = tempfile::tempdir().unwrap();
    let (store, disk) = open(dir.path());
    let mut model = Model::default();
    commit(&store, &mut model);
    disk.free.store(1 << 20, Ordering::Relaxed);
    let error = store.commit(batch(vec![put(1, 5)])).unwrap_err();
    assert!(
        matches!(error, CommitError::NoSpace { free, .. } if free == 1 << 20),
        "{error}"
    );
    assert!(store.writable().is_err());
    model.compare(&store);
    disk.free.store(1 << 40, Ordering::Relaxed);
    assert!(store.writable().is_ok());
    commit(&store, &mut model);
    model.compare(&store);
}

#[test]
fn a_write_that_fails_otherwise_leaves_a_store_that_reads() {
    let dir = tempfile::tempdir().unwrap();
    let (store, disk) = open(dir.path());
    let mut model = Model::default();
    commit(&store, &mut model);
    disk.write.store(BROKEN, Ordering::Relaxed);
    for _ in 0..2 {
        let error = store.commit(batch(vec![put(1, 5)])).unwrap_err();
        assert!(matches!(error, CommitError::ReadOnly { .. }), "{error}");
        assert!(matches!(
            store.writable(),
            Err(CommitError::ReadOnly { .. })
        ));
    }
    model.compare(&store);
    store.close().unwrap();
    let (store, _) = open(dir.path());
    commit(&store, &mut model);
    model.compare(&store);
}

#[test]
fn after_a_failed_sync_nothing_is_written_until_the_store_is_reopened() {
    let dir = tempfile::tempdir().unwrap();
    let (store, disk) = open(dir.path());
    let mut model = Model::default();
    commit(&store, &mut model);
    disk.sync.store(BROKEN, Ordering::Relaxed);
    for _ in 0..2 {
        let error = store.commit(batch(vec![put(1, 5)])).unwrap_err();
        assert!(matches!(error, CommitError::ReadOnly { .. }), "{error}");
    }
    assert_eq!(store.head(), Seq(1));
    assert_eq!(store.record(RecordId(1)).unwrap().unwrap().seq, Seq(1));
    store.close().unwrap();
    let (store, _) = open(dir.path());
    assert_eq!(store.check().unwrap(), []);
    assert!(
        store.head() >= Seq(1),
        "what was not acknowledged may be there"
    );
    store.commit(batch(vec![put(1, 6)])).unwrap();
}

#[test]
fn a_clock_far_behind_the_newest_change_refuses_to_open() {
    let dir = tempfile::tempdir().unwrap();
    let at = |time: i64| OpenOptions {
        clock: Arc::new(move || Datestamp(time)),
        ..OpenOptions::default()
    };
    let (store, _) = Store::open(dir.path(), at(10_000)).unwrap();
    let id = store.new_record_id();
    store.commit(batch(vec![put(id.0, 0)])).unwrap();
    store.close().unwrap();
    let error = Store::open(dir.path(), at(9_699)).err().unwrap();
    assert!(matches!(error, OpenError::ClockBehind { .. }), "{error}");
    assert!(
        error.to_string().contains("1970-01-01T02:46:40Z"),
        "{error}"
    );
    let (store, _) = Store::open(dir.path(), at(9_700)).unwrap();
    let receipt = store.commit(batch(vec![put(id.0, 1)])).unwrap();
    assert_eq!(
        receipt.datestamp,
        Datestamp(10_000),
        "datestamps never fall"
    );
    assert_eq!(store.response_date(), Datestamp(10_000));
}

#[test]
fn an_id_that_was_not_given_out_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let error = store.commit(batch(vec![put(1, 0)])).unwrap_err();
    assert!(matches!(error, CommitError::UnknownId { .. }), "{error}");
    assert_eq!(store.head(), Seq(0));
}
