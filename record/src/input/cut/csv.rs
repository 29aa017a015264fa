//! CSV and TSV (RFC 4180, with semicolons, tabs and bars too): rows, found with care about quotes.
//!
//! Where a row ends is decided here, and strictly: a quote that opens a cell is closed before a
//! separator or a line's end, or it is a fault, and reading goes on at the next line. So one wrong
//! quote costs one row, not the rest of the file. What is in the cells is read by `csv-core`.

use std::sync::Arc;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::{
    At, Cut, Cutting, Fail,
    lines::Lines,
    table::{Table, at_row, on_cell},
};
use crate::{
    Notice, Profile, Severity,
    input::{Limits, limits::Refusal, row, stream::Stream, text},
    marc::FaultCode,
};

pub(super) struct Csv {
    lines: Lines,
    separator: u8,
    core: csv_core::Reader,
    profile: Option<Arc<Profile>>,
    limits: Limits,
    table: Option<Table>,
    row: u64,
    output: Vec<u8>,
    ends: Vec<usize>,
    ended: bool,
}

pub(super) fn open(
    stream: Stream,
    separator: u8,
    profile: Option<Arc<Profile>>,
    limits: &Limits,
) -> Csv {
    Csv {
        lines: Lines::new(stream),
        separator,
        core: ReaderBuilder::new().delimiter(separator).build(),
        profile,
        limits: limits.clone(),
        table: None,
        row: 0,
        output: Vec::new(),
        ends: Vec::new(),
        ended: false,
    }
}

/// How far the row at the start of the data has been looked at.
#[derive(Default)]
struct Scan {
    at: usize,
    column: usize,
    /// Where the quote is that opened the cell being looked at.
    quote: Option<usize>,
    /// Whether the next byte begins a cell.
    fresh: bool,
}

enum Found {
    /// A row of so many bytes, its line's end not counted.
    Row(usize),
    /// More is needed to tell.
    More,
    /// The cell is wrong: its column, where its quote is.
    Quote(usize, usize),
    Columns,
    /// The row is longer than a record may be.
    Long,
}

impl Scan {
    fn go(&mut self, data: &[u8], separator: u8, whole: bool, columns: usize) -> Found {
        loop {
            let Some(byte) = data.get(self.at) else {
                return match self.quote {
                    Some(at) if whole => Found::Quote(self.column, at),
                    _ if whole => Found::Row(self.at),
                    _ => Found::More,
                };
            };
            if self.fresh && *byte == b'"' {
                self.quote = Some(self.at);
                self.at += 1;
            }
            self.fresh = false;
            if let Some(opened) = self.quote {
                let Some(found) = memchr::memchr(b'"', &data[self.at..]) else {
                    self.at = data.len();
                    if !whole {
                        return Found::More;
                    }
                    continue;
                };
                let close = self.at + found;
                match data.get(close + 1) {
                    Some(b'"') => self.at = close + 2,
                    Some(b'\n' | b'\r') => {
                        self.quote = None;
                        self.at = close + 1;
                    }
                    Some(next) if *next == separator => {
                        self.quote = None;
                        self.at = close + 1;
                    }
                    Some(_) => return Found::Quote(self.column, opened),
                    None if whole => {
                        self.quote = None;
                        self.at = close + 1;
                    }
                    None => {
                        self.at = close;
                        return Found::More;
                    }
                }
                continue;
            }
            match memchr::memchr3(separator, b'\n', b'\r', &data[self.at..]) {
                None => self.at = data.len(),
                Some(found) if data[self.at + found] == separator => {
                    self.at += found + 1;
                    self.column += 1;
                    self.fresh = true;
                    if self.column >= columns {
                        return Found::Columns;
                    }
                }
                Some(found) => return Found::Row(self.at + found),
            }
        }
    }
}

impl Csv {
    /// Finds the next row; the data then start with it.
    fn find(&mut self) -> Option<Found> {
        self.lines.skip_blank();
        if self.lines.data().is_empty() {
            return None;
        }
        let mut scan = Scan {
            fresh: true,
            ..Scan::default()
        };
        let mut whole = false;
        loop {
            match scan.go(
                self.lines.data(),
                self.separator,
                whole,
                self.limits.columns,
            ) {
                Found::More if scan.at > self.limits.record => {
                    return Some(match scan.quote {
                        Some(quote) => Found::Quote(scan.column, quote),
                        None => Found::Long,
                    });
                }
                Found::More => whole = !self.lines.fill(),
                found => return Some(found),
            }
        }
    }

    fn at(&self) -> At {
        at_row(self.row, Some(self.lines.line()), self.lines.offset(), None)
    }

    fn wrong_quote(&mut self, column: usize, quote: usize) -> Box<Fail> {
        let data = self.lines.data();
        let line = memchr::memchr_iter(b'\n', &data[..quote]).count() as u64;
        let shown: String = String::from_utf8_lossy(&data[quote..(quote + 60).min(data.len())])
            .lines()
            .next()
            .unwrap_or("")
            .to_owned();
        let length = memchr::memchr(b'\n', &data[quote..]).map_or(data.len(), |at| quote + at);
        let text = format!(
            "the quote that opens this cell is not closed before a separator: {shown:?}; write a quote within a cell twice"
        );
        let mut fail = Fail::new(self.at(), FaultCode::BadQuote, text, &data[..length]);
        fail.notice.cell = Some(row::letters(column));
        fail.notice.line = Some(self.lines.line() + line);
        fail.notice.offset = Some(quote as u64);
        self.lines.consume(length);
        self.lines.skip_line();
        fail
    }

