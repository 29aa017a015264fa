//! What is no record: imports, their notices, tokens; and those who wait for a change.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

mod support;

use std::time::Duration;

use record::{Datestamp, ImportCounts, ImportId, ImportRow, ImportStatus, Notice, Seq, Severity};
use store::{LinkRow, Meta, OpenOptions, Store, TokenRow, UserRow};
use support::{batch, metas, put};

fn row(id: ImportId, cursor: u64) -> ImportRow {
    ImportRow {
        undoes: None,
        undone_by: None,
        records: None,
        stopped_by: None,
        id,
        kind: record::ImportKind::Import,
        input: "records.mrc".to_owned(),
        digest: "00".to_owned(),
        bytes: 1,
        system: "labordoc".to_owned(),
        format: None,
        profile: None,
        actor: "test".to_owned(),
        via: None,
        started: Datestamp(1),
        ended: None,
        status: ImportStatus::Running,
        cursor,
        counts: ImportCounts::default(),
    }
}

fn notices(from: u64, count: u64) -> Vec<Notice> {
    (from..from + count)
        .map(|n| {
            let text = format!("notice {n} {}", "x".repeat((n % 7 * 600) as usize));
            Notice::on(Severity::Warning, "test", format!("650[{n}]"), text)
        })
        .collect()
}

fn user(name: &str) -> UserRow {
    UserRow {
        name: name.to_owned(),
        display: "Ana Díaz".to_owned(),
        email: None,
        role: "cataloguer".to_owned(),
        password: None,
        totp: None,
        recovery: vec!["cd".repeat(32)],
        system: None,
        created: Datestamp(5),
        disabled: false,
        removed: false,
        link: Some(LinkRow {
            hash: "ef".repeat(32),
            expires: Datestamp(9),
        }),
    }
}

#[test]
fn imports_notices_tokens_and_users_are_kept_in_order_through_reopening_and_rebuilding() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Store::open(dir.path(), OpenOptions::default()).unwrap().0;
    let mut store = open();
    let (a, b) = (store.new_import_id(), store.new_import_id());
    let token = TokenRow {
        name: "feeder".to_owned(),
        role: "administrator".to_owned(),
        hash: "ab".repeat(32),
        created: Datestamp(5),
        expires: None,
        revoked: false,
        owner: None,
        system: None,
    };
    store
        .commit(metas(vec![
            Meta::Import(row(a, 0)),
            Meta::Import(row(b, 0)),
            Meta::Notices(a, notices(0, 50)),
            Meta::Notices(a, notices(50, 1)),
            Meta::Notices(b, notices(0, 3)),
            Meta::Token(token.clone()),
            Meta::User(user("ana")),
            Meta::User(user("token")),
        ]))
        .unwrap();
    store
        .commit(metas(vec![
            Meta::Import(row(a, 70)),
            Meta::Notices(a, notices(51, 49)),
            Meta::Notices(b, Vec::new()),
        ]))
        .unwrap();
    let mut long = notices(3, 1);
    long[0].text = "é".repeat(50_000);
    store.commit(metas(vec![Meta::Notices(b, long)])).unwrap();
    for round in 0..3 {
        assert_eq!(store.imports().unwrap(), [row(a, 70), row(b, 0)]);
        assert_eq!(store.import(a).unwrap(), Some(row(a, 70)));
        assert_eq!(store.import(ImportId(9)).unwrap(), None);
        assert_eq!(store.notice_count(a).unwrap(), 100);
        for (skip, limit) in [(0, 1000), (0, 1), (49, 3), (50, 50), (99, 5), (100, 5)] {
            let told = notices(0, 100).into_iter().skip(skip).take(limit);
            let found = store.notices(a, skip as u64, limit).unwrap();
            assert_eq!(found, told.collect::<Vec<_>>());
        }
        assert!(store.notices(b, 3, 9).unwrap()[0].text.len() < 5000);
        assert_eq!(store.tokens(), std::slice::from_ref(&token));
        assert_eq!(store.users(), [user("ana"), user("token")]);
        assert_eq!(store.user("ana"), Some(user("ana")));
        assert_eq!(store.user("Ana"), None);
        assert_eq!(store.head(), Seq(0));
        assert_eq!(store.check().unwrap(), []);
        assert!(store.new_import_id() > b);
        store.close().unwrap();
        if round == 1 {
            std::fs::remove_dir_all(dir.path().join("state")).unwrap();
        }
        store = open();
    }
    let revoked = TokenRow {
        revoked: true,
        ..token
    };
    store
        .commit(metas(vec![Meta::Token(revoked.clone())]))
        .unwrap();
    assert_eq!(store.tokens(), [revoked]);
    let disabled = UserRow {
        disabled: true,
        ..user("ana")
    };
    store
        .commit(metas(vec![Meta::User(disabled.clone())]))
        .unwrap();
    assert_eq!(store.users(), [disabled, user("token")]);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn those_who_wait_are_told_of_a_new_head() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path(), OpenOptions::default()).unwrap();
    assert_eq!(store.wait_beyond(Seq(0), Duration::from_millis(1)), Seq(0));
    let waiting = store.clone();
    let waiter = std::thread::spawn(move || waiting.wait_beyond(Seq(0), Duration::from_secs(60)));
    let id = store.new_record_id();
    store.commit(batch(vec![put(id.0, 0)])).unwrap();
    assert_eq!(waiter.join().unwrap(), Seq(1));
}
