//! A selection as a table of text, and tables back, as text or as workbooks: what was changed in their cells
//! becomes a batch edit, and nothing else.
//!
//! Text is CSV (RFC 4180) or the same with tabs; workbooks are written in `book.rs`.

use std::{collections::HashMap, io::Cursor, sync::Arc};

use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use record::{
    Record, RecordId, Seq,
    input::{self, Limits, SheetCell, SheetError, SheetRow, column_letters},
};
use serde::{Deserialize, Serialize};
use store::ReadError;

use super::{
    book,
    cells::{self, COLUMNS, Column},
};
use crate::{
    app::App,
    pipeline::{BulkEdit, Target},
};

/// Faults kept of a table.
const FAULTS: usize = 1000;

/// Something in a table that cannot be used; the rest goes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// The line that its row begins on, from 1.
    pub line: u64,
    /// The column's heading; none where it is the whole row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// In a workbook, the sheet and the cell, as `records!B7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// What is wrong and what is expected.
    pub why: String,
}

impl CellFault {
    /// Where it is, for people.
    pub fn place(&self) -> String {
        match (&self.cell, &self.column) {
            (Some(cell), _) => cell.clone(),
            (None, Some(column)) => format!("line {}, {column}", self.line),
            (None, None) => format!("line {}", self.line),
        }
    }
}

