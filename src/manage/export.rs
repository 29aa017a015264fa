//! Writing records out, in the order of their last change: live ones only, step by step, so that
//! nothing waits on a slow reader.

use std::{sync::Arc, time::Duration};

use clap::ValueEnum;
use harvest::{
    Site,
    format::{Context, oai_dc},
    xml,
};
use record::{ChangeRange, Record, RecordId, SetSpec, marc};
use store::ReadError;

use crate::{
    app::{App, Behind},
    manage::bulk::{
        self, Select, SelectError,
        book::{Book, BookError},
        table,
    },
    repository,
    web::RecordView,
};

/// Records looked at in one step.
const STEP: usize = 500;

/// A form to write records in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// ISO 2709 in UTF-8; a record that was never edited and came as UTF-8 is written byte for byte.
    Marc,
    /// MARCXML.
    Marcxml,
    /// Our own JSON, one record a line.
    Json,
    /// Dublin Core in XML, one record a line.
    Dc,
    /// A table for spreadsheets; what is changed in its cells is taken back by `labordoc batch`.
    Csv,
    /// The same with tabs between cells.
    Tsv,
    /// The same as a workbook of Excel, of up to 50,000 records.
    Xlsx,
}

impl Form {
    /// Its media type (MARC: RFC 2220; MARCXML: RFC 6207).
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Marc => "application/marc",
            Form::Marcxml => "application/marcxml+xml",
            Form::Json => "application/x-ndjson",
            Form::Dc => "text/plain; charset=utf-8",
            Form::Csv => "text/csv; charset=utf-8",
            Form::Tsv => "text/tab-separated-values; charset=utf-8",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How a browser keeps a table: the value of `Content-Disposition`.
    pub fn disposition(self) -> Option<&'static str> {
        match self {
            Form::Csv => Some("attachment; filename=\"records.csv\""),
            Form::Tsv => Some("attachment; filename=\"records.tsv\""),
            Form::Xlsx => Some("attachment; filename=\"records.xlsx\""),
            _ => None,
        }
    }

    /// The sign between the cells of a table of text.
    fn between(self) -> Option<u8> {
        match self {
            Form::Csv => Some(b','),
            Form::Tsv => Some(b'\t'),
            _ => None,
        }
    }
}

/// Which records, in which form.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The form.
    pub form: Form,
    /// Only records of this set.
    pub set: Option<String>,
    /// Only records that these words find.
    pub query: Option<String>,
    /// Only records that a search finds: the query string of the search page, with its filters.
    pub search: Option<String>,
}

/// Why records cannot be written out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The search.
    #[error(transparent)]
    Search(#[from] index::SearchError),
    /// The index is not there yet.
    #[error(transparent)]
    Behind(#[from] Behind),
    /// A set that is none.
    #[error(
        "no record is in a set {0:?}; sets are named as type:book, theme:wages, lang:fr, journal:international-labour-review"
    )]
    NoSet(String),
    /// The query string.
    #[error(transparent)]
    Select(#[from] SelectError),
}

/// Why an export does not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The workbook cannot be made.
    #[error(transparent)]
    Book(#[from] BookError),
}

/// A step of an export.
#[derive(Debug, Default)]
pub struct Step {
    /// What is to be written.
    pub bytes: Vec<u8>,
    /// How many records are in it.
    pub written: u64,
    /// Records that have no such form, and why.
    pub left_out: Vec<String>,
    /// What such a form cannot hold of records that are written.
    pub shortened: Vec<String>,
}

/// An export under way.
pub struct Export {
    form: Form,
    site: Arc<Site>,
    set: Option<SetSpec>,
    /// The ids that the query finds, ascending.
    chosen: Option<Vec<RecordId>>,
    range: ChangeRange,
    begun: bool,
    ended: bool,
    /// A workbook, which is given out when it is whole.
    book: Option<Book>,
}

impl Export {
    /// An export of what is wanted; nothing is read yet but the ids that a query finds.
    ///
    /// # Errors
    /// When there is no such set, or the search fails.
    pub fn new(
        app: &App,
        site: Arc<Site>,
        wanted: &Wanted,
        patience: Duration,
    ) -> Result<Export, ExportError> {
        let set = wanted.set.as_deref().map(SetSpec::new);
        if let Some(set) = &set
            && !app.store.sets().iter().any(|s| s.set == *set)
        {
            return Err(ExportError::NoSet(set.as_str().to_owned()));
        }
        let range = ChangeRange {
            set: set.clone(),
            ..ChangeRange::default()
        };
        Ok(Export {
            form: wanted.form,
            site,
            set,
            chosen: chosen(app, wanted, patience)?,
            range,
            begun: false,
            ended: false,
            book: None,
        })
    }

