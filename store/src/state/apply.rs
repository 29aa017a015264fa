//! Applying a frame to the trees and the counts.

use record::{ImportId, Notice, SetSpec, WorkId};
use sled::Batch;

use super::{
    State, Trouble, chunks,
    codec::{RecordHead, Row, VALUES, chunk_count, encode_record, key_row, pair, status_byte},
};
use crate::change::{Change, Changes};

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

/// One batch for each tree.
#[derive(Default)]
struct Batches {
    records: Batch,
    by_seq: Batch,
    keys: Batch,
    works: Batch,
    imports: Batch,
    notices: Batch,
    meta: Batch,
}

impl State {
    /// Applies a frame to the trees alone; gives the new rows.
    pub fn apply_trees(
        &mut self,
        changes: &Changes,
        encoded: Encoded,
    ) -> Result<Vec<Row>, Trouble> {
        let mut batches = Batches::default();
        let mut rows = Vec::with_capacity(changes.records.len());
        for (change, value) in changes.records.iter().zip(encoded.records) {
            let row = self.new_row(change, changes, &mut batches)?;
            self.put_value(change, value, &mut batches)?;
            put_keys(change, &row, &mut batches);
            batches
                .by_seq
                .insert(&change.seq.0.to_be_bytes(), postcard::to_stdvec(&row)?);
            rows.push(row);
        }
        for row in &changes.imports {
            let value = serde_json::to_vec(row)?;
            batches.imports.insert(&row.id.0.to_be_bytes(), value);
        }
        for (key, value) in encoded.notices {
            batches.notices.insert(&key, value);
        }
        for token in &changes.tokens {
            let key = [b"token", token.name.as_bytes()].concat();
            batches.meta.insert(key, serde_json::to_vec(token)?);
            self.tokens.insert(token.name.clone(), token.clone());
        }
        self.write(batches, changes)?;
        Ok(rows)
    }

    /// The order matters: names before the rows that use them, the mark last.
    fn write(&mut self, batches: Batches, changes: &Changes) -> Result<(), Trouble> {
        let trees = &self.trees;
        trees.meta.apply_batch(batches.meta)?;
        if !changes.records.is_empty() {
            trees.records.apply_batch(batches.records)?;
            trees.keys.apply_batch(batches.keys)?;
            trees.works.apply_batch(batches.works)?;
            trees.by_seq.apply_batch(batches.by_seq)?;
        }
        trees.imports.apply_batch(batches.imports)?;
        trees.notices.apply_batch(batches.notices)?;
        let mark = postcard::to_stdvec(&(VALUES, &self.store, &changes.head))?;
        trees.meta.insert(b"mark", mark)?;
        self.mark = changes.head;
        Ok(())
    }

    /// Applies a frame to the trees and the counts.
    pub fn apply(&mut self, changes: &Changes, encoded: Encoded) -> Result<(), Trouble> {
        let rows = self.apply_trees(changes, encoded)?;
        for (change, row) in changes.records.iter().zip(&rows) {
            self.tally
                .put(change.seq.0, row, change.was.map(|was| was.0));
        }
        for (change, row) in changes.records.iter().zip(&rows) {
            if let Some(work) = change.was_work {
                self.leave_work(work)?;
            }
            if change.was.is_some() && !row.member() {
                self.leave_work(change.work)?;
            }
        }
        Ok(())
    }

    /// Counts a work no more as shared when its last member beside the founder has left.
    fn leave_work(&mut self, work: WorkId) -> Result<(), Trouble> {
        let prefix = work.0.to_be_bytes();
        if self
            .trees
            .works
            .scan_prefix(prefix)
            .next()
            .transpose()?
            .is_none()
        {
            self.tally.shared.remove(work.0);
        }
        Ok(())
    }

    fn new_row(
        &mut self,
        change: &Change,
        changes: &Changes,
        batches: &mut Batches,
    ) -> Result<Row, Trouble> {
        let sets = self.numbers(&change.sets, batches);
        let left = self.numbers(&change.left, batches);
        Ok(Row {
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
        })
    }

    fn numbers(&mut self, sets: &[SetSpec], batches: &mut Batches) -> Vec<u32> {
        sets.iter()
            .map(|set| {
                let (number, new) = self.names.number(set);
                if new {
                    let key = [&b"set"[..], &number.to_be_bytes()].concat();
                    batches.meta.insert(key, set.as_str());
                }
                number
            })
            .collect()
    }

    fn put_value(
        &self,
        change: &Change,
        value: Vec<Vec<u8>>,
        batches: &mut Batches,
    ) -> Result<(), Trouble> {
        if change.was.is_some() {
            let old = self.trees.records.get(change.id.0.to_be_bytes())?;
            let old = old.map_or(0, |first| chunk_count(&first));
            for chunk in (value.len() as u16).max(1)..old {
                batches.records.remove(chunks::key(change.id.0, chunk));
            }
        }
        for (chunk, bytes) in (0..).zip(value) {
            batches
                .records
                .insert(chunks::key(change.id.0, chunk), bytes);
        }
        Ok(())
    }
}

fn put_keys(change: &Change, row: &Row, batches: &mut Batches) {
    if let Some(was) = change.was {
        batches.by_seq.remove(&was.0.to_be_bytes());
    }
    for key in &change.gone {
        batches.keys.remove(&key_row(key, change.id));
    }
    for key in &change.keys {
        batches.keys.insert(&key_row(key, change.id), &[]);
    }
    if let Some(was) = change.was_work {
        batches.works.remove(&pair(was.0, change.id.0));
    }
    let row_key = pair(change.work.0, change.id.0);
    if row.member() && row.work != 0 {
        batches.works.insert(&row_key, &[]);
    } else {
        batches.works.remove(&row_key);
    }
}
