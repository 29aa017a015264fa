//! Backups while writing, further backups, and what comes back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

#[path = "support/model.rs"]
mod model;
mod support;

use std::{fs, path::Path};

use model::Model;
use record::Seq;
use store::{BackupError, OpenOptions, RestoreError, Store, restore};
use support::{batch, put};

fn open(dir: &Path) -> Store {
    let options = OpenOptions {
        segment_bytes: 20_000,
        ..OpenOptions::default()
    };
    Store::open(dir, options).unwrap().0
}

fn commits(store: &Store, model: &mut Model, count: u64) {
    for _ in 0..count {
        let puts: Vec<_> = (0..5).map(|_| put(store.new_record_id().0, 0)).collect();
        let receipt = store.commit(batch(puts.clone())).unwrap();
        model.commit(&puts, &receipt);
    }
}

#[test]
fn a_backup_made_while_writing_restores_to_a_moment_of_it() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(dir.path());
    let writer = store.clone();
    let writing = std::thread::spawn(move || {
        let mut model = Model::default();
        commits(&writer, &mut model, 60);
        model
    });
    let mut seq = Seq(0);
    while seq < Seq(200) {
        let report = store.backup(to.path()).unwrap();
        assert!(report.seq >= seq);
        seq = report.seq;
    }
    let model = writing.join().unwrap();
    let back = tempfile::tempdir().unwrap();
    let report = restore(to.path(), back.path()).unwrap();
    assert_eq!(report.seq, seq);
    let restored = open(back.path());
    assert_eq!(restored.check().unwrap(), []);
    assert_eq!(restored.head(), seq);
    for (id, known) in model.records.iter().filter(|(_, known)| known.seq <= seq) {
        assert_eq!(restored.source(*id).unwrap(), known.source);
        assert_eq!(restored.record(*id).unwrap().unwrap().seq, known.seq);
    }
}

#[test]
fn a_further_backup_copies_only_what_has_grown_and_mends_what_is_damaged() {
    let (dir, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(dir.path());
    let mut model = Model::default();
    commits(&store, &mut model, 40);
    let first = store.backup(to.path()).unwrap();
    assert!(first.segments > 3);
    assert_eq!(first.copied, first.segments);
    assert_eq!(store.backup(to.path()).unwrap().copied, 0);
    commits(&store, &mut model, 1);
    assert!(store.backup(to.path()).unwrap().copied <= 2);
    let segment = to.path().join("journal/000002.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[500] ^= 1;
    fs::write(&segment, bytes).unwrap();
    assert_eq!(store.backup(to.path()).unwrap().copied, 1);
    let back = tempfile::tempdir().unwrap();
    restore(to.path(), back.path()).unwrap();
    model.compare(&open(back.path()));
}

#[test]
fn wrong_folders_are_refused() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (to, back) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(dir.path());
    commits(&store, &mut Model::default(), 9);
    store.backup(to.path()).unwrap();
    let error = open(other.path()).backup(to.path()).unwrap_err();
    assert!(matches!(error, BackupError::OtherStore { .. }), "{error}");
    let error = restore(to.path(), dir.path()).unwrap_err();
    assert!(matches!(error, RestoreError::NotEmpty { .. }), "{error}");
    let error = restore(other.path(), back.path()).unwrap_err();
    assert!(matches!(error, RestoreError::NotABackup { .. }), "{error}");
    let segment = to.path().join("journal/000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[300] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let error = restore(to.path(), back.path()).unwrap_err();
    assert!(matches!(error, RestoreError::Damaged { .. }), "{error}");
    assert_eq!(fs::read_dir(back.path()).unwrap().count(), 0);
}
