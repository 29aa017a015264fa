//! A selection as a CSV table (RFC 4180), and back: what was changed in its cells becomes a batch edit, and nothing else.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use record::{Record, RecordId, Seq};
use serde::Serialize;
use store::ReadError;

use super::cells::{self, COLUMNS, Column};
use crate::{
    app::App,
    pipeline::{BulkEdit, Target},
};

/// Faults kept of a table.
const FAULTS: usize = 1000;

/// Something in a table that cannot be used; the rest goes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellFault {
    /// The line that its row begins on, from 1.
    pub line: u64,
    /// The column's heading; none where it is the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong and what is expected.
    pub why: String,
}

/// Why a table cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A column that there has to be.
    #[error("the table has no column {0:?}; export the records as CSV and change that file")]
    Missing(&'static str),
    /// A column that there is not.
    #[error("the table has a column {0:?} that means nothing here; remove it")]
    Unknown(String),
    /// The first line cannot be read.
    #[error("the table's first line cannot be read: {0}")]
    Csv(#[from] csv::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The table's first line.
pub fn headings() -> Vec<u8> {
    let names = COLUMNS.iter().map(|column| column.name.to_owned());
    line(["id".to_owned(), "seq".to_owned()].into_iter().chain(names))
}

/// A record's line.
pub fn row(record: &Record) -> Vec<u8> {
    let value = cells::value(record);
    let cells = COLUMNS.iter().map(|column| armed(column.cell(&value)));
    line(
        [record.id.to_string(), record.seq.to_string()]
            .into_iter()
            .chain(cells),
    )
}

fn line(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

/// Spreadsheets take some texts for formulas (OWASP, CSV injection): these begin with an apostrophe, which reading takes off.
fn armed(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}

fn disarmed(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'');
    let armed = bare.filter(|bare| bare.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']));
    armed.unwrap_or(cell)
}

/// What was changed in a table, and what of it cannot be used.
///
/// # Errors
/// When it has no `id` or `seq`, or a column that means nothing.
pub fn read(app: &App, name: &str, bytes: &[u8]) -> Result<(BulkEdit, Vec<CellFault>), TableError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(bytes))
        .from_reader(bytes);
    let headings = Headings::read(reader.headers()?)?;
    let mut edit = BulkEdit {
        name: name.to_owned(),
        ..BulkEdit::default()
    };
    let (mut faults, mut seen) = (Vec::new(), HashMap::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(whole(line, error.to_string()));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        match headings.target(app, &row, line, &mut faults)? {
            Err(why) => faults.push(whole(line, why)),
            Ok(target) => {
                if let Some(first) = seen.insert(target.id, line) {
                    let why = format!(
                        "record {} stands on line {first} too, which was taken",
                        target.id
                    );
                    faults.push(whole(line, why));
                } else if !target.operations.is_empty() {
                    edit.records.push(target);
                }
            }
        }
    }
    faults.truncate(FAULTS);
    Ok((edit, faults))
}

/// Spreadsheets of some countries write semicolons, others tabs.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |sign: u8| first.iter().filter(|b| **b == sign).count();
    let best = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign));
    best.unwrap_or(b',')
}

fn whole(line: u64, why: String) -> CellFault {
    CellFault {
        line,
        column: None,
        why,
    }
}

/// Where the columns are.
struct Headings {
    id: usize,
    seq: usize,
    columns: Vec<(usize, &'static Column)>,
}

impl Headings {
    fn read(first: &StringRecord) -> Result<Headings, TableError> {
        let at = |name: &'static str| {
            let found = first.iter().position(|cell| cell.trim() == name);
            found.ok_or(TableError::Missing(name))
        };
        let (id, seq) = (at("id")?, at("seq")?);
        let mut columns = Vec::new();
        for (n, cell) in first
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != id && *n != seq)
        {
            let known = COLUMNS.iter().find(|column| column.name == cell.trim());
            match known {
                Some(column) => columns.push((n, column)),
                None if cell.trim().is_empty() => {}
                None => return Err(TableError::Unknown(cell.to_owned())),
            }
        }
        Ok(Headings { id, seq, columns })
    }

    /// What was changed in a row; or why it cannot be used as a whole.
    fn target(
        &self,
        app: &App,
        row: &StringRecord,
        line: u64,
        faults: &mut Vec<CellFault>,
    ) -> Result<Result<Target, String>, ReadError> {
        let cell = |n: usize| row.get(n).unwrap_or("").trim();
        let (Ok(id), Ok(seq)) = (cell(self.id).parse::<RecordId>(), cell(self.seq).parse()) else {
            return Ok(Err(
                "id and seq have to be the numbers that were exported".to_owned()
            ));
        };
        let seq = Seq(seq);
        let Some(version) = app.store.history(id, Some(seq), 1)?.pop() else {
            return Ok(Err(format!("there is no version {seq} of a record {id}")));
        };
        let was = cells::value(&version.record);
        let mut target = Target {
            id,
            seq: Some(seq),
            operations: Vec::new(),
        };
        for (n, column) in &self.columns {
            // A row that ends early says nothing of the rest.
            let Some(typed) = row.get(*n).map(disarmed) else {
                continue;
            };
            if typed
                .split_whitespace()
                .eq(column.cell(&was).split_whitespace())
            {
                continue;
            }
            match column.operation(&was, typed) {
                Ok(operation) => target.operations.push(operation),
                Err(why) => faults.push(CellFault {
                    line,
                    column: Some(column.name.to_owned()),
                    why,
                }),
            }
        }
        Ok(Ok(target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_kept_from_it_and_read_back() {
        for cell in ["=1+1", "+41 22", "-", "@x", "'quoted", "plain", ""] {
            let written = armed(cell.to_owned());
            assert!(!written.starts_with(['=', '+', '-', '@']), "{written}");
            assert_eq!(disarmed(&written), cell);
        }
    }

    #[test]
    fn columns_are_found_whatever_stands_between_them() {
        for (first, sign) in [
            ("id,seq,title", b','),
            ("id;seq;title", b';'),
            ("id\tseq", b'\t'),
            ("id", b','),
        ] {
            assert_eq!(delimiter(first.as_bytes()), sign, "{first}");
        }
        let headings = StringRecord::from(vec!["seq", "title", "id"]);
        let read = Headings::read(&headings).unwrap();
        assert_eq!((read.id, read.seq, read.columns.len()), (2, 0, 1));
        let error = Headings::read(&StringRecord::from(vec!["id", "seq", "colour"]));
        assert!(matches!(error, Err(TableError::Unknown(name)) if name == "colour"));
    }
}
