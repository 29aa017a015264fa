//! The reading side.

use std::{path::Path, sync::Arc};

use record::Seq;
use taxonomy::{Lang, Taxonomy};

use crate::{
    OpenError, OpenOptions, OpenState, ParsedQuery, SearchError, SearchRequest, SearchResult,
    Snippet, Writer, query::parse,
};

/// The search index, as readers see it; clones share everything.
#[derive(Debug, Clone)]
pub struct Index {}

impl Index {
    /// Opens the index in `dir`, or creates it.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or another process has it.
    pub fn open(
        _dir: &Path,
        _store_id: &str,
        _taxonomy_version: &str,
        _options: OpenOptions,
    ) -> Result<(Index, Writer, OpenState), OpenError> {
        Ok((Index {}, Writer {}, OpenState::Created))
    }

    /// The last change in the index.
    pub fn mark(&self) -> Seq {
        Seq(0)
    }

    /// Answers a search.
    ///
    /// # Errors
    /// When the page lies too deep or the engine fails; never because of the query's words.
    pub fn search(
        &self,
        request: &SearchRequest,
        _taxonomy: &Arc<Taxonomy>,
    ) -> Result<SearchResult, SearchError> {
        Ok(SearchResult {
            total: 0,
            hits: Vec::new(),
            facets: crate::Facets::default(),
            notices: Vec::new(),
            parsed: self.parse(&request.query),
            mark: self.mark(),
        })
    }

    /// The ids of all matching records, ascending, whatever `offset`, `limit` and `sort` say.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn matching(
        &self,
        _request: &SearchRequest,
        _taxonomy: &Arc<Taxonomy>,
    ) -> Result<Vec<record::RecordId>, SearchError> {
        Ok(Vec::new())
    }

    /// Parses what a reader typed; never fails.
    pub fn parse(&self, query: &str) -> ParsedQuery {
        parse::parse(query)
    }

    /// The part of `text`, at most `max_chars` characters, where the query matches best.
    pub fn highlight(
        &self,
        _parsed: &ParsedQuery,
        text: &str,
        _lang: Lang,
        _max_chars: usize,
    ) -> Snippet {
        Snippet { text: text.to_owned(), ..Snippet::default() }
    }

    /// How many records can be found.
    pub fn documents(&self) -> u64 {
        0
    }

    /// How many bytes the index takes on disk.
    pub fn bytes(&self) -> u64 {
        0
    }

    /// Reads every file and compares its checksum; one finding for each that is damaged.
    pub fn verify(&self) -> Vec<String> {
        Vec::new()
    }
}
