//! The kept sample of each on-disk version opens and holds what was put in.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

mod support;

use std::{fs, path::Path};

use record::{ChangeRange, ImportId, RecordId, Seq, Status};
use store::{OpenOptions, Store};

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn the_sample_of_version_1_opens_and_holds_what_it_held() {
    let dir = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/v1");
    copy_tree(&sample, dir.path());
    let (store, _) = Store::open(dir.path(), OpenOptions::default()).unwrap();
    assert_eq!(store.check().unwrap(), []);
    assert_eq!(store.head(), Seq(22));
    for id in 1..=20 {
        let told = support::put(id, (id - 1) / 5);
        let record = store.record(RecordId(id)).unwrap().unwrap();
        if id != 2 && id != 3 {
            assert_eq!(record.description, told.description);
            assert_eq!(store.find(&told.keys[0]).unwrap(), [RecordId(id)]);
        }
        if id != 3 {
            assert_eq!(store.source(RecordId(id)).unwrap(), told.source);
        }
    }
    assert_eq!(
        store.record(RecordId(2)).unwrap().unwrap().status,
        Status::Deleted
    );
    let binary = store.source(RecordId(3)).unwrap().unwrap();
    assert_eq!(binary.bytes, [0xff, 0xfe, 0x1d]);
    assert_eq!(
        store.changes(&ChangeRange::default(), 100).unwrap().len(),
        20
    );
    assert_eq!(store.notice_count(ImportId(1)).unwrap(), 1);
    assert!(store.tokens()[0].revoked);
    // The commits' rows are younger than the sample: they come from its journal.
    let commits = store.commits(None, 100).unwrap();
    let told: Vec<_> = commits.iter().map(|c| (c.number, c.puts)).collect();
    assert_eq!(told, [(6, 0), (5, 2), (4, 5), (3, 5), (2, 5), (1, 5)]);
    assert!(commits.iter().all(|commit| commit.via.is_none()));
    assert_eq!(commits[0].tokens, ["sample"]);
    let versions = store.history(RecordId(2), None, 9).unwrap();
    let told: Vec<_> = versions.iter().map(|v| v.record.status).collect();
    assert_eq!(told, [Status::Deleted, Status::Live]);
    assert_eq!(
        store.source_of(&versions[1]).unwrap(),
        support::put(2, 0).source
    );
}
