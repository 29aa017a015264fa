//! A disk that is really full: a small file system in memory, where the system lets one mount it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

#[path = "support/model.rs"]
mod model;
mod support;

use std::{fs, path::Path, process::Command, time::Duration};

use model::Model;
use store::{CommitError, OpenOptions, Store};
use support::{batch, put};

/// A mounted file system that goes with the value.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn commits(store: &Store, model: &mut Model, count: usize) -> Result<(), CommitError> {
    for _ in 0..count {
        let puts: Vec<_> = (0..40).map(|_| put(store.new_record_id().0, 0)).collect();
        let receipt = store.commit(batch(puts.clone()))?;
        model.commit(&puts, &receipt);
    }
    Ok(())
}

/// Fills what is left, to the last byte.
fn fill(path: &Path) {
    let mut size = 1 << 20;
    let mut ballast = Vec::new();
    while size >= 512 {
        ballast.resize(ballast.len() + size, 1);
        if fs::write(path, &ballast).is_err() {
            ballast.truncate(ballast.len() - size);
            size /= 2;
        }
    }
    let _ = fs::write(path, &ballast);
}

#[test]
fn a_full_disk_refuses_writes_answers_reads_and_needs_no_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=40m", "tmpfs"])
        .arg(dir.path())
        .output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("skipped: no file system can be mounted here");
        return;
    }
    let _mounted = Mounted(dir.path());
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    let options = OpenOptions {
        min_free_bytes: 2 << 20,
        reserve_bytes: 4 << 20,
        cache_bytes: 8 << 20,
        ..OpenOptions::default()
    };
    let (store, _) = Store::open(&data, options.clone()).unwrap();
    let mut model = Model::default();
    for round in 0..3 {
        commits(&store, &mut model, 5).unwrap();
        // The disk fills at once, with writes of the state still under way.
        fill(&dir.path().join("ballast"));
        for _ in 0..5 {
            let error = commits(&store, &mut model, 1).unwrap_err();
            assert!(matches!(error, CommitError::NoSpace { .. }), "{error}");
            assert!(store.writable().is_err());
            std::thread::sleep(Duration::from_millis(200));
            model.compare(&store);
        }
        fs::remove_file(dir.path().join("ballast")).unwrap();
        assert!(store.writable().is_ok());
        commits(&store, &mut model, 1).unwrap();
        model.compare(&store);
        if round == 1 {
            // As a restart on a full disk would find it.
            fill(&dir.path().join("ballast"));
            let _ = store.clone().close();
            fs::remove_file(dir.path().join("ballast")).unwrap();
            break;
        }
    }
    drop(store);
    let (store, _) = Store::open(&data, options).unwrap();
    model.compare(&store);
    commits(&store, &mut model, 1).unwrap();
    model.compare(&store);
    store.close().unwrap();
}
