//! Answering a search: plan, collect, count, group.

use std::sync::Arc;

use record::{RecordId, WorkId};
use tantivy::query::{BooleanQuery, Occur, Query};
use taxonomy::Taxonomy;

use crate::{
    Facets, Filters, Hit, MAX_DEPTH, ParsedQuery, SearchError, SearchRequest, SearchResult,
    collect::{MatchedCollector, Page, PageCollector},
    document::dimension,
    facets,
    generation::{Counts, Generation},
    labels::Labels,
    query::{
        Node, QueryNotice,
        parse::notice,
        plan::Planner,
        terms::{any_facet, any_name, chosen, years},
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
        let keep = if request.limit == 0 { 0 } else { end };
        let page = self.page(text.as_ref(), &filters, keep)?;
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
        let matched = searcher.search(&query, &MatchedCollector { scoring: false })?;
        for (table, matched) in self.generation.tables.iter().zip(&matched) {
            let found = matched.documents();
            ids.extend(found.map(|doc| RecordId(table.ids.get_val(doc))));
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
            names,
        } = &self.request.filters;
        let fields = self.fields;
        let mut filters = Vec::new();
        let mut add = |dimension, query, key: String| {
            filters.push(Filter {
                dimension,
                query,
                key,
            });
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
            add(
                dimension::YEAR,
                query,
                format!("{from_year:?}{until_year:?}"),
            );
        }
        if let Some(full_text) = full_text {
            let value = std::iter::once(full_text.to_string());
            let query = any_facet(fields, dimension::ACCESS, value);
            add(dimension::ACCESS, query, full_text.to_string());
        }
        if !names.is_empty() {
            let query = any_name(fields, names);
            add(dimension::NAME, query, format!("{names:?}"));
        }
        filters
    }

    /// What tells one set of documents from another within a generation.
    fn key(&self, filters: &[Filter], without: Option<u8>) -> String {
        let works = self.request.group_works;
        let mut key = format!("{}\n{works}\n{}", self.labels_id, self.parsed.text);
        for filter in filters.iter().filter(|f| Some(f.dimension) != without) {
            key.push_str(&format!("\n{}{}", char::from(filter.dimension), filter.key));
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
    fn facets(
        &self,
        text: &dyn Query,
        filters: &[Filter],
        page: &Page,
    ) -> Result<Facets, SearchError> {
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
        for part in parts
            .iter()
            .filter(|p| !matches!(p, Node::Not(_)))
            .take(TRIED)
        {
            let (query, _) = self.plan(Some(part))?;
            let count = self
                .generation
                .searcher
                .search(&query, &tantivy::collector::Count)?;
            if count == 0 {
                let text = crate::query::print::print(Some(part));
                notices.push(notice("no-match", &[&text], 0));
            }
        }
        Ok(notices)
    }
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
