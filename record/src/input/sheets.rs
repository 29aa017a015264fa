//! Workbooks of Excel as tables of cells, within the limits of imports: for those who read them by rules of
//! their own, as tables of edited records.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read, Seek},
};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use super::{
    Limits,
    archive::Archive,
    limits::{Meter, Refusal},
    row,
    stream::Shared,
};
use crate::marc::FaultCode;

/// A sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, as far as they hold something.
    pub rows: Vec<SheetRow>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// Its number, from 1.
    pub number: u64,
    /// Its cells by column, from 0; empty ones are not there.
    pub cells: BTreeMap<usize, SheetCell>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetCell {
    /// A text, or a number as text: whole ones without a point.
    Text(String),
    /// A day, as `2026-11-27`.
    Date(String),
    /// A formula that came to nothing, as `#REF!`.
    Wrong(String),
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SheetError(String);

/// Whether bytes begin as a workbook does; any other ZIP archive does too.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes begin as an old workbook does, or one with a password.
pub fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    row::letters(column)
}

/// All sheets of a workbook that hold cells, in their order.
///
/// # Errors
/// When it is none, is damaged, or asks for more than the limits.
pub fn sheets<R: Read + Seek + Send + 'static>(
    source: R,
    limits: &Limits,
) -> Result<Vec<Sheet>, SheetError> {
    all(source, limits).map_err(|refusal| SheetError(refusal.text))
}

fn all<R: Read + Seek + Send + 'static>(source: R, limits: &Limits) -> Result<Vec<Sheet>, Refusal> {
    let meter = Meter::default();
    let shared = Shared::new(source, &meter);
    let archive = Archive::open(shared.clone(), &meter, limits)?;
    if !archive.is_workbook() {
        let text = "it is a ZIP archive and no workbook; save the table as XLSX or CSV";
        return Err(Refusal::new(FaultCode::UnknownFormat, text));
    }
    archive.weigh(limits.workbook)?;
    let mut book = open(shared)?;
    let mut sheets = Vec::new();
    let mut budget = Budget::new(limits);
    for name in book.sheet_names() {
        let mut rows: Vec<SheetRow> = Vec::new();
        visit(
            &mut book,
            &name,
            &mut budget,
            &mut |number, column, value| {
                let Some(cell) = cell(value) else { return };
                if rows.last().is_none_or(|row| row.number != number) {
                    let cells = BTreeMap::new();
                    rows.push(SheetRow { number, cells });
                }
                if let Some(row) = rows.last_mut() {
                    row.cells.insert(column, cell);
                }
            },
        )?;
        if !rows.is_empty() {
            sheets.push(Sheet { name, rows });
        }
    }
    Ok(sheets)
}

/// Opens a workbook whose size is known to be bearable.
pub(super) fn open<R: Read + Seek>(
    shared: Shared<R>,
) -> Result<Xlsx<BufReader<Shared<R>>>, Refusal> {
    Xlsx::new(BufReader::new(shared)).map_err(|e| {
        let text = format!("the workbook cannot be read: {e}; open it, and save it again as XLSX");
        Refusal::new(FaultCode::BadArchive, text)
    })
}

/// What the cells of a workbook may still ask for.
pub(super) struct Budget {
    limits: Limits,
    /// Bytes of texts: one text can stand in many cells and is written down once.
    texts: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget {
            limits: limits.clone(),
            texts: 0,
        }
    }
}

/// Shows the cells of a sheet one after the other: row from 1, column from 0, value.
pub(super) fn visit<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    budget: &mut Budget,
    show: &mut dyn FnMut(u64, usize, &DataRef<'_>),
) -> Result<(), Refusal> {
    let unreadable = |e: XlsxError| {
        let text = format!("the sheet {name:?} cannot be read: {e}");
        Refusal::new(FaultCode::BadXml, text)
    };
    let too_much = |code, text: String| Err(Refusal::new(code, text));
    let limits = &budget.limits;
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet of charts has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (number, column) = (u64::from(row) + 1, column as usize);
        if column >= limits.columns {
            let text = format!("the sheet has more than {} columns", limits.columns);
            return too_much(FaultCode::TooManyColumns, text);
        }
        count += 1;
        if count > limits.cells {
            let text = format!(
                "the sheet has more than {} cells; save it as CSV, or in parts",
                limits.cells
            );
            return too_much(FaultCode::TooMuchData, text);
        }
        budget.texts += length(cell.get_value());
        if budget.texts > limits.workbook {
            let text = format!(
                "the texts of the cells are more than {} bytes; save it as CSV, or in parts",
                limits.workbook
            );
            return too_much(FaultCode::TooMuchData, text);
        }
        show(number, column, cell.get_value());
    }
    Ok(())
}

fn length(value: &DataRef<'_>) -> u64 {
    match value {
        DataRef::String(text) => text.len() as u64,
        DataRef::SharedString(text) => text.len() as u64,
        _ => 0,
    }
}

/// A number as text: whole ones without a point.
pub(super) fn number(number: f64) -> String {
    match number.fract() == 0.0 && number.abs() < 1e15 {
        true => format!("{number:.0}"),
        false => number.to_string(),
    }
}

fn cell(value: &DataRef<'_>) -> Option<SheetCell> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            return Some(SheetCell::Date(format!("{year:04}-{month:02}-{day:02}")));
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            let day = text.split('T').next().unwrap_or(text);
            return Some(SheetCell::Date(day.to_owned()));
        }
        DataRef::Error(error) => return Some(SheetCell::Wrong(error.to_string())),
    };
    (!text.trim().is_empty()).then_some(SheetCell::Text(text))
}
