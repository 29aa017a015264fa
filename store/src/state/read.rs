//! Reading the state. Each answer is compared with the counts, so that a value that sled has lost
//! or brought back is seen as damage.

use record::{
    ChangeRange, ChangeRow, Datestamp, ImportId, ImportRow, Key, Notice, Record, RecordId, Seq,
    SetSpec, WorkId,
};
use roaring::RoaringTreemap;

use super::{
    Decoded, Row, State, Trouble, chunks,
    codec::{chunk_count, decode_record, number, pair},
    keys::digest,
    shard_of,
};
use crate::{AsideKind, AsideRow, SHARD_RECORDS, Shard};

impl State {
    /// A record's value.
    pub fn value(&self, id: RecordId) -> Result<Option<Decoded>, Trouble> {
        let Some(seq) = self.tally.seq(id) else {
            return Ok(None);
        };
        let wrong = |what: &str| Trouble::Damaged(format!("record {id}"), what.to_owned());
        let first = self
            .trees
            .records
            .get(id.0.to_be_bytes())?
            .ok_or_else(|| wrong("its value is missing"))?;
        let decoded = match chunk_count(&first) {
            0 => return Err(wrong("its value has an unknown version")),
            1 => decode_record(&first),
            count => {
                let whole = chunks::join(&self.trees.records, id.0, &first, count)?;
                decode_record(&whole.ok_or_else(|| wrong("a part of its value is missing"))?)
            }
        }
        .map_err(|what| wrong(&what))?;
        if decoded.head.seq != seq {
            return Err(wrong("its value is not the latest"));
        }
        Ok(Some(decoded))
    }

