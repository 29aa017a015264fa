//! Harvest's few reads, over the store.

use std::sync::Arc;

use harvest::{
    Repository, RepositoryError, SetCount,
    oai::block::{Block, BlockKey},
};
use record::{ChangeRange, ChangeRow, Datestamp, Record, RecordId, Seq, SetSpec, Source, marc};
use store::CollectionRow;
use taxonomy::{Lang, LangMap, Taxonomy};

use crate::app::App;

/// The collection as harvesters see it.
pub struct Collection<'a>(&'a App, Arc<Taxonomy>);

impl<'a> Collection<'a> {
    /// The collection, with the taxonomy as it stands now for as long as this is held.
    pub fn new(app: &'a App) -> Collection<'a> {
        Collection(app, app.taxonomy())
    }
}

fn failed(error: impl std::fmt::Display) -> RepositoryError {
    RepositoryError(error.to_string())
}

impl Repository for Collection<'_> {
    fn head(&self) -> Seq {
        self.0.store.head()
    }

    fn earliest(&self) -> Option<Datestamp> {
        self.0.store.earliest()
    }

    fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, RepositoryError> {
        self.0.store.change(id).map_err(failed)
    }

    fn changes(
        &self,
        range: &ChangeRange,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, RepositoryError> {
        self.0.store.changes(range, limit).map_err(failed)
    }

    fn count(&self, range: &ChangeRange) -> Result<u64, RepositoryError> {
        self.0.store.count(range).map_err(failed)
    }

    fn seqs(&self, after: Seq, until: Seq, limit: usize) -> Result<Vec<Seq>, RepositoryError> {
        self.0.store.seqs(after, until, limit).map_err(failed)
    }

    fn before(&self, at: Datestamp) -> Result<Seq, RepositoryError> {
        self.0.store.before(at).map_err(failed)
    }

    fn sets(&self) -> Vec<SetCount> {
        let counts = self.0.store.sets().into_iter();
        counts
            .map(|c| SetCount {
                set: c.set,
                records: c.records,
                rows: c.rows,
            })
            .collect()
    }

    fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, RepositoryError> {
        self.0.store.record(id).map_err(failed)
    }

    fn marc(&self, record: &Record) -> Result<String, RepositoryError> {
        let source = self.0.store.source(record.id).map_err(failed)?;
        let source = source.ok_or_else(|| failed(format!("record {} has no source", record.id)))?;
        marcxml(self.0, record, &source).map_err(failed)
    }

    fn versions(&self, record: &Record) -> Result<Vec<Arc<Record>>, RepositoryError> {
        // Alone in its work, as most are, it needs no second reading.
        let store = &self.0.store;
        if store.work(record.work).map_err(failed)?.len() < 2 {
            return Ok(Vec::new());
        }
        match store.record(record.id).map_err(failed)? {
            Some(record) => self.0.versions(&record).map_err(failed),
            None => Ok(Vec::new()),
        }
    }

    fn set_name(&self, set: &SetSpec) -> Option<String> {
        let slug = set.as_str().strip_prefix(CollectionRow::PREFIX)?;
        let row = self.0.store.collection(slug)?;
        Some(format!("Collection: {}", row.name(Lang::EN)))
    }

    fn set_texts(&self, set: &SetSpec) -> Option<(LangMap, LangMap)> {
        let slug = set.as_str().strip_prefix(CollectionRow::PREFIX)?;
        let row = self.0.store.collection(slug)?;
        Some((row.names, row.descriptions))
    }

    fn response_date(&self) -> Datestamp {
        self.0.store.response_date()
    }

    fn taxonomy(&self) -> &Taxonomy {
        &self.1
    }

    fn block(&self, key: &BlockKey) -> Option<Arc<Block>> {
        self.0.blocks.get(key)
    }

    fn keep_block(&self, key: &BlockKey, text: &str, live: u32) {
        self.0.blocks.keep(key, text, live);
    }
}

/// A record's MARCXML, valid MARC21slim: its source, with the fields that edits touched written over it.
///
/// # Errors
/// When the source cannot be read.
pub fn marcxml(app: &App, record: &Record, source: &Source) -> Result<String, marc::Fault> {
    let profile = app.pipeline.profile_of(&record.provenance);
    let marc = record::marc_out(record, source, profile.as_deref(), None)?;
    Ok(harvest::format::slim::fragment(marc))
}
