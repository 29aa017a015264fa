//! Applying a frame to the trees and the counts.

use std::collections::HashSet;

use record::{ImportId, Key, Notice, SetSpec};

use super::{
    CommitRow, State, Trouble, chunks,
    codec::{RecordHead, Row, VALUES, chunk_count, encode_record, pair, status_byte},
    keys::digest,
};
use crate::{
    AsideRow,
    change::{Change, Changes},
};

/// The most JSON bytes of notices in one value.
const NOTICES_BYTES: usize = 24 << 10;

/// A frame's values, made before any lock is taken.
pub(crate) struct Encoded {
    records: Vec<Vec<Vec<u8>>>,
    notices: Vec<([u8; 16], Vec<u8>)>,
}

/// Makes a frame's values.
pub(crate) fn encode(changes: &Changes) -> Result<Encoded, Trouble> {
    let records = changes.records.iter().map(encode_change);
    let records = records.collect::<Result<_, _>>()?;
    let mut notices = Vec::new();
    for line in &changes.notices {
        encode_notices(line.import, line.from, &line.notices, &mut notices)?;
    }
    Ok(Encoded { records, notices })
}

fn encode_change(change: &Change) -> Result<Vec<Vec<u8>>, Trouble> {
    let head = RecordHead {
        seq: change.seq,
        work: change.work,
        source: change.source,
        keys: change.keys.clone(),
    };
    encode_record(&head, &change.json)
}

fn encode_notices(
    import: ImportId,
    from: u64,
    notices: &[Notice],
    out: &mut Vec<([u8; 16], Vec<u8>)>,
) -> Result<(), Trouble> {
    let mut first = from;
    let mut json = Vec::new();
    for (place, notice) in (from..).zip(notices) {
        let one = serde_json::to_vec(notice)?;
        if !json.is_empty() && json.len() + one.len() > NOTICES_BYTES {
            json.push(b']');
            out.push((pair(import.0, first), zstd::bulk::compress(&json, 1)?));
            json.clear();
            first = place;
        }
        json.push(if json.is_empty() { b'[' } else { b',' });
        json.extend_from_slice(&one);
    }
    if !json.is_empty() {
        json.push(b']');
        out.push((pair(import.0, first), zstd::bulk::compress(&json, 1)?));
    }
    Ok(())
}

/// Writes to one tree, in the order of their keys: neighbours meet the same page. Removals come
/// before insertions, so that a key which is removed and inserted is there.
#[derive(Default)]
struct Writes {
    removed: Vec<Vec<u8>>,
    inserted: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Writes {
    fn insert(&mut self, key: &[u8], value: impl Into<Vec<u8>>) {
        self.inserted.push((key.to_vec(), value.into()));
    }

    fn remove(&mut self, key: &[u8]) {
        self.removed.push(key.to_vec());
    }

    fn write(mut self, tree: &sled::Tree) -> Result<(), Trouble> {
        self.removed.sort_unstable();
        for key in self.removed {
            tree.remove(key)?;
        }
        self.inserted.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (key, value) in self.inserted {
            tree.insert(key, value)?;
        }
        Ok(())
    }
}

/// The writes of a frame, by tree.
#[derive(Default)]
struct FrameWrites {
    records: Writes,
    by_seq: Writes,
    commits: Writes,
    imports: Writes,
    notices: Writes,
    meta: Writes,
}

impl State {
    /// Applies a frame to the trees alone; gives the new rows.
    pub fn apply_trees(
        &mut self,
        changes: &Changes,
        encoded: Encoded,
    ) -> Result<Vec<Row>, Trouble> {
        let mut writes = FrameWrites::default();
        let mut rows = Vec::with_capacity(changes.records.len());
        let mut replaced = HashSet::new();
        for (change, value) in changes.records.iter().zip(encoded.records).rev() {
            let row = self.new_row(change, changes, &mut writes);
            if let Some(was) = change.was {
                writes.by_seq.remove(&was.0.to_be_bytes());
            }
            if replaced.insert(change.id) {
                self.put_value(change, value, &mut writes)?;
                let key = change.seq.0.to_be_bytes();
                writes.by_seq.insert(&key, postcard::to_stdvec(&row)?);
            }
            rows.push(row);
        }
        rows.reverse();
        for row in &changes.imports {
            let value = serde_json::to_vec(row)?;
            writes.imports.insert(&row.id.0.to_be_bytes(), value);
        }
        for (key, value) in encoded.notices {
            writes.notices.insert(&key, value);
        }
        for token in &changes.tokens {
            let key = [b"token", token.name.as_bytes()].concat();
            writes.meta.insert(&key, serde_json::to_vec(token)?);
            self.tokens.insert(token.name.clone(), token.clone());
        }
        for user in &changes.users {
            let key = [b"user", user.name.as_bytes()].concat();
            writes.meta.insert(&key, serde_json::to_vec(user)?);
            self.users.insert(user.name.clone(), user.clone());
        }
        for row in &changes.collections {
            let key = [b"collection", row.slug.as_bytes()].concat();
            writes.meta.insert(&key, serde_json::to_vec(row)?);
            self.collections.insert(row.slug.clone(), row.clone());
        }
        for row in &changes.asides {
            let key = AsideRow::key(row.kind, &row.name);
            writes.meta.remove(&key);
            if !row.value.is_null() {
                writes.meta.insert(
                    &key,
                    zstd::bulk::compress(&serde_json::to_vec(&row.value)?, 1)?,
                );
            }
        }
        for row in &changes.taxonomy {
            let key = [&b"taxonomy"[..], &row.number.to_be_bytes()].concat();
            writes.meta.insert(&key, serde_json::to_vec(row)?);
            self.taxonomy.insert(row.number, row.clone());
        }
        for row in &changes.rebuilds {
            let key = [&b"rebuild"[..], &row.number.to_be_bytes()].concat();
            writes.meta.insert(&key, serde_json::to_vec(row)?);
            self.rebuilds.insert(row.number, row.clone());
        }
        let row = serde_json::to_vec(&CommitRow::of(changes))?;
        writes
            .commits
            .insert(&changes.line.commit.to_be_bytes(), row);
        self.write(writes, changes)?;
        Ok(rows)
    }

