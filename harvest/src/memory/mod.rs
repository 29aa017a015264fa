//! A collection in memory, sample records, and the judgement of schemas: for tests.

mod samples;
mod schemas;

use std::{collections::BTreeMap, sync::Arc};

use record::{ChangeRange, ChangeRow, Datestamp, Record, RecordId, Seq, SetSpec};
use taxonomy::Taxonomy;

use crate::{Repository, RepositoryError, SetCount};

pub use samples::{article, book, conference_paper, convention, report, sample, site, taxonomy};
pub use schemas::{Schema, read_back, reference, validate};

/// The collection: each record's newest row, and the records.
pub struct Memory {
    rows: BTreeMap<Seq, ChangeRow>,
    newest: BTreeMap<RecordId, Seq>,
    records: BTreeMap<RecordId, Arc<Record>>,
    taxonomy: Taxonomy,
    /// The clock.
    pub now: Datestamp,
    /// Whether reading fails.
    pub broken: bool,
}

impl Memory {
    /// An empty collection at a moment.
    pub fn new(now: i64) -> Memory {
        Memory {
            rows: BTreeMap::new(),
            newest: BTreeMap::new(),
            records: BTreeMap::new(),
            taxonomy: taxonomy(),
            now: Datestamp(now),
            broken: false,
        }
    }

    /// Commits a record in these sets; the sets it was in before and is no longer are left.
    pub fn commit(&mut self, record: Record, sets: &[&str]) {
        self.put(record, sets, false);
    }

    /// Deletes a record.
    pub fn delete(&mut self, id: u64) {
        let id = RecordId(id);
        let mut record = Record::clone(&self.records[&id]);
        record.status = record::Status::Deleted;
        let sets = self.rows[&self.newest[&id]].sets.clone();
        let names: Vec<&str> = sets.iter().map(SetSpec::as_str).collect();
        self.put(record, &names, true);
    }

    fn put(&mut self, mut record: Record, sets: &[&str], deleted: bool) {
        let seq = self.head().next();
        let mut sets: Vec<SetSpec> = sets.iter().map(|s| SetSpec::new(s)).collect();
        sets.sort();
        let before = self
            .newest
            .insert(record.id, seq)
            .and_then(|seq| self.rows.remove(&seq));
        let mut left: Vec<SetSpec> = before.map_or(Vec::new(), |row| {
            row.sets.into_iter().chain(row.left).collect()
        });
        left.retain(|set| !sets.contains(set));
        left.sort();
        left.dedup();
        let (datestamp, id) = (self.now, record.id);
        (record.seq, record.datestamp) = (seq, datestamp);
        self.rows.insert(
            seq,
            ChangeRow {
                seq,
                datestamp,
                id,
                deleted,
                sets,
                left,
            },
        );
        self.records.insert(id, Arc::new(record));
    }

    /// The newest rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = &ChangeRow> {
        self.rows.values()
    }

    fn select(&self, range: &ChangeRange) -> impl Iterator<Item = &ChangeRow> {
        let set = range.set.clone();
        let until = range.until.unwrap_or(Seq(u64::MAX));
        let after = range.after;
        self.rows.values().filter(move |row| {
            let mine = |s: &SetSpec| Some(s) == set.as_ref();
            let inside = set.is_none() || row.sets.iter().chain(&row.left).any(mine);
            row.seq > after && row.seq <= until && inside
        })
    }

    fn read<T>(&self, value: T) -> Result<T, RepositoryError> {
        if self.broken {
            Err(RepositoryError("the disk is gone".to_owned()))
        } else {
            Ok(value)
        }
    }
}

impl Repository for Memory {
    fn head(&self) -> Seq {
        self.rows.last_key_value().map_or(Seq(0), |(seq, _)| *seq)
    }

    fn earliest(&self) -> Option<Datestamp> {
        self.rows.first_key_value().map(|(_, row)| row.datestamp)
    }

    fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, RepositoryError> {
        self.read(self.newest.get(&id).map(|seq| self.rows[seq].clone()))
    }

    fn changes(
        &self,
        range: &ChangeRange,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, RepositoryError> {
        self.read(self.select(range).take(limit).cloned().collect())
    }

    fn count(&self, range: &ChangeRange) -> Result<u64, RepositoryError> {
        self.read(self.select(range).count() as u64)
    }

    fn before(&self, at: Datestamp) -> Result<Seq, RepositoryError> {
        let seq = self
            .rows
            .values()
            .rev()
            .find(|r| r.datestamp < at)
            .map_or(Seq(0), |r| r.seq);
        self.read(seq)
    }

    fn sets(&self) -> Vec<SetCount> {
        let mut counts: BTreeMap<SetSpec, (u64, u64)> = BTreeMap::new();
        for row in self.rows.values() {
            for set in &row.sets {
                let count = counts.entry(set.clone()).or_default();
                *count = (count.0 + u64::from(!row.deleted), count.1 + 1);
            }
            for set in &row.left {
                counts.entry(set.clone()).or_default().1 += 1;
            }
        }
        counts
            .into_iter()
            .map(|(set, (records, rows))| SetCount { set, records, rows })
            .collect()
    }

    fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, RepositoryError> {
        self.read(self.records.get(&id).cloned())
    }

    fn marc(&self, record: &Record) -> Result<String, RepositoryError> {
        let mut title = String::new();
        crate::xml::text(&mut title, &record.description.titles.main.full());
        self.read(format!(
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\">\
             <leader>00000nam a2200000 a 4500</leader>\
             <controlfield tag=\"001\">{}</controlfield>\
             <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">{title}</subfield>\
             </datafield></record>",
            record.id
        ))
    }

    fn versions(&self, record: &Record) -> Result<Vec<Arc<Record>>, RepositoryError> {
        let live = self.records.values().filter(|r| r.status.is_live());
        self.read(live.filter(|r| r.work == record.work).cloned().collect())
    }

    fn response_date(&self) -> Datestamp {
        self.now
    }

    fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    fn set_name(&self, set: &SetSpec) -> Option<String> {
        (set.as_str() == "journal:ilr").then(|| "International Labour Review".to_owned())
    }
}
