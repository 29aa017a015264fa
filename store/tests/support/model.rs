//! The store as simple maps: what it must answer whatever happens to its files.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::{BTreeMap, BTreeSet};

use record::{
    ChangeRange, ChangeRow, Datestamp, Key, RecordId, Seq, SetSpec, Source, Status, WorkId,
};
use store::{Finding, Put, Receipt, Store};

/// What is known of one record.
#[derive(Debug, Clone)]
pub struct Known {
    pub put: Put,
    pub source: Option<Source>,
    pub seq: Seq,
    pub datestamp: Datestamp,
    pub created: Datestamp,
    pub left: BTreeSet<SetSpec>,
    /// The commit's number.
    pub commit: u64,
}

/// What is known of one commit.
#[derive(Debug, Clone)]
pub struct Made {
    pub at: Datestamp,
    pub after: Seq,
    pub ids: Vec<RecordId>,
}

/// The model.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub records: BTreeMap<RecordId, Known>,
    /// All that each record ever was, oldest first.
    pub versions: BTreeMap<RecordId, Vec<Known>>,
    pub commits: Vec<Made>,
    pub head: Seq,
}

impl Model {
    /// Does what a commit that was acknowledged did.
    pub fn commit(&mut self, puts: &[Put], receipt: &Receipt) {
        assert_eq!(receipt.first, self.head.next());
        self.commits.push(Made {
            at: receipt.datestamp,
            after: self.head,
            ids: puts.iter().map(|put| put.id).collect(),
        });
        for put in puts {
            self.head = self.head.next();
            let old = self.records.get(&put.id);
            let new: BTreeSet<_> = put.sets.iter().cloned().collect();
            let before = old.map_or(BTreeSet::new(), |old| {
                let sets = old.put.sets.iter().chain(&old.left);
                sets.cloned().collect()
            });
            let known = Known {
                source: put
                    .source
                    .clone()
                    .or(old.and_then(|old| old.source.clone())),
                seq: self.head,
                datestamp: receipt.datestamp,
                created: old.map_or(receipt.datestamp, |old| old.created),
                left: before.difference(&new).cloned().collect(),
                put: put.clone(),
                commit: self.commits.len() as u64,
            };
            let versions = self.versions.entry(put.id).or_default();
            versions.push(known.clone());
            self.records.insert(put.id, known);
        }
        assert_eq!(receipt.last, self.head);
    }

    /// The change log.
    pub fn rows(&self) -> Vec<ChangeRow> {
        let mut rows: Vec<_> = self.records.values().map(row).collect();
        rows.sort_by_key(|row| row.seq);
        rows
    }

    fn members(&self, work: WorkId) -> Vec<RecordId> {
        let members = self.records.values();
        members
            .filter(|known| known.put.work == work && known.put.status != Status::Deleted)
            .map(|known| known.put.id)
            .collect()
    }

    /// Compares everything the store answers, and what its own check finds.
    pub fn compare(&self, store: &Store) {
        assert_eq!(store.check().unwrap(), Vec::<Finding>::new());
        assert_eq!(store.head(), self.head);
        self.compare_records(store);
        self.compare_log(store);
        self.compare_commits(store);
        self.compare_history(store);
        let deleted = self
            .records
            .values()
            .filter(|k| !k.put.status.is_live())
            .count() as u64;
        let stats = store.stats();
        assert_eq!(
            (stats.records, stats.deleted),
            (self.records.len() as u64 - deleted, deleted)
        );
        let embargoed = |(id, known): (&RecordId, &Known)| {
            (known.put.status == Status::Embargoed).then_some(*id)
        };
        let embargoed: Vec<RecordId> = self.records.iter().filter_map(embargoed).collect();
        assert_eq!(store.embargoed().unwrap(), embargoed);
        let works: BTreeSet<_> = (self.records.values())
            .filter(|known| known.put.status != Status::Deleted)
            .map(|known| known.put.work)
            .collect();
        assert_eq!(stats.works, works.len() as u64);
    }

    fn compare_records(&self, store: &Store) {
        let mut by_key: BTreeMap<&Key, Vec<RecordId>> = BTreeMap::new();
        for (id, known) in &self.records {
            let record = store.record(*id).unwrap().unwrap();
            assert_eq!(record.description, known.put.description);
            assert_eq!(record.status, known.put.status);
            assert_eq!(record.edits, known.put.edits);
            assert_eq!(
                (record.seq, record.datestamp, record.created),
                (known.seq, known.datestamp, known.created)
            );
            assert_eq!(store.source(*id).unwrap(), known.source);
            assert_eq!(store.change(*id).unwrap(), Some(row(known)));
            assert_eq!(
                store.work(known.put.work).unwrap(),
                self.members(known.put.work)
            );
            for key in known.put.keys.iter().collect::<BTreeSet<_>>() {
                by_key.entry(key).or_default().push(*id);
            }
        }
        for (key, ids) in by_key {
            assert_eq!(store.find(key).unwrap(), ids);
        }
        assert_eq!(store.find(&Key("none".to_owned())).unwrap(), []);
        assert_eq!(store.record(RecordId(1 << 40)).unwrap(), None);
    }

