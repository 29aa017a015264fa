//! Cutters: each cuts a stream of one format into records and keeps their bytes as they are.
//!
//! A cutter judges only where a record begins and ends; what is in it is read by the crosswalk of
//! its format. What is no record is given as a [`Fail`], and cutting goes on at the next.

mod bibtex;
mod csv;
mod harvest;
mod json;
mod lines;
mod marc;
mod mrk;
mod ris;
mod table;
mod xlsx;
mod xml;

use std::{
    io::{Read, Seek},
    sync::Arc,
};

use super::{
    Format,
    limits::Refusal,
    reader::Options,
    stream::{Shared, Stream},
};
use crate::{
    Notice, Origin, Severity, Source, SourceFormat,
    marc::{BROKEN_BYTES_LIMIT, FaultCode},
};

pub(super) use json::offset_of as json_offset;

/// Where a record starts in its stream.
#[derive(Debug, Clone, Default)]
pub(super) struct At {
    pub(super) offset: Option<u64>,
    pub(super) line: Option<u64>,
    pub(super) row: Option<u64>,
    pub(super) sheet: Option<Arc<str>>,
    /// The identifier in the repository that it was harvested from.
    pub(super) identifier: Option<Arc<str>>,
}

/// A record that was cut out.
pub(super) struct Cutting {
    pub(super) at: At,
    /// Empty for a harvested record that was deleted there.
    pub(super) source: Source,
    /// Where it was harvested.
    pub(super) origin: Option<Box<Origin>>,
    /// What was found, with places relative to the record.
    pub(super) notices: Vec<Notice>,
}

/// What is no record.
pub(super) struct Fail {
    pub(super) at: At,
    /// What is wrong, with its place relative to the record.
    pub(super) notice: Notice,
    pub(super) bytes: Vec<u8>,
    pub(super) fatal: bool,
}

impl Fail {
    pub(super) fn new(at: At, code: FaultCode, text: impl Into<String>, bytes: &[u8]) -> Box<Fail> {
        Box::new(Fail {
            at,
            notice: Notice::new(Severity::Error, code.as_str(), text),
            bytes: bytes[..bytes.len().min(BROKEN_BYTES_LIMIT)].to_vec(),
            fatal: false,
        })
    }
}

/// A cutter of one format.
pub(super) trait Cut: Send {
    /// The next record, or what is none.
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>>;

    /// What was found about the input as a whole since this was last asked.
    fn take_notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }
}

/// Opens a cutter, and says what else it knows of the input.
pub(super) fn open(
    format: Format,
    stream: Stream,
    head: &[u8],
    options: &Options,
) -> Result<(Box<dyn Cut>, String), Refusal> {
    let limits = &options.limits;
    let plain = |cut: Box<dyn Cut>| Ok((cut, String::new()));
    match format {
        Format::Marc => plain(marc::open(stream, crate::marc::Format::Iso2709)),
        Format::Marcxml => plain(marc::open(stream, crate::marc::Format::MarcXml)),
        Format::Csv | Format::Tsv => {
            let default = if format == Format::Tsv { b'\t' } else { b',' };
            let separator = separator(head).filter(|_| format == Format::Csv);
            let separator = separator.unwrap_or(default);
            let cut = csv::open(stream, separator, options.rows(), &options.limits);
            let more = match separator {
                b'\t' => String::new(),
                other => format!(", cells parted by {}", char::from(other)),
            };
            Ok((Box::new(cut), more))
        }
        Format::Ris => plain(Box::new(ris::open(stream, limits))),
        Format::Mrk => plain(Box::new(mrk::open(stream, limits))),
        Format::Bibtex => plain(Box::new(bibtex::open(stream, limits))),
        Format::Mods => plain(Box::new(xml::open(stream, SourceFormat::Mods, limits))),
        Format::OaiDc => plain(Box::new(xml::open(stream, SourceFormat::OaiDc, limits))),
        Format::MarcJson => plain(Box::new(json::open(stream, SourceFormat::MarcJson, limits))),
        Format::CslJson => plain(Box::new(json::open(stream, SourceFormat::CslJson, limits))),
        Format::Labordoc => plain(Box::new(json::open(stream, SourceFormat::Labordoc, limits))),
        Format::Harvest => {
            let cut = harvest::open(stream, limits);
            Ok((Box::new(cut), super::harvest::title(head)))
        }
        Format::Xlsx => {
            let text = "it is said to be XLSX and is no workbook; leave the format out";
            Err(Refusal::new(FaultCode::UnknownFormat, text))
        }
    }
}

/// The character that parts the cells of a table's first line; none when it has one cell only.
pub(super) fn separator(head: &[u8]) -> Option<u8> {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in head.trim_ascii_start() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (separator, count) in &mut counts {
                    *count += u32::from(separator == byte);
                }
            }
            _ => {}
        }
    }
    // The first of those that are met as often.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count)?;
    (best.1 > 0).then_some(best.0)
}

/// Opens the cutter of a workbook.
pub(super) fn workbook<R: Read + Seek + Send + 'static>(
    shared: Shared<R>,
    options: &Options,
) -> Result<Box<dyn Cut>, Refusal> {
    Ok(Box::new(xlsx::open(
        shared,
        options.rows(),
        &options.limits,
    )?))
}

/// What ends reading where the input cannot be read on.
fn unreadable(at: At, error: &str) -> Box<Fail> {
    let text = format!("the input could not be read: {error}");
    let mut fail = Fail::new(at, FaultCode::Io, text, &[]);
    fail.fatal = true;
    fail
}
