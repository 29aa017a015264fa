//! Works instead of records: each once, shown in the language that suits the reader.
//!
//! A work ranks by its best match. It counts once for a value, however many of its language
//! versions match with it; so a count is what a click finds here too.

use std::ops::Range;

use tantivy::{DocId, query::Query};

use crate::{
    SearchError, Sort,
    collect::{Best, Matched, MatchedCollector, Page, merge},
    document::{dimension, facet},
    generation::{Generation, Works},
    search::Search,
};

/// Works that one thread is worth starting for.
const PART: usize = 20_000;
/// Threads at most.
const THREADS: usize = 4;

/// One thread's share: works looked through, in their order.
struct Grouping<'a> {
    generation: &'a Generation,
    works: &'a Works,
    matched: &'a [Matched],
    /// By segment: the place there of the reader's language.
    reads: &'a [Option<u16>],
    counting: bool,
    /// By segment.
    best: Vec<Best>,
    total: u64,
    /// By value.
    counted: Vec<Counted>,
}

/// How many works have a value.
#[derive(Clone, Copy, Default)]
struct Counted {
    works: u32,
    /// The work counted last, plus one.
    last: u32,
}

impl Search<'_> {
    /// Collects works: each once, shown by the reader's language version or its best.
    pub(crate) fn grouped(
        &self,
        query: &dyn Query,
        keep: usize,
        counting: bool,
    ) -> Result<Page, SearchError> {
        let generation = self.generation;
        let works = generation.works()?;
        let (sort, scoring) = (self.request.sort, self.request.sort == Sort::Relevance);
        let matched = generation.searcher.search(
            query,
            &MatchedCollector {
                scoring: scoring && keep > 0,
            },
        )?;
        let found = found_works(&works, &matched);
        let several = found.as_ref().map_or(works.len(), Vec::len);
        let reads = self.reads();
        let share = |range: Range<usize>| {
            let mut part = Grouping {
                generation,
                works: &works,
                matched: &matched,
                reads: &reads,
                counting,
                best: (generation.tables.iter())
                    .map(|table| Best::new(table, sort, keep))
                    .collect(),
                total: 0,
                counted: vec![
                    Counted::default();
                    if counting { generation.values.len() } else { 0 }
                ],
            };
            match &found {
                Some(found) => found[range].iter().for_each(|work| part.look(*work)),
                None => range.for_each(|work| part.look(work as u32)),
            }
            part.finish()
        };
        let parts = shares(several, share)?;
        let mut page = Page::default();
        for part in parts {
            let part = part?;
            page.total += part.total;
            page.hits.extend(part.hits);
            if page.by_value.is_empty() {
                page.by_value = part.by_value;
            } else {
                let counts = page.by_value.iter_mut().zip(part.by_value);
                counts.for_each(|(all, some)| *all += some);
            }
        }
        page.hits = merge(page.hits, sort, keep);
        Ok(page)
    }

    /// By segment: the place there of the language that the reader reads.
    fn reads(&self) -> Vec<Option<u16>> {
        let generation = self.generation;
        let wanted = facet(dimension::LANG, self.request.reader_lang.as_str());
        let wanted = generation.place(&wanted);
        let places = generation.places.iter();
        places
            .map(|places| {
                let local = wanted.and_then(|w| places.iter().position(|p| *p == w));
                local.and_then(|at| u16::try_from(at).ok())
            })
            .collect()
    }
}

/// Does `share` of `several` in even ranges, on as many threads as it is worth.
fn shares<T: Send>(
    several: usize,
    share: impl Fn(Range<usize>) -> T + Sync,
) -> Result<Vec<T>, SearchError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(THREADS).min(several.div_ceil(PART)).max(1);
    let one = several.div_ceil(threads);
    let range = |n: usize| (n * one).min(several)..((n + 1) * one).min(several);
    std::thread::scope(|scope| {
        let share = &share;
        let others: Vec<_> = (1..threads)
            .map(|n| scope.spawn(move || share(range(n))))
            .collect();
        let mut done = vec![share(range(0))];
        for other in others {
            let stopped = |_| tantivy::TantivyError::InternalError("a thread stopped".to_owned());
            done.push(other.join().map_err(stopped)?);
        }
        Ok(done)
    })
}

/// The works of what matched where that is little; `None` where all works are looked through as soon.
fn found_works(works: &Works, matched: &[Matched]) -> Option<Vec<u32>> {
    let documents: usize = works.of.iter().map(Vec::len).sum();
    let held: usize = matched.iter().map(|m| m.held as usize).sum();
    if held * 8 > documents {
        return None;
    }
    let mut found = Vec::with_capacity(held);
    for (of, matched) in works.of.iter().zip(matched) {
        found.extend(matched.documents().map(|doc| of[doc as usize]));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

impl Grouping<'_> {
    /// Takes a work in where one of its documents matched.
    fn look(&mut self, work: u32) {
        let mut shown: Option<(bool, f32, u32, DocId)> = None;
        let mut best = 0.0_f32;
        for (segment, doc) in self.works.documents(work) {
            let at = *segment as usize;
            let matched = &self.matched[at];
            if !matched.holds(*doc) {
                continue;
            }
            let (score, values) = (matched.score(*doc), self.generation.tables[at].of(*doc));
            best = best.max(score);
            let reads = self.reads[at].is_some_and(|place| values.contains(&place));
            // The reader's language first, then the better match; what came first stays.
            if shown.is_none_or(|(read, own, _, _)| (reads, score) > (read, own)) {
                shown = Some((reads, score, *segment, *doc));
            }
            if self.counting {
                let places = &self.generation.places[at];
                for value in values {
                    let counted = &mut self.counted[places[usize::from(*value)] as usize];
                    // Without a branch: which versions share a value cannot be foretold.
                    counted.works += u32::from(counted.last != work + 1);
                    counted.last = work + 1;
                }
            }
        }
        if let Some((_, _, segment, doc)) = shown {
            self.total += 1;
            self.best[segment as usize].offer(doc, best);
        }
    }

    fn finish(self) -> Result<Page, SearchError> {
        let mut page = Page {
            total: self.total,
            by_value: self.counted.iter().map(|counted| counted.works).collect(),
            hits: Vec::new(),
        };
        for segment in self.best {
            page.hits.extend(segment.finish()?);
        }
        Ok(page)
    }
}
