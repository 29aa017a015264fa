//! What a search asks and what it answers.

use record::{RecordId, Seq, WorkId};
use serde::{Deserialize, Serialize};
use taxonomy::{ConceptId, Lang};

use crate::query::{ParsedQuery, QueryNotice};

/// The deepest hit a page may show: `offset + limit` is at most this.
pub const MAX_DEPTH: usize = 10_000;

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchRequest {
    /// What the reader typed; empty finds every record.
    pub query: String,
    /// What the reader chose.
    pub filters: Filters,
    /// The order of the hits; equal ones follow by id.
    pub sort: Sort,
    /// How many hits to leave out.
    pub offset: usize,
    /// How many hits to give at most; `offset + limit` is at most [`MAX_DEPTH`].
    pub limit: usize,
    /// Whether to count facets.
    pub facets: bool,
    /// Whether hits, total and facets count works instead of records.
    pub group_works: bool,
    /// The language version to show of a work, where it is among the hits; else its best ranked one.
    pub reader_lang: Lang,
}

impl Default for SearchRequest {
    fn default() -> SearchRequest {
        SearchRequest {
            query: String::new(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            offset: 0,
            limit: 20,
            facets: false,
            group_works: false,
            reader_lang: Lang::EN,
        }
    }
}

/// Choices beside the query: values of one field are alternatives, fields all hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Document types; each stands for itself and everything below.
    pub types: Vec<ConceptId>,
    /// Themes; each stands for itself and everything below.
    pub themes: Vec<ConceptId>,
    /// Languages of the record.
    pub languages: Vec<Lang>,
    /// Journals by slug.
    pub journals: Vec<String>,
    /// The first year of publication.
    pub from_year: Option<i16>,
    /// The last year of publication.
    pub until_year: Option<i16>,
    /// Whether a full text can be opened.
    pub full_text: Option<bool>,
    /// Names of contributors, as they are written in records.
    pub names: Vec<String>,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest publication first, undated ones last.
    DateNewest,
    /// Oldest publication first, undated ones last.
    DateOldest,
    /// By folded title without its non-filing characters.
    Title,
}

/// A search's answer.
#[derive(Debug, Clone, Serialize)]
pub struct SearchResult {
    /// How many records match, or works when grouped.
    pub total: u64,
    /// The page of hits.
    pub hits: Vec<Hit>,
    /// The counts by facet; empty unless asked for.
    pub facets: Facets,
    /// What was not understood, or could not be done.
    pub notices: Vec<QueryNotice>,
    /// The query as understood.
    pub parsed: ParsedQuery,
    /// The last change that this answer knows of.
    pub mark: Seq,
}

/// A hit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its work.
    pub work: WorkId,
    /// How well it matches; comparable within one answer only, 0 when not sorted by relevance.
    pub score: f32,
}

/// Counts by facet.
///
/// A dimension is counted with the filters of all other dimensions applied and its own left out:
/// a count equals the total of the same search with that value as the dimension's only choice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facets {
    /// Document types by concept, ancestors included.
    pub types: Vec<FacetCount>,
    /// Themes by concept, ancestors included.
    pub themes: Vec<FacetCount>,
    /// Languages by code.
    pub languages: Vec<FacetCount>,
    /// Years, newest first.
    pub years: Vec<FacetCount>,
    /// Journals by slug.
    pub journals: Vec<FacetCount>,
    /// `true` and `false`.
    pub full_text: Vec<FacetCount>,
}

/// A facet value and its count; the highest counts come first, then by value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// A concept id, language code, year, slug, or `true`/`false`.
    pub value: String,
    /// How many hits have it.
    pub count: u64,
}

/// Why a search could not be answered; never because of the words of its query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The page lies too deep.
    #[error("hits {offset} to {end} lie beyond the first {limit}; narrow the search or export it")]
    TooDeep {
        /// The first hit asked for.
        offset: usize,
        /// The hit after the last one asked for.
        end: usize,
        /// The deepest hit given: [`MAX_DEPTH`].
        limit: usize,
    },
    /// The engine failed, for example to read a file.
    #[error("the search engine failed: {0}; if it stays so, run `labordoc reindex`")]
    Engine(#[from] tantivy::TantivyError),
    /// A file of the index could not be read.
    #[error("reading the index failed: {0}; if it stays so, run `labordoc reindex`")]
    Io(#[from] std::io::Error),
}
