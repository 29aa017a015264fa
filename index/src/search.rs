//! Answering a search: plan, collect, count, group.

use std::sync::Arc;

use record::{RecordId, WorkId};
use tantivy::{
    DocId,
    query::{BooleanQuery, Occur, Query},
};
use taxonomy::Taxonomy;

use crate::{
    Facets, Filters, Hit, MAX_DEPTH, ParsedQuery, SearchError, SearchRequest, SearchResult, Sort,
    collect::{AllCollector, Best, Page, PageCollector, Ranked, merge},
    document::{dimension, facet},
    facets,
    generation::{Counts, Generation, Works},
    labels::Labels,
    query::{
        Node, QueryNotice,
        parse::notice,
        plan::{Planner, any_facet, chosen, years},
    },
    schema::Fields,
};

/// One search under way.
pub(crate) struct Search<'a> {
    pub(crate) generation: &'a Generation,
    pub(crate) fields: Fields,
    pub(crate) labels: &'a Labels,
    /// Tells one taxonomy's labels from another's in kept counts.
    pub(crate) labels_id: u64,
    pub(crate) taxonomy: &'a Taxonomy,
    pub(crate) request: &'a SearchRequest,
    pub(crate) parsed: ParsedQuery,
}

/// A filter: its dimension, its query, and how it is written in keys.
struct Filter {
    dimension: u8,
    query: Box<dyn Query>,
    key: String,
}

/// How many parts of a query are tried alone when nothing matches the whole.
const TRIED: usize = 8;

