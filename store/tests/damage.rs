//! Damaged files: a torn tail is cut, a flipped byte is seen or healed, and never served.
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
    fs,
    path::{Path, PathBuf},
};

use model::Model;
use record::Seq;
use store::{OpenError, OpenOptions, Store};
use support::{batch, put};

fn options() -> OpenOptions {
    OpenOptions {
        cache_bytes: 8 << 20,
        reserve_bytes: 0,
        segment_bytes: 12_000,
        host_id: Some("one".to_owned()),
        ..OpenOptions::default()
    }
}

/// A closed store of some records and segments, and what it holds.
fn sample(dir: &Path) -> Model {
    let (store, _) = Store::open(dir, options()).unwrap();
    let mut model = Model::default();
    for round in 0..12 {
        let ids: Vec<_> = (0..6)
            .map(|n| match (n, round) {
                (0, 1..) => 1 + round % 5,
                _ => store.new_record_id().0,
            })
            .collect();
        let puts: Vec<_> = ids.iter().map(|id| put(*id, round)).collect();
        let receipt = store.commit(batch(puts.clone())).unwrap();
        model.commit(&puts, &receipt);
    }
    model.compare(&store);
    store.close().unwrap();
    model
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn copy_tree(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
    fs::create_dir_all(to.join("state/sled/blobs")).unwrap();
}

/// Killed before sled's log was written for the first time: what it keeps beside the log is there.
#[test]
fn a_state_killed_before_its_first_write_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path(), options()).unwrap();
    let mut model = Model::default();
    // Long enough that one page of the tree is kept beside the log.
    for n in 0..30 {
        let mut put = put(store.new_record_id().0, n);
        let mut noise = support::Noise(n);
        let long = (0..90_000).map(|_| char::from(b'!' + noise.below(90) as u8));
        put.description.edition = Some(long.collect());
        let receipt = store.commit(batch(vec![put.clone()])).unwrap();
        model.commit(&[put], &receipt);
    }
    let killed = tempfile::tempdir().unwrap();
    copy_tree(dir.path(), killed.path());
    let sled = killed.path().join("state/sled");
    assert!(
        !files(&sled.join("blobs")).is_empty(),
        "nothing is kept beside the log"
    );
    for file in files(&sled) {
        if file.parent() == Some(&sled) && !file.ends_with("conf") {
            fs::remove_file(file).unwrap();
        }
    }
    let path = killed.path().to_owned();
    let (done, opened) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (store, _) = Store::open(&path, options()).unwrap();
        let _ = done.send(store);
    });
    let store = opened
        .recv_timeout(std::time::Duration::from_secs(60))
        .unwrap();
    model.compare(&store);
    store.close().unwrap();
}

fn last_segment(dir: &Path) -> PathBuf {
    files(&dir.join("journal")).pop().unwrap()
}

#[test]
fn a_tail_torn_anywhere_is_cut_and_the_rest_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(
        dir.path(),
        OpenOptions {
            segment_bytes: 1 << 20,
            ..options()
        },
    )
    .unwrap();
    let mut model = Model::default();
    for n in 0..3 {
        let puts = vec![put(store.new_record_id().0, n)];
        let receipt = store.commit(batch(puts.clone())).unwrap();
        model.commit(&puts, &receipt);
    }
    store.close().unwrap();
    let segment = last_segment(dir.path());
    let whole = fs::read(&segment).unwrap();
    fs::remove_dir_all(dir.path().join("state")).unwrap();
    let (store, _) = Store::open(
        dir.path(),
        OpenOptions {
            segment_bytes: 1 << 20,
            ..options()
        },
    )
    .unwrap();
    store.commit(batch(vec![put(1, 9)])).unwrap();
    store.close().unwrap();
    let longer = fs::read(&segment).unwrap();
    let open = || {
        Store::open(
            dir.path(),
            OpenOptions {
                segment_bytes: 1 << 20,
                ..options()
            },
        )
    };
    // Every offset near the frame's ends, and some between: each costs a rebuild.
    let near = |at: usize| at < whole.len() + 48 || at + 12 > longer.len() || at.is_multiple_of(31);
    for length in (whole.len()..longer.len()).filter(|at| near(*at)) {
        fs::remove_dir_all(dir.path().join("state")).unwrap();
        fs::write(&segment, &longer[..length]).unwrap();
        let (store, findings) = open().unwrap();
        assert_eq!(store.head(), Seq(3));
        let torn = findings.iter().any(|finding| finding.code == "torn-tail");
        assert_eq!(torn, length > whole.len(), "{length}");
        assert_eq!(fs::read(&segment).unwrap(), whole);
        if length % 31 == 0 {
            model.compare(&store);
        }
        store.close().unwrap();
    }
    // What follows a cut tail is an ordinary commit.
    let (store, findings) = open().unwrap();
    assert_eq!(findings, []);
    let receipt = store.commit(batch(vec![put(2, 9)])).unwrap();
    model.commit(&[put(2, 9)], &receipt);
    model.compare(&store);
}

