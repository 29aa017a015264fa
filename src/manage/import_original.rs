//! The input of a staged import as it came, with what was found in each record written into it: columns of a
//! table, fields of MARC. So faults can be mended where the records come from.

use std::{fs::File, io, path::PathBuf};

use record::{
    ImportRow, Notice, Severity, Source, SourceFormat,
    input::{Given, Options, Reader},
    marc::{MarcRecord, Tag, iso2709, marcxml},
};
use serde_json::{Map, Value};

use crate::pipeline::{
    Pipeline,
    report::{self, Line},
};

/// Records put together before they are sent.
const PIECE: usize = 256;
/// The field that a MARC record is told by what was found in it; MARC 21 leaves 957 to each library.
const FIELD: &[u8; 3] = b"957";
/// The columns that a table gets.
const COLUMNS: [&str; 3] = ["labordoc_action", "labordoc_record", "labordoc_notices"];

/// Why an input cannot be given back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OriginalError {
    /// It is not kept any more.
    #[error("the input of import {0} is not kept any more; its report is")]
    Gone(u64),
    /// Its form has no place for what was found.
    #[error("{0} has no place to write what was found; take the report as CSV")]
    Form(String),
    /// It cannot be read.
    #[error("the input or its report cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// How an input is written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Marc,
    Marcxml,
    Table,
}

/// An input with what was found in it, piece by piece.
pub struct Original {
    reader: Reader<File>,
    lines: Box<dyn Iterator<Item = Line> + Send>,
    form: Form,
    name: String,
    /// The columns of the table so far.
    columns: Option<Vec<String>>,
    /// What the first look has read.
    first: Option<Given>,
    ended: bool,
    begun: bool,
}

impl Original {
    /// The input of an import that is kept.
    ///
    /// # Errors
    /// When it is not kept, has no place for what was found, or cannot be read.
    pub fn open(pipeline: &Pipeline, row: &ImportRow) -> Result<Original, OriginalError> {
        let gone = || OriginalError::Gone(row.id.0);
        let path: PathBuf = pipeline.input_of(row).ok_or_else(gone)?;
        let profile = row
            .profile
            .as_deref()
            .and_then(|key| pipeline.known_profile(key).ok());
        let options = Options {
            format: row.format,
            profile,
            ..Options::default()
        };
        let lines = report::read(&pipeline.report_of(row.id))?;
        let mut reader = Reader::open(File::open(path)?, options);
        let first = reader.by_ref().find_map(Result::ok);
        let form = match first.as_ref().map(|given| given.source.format) {
            Some(SourceFormat::Marc) => Form::Marc,
            Some(SourceFormat::Marcxml) => Form::Marcxml,
            Some(SourceFormat::Row) => Form::Table,
            other => return Err(OriginalError::Form(format!("{other:?}"))),
        };
        Ok(Original {
            reader,
            lines: Box::new(lines),
            form,
            name: row.input.clone(),
            columns: None,
            first,
            ended: false,
            begun: false,
        })
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        match self.form {
            Form::Marc => "application/marc",
            Form::Marcxml => "application/marcxml+xml",
            Form::Table => "text/csv; charset=utf-8",
        }
    }

    /// A name to save it under: `articles-checked.csv`.
    pub fn file_name(&self) -> String {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        let stem: String = stem.chars().map(plain).collect();
        let end = match self.form {
            Form::Marc => "mrc",
            Form::Marcxml => "xml",
            Form::Table => "csv",
        };
        format!("{stem}-checked.{end}")
    }

    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        if !std::mem::replace(&mut self.begun, true) && self.form == Form::Marcxml {
            piece.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n");
        }
        for _ in 0..PIECE {
            let Some(line) = self.lines.next() else {
                self.ended = true;
                break;
            };
            let given = self.given(line.position);
            match self.form {
                Form::Table => self.table_row(&line, given.as_ref(), &mut piece)?,
                Form::Marc | Form::Marcxml => {
                    if let Some(given) = given {
                        self.marc(&line, &given.source, &mut piece);
                    }
                }
            }
        }
        if self.ended && self.form == Form::Marcxml {
            piece.extend_from_slice(b"</collection>\n");
        }
        Ok(piece)
    }

    /// The record at a place; `None` when it could not be read.
    fn given(&mut self, position: u64) -> Option<Given> {
        loop {
            let given = match self.first.take() {
                Some(given) => given,
                None => match self.reader.next()? {
                    Ok(given) => given,
                    Err(broken) if broken.fatal || broken.place.position >= position => {
                        return None;
                    }
                    Err(_) => continue,
                },
            };
            if given.place.position >= position {
                if given.place.position > position {
                    self.first = Some(given);
                    return None;
                }
                return Some(given);
            }
        }
    }

    fn table_row(
        &mut self,
        line: &Line,
        given: Option<&Given>,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let cells: Map<String, Value> = given
            .and_then(|given| serde_json::from_slice(&given.source.bytes).ok())
            .unwrap_or_default();
        let mut table = csv::Writer::from_writer(out);
        if self.columns.is_none() && !cells.is_empty() {
            let columns: Vec<String> = cells.keys().cloned().collect();
            table.write_record(columns.iter().map(String::as_str).chain(COLUMNS))?;
            self.columns = Some(columns);
        }
        let columns = self.columns.iter().flatten();
        let told: Vec<String> = line.notices.iter().map(said).collect();
        let mut row: Vec<String> = columns
            .map(|column| match cells.get(column) {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            })
            .collect();
        row.push(line.action.name().to_owned());
        row.push(line.id.map(|id| id.to_string()).unwrap_or_default());
        row.push(told.join("\n"));
        table.write_record(row)?;
        table.flush()
    }

    /// A record with its findings; one that does not fit the form any more goes without them.
    fn marc(&self, line: &Line, source: &Source, out: &mut Vec<u8>) {
        let Ok(parsed) = record::marc_of(source, None) else {
            out.extend_from_slice(&source.bytes);
            return;
        };
        let mut marc = parsed.marc;
        told_in(&mut marc, line);
        match self.form {
            Form::Marc => match iso2709::write(&marc) {
                Ok(bytes) => out.extend_from_slice(&bytes),
                Err(_) => out.extend_from_slice(&source.bytes),
            },
            _ => out.extend_from_slice(marcxml::write_record(&marc).as_bytes()),
        }
    }
}

impl Iterator for Original {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        (!self.ended).then(|| self.piece())
    }
}

/// `error 245$a: the text (code)`
fn said(notice: &Notice) -> String {
    let severity = match notice.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let place = notice.cell.as_ref().or(notice.field.as_ref());
    let place = place.filter(|place| !place.is_empty());
    let place = place.map_or_else(String::new, |place| format!(" {place}"));
    format!("{severity}{place}: {} ({})", notice.text, notice.code)
}

/// 957 $a what becomes of it, $b the record here, then one for each finding: $x its code, $n it in words.
fn told_in(marc: &mut MarcRecord, line: &Line) {
    let Some(tag) = Tag::from_bytes(*FIELD) else {
        return;
    };
    let id = line.id.map(|id| id.to_string());
    let mut subfields = vec![('a', line.action.name())];
    subfields.extend(id.as_ref().map(|id| ('b', id.as_str())));
    marc.push_data(tag, "  ", &subfields);
    for notice in &line.notices {
        let text = said(notice);
        marc.push_data(tag, "  ", &[('x', &notice.code), ('n', &text)]);
    }
}
