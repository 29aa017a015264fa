//! A writer killed with SIGKILL at random moments: what it was told is saved is there.
//!
//! The writer is this test's own binary, started again with a variable that names the directory.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

mod support;

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use record::RecordId;
use store::{OpenOptions, Store};
use support::{batch, put};

const DIRECTORY: &str = "LABORDOC_TEST_KILLED_WRITER";

fn options(host: &str) -> OpenOptions {
    OpenOptions {
        cache_bytes: 8 << 20,
        segment_bytes: 60_000,
        reserve_bytes: 0,
        host_id: Some(host.to_owned()),
        ..OpenOptions::default()
    }
}

/// Does nothing unless it was started by the test below: then writes until it is killed, and
/// prints each revision of a record that is saved.
#[test]
fn writer() {
    let Ok(dir) = env::var(DIRECTORY) else {
        return;
    };
    let (store, _) = Store::open(Path::new(&dir), options("one")).unwrap();
    for round in 0.. {
        let puts: Vec<_> = (0..8)
            .map(|n| match store.head().0 {
                head if head > 20 && n % 2 == 0 => put(1 + (round * 7 + n) % 20, round),
                _ => put(store.new_record_id().0, round),
            })
            .collect();
        let receipt = store.commit(batch(puts)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nsaved {}", receipt.last).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_a_killed_process() {
    let dir = tempfile::tempdir().unwrap();
    let mut noise = support::Noise(9);
    for round in 0..8 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "writer", "--nocapture"])
            .env(DIRECTORY, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut saved = 0;
        let acknowledged = 1 + noise.below(40);
        let told = |line: &str| {
            line.strip_prefix("saved ")
                .and_then(|n| n.parse::<u64>().ok())
        };
        let mut seen = 0;
        while seen < acknowledged {
            if let Some(seq) = told(&lines.next().unwrap().unwrap()) {
                saved = seq;
                seen += 1;
            }
        }
        std::thread::sleep(Duration::from_micros(noise.below(3000)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            saved = told(&line).unwrap_or(saved);
        }
        // The same run of the host replays, another one rebuilds.
        let host = if round % 4 == 3 { "two" } else { "one" };
        let (store, findings) = Store::open(dir.path(), options(host)).unwrap();
        let rebuilt = findings
            .iter()
            .any(|finding| finding.code == "state-rebuilt");
        assert_eq!(rebuilt, host == "two", "{findings:?}");
        assert!(store.head().0 >= saved);
        assert_eq!(store.check().unwrap(), []);
        assert!(store.source(RecordId(1)).unwrap().is_some());
        store.close().unwrap();
    }
}