    /// The order matters: names before the rows that use them, the mark last.
    fn write(&mut self, writes: FrameWrites, changes: &Changes) -> Result<(), Trouble> {
        let trees = &self.trees;
        writes.meta.write(&trees.meta)?;
        writes.records.write(&trees.records)?;
        writes.by_seq.write(&trees.by_seq)?;
        writes.commits.write(&trees.commits)?;
        writes.imports.write(&trees.imports)?;
        writes.notices.write(&trees.notices)?;
        let mark = postcard::to_stdvec(&(VALUES, &self.store, &changes.head))?;
        trees.meta.insert(b"mark", mark)?;
        self.mark = changes.head;
        Ok(())
    }

    /// Applies a frame to the trees and the counts.
    pub fn apply(&mut self, changes: &Changes, encoded: Encoded) -> Result<(), Trouble> {
        let rows = self.apply_trees(changes, encoded)?;
        for (change, row) in changes.records.iter().zip(&rows) {
            let work = change.was_work.unwrap_or(change.work);
            let was = change.was.map(|was| (was.0, work.0));
            for key in &change.gone {
                self.tally.keys.remove(digest(key), change.id);
            }
            self.tally.put(change.seq.0, row, was);
        }
        Ok(())
    }

    fn new_row(&mut self, change: &Change, changes: &Changes, writes: &mut FrameWrites) -> Row {
        let sets = self.numbers(&change.sets, writes);
        let left = self.numbers(&change.left, writes);
        Row {
            id: change.id,
            datestamp: changes.head.datestamp.0,
            status: status_byte(change.status),
            work: if change.work.0 == change.id.0 {
                0
            } else {
                change.work.0
            },
            sets,
            left,
            keys: digests(&change.keys),
        }
    }

    fn numbers(&mut self, sets: &[SetSpec], writes: &mut FrameWrites) -> Vec<u32> {
        sets.iter()
            .map(|set| {
                let (number, new) = self.names.number(set);
                if new {
                    let key = [&b"set"[..], &number.to_be_bytes()].concat();
                    writes.meta.insert(&key, set.as_str());
                }
                number
            })
            .collect()
    }

    fn put_value(
        &self,
        change: &Change,
        value: Vec<Vec<u8>>,
        writes: &mut FrameWrites,
    ) -> Result<(), Trouble> {
        if change.was.is_some() {
            let old = self.trees.records.get(change.id.0.to_be_bytes())?;
            let old = old.map_or(0, |first| chunk_count(&first));
            for chunk in (value.len() as u16).max(1)..old {
                writes.records.remove(&chunks::key(change.id.0, chunk));
            }
        }
        for (chunk, bytes) in (0..).zip(value) {
            writes
                .records
                .insert(&chunks::key(change.id.0, chunk), bytes);
        }
        Ok(())
    }
}

/// The digests of a record's keys, each once.
pub(crate) fn digests(keys: &[Key]) -> Vec<[u8; 4]> {
    let mut digests: Vec<_> = keys.iter().map(|key| digest(key).to_be_bytes()).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}
