//! Measures the store: `cargo run --release -p labordoc-store --example measure -- RECORDS [DIR]`.
//!
//! Prints what puts, single commits, reads, scans, a clean opening, a check and the disk cost.
#![allow(clippy::print_stdout, reason = "it prints what it measures")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{error::Error, path::PathBuf, time::Instant};

use record::{ChangeRange, RecordId, Seq, SetSpec};
use store::{OpenOptions, Store};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let records: u64 = args.next().map_or(Ok(100_000), |n| n.parse())?;
    let dir = args
        .next()
        .map_or_else(|| PathBuf::from("/var/tmp/labordoc-measure"), PathBuf::from);
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    let (store, _) = Store::open(&dir, OpenOptions::default())?;
    puts(&store, records)?;
    disk(&store, records);
    single(&store, records)?;
    reads(&store, records)?;
    let start = Instant::now();
    store.close()?;
    say("close", start, 1);
    let start = Instant::now();
    let (store, findings) = Store::open(&dir, OpenOptions::default())?;
    say("open after a clean close", start, 1);
    assert!(findings.is_empty(), "{findings:?}");
    memory();
    disk(&store, records);
    let start = Instant::now();
    let findings = store.check()?;
    say("check", start, records);
    assert!(findings.is_empty(), "{findings:?}");
    store.close()?;
    std::fs::remove_dir_all(dir.join("state"))?;
    let start = Instant::now();
    let (store, _) = Store::open(&dir, OpenOptions::default())?;
    say("open with a rebuild", start, records);
    memory();
    store.close()?;
    Ok(())
}

fn puts(store: &Store, records: u64) -> Result<(), Box<dyn Error>> {
    let (mut spent, mut bytes) = (std::time::Duration::ZERO, 0);
    let mut next = 1;
    let before = processor();
    while next <= records {
        let batch: Vec<_> = (next..=records)
            .take(256)
            .map(|_| support::put(store.new_record_id().0, 0))
            .collect();
        next += batch.len() as u64;
        bytes += batch
            .iter()
            .filter_map(|put| put.source.as_ref())
            .map(|source| source.bytes.len())
            .sum::<usize>();
        let start = Instant::now();
        store.commit(support::batch(batch))?;
        spent += start.elapsed();
    }
    println!(
        "puts in batches of 256: {:.0}/s, {:.1} µs of processor each ({} bytes of source each)",
        records as f64 / spent.as_secs_f64(),
        (processor() - before) * 1e6 / records as f64,
        bytes / records as usize
    );
    Ok(())
}

fn single(store: &Store, records: u64) -> Result<(), Box<dyn Error>> {
    let puts: Vec<_> = (0..200)
        .map(|n| support::put(n * 31 % records + 1, 1))
        .collect();
    let start = Instant::now();
    for put in puts {
        store.commit(support::batch(vec![put]))?;
    }
    say("one small commit", start, 200);
    Ok(())
}

fn reads(store: &Store, records: u64) -> Result<(), Box<dyn Error>> {
    let mut noise = support::Noise(7);
    let ids: Vec<_> = (0..20_000)
        .map(|_| RecordId(noise.below(records) + 1))
        .collect();
    let start = Instant::now();
    for id in &ids {
        assert!(store.record(*id)?.is_some());
    }
    say("random record", start, 20_000);
    let start = Instant::now();
    for id in &ids[..500] {
        assert!(store.source(*id)?.is_some());
    }
    say("random source", start, 500);
    let start = Instant::now();
    for id in &ids[..500] {
        assert!(!store.history(*id, None, 20)?.is_empty());
    }
    say("random history", start, 500);
    let start = Instant::now();
    for before in 1..=500 {
        assert!(!store.commits(Some(before + 1), 50)?.is_empty());
    }
    say("50 commits", start, 500);
    let start = Instant::now();
    for id in 1..=records.min(20_000) {
        assert!(store.source(RecordId(id))?.is_some());
    }
    say("source in order", start, records.min(20_000));
    let keys: Vec<_> = ids
        .iter()
        .map(|id| support::put(id.0, 0).keys[1].clone())
        .collect();
    let start = Instant::now();
    for key in &keys {
        assert_eq!(store.find(key)?.len(), 1);
    }
    say("find", start, 20_000);
    for set in [None, Some(SetSpec::new("lang:fr"))] {
        let mut range = ChangeRange {
            after: Seq(0),
            until: None,
            set,
        };
        let (start, mut rows) = (Instant::now(), 0);
        loop {
            let page = store.changes(&range, 1000)?;
            let Some(last) = page.last() else { break };
            range.after = last.seq;
            rows += page.len() as u64;
        }
        say(
            if range.set.is_some() {
                "changes of a set, a row"
            } else {
                "changes, a row"
            },
            start,
            rows,
        );
    }
    let start = Instant::now();
    for shard in store.shards().iter().take(5) {
        store.shard(shard.number)?;
    }
    say("shard", start, store.shards().len().min(5) as u64);
    Ok(())
}

fn say(what: &str, start: Instant, count: u64) {
    let spent = start.elapsed();
    println!(
        "{what}: {:.1} µs each, {:.0}/s, {:.3} s in all",
        spent.as_secs_f64() * 1e6 / count as f64,
        count as f64 / spent.as_secs_f64(),
        spent.as_secs_f64()
    );
}

fn disk(store: &Store, records: u64) {
    let bytes = store.stats().bytes;
    println!(
        "disk per record: journal {} + state {} bytes",
        bytes.journal / records,
        bytes.state / records
    );
}

/// The processor time of all threads until now, in seconds (Linux, ticks of 10 ms).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
    {
        println!("{line}");
    }
}