/// Why a table cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A column that there has to be.
    #[error(
        "the table has no column {0:?}; export the records as CSV or XLSX and change that file"
    )]
    Missing(&'static str),
    /// A column that there is not.
    #[error("the table has a column {0:?} that means nothing here; remove it")]
    Unknown(String),
    /// A column twice.
    #[error("the table has the column {0:?} twice; remove one")]
    Twice(String),
    /// The first line cannot be read.
    #[error("the table's first line cannot be read: {0}")]
    Csv(#[from] csv::Error),
    /// The workbook cannot be read.
    #[error(transparent)]
    Workbook(#[from] SheetError),
    /// An old workbook.
    #[error("it is an old workbook of Excel, or one with a password; save it as XLSX without one")]
    Old,
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// The table's headings.
pub fn headings() -> impl Iterator<Item = &'static str> {
    ["id", "seq"]
        .into_iter()
        .chain(COLUMNS.iter().map(|column| column.name))
}

/// The table's first line, with this sign between cells.
pub fn first_line(between: u8) -> Vec<u8> {
    line(between, headings().map(str::to_owned))
}

/// A record's line, with this sign between cells.
pub fn row(between: u8, record: &Record) -> Vec<u8> {
    let value = cells::value(record);
    let cells = COLUMNS.iter().map(|column| armed(column.cell(&value)));
    let place = [record.id.to_string(), record.seq.to_string()];
    line(between, place.into_iter().chain(cells))
}

fn line(between: u8, cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(between)
        .from_writer(Vec::new());
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

/// What was changed in a table, and what of it cannot be used. Whether it is text or a workbook is seen by its
/// first bytes.
///
/// # Errors
/// When it has no `id` or `seq`, or a column that means nothing; of a workbook, when it is damaged or too large.
pub fn read(app: &App, name: &str, bytes: &[u8]) -> Result<(BulkEdit, Vec<CellFault>), TableError> {
    let mut reading = Reading {
        app,
        edit: BulkEdit {
            name: name.to_owned(),
            ..BulkEdit::default()
        },
        faults: Vec::new(),
        seen: HashMap::new(),
    };
    if input::is_old_workbook(bytes) {
        return Err(TableError::Old);
    }
    match input::is_workbook(bytes) {
        true => reading.workbook(bytes)?,
        false => reading.text(bytes)?,
    }
    let Reading {
        edit, mut faults, ..
    } = reading;
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

/// Where a row stands.
#[derive(Clone)]
struct Place {
    line: u64,
    sheet: Option<Arc<str>>,
}

impl Place {
    fn fault(&self, at: usize, column: Option<&str>, why: String) -> CellFault {
        let letters = column_letters(at);
        CellFault {
            line: self.line,
            column: column.map(str::to_owned),
            cell: self
                .sheet
                .as_ref()
                .map(|sheet| format!("{sheet}!{letters}{}", self.line)),
            why,
        }
    }
}

/// A cell as it was typed.
enum Typed<'a> {
    /// A text of a line of text.
    Line(&'a str),
    /// A cell of a workbook; none is an empty one.
    Cell(Option<&'a SheetCell>),
}

/// What a table has come to so far.
struct Reading<'a> {
    app: &'a App,
    edit: BulkEdit,
    faults: Vec<CellFault>,
    /// Where each record stands.
    seen: HashMap<RecordId, String>,
}

impl Reading<'_> {
    fn text(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(bytes))
            .from_reader(bytes);
        let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let headings = Headings::read(&names)?;
        for row in reader.records() {
            let place = |position: Option<&csv::Position>| Place {
                line: position.map_or(0, csv::Position::line),
                sheet: None,
            };
            match row {
                Ok(row) => self.line(&headings, &place(row.position()), &row)?,
                Err(error) => {
                    let fault = place(error.position()).fault(0, None, error.to_string());
                    self.faults.push(fault);
                }
            }
        }
        Ok(())
    }

    fn line(
        &mut self,
        headings: &Headings,
        place: &Place,
        row: &StringRecord,
    ) -> Result<(), ReadError> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        // A row that ends early says nothing of the rest.
        self.row(headings, place, &|n| row.get(n).map(Typed::Line))
    }

    /// Reads the sheets that have headings of records; others are told and passed over.
    fn workbook(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        let sheets = input::sheets(Cursor::new(bytes.to_vec()), &Limits::default())?;
        let mut missing = None;
        let mut any = false;
        for sheet in sheets {
            let place = |line: u64| Place {
                line,
                sheet: Some(Arc::from(sheet.name.as_str())),
            };
            let mut rows = sheet.rows.iter();
            let Some(first) = rows.next() else { continue };
            match Headings::read(&names(first)) {
                Ok(headings) => {
                    any = true;
                    for row in rows {
                        let stray = row.cells.keys().find(|n| !headings.name(**n));
                        if let Some(n) = stray {
                            let why = "the cell's column has no heading, so it says nothing; empty it or put it where it belongs";
                            let fault = place(row.number).fault(*n, None, why.to_owned());
                            self.faults.push(fault);
                        }
                        let cell = |n| Some(Typed::Cell(row.cells.get(&n)));
                        self.row(&headings, &place(row.number), &cell)?;
                    }
                }
                Err(TableError::Missing(name)) => {
                    let why = format!("the sheet has no column {name:?} and was left out");
                    let fault = place(first.number).fault(0, None, why);
                    self.faults.push(fault);
                    missing = missing.or(Some(name));
                }
                Err(error) => return Err(error),
            }
        }
        match any {
            true => Ok(()),
            false => Err(TableError::Missing(missing.unwrap_or("id"))),
        }
    }

    /// Takes what was changed in a row.
    fn row<'r>(
        &mut self,
        headings: &Headings,
        place: &Place,
        cell: &dyn Fn(usize) -> Option<Typed<'r>>,
    ) -> Result<(), ReadError> {
        let whole = |why: String| place.fault(headings.id, None, why);
        let number = |n: usize| plain(cell(n)).and_then(|text| text.trim().parse::<u64>().ok());
        let (Some(id), Some(seq)) = (number(headings.id), number(headings.seq)) else {
            let why = "id and seq have to be the numbers that were exported";
            self.faults.push(whole(why.to_owned()));
            return Ok(());
        };
        let (id, seq) = (RecordId(id), Seq(seq));
        let Some(version) = self.app.store.history(id, Some(seq), 1)?.pop() else {
            let why = format!("there is no version {seq} of a record {id}");
            self.faults.push(whole(why));
            return Ok(());
        };
        let here = whole(String::new()).place();
        if let Some(first) = self.seen.get(&id) {
            let why = format!("record {id} stands at {first} too, which was taken");
            self.faults.push(whole(why));
            return Ok(());
        }
        self.seen.insert(id, here);
        let was = cells::value(&version.record);
        let mut target = Target {
            id,
            seq: Some(seq),
            operations: Vec::new(),
        };
        for (n, column) in &headings.columns {
            let Some(typed) = cell(*n) else { continue };
            let operation = match changed(column, &column.cell(&was), &typed) {
                Ok(None) => continue,
                Ok(Some(text)) => column.operation(&was, &text),
                Err(why) => Err(why),
            };
            match operation {
                Ok(operation) => target.operations.push(operation),
                Err(why) => self.faults.push(place.fault(*n, Some(column.name), why)),
            }
        }
        if !target.operations.is_empty() {
            self.edit.records.push(target);
        }
        Ok(())
    }
}

fn plain(typed: Option<Typed<'_>>) -> Option<&str> {
    match typed? {
        Typed::Line(text) => Some(text),
        Typed::Cell(Some(SheetCell::Text(text))) => Some(text),
        Typed::Cell(_) => None,
    }
}

