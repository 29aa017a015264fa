//! Batch edits as people ask for them: the records by a search, by their numbers or by the rows of a table, and
//! what is to be done. The command line, the API and the pages ask here.

pub mod book;
pub mod cells;
pub mod table;

use std::time::Duration;

use record::RecordId;
use serde::Deserialize;
use taxonomy::Lang;

use crate::{
    app::{App, Behind},
    pipeline::{BulkEdit, Operation, Target},
    web::search_of_text,
};

/// A batch edit as it is asked for: JSON, the same in a file and over HTTP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What it is called in lists of imports.
    #[serde(default)]
    pub name: String,
    /// The records.
    pub select: Select,
    /// What is done to each.
    #[serde(default)]
    pub operations: Vec<Operation>,
}

/// Which records.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Select {
    /// Those that a search finds: the query string of the search page, as `q=wages&lang=fr`.
    Query(String),
    /// These.
    Ids(Vec<RecordId>),
}

/// Why the records cannot be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectError {
    /// The query does not fit.
    #[error("query: {0}")]
    Query(String),
    /// The search.
    #[error(transparent)]
    Search(#[from] index::SearchError),
    /// The index is not there yet.
    #[error(transparent)]
    Behind(#[from] Behind),
}

impl Wanted {
    /// The batch edit: its records are told now, once and for all.
    ///
    /// # Errors
    /// When the search does not fit or cannot be run.
    pub fn edit(self, app: &App, patience: Duration) -> Result<BulkEdit, SelectError> {
        let ids = ids(app, &self.select, patience)?;
        Ok(BulkEdit {
            name: self.name,
            operations: self.operations,
            records: ids.into_iter().map(Target::of).collect(),
        })
    }
}

/// The records, each once, in ascending order for a search and in their own order for numbers.
///
/// # Errors
/// When the search does not fit or cannot be run.
pub fn ids(app: &App, select: &Select, patience: Duration) -> Result<Vec<RecordId>, SelectError> {
    match select {
        Select::Ids(ids) => {
            let mut seen = std::collections::HashSet::new();
            Ok(ids.iter().copied().filter(|id| seen.insert(*id)).collect())
        }
        Select::Query(query) => {
            let (params, faults) = search_of_text(query);
            if let Some(fault) = faults.into_iter().next() {
                return Err(SelectError::Query(fault));
            }
            app.wait_indexed(app.store.head(), patience)?;
            // Which records are found does not depend on the language.
            Ok(app
                .index
                .matching(&params.request(Lang::EN), &app.taxonomy())?)
        }
    }
}
