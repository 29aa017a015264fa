//! `labordoc export`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use harvest::format::{self, Context};
use record::{ChangeRange, Record, RecordId, SetSpec, marc};

use super::{Call, CliError, output};
use crate::{app::App, repository, web::RecordView};

/// Records read in one go.
const STEP: usize = 500;

/// Write records out, in the order of their last change.
#[derive(Debug, Args)]
pub struct Export {
    /// The form.
    #[arg(long, value_enum, default_value = "marc")]
    format: Form,
    /// Only records of this set, as theme:wages.
    #[arg(long, value_name = "SET")]
    set: Option<String>,
    /// Only records that a search finds.
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// The file to write; standard output when left out.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

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
}

/// Why a record could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The file.
    #[error("cannot write {to}: {source}")]
    Write {
        /// The file.
        to: String,
        /// Why.
        source: io::Error,
    },
    /// The search.
    #[error(transparent)]
    Search(#[from] index::SearchError),
    /// A set that is none.
    #[error(
        "no record is in a set {0:?}; sets are named as type:book, theme:wages, lang:fr, journal:international-labour-review"
    )]
    NoSet(String),
}

impl Export {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let app = call.open_existing()?;
        let chosen = self.chosen(&app)?;
        let set = self.set.as_deref().map(SetSpec::new);
        let to = self
            .output
            .as_ref()
            .map_or("standard output".to_owned(), |p| p.display().to_string());
        let failed = |source| ExportError::Write {
            to: to.clone(),
            source,
        };
        let mut out: Box<dyn Write> = match &self.output {
            Some(path) => Box::new(BufWriter::new(File::create(path).map_err(failed)?)),
            None => Box::new(BufWriter::new(io::stdout().lock())),
        };
        let (mut written, mut left_out) = (0_u64, 0_u64);
        let mut put = |bytes: &[u8]| out.write_all(bytes).map_err(failed);
        if self.format == Form::Marcxml {
            put(marc::marcxml::COLLECTION_START.as_bytes())?;
        }
        let mut range = ChangeRange {
            set: set.clone(),
            ..ChangeRange::default()
        };
        loop {
            let rows = app.store.changes(&range, STEP)?;
            let Some(last) = rows.last() else { break };
            range.after = last.seq;
            let in_set = |sets: &[SetSpec]| set.as_ref().is_none_or(|s| sets.contains(s));
            for row in rows.iter().filter(|r| !r.deleted && in_set(&r.sets)) {
                if chosen
                    .as_ref()
                    .is_some_and(|ids| ids.binary_search(&row.id).is_err())
                {
                    continue;
                }
                let Some(record) = app.store.record(row.id)? else {
                    continue;
                };
                match self.write(&app, &record)? {
                    Some(bytes) => {
                        put(&bytes)?;
                        written += 1;
                    }
                    None => left_out += 1,
                }
            }
        }
        if self.format == Form::Marcxml {
            put(marc::marcxml::COLLECTION_END.as_bytes())?;
        }
        out.flush().map_err(failed)?;
        drop(out);
        app.close();
        output::note(&format!("{written} records written"));
        if left_out > 0 {
            output::note(&format!("{left_out} records were left out, named above"));
        }
        Ok(if left_out == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// The ids that the query finds, ascending.
    fn chosen(&self, app: &App) -> Result<Option<Vec<RecordId>>, CliError> {
        if let Some(set) = &self.set
            && !app.store.sets().iter().any(|s| s.set.as_str() == set)
        {
            return Err(ExportError::NoSet(set.clone()).into());
        }
        let Some(query) = &self.query else {
            return Ok(None);
        };
        app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
        let request = index::SearchRequest {
            query: query.clone(),
            ..index::SearchRequest::default()
        };
        let found = app
            .index
            .matching(&request, &app.taxonomy)
            .map_err(ExportError::from)?;
        Ok(Some(found))
    }

    /// A record's bytes; `None`, and a line that says why, when it has none in this form.
    fn write(&self, app: &App, record: &Arc<Record>) -> Result<Option<Vec<u8>>, CliError> {
        if self.format == Form::Json {
            let versions = app.versions(record)?;
            let mut line =
                serde_json::to_vec(&RecordView::new(record, &versions)).unwrap_or_default();
            line.push(b'\n');
            return Ok(Some(line));
        }
        if self.format == Form::Dc {
            let versions = app.versions(record)?;
            let base_url = &app.config.base_url;
            let site = crate::web::site(app, base_url);
            let context = Context {
                site: &site,
                taxonomy: &app.taxonomy,
                versions: &versions,
            };
            return Ok(Some(
                format!(
                    "{}\n",
                    format::dc::document(record, &context).replace('\n', "")
                )
                .into_bytes(),
            ));
        }
        let Some(source) = app.store.source(record.id)? else {
            output::note(&format!("record {} has no MARC source", record.id));
            return Ok(None);
        };
        if self.format == Form::Marcxml {
            return match repository::marcxml(record, &source) {
                Ok(fragment) => Ok(Some(format!("{fragment}\n").into_bytes())),
                Err(error) => {
                    output::note(&format!("record {}: {error}", record.id));
                    Ok(None)
                }
            };
        }
        let bytes = match record::iso2709_out(record, &source, None) {
            Ok(bytes) => bytes,
            Err(error) => {
                output::note(&format!("record {}: {error}", record.id));
                return Ok(None);
            }
        };
        Ok(Some(bytes))
    }
}
