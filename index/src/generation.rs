//! What one commit's readers share: the segments, their facet tables, counts already made.
//!
//! A segment never changes, so its facet values are read once into one flat table of small
//! numbers; counting is then an addition per value. About 34 bytes a record.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;
use record::Seq;
use tantivy::{
    DocId, Searcher, SegmentReader,
    columnar::{Column, ColumnValues, StrColumn},
    index::SegmentId,
};

/// How many sets of counts a generation keeps.
const COUNTS_KEPT: usize = 256;

/// One segment's facet values by document, and its columns, opened once: opening one decompresses its entry.
pub(crate) struct Table {
    /// The records' ids.
    pub(crate) ids: Arc<dyn ColumnValues<u64>>,
    /// Their works.
    pub(crate) works: Arc<dyn ColumnValues<u64>>,
    /// Their dates of publication.
    pub(crate) dates: Column<i64>,
    /// The heads of their titles.
    pub(crate) titles: Option<StrColumn>,
    /// The values, ascending.
    pub(crate) values: Vec<String>,
    /// Where each document's values begin in `held`, and one end more.
    starts: Vec<u32>,
    /// Places in `values`.
    held: Vec<u16>,
}

/// Counts of one set of documents (or works): how many, and how many with each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) total: u64,
    /// By place in [`Generation::values`].
    pub(crate) by_value: Vec<u32>,
}

/// The works: which documents share one.
#[derive(Debug)]
pub(crate) struct Works {
    /// By segment and document: the work's number here.
    pub(crate) of: Vec<Vec<u32>>,
    /// Where each work's documents begin in `documents`, and one end more.
    pub(crate) starts: Vec<u32>,
    /// Segment and document.
    pub(crate) documents: Vec<(u32, DocId)>,
}

/// The index at one commit.
pub(crate) struct Generation {
    pub(crate) searcher: Searcher,
    pub(crate) mark: Seq,
    /// The segments' tables, in the searcher's order.
    pub(crate) tables: Vec<Arc<Table>>,
    /// All values, ascending.
    pub(crate) values: Vec<String>,
    /// By segment: from its values' places to places in `values`.
    pub(crate) places: Vec<Vec<u32>>,
    works: OnceLock<Arc<Works>>,
    counts: Mutex<HashMap<String, Arc<Counts>>>,
}

impl Table {
    fn new(segment: &SegmentReader) -> tantivy::Result<Table> {
        let columns = segment.fast_fields();
        let mut table = Table {
            ids: columns.u64("id")?.first_or_default_col(0),
            works: columns.u64("work")?.first_or_default_col(0),
            dates: columns.i64("date")?,
            titles: columns.str("sort")?,
            values: Vec::new(),
            starts: vec![0],
            held: Vec::new(),
        };
        let Some(column) = columns.str("facet")? else {
            table.starts.resize(segment.max_doc() as usize + 1, 0);
            return Ok(table);
        };
        table.starts.reserve_exact(segment.max_doc() as usize);
        // More distinct values than fit are not counted; types, themes, languages, years and
        // journals come from tables and stay far below.
        let mut values = column.dictionary().stream()?;
        while table.values.len() < usize::from(u16::MAX) && values.advance() {
            let value = String::from_utf8_lossy(values.key());
            table.values.push(value.into_owned());
        }
        let ords = column.ords();
        for doc in 0..segment.max_doc() {
            let values = ords.values_for_doc(doc);
            table
                .held
                .extend(values.filter_map(|o| u16::try_from(o).ok()));
            table
                .starts
                .push(u32::try_from(table.held.len()).unwrap_or(u32::MAX));
        }
        table.held.shrink_to_fit();
        Ok(table)
    }

    /// The places of a document's values.
    #[inline]
    pub(crate) fn of(&self, doc: DocId) -> &[u16] {
        let doc = doc as usize;
        &self.held[self.starts[doc] as usize..self.starts[doc + 1] as usize]
    }
}

