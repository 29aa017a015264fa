//! A selection as a workbook of Excel (ECMA-376): the columns of the table, every text a text, so that nothing is
//! calculated and no number or date is made of what only looks like one. Rows are written to disk as they come.

use std::path::Path;

use record::Record;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    cells::{self, COLUMNS},
    table,
};

/// What stands in a cell whose text is longer than a cell can hold; read back, it changes nothing.
pub const LEFT_OUT: &str = "[longer than a cell can hold; left as it is]";

/// Characters that a cell can hold, in UTF-16 (ECMA-376; Excel specifications and limits).
const LONGEST: usize = 32_767;
/// Records of a workbook: more could not be read back within the limits of imports.
const MOST: u32 = 50_000;
/// The sheet's name, which faults name.
const SHEET: &str = "records";
/// Widths of columns, in characters.
const WIDE: f64 = 40.0;
const NARROW: f64 = 14.0;

/// Why no workbook can be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// Too many records.
    #[error(
        "a workbook holds {MOST} records, and these are more; choose fewer, or take them as CSV"
    )]
    Full,
    /// It cannot be put together.
    #[error("the workbook cannot be written: {0}")]
    Write(#[from] XlsxError),
}

/// A workbook under way.
pub struct Book {
    book: Workbook,
    text: Format,
    rows: u32,
}

impl Book {
    /// A workbook with the row of headings; what is written lies in nameless files of this folder until it is whole.
    ///
    /// # Errors
    /// When these cannot be made.
    pub fn new(scratch: &Path) -> Result<Book, BookError> {
        std::fs::create_dir_all(scratch).map_err(XlsxError::from)?;
        let mut book = Workbook::new();
        book.set_tempdir(scratch)?;
        let text = Format::new().set_num_format("@");
        let heading = Format::new().set_num_format("@").set_bold();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(SHEET)?;
        sheet.set_freeze_panes(1, 0)?;
        for (n, name) in (0..).zip(table::headings()) {
            let long = matches!(name, "title" | "contributors" | "abstracts" | "notes");
            sheet.set_column_width(n, if long { WIDE } else { NARROW })?;
            // What is typed into an empty cell stays a text, too.
            sheet.set_column_format(n, &text)?;
            sheet.write_string_with_format(0, n, name, &heading)?;
        }
        Ok(Book {
            book,
            text,
            rows: 0,
        })
    }

    /// Adds a record; the columns whose texts no cell can hold.
    ///
    /// # Errors
    /// When there is no more room.
    pub fn push(&mut self, record: &Record) -> Result<Vec<&'static str>, BookError> {
        if self.rows == MOST {
            return Err(BookError::Full);
        }
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0)?;
        let place = [record.id.to_string(), record.seq.to_string()];
        for (n, number) in (0..).zip(&place) {
            sheet.write_string_with_format(self.rows, n, number, &self.text)?;
        }
        let value = cells::value(record);
        let mut left_out = Vec::new();
        for (n, column) in (2..).zip(COLUMNS) {
            let cell = column.cell(&value);
            let long = cell.len() > LONGEST && cell.encode_utf16().count() > LONGEST;
            if long {
                left_out.push(column.name);
            }
            let cell = if long { LEFT_OUT } else { cell.as_str() };
            if !cell.is_empty() {
                sheet.write_string_with_format(self.rows, n, cell, &self.text)?;
            }
        }
        Ok(left_out)
    }

    /// The workbook's bytes.
    ///
    /// # Errors
    /// When they cannot be put together.
    pub fn finish(mut self) -> Result<Vec<u8>, BookError> {
        Ok(self.book.save_to_buffer()?)
    }
}