/// The new text of a cell that differs from what was exported.
fn changed(column: &Column, was: &str, typed: &Typed<'_>) -> Result<Option<String>, String> {
    let same = |text: &str| text.split_whitespace().eq(was.split_whitespace());
    let text = match typed {
        Typed::Line(text) => disarmed(text),
        Typed::Cell(None) => "",
        Typed::Cell(Some(SheetCell::Text(text))) if same(text) => return Ok(None),
        // A workbook that was made of a CSV table has its apostrophes.
        Typed::Cell(Some(SheetCell::Text(text))) => disarmed(text),
        Typed::Cell(Some(SheetCell::Date(day))) if column.is_date() => day.as_str(),
        Typed::Cell(Some(SheetCell::Date(day))) => {
            return Err(format!(
                "the cell holds the day {day}, which a spreadsheet may have made of what was typed; make the cell one of text and type it again"
            ));
        }
        Typed::Cell(Some(SheetCell::Wrong(error))) => {
            return Err(format!(
                "the cell's formula gives {error}; type the value itself"
            ));
        }
    };
    Ok((!same(text) && text.trim() != book::LEFT_OUT).then(|| text.to_owned()))
}

/// The texts of a sheet's first row.
fn names(first: &SheetRow) -> Vec<String> {
    let width = first.cells.keys().last().map_or(0, |last| last + 1);
    let name = |n| match first.cells.get(&n) {
        Some(SheetCell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    (0..width).map(name).collect()
}

/// Where the columns are.
struct Headings {
    id: usize,
    seq: usize,
    columns: Vec<(usize, &'static Column)>,
}

impl Headings {
    fn read(first: &[String]) -> Result<Headings, TableError> {
        let at = |name: &'static str| {
            let found = first.iter().position(|cell| cell.trim() == name);
            found.ok_or(TableError::Missing(name))
        };
        let (id, seq) = (at("id")?, at("seq")?);
        let mut columns: Vec<(usize, &'static Column)> = Vec::new();
        for (n, cell) in first.iter().enumerate() {
            let name = cell.trim();
            if n == id || n == seq || name.is_empty() {
                continue;
            }
            let Some(column) = COLUMNS.iter().find(|column| column.name == name) else {
                return Err(TableError::Unknown(cell.clone()));
            };
            if columns.iter().any(|(_, held)| held.name == name) {
                return Err(TableError::Twice(name.to_owned()));
            }
            columns.push((n, column));
        }
        Ok(Headings { id, seq, columns })
    }

    /// Whether a column has a heading.
    fn name(&self, n: usize) -> bool {
        n == self.id || n == self.seq || self.columns.iter().any(|(at, _)| *at == n)
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
        let names = |all: &[&str]| {
            all.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let read = Headings::read(&names(&["seq", "title", "", "id"])).unwrap();
        assert_eq!((read.id, read.seq, read.columns.len()), (3, 0, 1));
        let error = Headings::read(&names(&["id", "seq", "colour"]));
        assert!(matches!(error, Err(TableError::Unknown(name)) if name == "colour"));
        let error = Headings::read(&names(&["id", "seq", "title", "title"]));
        assert!(matches!(error, Err(TableError::Twice(name)) if name == "title"));
    }

    #[test]
    fn a_cell_of_a_workbook_is_changed_when_it_says_something_else() {
        let column = |name: &str| COLUMNS.iter().find(|column| column.name == name).unwrap();
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let date = SheetCell::Date("1931-02-01".to_owned());
        for (name, was, cell, now) in [
            ("title", "=1+1", Some(text("=1+1")), None),
            ("title", "=1+1", Some(text("'=1+1")), None),
            ("title", "'=1+1", Some(text("'=1+1")), None),
            ("title", "A  b", Some(text("A b")), None),
            ("volume", "007", Some(text("7")), Some("7")),
            ("title", "A", None, Some("")),
            ("title", "", None, None),
            ("abstracts", "[en] Long", Some(text(book::LEFT_OUT)), None),
            ("date", "1930", Some(date.clone()), Some("1931-02-01")),
        ] {
            let read = changed(column(name), was, &Typed::Cell(cell.as_ref())).unwrap();
            assert_eq!(read.as_deref(), now, "{name} {was:?} {cell:?}");
        }
        for cell in [date, SheetCell::Wrong("#REF!".to_owned())] {
            let refused = changed(column("volume"), "1", &Typed::Cell(Some(&cell)));
            assert!(refused.is_err(), "{cell:?}");
        }
    }
}