    fn too_many_columns(&mut self, fatal: bool) -> Box<Fail> {
        let text = format!("the row has more than {} cells", self.limits.columns);
        let data = self.lines.data();
        let mut fail = Fail::new(self.at(), FaultCode::TooManyColumns, text, data);
        fail.fatal = fatal;
        if !fatal {
            self.lines.skip_line();
        }
        fail
    }

    /// Reads the cells of a row of so many bytes into `output` and `ends`.
    fn read(&mut self, length: usize) -> usize {
        self.core.reset();
        self.output.resize(length + 1, 0);
        self.ends.resize(self.limits.columns.min(length + 2), 0);
        let data = &self.lines.data()[..length];
        let (mut read, mut written, mut count) = (0, 0, 0);
        // The second call, with nothing, says that the row is at its end.
        loop {
            let (result, got, put, ended) = self.core.read_record(
                &data[read..],
                &mut self.output[written..],
                &mut self.ends[count..],
            );
            read += got;
            written += put;
            count += ended;
            match result {
                ReadRecordResult::InputEmpty if read == length => {}
                _ => return count,
            }
        }
    }

    fn cells(&self, count: usize) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends[..count].iter().map(move |end| {
            let cell = &self.output[start..*end];
            start = *end;
            cell
        })
    }

    fn header(&mut self, count: usize) -> Result<Table, Refusal> {
        let mut faults = Vec::new();
        let names: Vec<String> = self
            .cells(count)
            .map(|cell| text::decode(cell, &mut faults).into_owned())
            .collect();
        Table::new(&names, self.profile.as_deref(), &self.limits, &self.at())
    }

    fn cutting(&mut self, length: usize, count: usize) -> Result<Cutting, Box<Fail>> {
        let at = self.at();
        let Some(table) = &self.table else {
            return Err(Fail::new(
                at,
                FaultCode::NoHeader,
                "there are no names",
                &[],
            ));
        };
        let width = table.width();
        if let Some((column, _)) = self
            .cells(count)
            .enumerate()
            .skip(width)
            .find(|(_, c)| !c.is_empty())
        {
            let text = format!(
                "the row has {count} cells and the first row {width}; put cells that hold the separator in quotes"
            );
            let data = &self.lines.data()[..length];
            let mut fail = Fail::new(at, FaultCode::BadCellCount, text, data);
            fail.notice.cell = Some(row::letters(column));
            return Err(fail);
        }
        let mut notices: Vec<Notice> = Vec::new();
        if count < width {
            let text = format!(
                "the row has {count} cells and the first row {width}; the missing ones were taken as empty"
            );
            let found = on_cell(Severity::Warning, FaultCode::BadCellCount, count, text);
            notices.push(found);
        }
        let mut texts = Vec::with_capacity(count);
        for (column, cell) in self.cells(count).enumerate().take(width) {
            let mut faults = Vec::new();
            texts.push(text::decode(cell, &mut faults));
            for fault in faults {
                notices.push(on_cell(Severity::Warning, fault.code, column, fault.text));
            }
        }
        let source = table.source(texts.iter().map(|t| &**t));
        Ok(Cutting {
            origin: None,
            at,
            source,
            notices,
        })
    }
}

impl Cut for Csv {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        loop {
            if self.ended {
                return None;
            }
            let found = self.find();
            if let Some(error) = self.lines.take_error() {
                self.ended = true;
                return Some(Err(super::unreadable(self.at(), &error)));
            }
            self.row += 1;
            match found? {
                Found::More => return None,
                Found::Quote(column, quote) => {
                    let mut fail = self.wrong_quote(column, quote);
                    fail.fatal = self.table.is_none();
                    self.ended = fail.fatal;
                    return Some(Err(fail));
                }
                Found::Long => {
                    let text = format!("the row is longer than {} bytes", self.limits.record);
                    let mut fail =
                        Fail::new(self.at(), FaultCode::TooLong, text, self.lines.data());
                    fail.fatal = self.table.is_none();
                    self.ended = fail.fatal;
                    if !fail.fatal {
                        self.lines.skip_line();
                    }
                    return Some(Err(fail));
                }
                Found::Columns => {
                    self.ended = self.table.is_none();
                    return Some(Err(self.too_many_columns(self.ended)));
                }
                Found::Row(length) => {
                    let count = self.read(length);
                    if self.table.is_none() {
                        match self.header(count) {
                            Ok(table) => self.table = Some(table),
                            Err(refusal) => {
                                self.ended = true;
                                let mut fail =
                                    Fail::new(self.at(), refusal.code, refusal.text, &[]);
                                fail.fatal = true;
                                return Some(Err(fail));
                            }
                        }
                        self.lines.consume(length);
                        continue;
                    }
                    let cutting = self.cutting(length, count);
                    self.lines.consume(length);
                    return Some(cutting);
                }
            }
        }
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        self.table
            .as_mut()
            .map_or_else(Vec::new, |t| std::mem::take(&mut t.notices))
    }
}
