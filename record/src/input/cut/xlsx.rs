//! Workbooks of Excel (ECMA-376), read by `calamine`: each sheet a table with its names on top.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read, Seek},
    sync::Arc,
};

use calamine::{DataRef, Dimensions, Reader as _, Xlsx};

use super::{
    At, Cut, Cutting, Fail,
    table::{Table, at_row, on_cell},
};
use crate::{
    Notice, Profile, Severity,
    input::{
        Limits,
        limits::Refusal,
        sheets::{self, Budget},
        stream::Shared,
    },
    marc::FaultCode,
};

type Book<R> = Xlsx<BufReader<Shared<R>>>;

/// One row of a sheet: its number from 1, its cells, what was found in them.
struct Row {
    number: u64,
    cells: BTreeMap<usize, String>,
    notices: Vec<Notice>,
}

pub(super) struct Workbook<R: Read + Seek> {
    book: Book<R>,
    sheets: std::vec::IntoIter<String>,
    several: bool,
    sheet: Option<Arc<str>>,
    rows: std::vec::IntoIter<Row>,
    table: Option<Table>,
    profile: Option<Arc<Profile>>,
    limits: Limits,
    budget: Budget,
    notices: Vec<Notice>,
}

pub(super) fn open<R: Read + Seek + Send + 'static>(
    shared: Shared<R>,
    profile: Option<Arc<Profile>>,
    limits: &Limits,
) -> Result<Workbook<R>, Refusal> {
    let book: Book<R> = sheets::open(shared)?;
    let names = book.sheet_names();
    Ok(Workbook {
        several: names.len() > 1,
        sheets: names.into_iter(),
        book,
        sheet: None,
        rows: Vec::new().into_iter(),
        table: None,
        profile,
        limits: limits.clone(),
        budget: Budget::new(limits),
        notices: Vec::new(),
    })
}

impl<R: Read + Seek> Workbook<R> {
    /// Reads the next sheet; nothing after the last.
    fn next_sheet(&mut self) -> Option<Result<(), Box<Fail>>> {
        let name = self.sheets.next()?;
        self.sheet = self.several.then(|| Arc::from(name.as_str()));
        self.notices = self.take();
        self.table = None;
        Some(self.load(&name))
    }

    fn load(&mut self, name: &str) -> Result<(), Box<Fail>> {
        let at = at_row(1, None, None, self.sheet.as_ref());
        let wrong = |code: FaultCode, text: String| Fail::new(at.clone(), code, text, &[]);
        let merged = self
            .book
            .merge_cells_by_sheet_name(name)
            .unwrap_or_default();
        let mut rows: Vec<Row> = Vec::new();
        let mut show = |number: u64, column: usize, value: &DataRef<'_>| {
            if rows.last().is_none_or(|r| r.number != number) {
                rows.push(Row {
                    number,
                    cells: BTreeMap::new(),
                    notices: Vec::new(),
                });
            }
            if let Some(row) = rows.last_mut() {
                take(row, column, value);
            }
        };
        sheets::visit(&mut self.book, name, &mut self.budget, &mut show)
            .map_err(|refusal| wrong(refusal.code, refusal.text))?;
        for region in &merged {
            spread(&mut rows, region);
        }
        rows.retain(|row| !row.cells.is_empty() || !row.notices.is_empty());
        self.rows = rows.into_iter();
        self.begin()
    }

    /// Reads the row of names.
    fn begin(&mut self) -> Result<(), Box<Fail>> {
        let Some(first) = self.rows.next() else {
            return Ok(());
        };
        let width = first.cells.keys().last().map_or(0, |last| last + 1);
        let name = |column| first.cells.get(&column).cloned().unwrap_or_default();
        let names: Vec<String> = (0..width).map(name).collect();
        let at = at_row(first.number, None, None, self.sheet.as_ref());
        match Table::new(&names, self.profile.as_deref(), &self.limits, &at) {
            Ok(table) => {
                self.table = Some(table);
                Ok(())
            }
            Err(refusal) => {
                self.rows = Vec::new().into_iter();
                Err(Fail::new(at, refusal.code, refusal.text, &[]))
            }
        }
    }

    fn take(&mut self) -> Vec<Notice> {
        let mut all = std::mem::take(&mut self.notices);
        if let Some(table) = &mut self.table {
            all.append(&mut table.notices);
        }
        all
    }

    fn row(&self, row: Row, table: &Table) -> Result<Cutting, Box<Fail>> {
        let at: At = at_row(row.number, None, None, self.sheet.as_ref());
        let width = table.width();
        if let Some((column, cell)) = row.cells.range(width..).find(|(_, c)| !c.is_empty()) {
            let text = format!(
                "the cell holds {cell:?} and its column has no name; give it one, or empty it"
            );
            let mut fail = Fail::new(at, FaultCode::BadCellCount, text, &[]);
            fail.notice.cell = Some(crate::input::row::letters(*column));
            return Err(fail);
        }
        let cell = |column| row.cells.get(&column).map_or("", String::as_str);
        Ok(Cutting {
            origin: None,
            at,
            source: table.source((0..width).map(cell)),
            notices: row.notices,
        })
    }
}

/// A cell's text; dates as ISO 8601, whole numbers without a point.
fn take(row: &mut Row, column: usize, value: &DataRef<'_>) {
    let text = match value {
        DataRef::Empty => return,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => sheets::number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => {
            let text = format!("the cell's formula gives {error}; the cell was taken as empty");
            let found = on_cell(Severity::Warning, FaultCode::FormulaError, column, text);
            row.notices.push(found);
            return;
        }
    };
    if !text.trim().is_empty() {
        row.cells.insert(column, text);
    }
}

/// A merged cell holds its value once: rows below it get it too, and all are told.
fn spread(rows: &mut [Row], region: &Dimensions) {
    let ((top, left), (bottom, right)) = (region.start, region.end);
    let (top, bottom) = (u64::from(top) + 1, u64::from(bottom) + 1);
    let column = left as usize;
    let from = rows.partition_point(|row| row.number < top);
    let to = rows.partition_point(|row| row.number <= bottom);
    let value = rows
        .get(from)
        .filter(|row| row.number == top)
        .and_then(|row| row.cells.get(&column).cloned());
    let Some(value) = value else { return };
    for row in &mut rows[from..to] {
        let wide = if right > left {
            ", over several columns"
        } else {
            ""
        };
        let text = format!(
            "the cell is merged from row {top} to row {bottom}{wide}; each row was given its value, in the first column of them"
        );
        row.cells.insert(column, value.clone());
        let found = on_cell(Severity::Warning, FaultCode::MergedCells, column, text);
        row.notices.push(found);
    }
}

impl<R: Read + Seek + Send> Cut for Workbook<R> {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        loop {
            if let Some(row) = self.rows.next() {
                if let Some(table) = &self.table {
                    return Some(self.row(row, table));
                }
                continue;
            }
            if let Err(fail) = self.next_sheet()? {
                return Some(Err(fail));
            }
        }
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        self.take()
    }
}