impl Generation {
    /// Reads what is new since `before`.
    pub(crate) fn new(
        searcher: Searcher,
        mark: Seq,
        before: Option<&Generation>,
    ) -> tantivy::Result<Generation> {
        let known: HashMap<SegmentId, &Arc<Table>> = before
            .iter()
            .flat_map(|g| g.searcher.segment_readers().iter().zip(&g.tables))
            .map(|(reader, table)| (reader.segment_id(), table))
            .collect();
        let mut tables = Vec::new();
        for segment in searcher.segment_readers() {
            tables.push(match known.get(&segment.segment_id()) {
                Some(table) => Arc::clone(table),
                None => Arc::new(Table::new(segment)?),
            });
        }
        let mut all: BTreeMap<&str, u32> = BTreeMap::new();
        for value in tables.iter().flat_map(|t| &t.values) {
            all.insert(value, 0);
        }
        for (place, at) in all.values_mut().zip(0..) {
            *place = at;
        }
        let places = tables
            .iter()
            .map(|t| {
                t.values
                    .iter()
                    .filter_map(|v| all.get(v.as_str()).copied())
                    .collect()
            })
            .collect();
        let values = all.into_keys().map(str::to_owned).collect();
        Ok(Generation {
            searcher,
            mark,
            places,
            values,
            tables,
            works: OnceLock::new(),
            counts: Mutex::new(HashMap::new()),
        })
    }

    /// The place of a value, where any record has it.
    pub(crate) fn place(&self, value: &str) -> Option<u32> {
        let at = self
            .values
            .binary_search_by(|v| v.as_str().cmp(value))
            .ok()?;
        u32::try_from(at).ok()
    }

    /// The works, found when first asked for.
    pub(crate) fn works(&self) -> tantivy::Result<Arc<Works>> {
        if let Some(works) = self.works.get() {
            return Ok(Arc::clone(works));
        }
        let works = Arc::new(Works::new(&self.searcher)?);
        Ok(Arc::clone(self.works.get_or_init(|| works)))
    }

    /// Counts made before for the same documents.
    pub(crate) fn counted(&self, key: &str) -> Option<Arc<Counts>> {
        self.counts.lock().get(key).cloned()
    }

    /// Keeps counts for the next time; forgets all when there are many.
    pub(crate) fn keep(&self, key: String, counts: Arc<Counts>) {
        let mut kept = self.counts.lock();
        if kept.len() >= COUNTS_KEPT {
            kept.clear();
        }
        kept.insert(key, counts);
    }
}

impl Works {
    fn new(searcher: &Searcher) -> tantivy::Result<Works> {
        let mut found: Vec<(u64, u32, DocId)> = Vec::new();
        let mut of = Vec::new();
        for (at, segment) in (0..).zip(searcher.segment_readers()) {
            let works = segment.fast_fields().u64("work")?.first_or_default_col(0);
            found.extend(
                segment
                    .doc_ids_alive()
                    .map(|doc| (works.get_val(doc), at, doc)),
            );
            of.push(vec![0u32; segment.max_doc() as usize]);
        }
        found.sort_unstable();
        found.shrink_to_fit();
        let mut works = Works {
            of,
            starts: Vec::new(),
            documents: Vec::with_capacity(found.len()),
        };
        let mut last = None;
        for (at, (work, segment, doc)) in (0u32..).zip(found) {
            if last != Some(work) {
                last = Some(work);
                works.starts.push(at);
            }
            let number = u32::try_from(works.starts.len() - 1).unwrap_or(u32::MAX);
            works.of[segment as usize][doc as usize] = number;
            works.documents.push((segment, doc));
        }
        works
            .starts
            .push(u32::try_from(works.documents.len()).unwrap_or(u32::MAX));
        Ok(works)
    }

    /// The documents of a work.
    pub(crate) fn documents(&self, work: u32) -> &[(u32, DocId)] {
        let work = work as usize;
        &self.documents[self.starts[work] as usize..self.starts[work + 1] as usize]
    }

    /// How many works there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }
}