impl Search<'_> {
    /// Answers it.
    pub(crate) fn run(mut self) -> Result<SearchResult, SearchError> {
        let request = self.request;
        let end = request.offset.saturating_add(request.limit);
        if end > MAX_DEPTH {
            return Err(SearchError::TooDeep {
                offset: request.offset,
                end,
                limit: MAX_DEPTH,
            });
        }
        let mut notices = std::mem::take(&mut self.parsed.notices);
        let (text, said) = self.plan(self.parsed.root.as_ref())?;
        notices.extend(said);
        let filters = self.filters();
        let page = self.page(text.as_ref(), &filters, end)?;
        if page.total == 0 {
            notices.extend(self.unmatched()?);
        }
        let facets = if request.facets {
            self.facets(text.as_ref(), &filters, &page)?
        } else {
            Facets::default()
        };
        let hits = page.hits.iter().skip(request.offset).map(|r| Hit {
            id: RecordId(r.id),
            work: WorkId(r.work),
            score: r.score,
        });
        Ok(SearchResult {
            total: page.total,
            hits: hits.collect(),
            facets,
            notices,
            parsed: self.parsed.clone(),
            mark: self.generation.mark,
        })
    }

    /// The ids of everything that matches, ascending.
    pub(crate) fn ids(self) -> Result<Vec<RecordId>, SearchError> {
        let (text, _) = self.plan(self.parsed.root.as_ref())?;
        let filters = self.filters();
        let query = with(text.as_ref(), &filters, None);
        let searcher = &self.generation.searcher;
        let mut ids = Vec::new();
        for (at, found) in searcher.search(&query, &AllCollector { scoring: false })? {
            let segment = searcher.segment_reader(at);
            let column = segment.fast_fields().u64("id")?.first_or_default_col(0);
            ids.extend(found.iter().map(|(doc, _)| RecordId(column.get_val(*doc))));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    fn plan(&self, root: Option<&Node>) -> Result<(Box<dyn Query>, Vec<QueryNotice>), SearchError> {
        let mut planner = Planner {
            fields: self.fields,
            labels: self.labels,
            taxonomy: self.taxonomy,
            searcher: &self.generation.searcher,
            notices: Vec::new(),
        };
        let query = planner.root(root)?;
        Ok((query, planner.notices))
    }

    fn filters(&self) -> Vec<Filter> {
        let Filters {
            types,
            themes,
            languages,
            journals,
            from_year,
            until_year,
            full_text,
        } = &self.request.filters;
        let fields = self.fields;
        let mut filters = Vec::new();
        let mut add = |dimension, query, key: String| {
            filters.push(Filter { dimension, query, key });
        };
        for (dimension, scheme, concepts) in [
            (dimension::TYPE, self.taxonomy.document_types(), types),
            (dimension::THEME, self.taxonomy.themes(), themes),
        ] {
            if !concepts.is_empty() {
                let query = chosen(fields, dimension, scheme, concepts);
                add(dimension, query, format!("{concepts:?}"));
            }
        }
        if !languages.is_empty() {
            let values = languages.iter().map(|l| l.as_str().to_owned());
            let query = any_facet(fields, dimension::LANG, values);
            add(dimension::LANG, query, format!("{languages:?}"));
        }
        if !journals.is_empty() {
            let query = any_facet(fields, dimension::JOURNAL, journals.iter().cloned());
            add(dimension::JOURNAL, query, format!("{journals:?}"));
        }
        if from_year.is_some() || until_year.is_some() {
            let query = years(fields.date, *from_year, *until_year);
            add(dimension::YEAR, query, format!("{from_year:?}{until_year:?}"));
        }
        if let Some(full_text) = full_text {
            let value = std::iter::once(full_text.to_string());
            let query = any_facet(fields, dimension::ACCESS, value);
            add(dimension::ACCESS, query, full_text.to_string());
        }
        filters
    }

    /// What tells one set of documents from another within a generation.
    fn key(&self, filters: &[Filter], without: Option<u8>) -> String {
        let works = self.request.group_works;
        let mut key = format!("{}|{works}|{}", self.labels_id, self.parsed.text);
        for filter in filters.iter().filter(|f| Some(f.dimension) != without) {
            key.push_str(&format!("|{}{}", char::from(filter.dimension), filter.key));
        }
        key
    }

    /// Collects the page, and its counts unless they are kept already.
    fn page(&self, text: &dyn Query, filters: &[Filter], end: usize) -> Result<Page, SearchError> {
        let query = with(text, filters, None);
        let key = self.key(filters, None);
        let kept = self.generation.counted(&key);
        let counting = self.request.facets && kept.is_none();
        let mut page = self.collect(&query, end, counting)?;
        if counting {
            let counts = Counts {
                total: page.total,
                by_value: std::mem::take(&mut page.by_value),
            };
            self.generation.keep(key, Arc::new(counts));
        }
        Ok(page)
    }

    fn collect(&self, query: &dyn Query, keep: usize, counting: bool) -> Result<Page, SearchError> {
        if self.request.group_works {
            return self.grouped(query, keep, counting);
        }
        let collector = PageCollector {
            generation: self.generation,
            sort: self.request.sort,
            keep,
            counting,
        };
        Ok(self.generation.searcher.search(query, &collector)?)
    }

    /// Counts for all dimensions: one whose own filter is set is counted without it.
    fn facets(&self, text: &dyn Query, filters: &[Filter], page: &Page) -> Result<Facets, SearchError> {
        let mut facets = Facets::default();
        for dimension in facets::DIMENSIONS {
            let own = filters.iter().any(|f| f.dimension == dimension);
            let without = own.then_some(dimension);
            let key = self.key(filters, without);
            let counts = match self.generation.counted(&key) {
                Some(counts) => counts,
                None => {
                    let query = with(text, filters, without);
                    let counted = self.collect(&query, 0, true)?;
                    let counts = Arc::new(Counts {
                        total: counted.total,
                        by_value: counted.by_value,
                    });
                    self.generation.keep(key, Arc::clone(&counts));
                    counts
                }
            };
            debug_assert!(own || counts.total == page.total);
            facets::read(self.generation, &counts, dimension, &mut facets);
        }
        Ok(facets)
    }

    /// Which parts of a query match nothing alone.
    fn unmatched(&self) -> Result<Vec<QueryNotice>, SearchError> {
        let Some(Node::And(parts)) = &self.parsed.root else {
            return Ok(Vec::new());
        };
        let mut notices = Vec::new();
        for part in parts.iter().filter(|p| !matches!(p, Node::Not(_))).take(TRIED) {
            let (query, _) = self.plan(Some(part))?;
            let count = self.generation.searcher.search(&query, &tantivy::collector::Count)?;
            if count == 0 {
                let text = crate::query::print::print(Some(part));
                notices.push(notice("no-match", &[&text], 0));
            }
        }
        Ok(notices)
    }

    /// Collects works: each once, shown by the reader's language version or its best.
    fn grouped(&self, query: &dyn Query, keep: usize, counting: bool) -> Result<Page, SearchError> {
        let generation = self.generation;
        let works = generation.works()?;
        let scoring = self.request.sort == Sort::Relevance && keep > 0;
        let found = generation.searcher.search(query, &AllCollector { scoring })?;
        let groups = self.groups(&found, &works)?;
        let mut page = Page {
            total: groups.order.len() as u64,
            ..Page::default()
        };
        if counting {
            page.by_value = count_works(generation, &works, &groups, &found);
        }
        let mut best = Vec::new();
        for segment in generation.searcher.segment_readers() {
            best.push(Best::new(segment, self.request.sort, keep)?);
        }
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

    fn groups(&self, found: &[(u32, Vec<(DocId, f32)>)], works: &Works) -> Result<Groups, SearchError> {
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
                let reads = local.is_some_and(|l| table.of(*doc).iter().any(|v| usize::from(*v) == l));
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

/// The query with all filters, or all but one dimension's.
fn with(text: &dyn Query, filters: &[Filter], without: Option<u8>) -> Box<dyn Query> {
    let mut clauses = vec![(Occur::Must, text.box_clone())];
    let kept = filters.iter().filter(|f| Some(f.dimension) != without);
    clauses.extend(kept.map(|f| {
        let silent = tantivy::query::ConstScoreQuery::new(f.query.box_clone(), 0.0);
        (Occur::Must, Box::new(silent) as Box<dyn Query>)
    }));
    match clauses.len() {
        1 => text.box_clone(),
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}
