//! One pass over what matches: the total, the counts, the best hits.

use std::{cmp::Reverse, sync::Arc};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use crate::{
    generation::{Generation, Table},
    request::Sort,
};

/// Counts, values and best hits of records.
pub(crate) struct PageCollector<'a> {
    pub(crate) generation: &'a Generation,
    pub(crate) sort: Sort,
    /// How many hits to keep.
    pub(crate) keep: usize,
    /// Whether to count values.
    pub(crate) counting: bool,
}

/// What was found in a segment or in all.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) total: u64,
    /// By place in the generation's values; empty when not counting.
    pub(crate) by_value: Vec<u32>,
    /// The best hits, best first.
    pub(crate) hits: Vec<Ranked>,
}

/// A hit with what it is ranked by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ranked {
    /// Smaller is better.
    pub(crate) key: u64,
    /// The title's head when titles rank; `None` comes last.
    pub(crate) title: Option<String>,
    pub(crate) id: u64,
    pub(crate) work: u64,
    pub(crate) score: f32,
}

/// The best hits of one segment.
pub(crate) struct Best {
    table: Arc<Table>,
    sort: Sort,
    keep: usize,
    held: Vec<(u64, u64, DocId)>,
    worst: Option<(u64, u64)>,
}

pub(crate) struct PageSegment {
    at: usize,
    table: Arc<Table>,
    counting: bool,
    total: u64,
    by_value: Vec<u32>,
    best: Best,
}

impl Best {
    pub(crate) fn new(table: &Arc<Table>, sort: Sort, keep: usize) -> Best {
        Best {
            table: Arc::clone(table),
            sort,
            keep,
            held: Vec::with_capacity(if keep == 0 { 0 } else { (2 * keep).max(64) }),
            worst: None,
        }
    }

    /// Offers a document.
    #[inline]
    pub(crate) fn offer(&mut self, doc: DocId, score: Score) {
        if self.keep == 0 {
            return;
        }
        let table = &self.table;
        let key = match self.sort {
            Sort::Relevance => u64::from(u32::MAX - score.max(0.0).to_bits()),
            Sort::DateNewest => match table.dates.first(doc) {
                Some(date) => (i64::MAX - date).unsigned_abs(),
                None => u64::MAX,
            },
            Sort::DateOldest => match table.dates.first(doc) {
                Some(date) => date.max(0).unsigned_abs(),
                None => u64::MAX,
            },
            Sort::Title => {
                let titles = table.titles.as_ref();
                titles.and_then(|t| t.ords().first(doc)).unwrap_or(u64::MAX)
            }
        };
        if self.worst.is_some_and(|(worst, _)| key > worst) {
            return;
        }
        let id = self.table.ids.get_val(doc);
        if self.worst.is_some_and(|worst| (key, id) >= worst) {
            return;
        }
        self.held.push((key, id, doc));
        if self.held.len() >= (2 * self.keep).max(64) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.held.len() > self.keep {
            self.held.select_nth_unstable(self.keep - 1);
            self.held.truncate(self.keep);
            self.worst = self.held.last().map(|(key, id, _)| (*key, *id));
        }
    }

    pub(crate) fn finish(mut self) -> tantivy::Result<Vec<Ranked>> {
        if self.keep > 0 {
            self.shrink();
        }
        self.held.sort_unstable();
        let mut ranked = Vec::with_capacity(self.held.len());
        for (key, id, doc) in &self.held {
            let mut title = None;
            if self.sort == Sort::Title
                && *key != u64::MAX
                && let Some(column) = &self.table.titles
            {
                let mut text = String::new();
                column.ord_to_str(*key, &mut text)?;
                title = Some(text);
            }
            let score = match self.sort {
                Sort::Relevance => {
                    f32::from_bits(u32::MAX - u32::try_from(*key).unwrap_or(u32::MAX))
                }
                _ => 0.0,
            };
            ranked.push(Ranked {
                key: if self.sort == Sort::Title { 0 } else { *key },
                title,
                id: *id,
                work: self.table.works.get_val(*doc),
                score,
            });
        }
        Ok(ranked)
    }
}

