//! Works instead of records: each once, shown in the language that suits the reader.
//!
//! A work ranks by its best match. It counts once for a value, however many of its language
//! versions match with it; so a count is what a click finds here too.

use tantivy::{DocId, query::Query};

use crate::{
    SearchError, Sort,
    collect::{AllCollector, Best, Page, Ranked, merge},
    document::{dimension, facet},
    generation::{Generation, Works},
    search::Search,
};

struct Groups {
    /// By work.
    of: Vec<Group>,
    /// The works found.
    order: Vec<u32>,
}

#[derive(Clone, Default)]
struct Group {
    found: bool,
    /// Whether the version shown is in the reader's language.
    reads: bool,
    /// The score of the version shown.
    own: f32,
    /// The best score of any version: the work's rank.
    score: f32,
    segment: u32,
    doc: DocId,
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
        let scoring = self.request.sort == Sort::Relevance && keep > 0;
        let found = generation
            .searcher
            .search(query, &AllCollector { scoring })?;
        let groups = self.groups(&found, &works)?;
        let mut page = Page {
            total: groups.order.len() as u64,
            ..Page::default()
        };
        if counting {
            page.by_value = count_works(generation, &works, &groups, &found);
        }
        let (sort, tables) = (self.request.sort, &generation.tables);
        let mut best: Vec<Best> = tables.iter().map(|t| Best::new(t, sort, keep)).collect();
        for work in &groups.order {
            let group = &groups.of[*work as usize];
            best[group.segment as usize].offer(group.doc, group.score);
        }
        let mut hits: Vec<Ranked> = Vec::new();
        for segment in best {
            hits.extend(segment.finish()?);
        }
        page.hits = merge(hits, self.request.sort, keep);
        Ok(page)
    }

    fn groups(
        &self,
        found: &[(u32, Vec<(DocId, f32)>)],
        works: &Works,
    ) -> Result<Groups, SearchError> {
        let generation = self.generation;
        let wanted = facet(dimension::LANG, self.request.reader_lang.as_str());
        let wanted = generation.place(&wanted);
        let mut groups = Groups {
            of: vec![Group::default(); works.len()],
            order: Vec::new(),
        };
        for (segment, documents) in found {
            let at = *segment as usize;
            let table = &generation.tables[at];
            let local = wanted.and_then(|w| generation.places[at].iter().position(|p| *p == w));
            for (doc, score) in documents {
                let work = works.of[at][*doc as usize];
                let reads =
                    local.is_some_and(|l| table.of(*doc).iter().any(|v| usize::from(*v) == l));
                let group = &mut groups.of[work as usize];
                if !group.found {
                    groups.order.push(work);
                    *group = Group {
                        found: true,
                        reads,
                        own: *score,
                        score: *score,
                        segment: *segment,
                        doc: *doc,
                    };
                    continue;
                }
                // The reader's language first, then the better match; what came first stays.
                if (reads, *score) > (group.reads, group.own) {
                    group.reads = reads;
                    group.own = *score;
                    group.segment = *segment;
                    group.doc = *doc;
                }
                group.score = group.score.max(*score);
            }
        }
        Ok(groups)
    }
}

/// Counts works by value: a work counts once for a value, however many of its versions match with it.
fn count_works(
    generation: &Generation,
    works: &Works,
    groups: &Groups,
    found: &[(u32, Vec<(DocId, f32)>)],
) -> Vec<u32> {
    let mut matching: Vec<Vec<u64>> = generation
        .searcher
        .segment_readers()
        .iter()
        .map(|s| vec![0; s.max_doc() as usize / 64 + 1])
        .collect();
    for (segment, documents) in found {
        for (doc, _) in documents {
            matching[*segment as usize][*doc as usize / 64] |= 1 << (doc % 64);
        }
    }
    let mut counts = vec![0; generation.values.len()];
    let mut last = vec![u32::MAX; generation.values.len()];
    for work in &groups.order {
        for (segment, doc) in works.documents(*work) {
            let (at, bit) = (*segment as usize, 1u64 << (doc % 64));
            if matching[at][*doc as usize / 64] & bit == 0 {
                continue;
            }
            for value in generation.tables[at].of(*doc) {
                let place = generation.places[at][usize::from(*value)] as usize;
                if last[place] != *work {
                    last[place] = *work;
                    counts[place] += 1;
                }
            }
        }
    }
    counts
}