    fn compare_commits(&self, store: &Store) {
        let all = store.commits(None, usize::MAX).unwrap();
        assert_eq!(all.len(), self.commits.len());
        for (commit, (number, made)) in all.iter().rev().zip((1..).zip(&self.commits)) {
            assert_eq!((commit.number, commit.at), (number, made.at));
            assert_eq!(
                (commit.after, commit.puts),
                (made.after, made.ids.len() as u64)
            );
            assert_eq!(commit.ids, made.ids[..made.ids.len().min(5)]);
            let below = store.commits(Some(number), 1).unwrap();
            assert_eq!(
                below.first().map(|c| c.number),
                number.checked_sub(1).filter(|n| *n > 0)
            );
            let first = self
                .commits
                .iter()
                .position(|other| other.at >= made.at)
                .unwrap();
            assert_eq!(store.first_commit_at(made.at).unwrap(), first as u64 + 1);
        }
        let later = Datestamp(i64::MAX);
        assert_eq!(
            store.first_commit_at(later).unwrap(),
            self.commits.len() as u64 + 1
        );
        assert_eq!(store.version(Seq(0)).unwrap(), None);
        assert_eq!(store.version(self.head.next()).unwrap(), None);
    }

    fn compare_history(&self, store: &Store) {
        for (id, told) in &self.versions {
            let found = store.history(*id, None, usize::MAX).unwrap();
            assert_eq!(found.len(), told.len());
            for (version, known) in found.iter().zip(told.iter().rev()) {
                let record = &version.record;
                assert_eq!((record.id, record.seq), (*id, known.seq));
                assert_eq!(record.datestamp, known.datestamp);
                assert_eq!(record.created, known.created);
                assert_eq!(record.status, known.put.status);
                assert_eq!(record.edits, known.put.edits);
                assert_eq!(record.description, known.put.description);
                assert_eq!(version.commit.number, known.commit);
                assert_eq!(store.source_of(version).unwrap(), known.source);
            }
            let Some(last) = found.last() else { continue };
            assert_eq!(last.was, None);
            let from = store.history(*id, Some(last.record.seq), 9).unwrap();
            assert_eq!(from.as_slice(), std::slice::from_ref(last));
        }
        let none = store.history(RecordId(1 << 40), None, 9).unwrap();
        assert_eq!(none, []);
    }

    fn compare_log(&self, store: &Store) {
        let rows = self.rows();
        let all = ChangeRange::default();
        assert_eq!(store.changes(&all, usize::MAX).unwrap(), rows);
        assert_eq!(store.earliest(), rows.first().map(|row| row.datestamp));
        for (at, row) in rows.iter().enumerate() {
            let below = rows
                .iter()
                .rev()
                .find(|other| other.datestamp < row.datestamp);
            assert_eq!(
                store.before(row.datestamp).unwrap(),
                below.map_or(Seq(0), |row| row.seq)
            );
            let part = ChangeRange {
                after: row.seq,
                until: Some(Seq(row.seq.0 + 7)),
                set: None,
            };
            let told: Vec<_> = rows[at + 1..]
                .iter()
                .filter(|r| r.seq.0 <= row.seq.0 + 7)
                .collect();
            assert_eq!(store.count(&part).unwrap(), told.len() as u64);
            assert_eq!(
                store
                    .changes(&part, usize::MAX)
                    .unwrap()
                    .iter()
                    .collect::<Vec<_>>(),
                told
            );
        }
        for count in store.sets() {
            let told: Vec<_> = rows
                .iter()
                .filter(|row| row.sets.contains(&count.set) || row.left.contains(&count.set))
                .cloned()
                .collect();
            let range = ChangeRange {
                set: Some(count.set.clone()),
                ..all.clone()
            };
            assert_eq!(store.changes(&range, usize::MAX).unwrap(), told);
            assert_eq!(store.count(&range).unwrap(), told.len() as u64);
            let live = told
                .iter()
                .filter(|r| !r.deleted && r.sets.contains(&count.set))
                .count();
            assert_eq!(
                (count.records, count.rows),
                (live as u64, told.len() as u64)
            );
        }
        for shard in store.shards() {
            let told: Vec<_> = (self.records.values().map(row))
                .filter(|row| (row.id.0 - 1) / store::SHARD_RECORDS + 1 == shard.number)
                .collect();
            assert_eq!(
                shard.records,
                told.iter().filter(|r| !r.deleted).count() as u64
            );
            assert_eq!(Some(shard.lastmod), told.iter().map(|r| r.datestamp).max());
            assert_eq!(store.shard(shard.number).unwrap(), told);
        }
    }
}

fn row(known: &Known) -> ChangeRow {
    let sets: BTreeSet<_> = known.put.sets.iter().cloned().collect();
    ChangeRow {
        seq: known.seq,
        datestamp: known.datestamp,
        id: known.put.id,
        deleted: !known.put.status.is_live(),
        sets: sets.into_iter().collect(),
        left: known.left.iter().cloned().collect(),
    }
}