#[test]
fn a_journal_that_lost_acknowledged_commits_refuses_to_open() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let segment = last_segment(dir.path());
    let bytes = fs::read(&segment).unwrap();
    fs::write(&segment, &bytes[..bytes.len() - 1]).unwrap();
    let error = Store::open(dir.path(), options()).err().unwrap();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("acknowledged"), "{error}");
    assert_eq!(
        fs::read(&segment).unwrap().len(),
        bytes.len() - 1,
        "nothing is cut"
    );
}

#[test]
fn a_damaged_middle_refuses_to_open_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let model = sample(dir.path());
    fs::remove_dir_all(dir.path().join("state")).unwrap();
    for segment in files(&dir.path().join("journal")) {
        let bytes = fs::read(&segment).unwrap();
        for at in [0, 100, 191, 192, 196, 200, 240, bytes.len() / 2] {
            let mut bad = bytes.clone();
            bad[at] ^= 0x10;
            fs::write(&segment, &bad).unwrap();
            match Store::open(dir.path(), options()) {
                Err(error @ OpenError::Damaged { .. }) => {
                    let name = segment.display().to_string();
                    assert!(error.to_string().contains(&name), "{error}");
                    assert!(error.to_string().contains("backup"), "{error}");
                }
                Err(error) => panic!("{error}"),
                // The last frame of all is a torn tail when nobody can say that it was whole.
                Ok((_, findings)) => {
                    assert_eq!(
                        findings[0].code,
                        "torn-tail",
                        "{at} of {}",
                        segment.display()
                    );
                }
            }
            let _ = fs::remove_dir_all(dir.path().join("state"));
        }
        fs::write(&segment, &bytes).unwrap();
    }
    let (store, _) = Store::open(dir.path(), options()).unwrap();
    model.compare(&store);
}

#[test]
fn one_flipped_byte_in_any_file_is_seen_or_healed_and_never_served() {
    let origin = tempfile::tempdir().unwrap();
    let model = sample(origin.path());
    let work = tempfile::tempdir().unwrap();
    let mut noise = support::Noise(42);
    let (mut refused, mut healed, mut same) = (0, 0, 0);
    for file in files(origin.path()) {
        let name = file.strip_prefix(origin.path()).unwrap().to_owned();
        let bytes = fs::read(&file).unwrap();
        let content = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at as u64 + 1);
        for round in 0..24.min(content) {
            let at = if content <= 24 {
                round
            } else {
                noise.below(content)
            } as usize;
            let dir = work.path().join(format!(
                "{}-{round}",
                name.display().to_string().replace('/', "-")
            ));
            copy_tree(origin.path(), &dir);
            let mut bad = bytes.clone();
            bad[at] ^= 1 << noise.below(8);
            fs::write(dir.join(&name), &bad).unwrap();
            let place = format!("byte {at} of {}", name.display());
            match serve(&dir, &model, &place) {
                Outcome::Refused => refused += 1,
                Outcome::Healed => healed += 1,
                Outcome::Same => same += 1,
            }
            fs::remove_dir_all(&dir).unwrap();
        }
    }
    println!("refused {refused}, healed {healed}, without effect {same}");
    assert!(refused > 0 && healed > 0);
}

enum Outcome {
    Refused,
    Healed,
    Same,
}

/// Opens a damaged directory: each answer is right or an error; a finding or an error has the
/// next opening right, or refused.
fn serve(dir: &Path, model: &Model, place: &str) -> Outcome {
    let Ok((store, findings)) = Store::open(dir, options()) else {
        return Outcome::Refused;
    };
    let mut errors = 0;
    for (id, known) in &model.records {
        match store.record(*id) {
            Ok(record) => {
                let record = record.unwrap_or_else(|| panic!("{place}: {id} is missing"));
                assert_eq!(record.seq, known.seq, "{place}");
                assert_eq!(record.description, known.put.description, "{place}");
            }
            Err(_) => errors += 1,
        }
        match store.source(*id) {
            Ok(source) => assert_eq!(source, known.source, "{place}"),
            Err(_) => errors += 1,
        }
        match store.find(&known.put.keys[0]) {
            Ok(found) => assert_eq!(found, [*id], "{place}"),
            Err(_) => errors += 1,
        }
    }
    match store.changes(&record::ChangeRange::default(), usize::MAX) {
        Ok(rows) => assert_eq!(rows, model.rows(), "{place}"),
        Err(_) => errors += 1,
    }
    let found = store.check().unwrap();
    if found
        .iter()
        .any(|finding| finding.code == "journal-damaged")
    {
        return Outcome::Refused;
    }
    let noticed = errors + findings.len() + found.len();
    let _ = store.close();
    let (store, _) = Store::open(dir, options()).unwrap_or_else(|error| panic!("{place}: {error}"));
    model.compare(&store);
    if noticed > 0 {
        Outcome::Healed
    } else {
        Outcome::Same
    }
}