    /// A record.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>, Trouble> {
        let Some(value) = self.value(id)? else {
            return Ok(None);
        };
        let record: Record = serde_json::from_slice(value.json())
            .map_err(|error| Trouble::Damaged(format!("record {id}"), error.to_string()))?;
        Ok(Some(record))
    }

    /// The records that have a key, perhaps with a few others: told without reading any.
    pub fn may_have(&self, key: &Key) -> Vec<RecordId> {
        self.tally.keys.find(digest(key)).collect()
    }

    /// Of these records, those that have a key.
    pub fn having(&self, key: &Key, ids: &[RecordId]) -> Result<Vec<RecordId>, Trouble> {
        let mut found = Vec::new();
        for &id in ids {
            if let Some(value) = self.value(id)?
                && value.head.keys.contains(key)
            {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// A work's members, by id.
    pub fn work(&self, work: WorkId) -> Vec<RecordId> {
        let mut members = Vec::new();
        if self.tally.founders.contains(work.0) {
            members.push(RecordId(work.0));
        }
        if self.tally.shared.contains(work.0) {
            members.extend(self.tally.members_of(work.0).map(RecordId));
            members.sort_unstable();
        }
        members
    }

    /// A row by its seq, which the counts have.
    pub fn row(&self, seq: u64) -> Result<Row, Trouble> {
        let place = || format!("change {seq}");
        let bytes = self
            .trees
            .by_seq
            .get(seq.to_be_bytes())?
            .ok_or_else(|| Trouble::Damaged(place(), "its row is missing".to_owned()))?;
        let row: Row = postcard::from_bytes(&bytes)
            .map_err(|error| Trouble::Damaged(place(), error.to_string()))?;
        if self.tally.seq(row.id) != Some(Seq(seq)) {
            let what = "its row is not its record's latest".to_owned();
            return Err(Trouble::Damaged(place(), what));
        }
        Ok(row)
    }

    /// A row as others see it.
    pub fn change_row(&self, seq: u64, row: &Row) -> ChangeRow {
        ChangeRow {
            seq: Seq(seq),
            datestamp: Datestamp(row.datestamp),
            id: row.id,
            deleted: row.deleted(),
            sets: self.specs(&row.sets),
            left: self.specs(&row.left),
        }
    }

    fn specs(&self, numbers: &[u32]) -> Vec<SetSpec> {
        let names = numbers.iter().filter_map(|set| self.names.name(*set));
        names.cloned().collect()
    }

    /// A record's latest change.
    pub fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, Trouble> {
        match self.tally.seq(id) {
            Some(seq) => Ok(Some(self.change_row(seq.0, &self.row(seq.0)?))),
            None => Ok(None),
        }
    }

    /// Part of the change log.
    pub fn changes(&self, range: &ChangeRange, limit: usize) -> Result<Vec<ChangeRow>, Trouble> {
        let until = range.until.map_or(u64::MAX, |until| until.0);
        let Some(set) = &range.set else {
            return self.changes_of_all(range.after.0, until, limit);
        };
        let Some(rows) = self
            .names
            .get(set)
            .and_then(|n| self.tally.sets.get(n as usize))
        else {
            return Ok(Vec::new());
        };
        Merged::new(&rows.now, &rows.left, range.after.0)
            .take_while(|seq| *seq <= until)
            .take(limit)
            .map(|seq| Ok(self.change_row(seq, &self.row(seq)?)))
            .collect()
    }

    fn changes_of_all(
        &self,
        after: u64,
        until: u64,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, Trouble> {
        let mut found = Vec::new();
        let mut rows = self
            .trees
            .by_seq
            .range(after.saturating_add(1).to_be_bytes()..);
        for seq in above(&self.tally.all, after)
            .take_while(|seq| *seq <= until)
            .take(limit)
        {
            let wrong = |what: &str| Trouble::Damaged(format!("change {seq}"), what.to_owned());
            let (key, value) = rows.next().ok_or_else(|| wrong("its row is missing"))??;
            let row: Row = postcard::from_bytes(&value)?;
            if number(&key, 0) != seq || self.tally.seq(row.id) != Some(Seq(seq)) {
                return Err(wrong("the rows are not those that were written"));
            }
            found.push(self.change_row(seq, &row));
        }
        Ok(found)
    }

    /// The first `limit` seqs above `after` and up to `until`.
    pub fn seqs(&self, after: Seq, until: Seq, limit: usize) -> Vec<Seq> {
        above(&self.tally.all, after.0)
            .take_while(|seq| *seq <= until.0)
            .take(limit)
            .map(Seq)
            .collect()
    }

    /// How many rows part of the change log has.
    pub fn count(&self, range: &ChangeRange) -> u64 {
        let until = range.until.map_or(u64::MAX, |until| until.0);
        let within =
            |rows: &RoaringTreemap| rows.rank(until).saturating_sub(rows.rank(range.after.0));
        match &range.set {
            None => within(&self.tally.all),
            Some(set) => self
                .names
                .get(set)
                .and_then(|number| self.tally.sets.get(number as usize))
                .map_or(0, |rows| within(&rows.now) + within(&rows.left)),
        }
    }

    /// The highest seq with a datestamp before `at`: datestamps rise with seqs.
    pub fn before(&self, at: Datestamp) -> Result<Seq, Trouble> {
        let (mut low, mut high) = (0, self.tally.all.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let seq = self.tally.all.select(middle).unwrap_or(u64::MAX);
            if self.row(seq)?.datestamp < at.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let last = low.checked_sub(1).and_then(|n| self.tally.all.select(n));
        Ok(Seq(last.unwrap_or(0)))
    }

    /// The oldest datestamp.
    pub fn earliest(&self) -> Result<Option<Datestamp>, Trouble> {
        match self.tally.all.min() {
            Some(seq) => Ok(Some(Datestamp(self.row(seq)?.datestamp))),
            None => Ok(None),
        }
    }

    /// The shards, by number.
    pub fn shards(&self) -> Vec<Shard> {
        (1..)
            .zip(&self.tally.shards)
            .filter(|(_, shard)| shard.newest != 0)
            .map(|(number, shard)| Shard {
                number,
                records: shard.live,
                lastmod: Datestamp(shard.newest),
            })
            .collect()
    }

    /// A shard's rows, by record.
    pub fn shard(&self, shard: u64) -> Result<Vec<ChangeRow>, Trouble> {
        let first = shard.saturating_sub(1).saturating_mul(SHARD_RECORDS) + 1;
        (first..first.saturating_add(SHARD_RECORDS))
            .map_while(|id| (id < self.tally.latest.len() as u64).then_some(RecordId(id)))
            .filter(|id| shard > 0 && shard_of(*id) == shard)
            .filter_map(|id| self.change(id).transpose())
            .collect()
    }

    /// An import.
    pub fn import(&self, id: ImportId) -> Result<Option<ImportRow>, Trouble> {
        match self.trees.imports.get(id.0.to_be_bytes())? {
            Some(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            None => Ok(None),
        }
    }

    /// All imports, by number.
    pub fn imports(&self) -> Result<Vec<ImportRow>, Trouble> {
        let rows = self.trees.imports.iter().values();
        rows.map(|row| Ok(serde_json::from_slice(&row?)?)).collect()
    }

    /// The documents of a kind whose names begin with `start`, by name.
    pub fn asides(&self, kind: AsideKind, start: &str) -> Result<Vec<AsideRow>, Trouble> {
        let whole = AsideRow::key(kind, "").len();
        let rows = self.trees.meta.scan_prefix(AsideRow::key(kind, start));
        rows.map(|row| {
            let (key, value) = row?;
            let name = String::from_utf8_lossy(key.get(whole..).unwrap_or_default()).into_owned();
            let damaged = |why: String| Trouble::Damaged(format!("document {name}"), why);
            let json = zstd::stream::decode_all(&*value).map_err(|e| damaged(e.to_string()))?;
            let value = serde_json::from_slice(&json).map_err(|e| damaged(e.to_string()))?;
            Ok(AsideRow { kind, name, value })
        })
        .collect()
    }

    /// An import's notices from the `skip`th on.
    pub fn notices(&self, id: ImportId, skip: u64, limit: usize) -> Result<Vec<Notice>, Trouble> {
        let mut found = Vec::new();
        let tree = &self.trees.notices;
        let start = tree
            .range(pair(id.0, 0)..=pair(id.0, skip))
            .next_back()
            .transpose()?
            .map_or(0, |(key, _)| number(&key, 8));
        for row in tree.range(pair(id.0, start)..=pair(id.0, u64::MAX)) {
            let (key, value) = row?;
            for (place, notice) in (number(&key, 8)..).zip(unpack_notices(&value)?) {
                if found.len() >= limit {
                    return Ok(found);
                }
                if place >= skip {
                    found.push(notice);
                }
            }
        }
        Ok(found)
    }

    /// How many notices an import has.
    pub fn notice_count(&self, id: ImportId) -> Result<u64, Trouble> {
        let rows = pair(id.0, 0)..=pair(id.0, u64::MAX);
        match self.trees.notices.range(rows).next_back().transpose()? {
            Some((key, value)) => Ok(number(&key, 8) + unpack_notices(&value)?.len() as u64),
            None => Ok(0),
        }
    }
}

fn unpack_notices(value: &[u8]) -> Result<Vec<Notice>, Trouble> {
    let json = zstd::stream::decode_all(value)
        .map_err(|error| Trouble::Damaged("a value of notices".to_owned(), error.to_string()))?;
    Ok(serde_json::from_slice(&json)?)
}

/// The members above `after`, ascending.
pub(crate) fn above(rows: &RoaringTreemap, after: u64) -> impl Iterator<Item = u64> + '_ {
    let mut iter = rows.iter();
    iter.advance_to(after.saturating_add(1));
    iter.skip_while(move |seq| *seq <= after)
}

/// Two disjoint bitmaps as one ascending run.
struct Merged<A: Iterator<Item = u64>, B: Iterator<Item = u64>> {
    a: std::iter::Peekable<A>,
    b: std::iter::Peekable<B>,
}

impl<'a> Merged<Box<dyn Iterator<Item = u64> + 'a>, Box<dyn Iterator<Item = u64> + 'a>> {
    fn new(a: &'a RoaringTreemap, b: &'a RoaringTreemap, after: u64) -> Self {
        let boxed = |rows: &'a RoaringTreemap| -> Box<dyn Iterator<Item = u64> + 'a> {
            Box::new(above(rows, after))
        };
        Merged {
            a: boxed(a).peekable(),
            b: boxed(b).peekable(),
        }
    }
}

impl<A: Iterator<Item = u64>, B: Iterator<Item = u64>> Iterator for Merged<A, B> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        match (self.a.peek(), self.b.peek()) {
            (Some(a), Some(b)) if a <= b => self.a.next(),
            (Some(_), None) => self.a.next(),
            _ => self.b.next(),
        }
    }
}