/// Brings the segments' best hits into one order.
pub(crate) fn merge(mut hits: Vec<Ranked>, sort: Sort, keep: usize) -> Vec<Ranked> {
    match sort {
        Sort::Title => hits.sort_by(|a, b| {
            let title = |r: &Ranked| (r.title.is_none(), Reverse(r.title.is_some()));
            (title(a), &a.title, a.id).cmp(&(title(b), &b.title, b.id))
        }),
        _ => hits.sort_by_key(|r| (r.key, r.id)),
    }
    hits.truncate(keep);
    hits
}

impl Collector for PageCollector<'_> {
    type Fruit = Page;
    type Child = PageSegment;

    fn for_segment(&self, at: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<PageSegment> {
        let table = Arc::clone(&self.generation.tables[at as usize]);
        Ok(PageSegment {
            at: at as usize,
            counting: self.counting,
            total: 0,
            by_value: vec![0; if self.counting { table.values.len() } else { 0 }],
            best: Best::new(&table, self.sort, self.keep),
            table,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<(usize, Page)>>) -> tantivy::Result<Page> {
        let mut all = Page::default();
        if self.counting {
            all.by_value = vec![0; self.generation.values.len()];
        }
        for found in segments {
            let (at, page) = found?;
            all.total += page.total;
            for (place, count) in self.generation.places[at].iter().zip(page.by_value) {
                all.by_value[*place as usize] += count;
            }
            all.hits.extend(page.hits);
        }
        all.hits = merge(std::mem::take(&mut all.hits), self.sort, self.keep);
        Ok(all)
    }
}

impl SegmentCollector for PageSegment {
    type Fruit = tantivy::Result<(usize, Page)>;

    #[inline]
    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if self.counting {
            for value in self.table.of(doc) {
                self.by_value[usize::from(*value)] += 1;
            }
        }
        self.best.offer(doc, score);
    }

    fn harvest(self) -> Self::Fruit {
        Ok((
            self.at,
            Page {
                total: self.total,
                by_value: self.by_value,
                hits: self.best.finish()?,
            },
        ))
    }
}

/// All matching documents of each segment, with their scores.
pub(crate) struct MatchedCollector {
    pub(crate) scoring: bool,
}

/// What matched in one segment.
#[derive(Default)]
pub(crate) struct Matched {
    at: SegmentOrdinal,
    bits: Vec<u64>,
    /// By document; empty when nothing is scored.
    scores: Vec<Score>,
    /// How many matched.
    pub(crate) held: u32,
}

impl Matched {
    /// Whether a document matched.
    #[inline]
    pub(crate) fn holds(&self, doc: DocId) -> bool {
        self.bits[doc as usize / 64] & (1 << (doc % 64)) != 0
    }

    /// What a document scored.
    #[inline]
    pub(crate) fn score(&self, doc: DocId) -> Score {
        self.scores.get(doc as usize).copied().unwrap_or(0.0)
    }

    /// The documents that matched, ascending.
    pub(crate) fn documents(&self) -> impl Iterator<Item = DocId> + '_ {
        let words = (0u32..).zip(&self.bits);
        words.flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(word * 64 + bit)
            })
        })
    }
}

impl Collector for MatchedCollector {
    /// By segment.
    type Fruit = Vec<Matched>;
    type Child = Matched;

    fn for_segment(&self, at: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Matched> {
        let documents = segment.max_doc() as usize;
        Ok(Matched {
            at,
            bits: vec![0; documents / 64 + 1],
            scores: vec![0.0; if self.scoring { documents } else { 0 }],
            held: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scoring
    }

    fn merge_fruits(&self, mut segments: Vec<Matched>) -> tantivy::Result<Vec<Matched>> {
        segments.sort_unstable_by_key(|matched| matched.at);
        Ok(segments)
    }
}

impl SegmentCollector for Matched {
    type Fruit = Matched;

    #[inline]
    fn collect(&mut self, doc: DocId, score: Score) {
        self.held += 1;
        self.bits[doc as usize / 64] |= 1 << (doc % 64);
        if let Some(place) = self.scores.get_mut(doc as usize) {
            *place = score;
        }
    }

    fn harvest(self) -> Matched {
        self
    }
}
