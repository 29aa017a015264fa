//! The store by its interface: what is saved is read, followed, found and counted.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

mod support;

use record::{ChangeRange, Channel, Key, RecordId, Seq, SetSpec, Status, Via, WorkId};
use store::{Batch, Cause, OpenOptions, Store};
use support::{batch, put};

fn open(dir: &std::path::Path) -> Store {
    let (store, findings) = Store::open(dir, OpenOptions::default()).unwrap();
    assert_eq!(findings, Vec::new());
    store
}

#[test]
fn what_is_committed_is_read_and_read_again_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let puts: Vec<_> = (0..30).map(|_| put(store.new_record_id().0, 0)).collect();
    let receipt = store.commit(batch(puts.clone())).unwrap();
    assert_eq!((receipt.first, receipt.last), (Seq(1), Seq(30)));
    for round in 0..2 {
        let store = if round == 0 {
            store.clone()
        } else {
            open(dir.path())
        };
        for put in &puts {
            let record = store.record(put.id).unwrap().unwrap();
            assert_eq!(record.description, put.description);
            assert_eq!(record.datestamp, receipt.datestamp);
            assert_eq!(store.source(put.id).unwrap(), put.source);
            assert_eq!(store.find(&put.keys[0]).unwrap(), [put.id]);
        }
        assert_eq!(store.head(), Seq(30));
        assert_eq!(
            store.work(WorkId(4)).unwrap(),
            [RecordId(4), RecordId(5), RecordId(6)]
        );
        assert_eq!(store.find(&Key("work:ilr:4".to_owned())).unwrap().len(), 3);
        assert_eq!(store.stats().works, 10);
        let french = ChangeRange {
            set: Some(SetSpec::new("lang:fr")),
            ..ChangeRange::default()
        };
        assert_eq!(store.count(&french).unwrap(), 10);
        assert_eq!(store.changes(&french, 100).unwrap().len(), 10);
        assert_eq!(store.check().unwrap(), Vec::new());
        store.close().unwrap();
    }
}

#[test]
fn a_record_that_leaves_a_set_is_told_as_left_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.new_record_id();
    let (a, b) = (SetSpec::new("type:a"), SetSpec::new("type:b"));
    for (sets, left) in [
        (vec![a.clone()], vec![]),
        (vec![b.clone()], vec![a.clone()]),
        (vec![], vec![a.clone(), b.clone()]),
        (vec![a.clone()], vec![b.clone()]),
    ] {
        let mut put = put(id.0, 0);
        put.sets = sets.clone();
        store.commit(batch(vec![put])).unwrap();
        let row = store.change(id).unwrap().unwrap();
        assert_eq!((row.sets, row.left), (sets, left));
        assert_eq!(row.seq, store.head());
    }
    let counts: Vec<_> = store.sets().iter().map(|s| (s.records, s.rows)).collect();
    assert_eq!(counts, [(1, 1), (0, 1)]);
    assert_eq!(store.check().unwrap(), Vec::new());
}

#[test]
fn a_put_without_a_source_keeps_the_old_one_and_a_deletion_stays_in_the_feed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let id = store.new_record_id();
    let first = put(id.0, 0);
    store.commit(batch(vec![first.clone()])).unwrap();
    let created = store.record(id).unwrap().unwrap().created;
    let mut second = put(id.0, 1);
    second.source = None;
    second.status = Status::Deleted;
    store.commit(batch(vec![second])).unwrap();
    assert_eq!(store.source(id).unwrap(), first.source);
    let record = store.record(id).unwrap().unwrap();
    assert_eq!((record.status, record.created), (Status::Deleted, created));
    let rows = store.changes(&ChangeRange::default(), 10).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].deleted);
    assert_eq!(store.work(WorkId(1)).unwrap(), []);
    assert_eq!(
        (
            store.stats().records,
            store.stats().deleted,
            store.stats().works
        ),
        (0, 1, 0)
    );
}

#[test]
fn a_commit_tells_who_did_it_why_and_from_where_also_after_a_rebuild() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let via = Via {
        channel: Channel::Web,
        net: Some("192.0.2.0/24".to_owned()),
    };
    let id = store.new_record_id();
    for (revision, actor, cause, via) in [
        (0, "archive", Cause::System("test".to_owned()), None),
        (1, "ana", Cause::Edit, Some(via.clone())),
    ] {
        let batch = Batch {
            actor: actor.to_owned(),
            via,
            cause,
            puts: vec![put(id.0, revision)],
            metas: Vec::new(),
        };
        store.commit(batch).unwrap();
    }
    let told = |store: &Store| {
        let versions = store.history(id, None, 9).unwrap().into_iter();
        let told = versions.map(|v| (v.commit.actor, v.commit.cause, v.commit.via));
        told.collect::<Vec<_>>()
    };
    let before = told(&store);
    assert_eq!(before[0], ("ana".to_owned(), Cause::Edit, Some(via)));
    assert_eq!(before[1].2, None);
    store.close().unwrap();
    std::fs::remove_dir_all(dir.path().join("state")).unwrap();
    let (store, _) = Store::open(dir.path(), OpenOptions::default()).unwrap();
    assert_eq!(told(&store), before);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_directory_in_use_is_named_with_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let _store = open(dir.path());
    let error = Store::open(dir.path(), OpenOptions::default())
        .err()
        .unwrap();
    let text = error.to_string();
    assert!(text.contains(&std::process::id().to_string()), "{text}");
    assert!(text.contains(&dir.path().display().to_string()), "{text}");
}

#[test]
fn what_shares_the_rarest_sets_is_most_alike() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let sets = [
        &["theme:work", "theme:silicosis", "lang:en"][..],
        &["theme:work", "lang:en"],
        &["theme:work", "theme:silicosis", "lang:fr"],
        &["theme:work", "theme:silicosis", "lang:en"],
        &["lang:en"],
    ];
    let puts = sets.map(|sets| {
        let mut put = put(store.new_record_id().0, 0);
        put.sets = sets.iter().map(|set| SetSpec::new(set)).collect();
        put
    });
    let ids = puts.clone().map(|put| put.id);
    store.commit(batch(puts.to_vec())).unwrap();
    let themes = |set: &SetSpec| set.as_str().starts_with("theme:");
    let alike = |limit| store.alike(ids[0], themes, limit).unwrap();
    let id = |alike: &store::Alike| store.record_at(alike.seq).unwrap().unwrap().id;
    let found: Vec<RecordId> = alike(9).iter().map(id).collect();
    assert_eq!(
        found,
        [ids[3], ids[2], ids[1]],
        "the newest first of equals"
    );
    let silicosis = [SetSpec::new("theme:silicosis"), SetSpec::new("theme:work")];
    assert_eq!(alike(1)[0].shared, silicosis);
    let mut gone = puts[3].clone();
    gone.status = Status::Suppressed;
    store.commit(batch(vec![gone])).unwrap();
    assert_eq!(id(&alike(1)[0]), ids[2], "what is not shown is not named");
    assert_eq!(store.record_at(Seq(4)).unwrap(), None, "replaced");
    assert_eq!(store.alike(RecordId(99), themes, 5).unwrap(), []);
}