    /// The next step; `None` at the end.
    ///
    /// # Errors
    /// When the store cannot be read, or a workbook cannot be made.
    pub fn step(&mut self, app: &App) -> Result<Option<Step>, StepError> {
        if self.ended {
            return Ok(None);
        }
        let mut step = Step::default();
        if !self.begun && self.form == Form::Marcxml {
            step.bytes
                .extend(marc::marcxml::COLLECTION_START.as_bytes());
        }
        if let Some(between) = self.form.between().filter(|_| !self.begun) {
            step.bytes.extend(table::first_line(between));
        }
        if !self.begun && self.form == Form::Xlsx {
            self.book = Some(Book::new(&app.config.data.join("uploads"))?);
        }
        self.begun = true;
        let rows = app.store.changes(&self.range, STEP)?;
        let Some(last) = rows.last() else {
            self.ended = true;
            if self.form == Form::Marcxml {
                step.bytes.extend(marc::marcxml::COLLECTION_END.as_bytes());
            }
            if let Some(book) = self.book.take() {
                step.bytes = book.finish()?;
            }
            return Ok(Some(step));
        };
        self.range.after = last.seq;
        for row in rows.iter().filter(|r| !r.deleted) {
            let in_set = self.set.as_ref().is_none_or(|s| row.sets.contains(s));
            let found = |ids: &Vec<RecordId>| ids.binary_search(&row.id).is_ok();
            if !in_set || !self.chosen.as_ref().is_none_or(found) {
                continue;
            }
            // It may have been withdrawn since the row was read.
            let record = app.store.record(row.id)?.filter(|r| r.status.is_live());
            if let Some(record) = record {
                self.write(app, &record, &mut step)?;
            }
        }
        Ok(Some(step))
    }

    fn write(&mut self, app: &App, record: &Arc<Record>, step: &mut Step) -> Result<(), StepError> {
        match self.form {
            Form::Json => {
                let versions = app.versions(record)?;
                let line = serde_json::to_vec(&RecordView::new(record, &versions));
                step.bytes.extend(line.unwrap_or_default());
                step.bytes.push(b'\n');
            }
            Form::Dc => {
                let versions = app.versions(record)?;
                let context = Context {
                    site: &self.site,
                    taxonomy: &app.taxonomy(),
                    versions: &versions,
                };
                let mut line = xml::DECLARATION.trim_end().to_owned();
                oai_dc::write(&mut line, record, &context);
                step.bytes.extend(line.replace('\n', "").into_bytes());
                step.bytes.push(b'\n');
            }
            Form::Csv => step.bytes.extend(table::row(b',', record)),
            Form::Tsv => step.bytes.extend(table::row(b'\t', record)),
            Form::Xlsx => {
                let long = match &mut self.book {
                    Some(book) => book.push(record)?,
                    None => Vec::new(),
                };
                step.shortened.extend(long.into_iter().map(|column| {
                    format!(
                        "record {}: {column} is longer than a cell can hold; the cell says so, and left as it is it changes nothing",
                        record.id
                    )
                }));
            }
            Form::Marc | Form::Marcxml => match self.marc(app, record)? {
                Ok(bytes) => step.bytes.extend(bytes),
                Err(why) => {
                    step.left_out.push(why);
                    return Ok(());
                }
            },
        }
        step.written += 1;
        Ok(())
    }

    fn marc(&self, app: &App, record: &Record) -> Result<Result<Vec<u8>, String>, ReadError> {
        let id = record.id;
        let Some(source) = app.store.source(id)? else {
            return Ok(Err(format!("record {id} has no MARC source")));
        };
        if self.form == Form::Marcxml {
            let fragment = repository::marcxml(app, record, &source);
            let line = fragment.map(|f| format!("{f}\n").into_bytes());
            return Ok(line.map_err(|error| format!("record {id}: {error}")));
        }
        let profile = app.pipeline.profile_of(&record.provenance);
        let bytes = record::iso2709_out(record, &source, profile.as_deref(), None);
        Ok(bytes.map_err(|error| format!("record {id}: {error}")))
    }
}

/// The ids that are asked for, ascending; `None` where all are.
fn chosen(
    app: &App,
    wanted: &Wanted,
    patience: Duration,
) -> Result<Option<Vec<RecordId>>, ExportError> {
    let found = match &wanted.search {
        Some(search) => {
            let select = Select::Query(search.clone());
            Some(bulk::ids(app, &select, patience)?)
        }
        None => None,
    };
    let Some(query) = &wanted.query else {
        return Ok(found);
    };
    app.wait_indexed(app.store.head(), patience)?;
    let request = index::SearchRequest {
        query: query.clone(),
        ..index::SearchRequest::default()
    };
    let mut ids = app.index.matching(&request, &app.taxonomy())?;
    if let Some(found) = found {
        ids.retain(|id| found.binary_search(id).is_ok());
    }
    Ok(Some(ids))
}
