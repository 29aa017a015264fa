//! The report of an import as files: JSON Lines, CSV, and the input itself with what was found written into it.

use std::{io, path::Path, vec::IntoIter};

use clap::ValueEnum;
use record::Notice;
use serde_json::Value;

use crate::pipeline::report::{self, Action, Line};

/// Lines put together before they are sent.
const PIECE: usize = 256;
/// The columns of a report as a table.
const COLUMNS: [&str; 15] = [
    "record",
    "action",
    "id",
    "title",
    "matched_by",
    "severity",
    "code",
    "member",
    "line",
    "cell",
    "byte",
    "field",
    "text",
    "candidates",
    "changed",
];

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// One JSON object a line.
    Json,
    /// A table: one row for each notice, or one for a record without any.
    Csv,
}

impl Form {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Json => "application/x-ndjson",
            Form::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Which lines of a report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Only records of which this becomes.
    pub action: Option<Action>,
    /// Only records in which something was found.
    pub with_notices: bool,
    /// How many to pass over.
    pub skip: u64,
    /// How many at most.
    pub limit: u64,
}

impl Wanted {
    /// Whether a line is asked for.
    pub fn has(&self, line: &Line) -> bool {
        self.action.is_none_or(|action| action == line.action)
            && (!self.with_notices || !line.notices.is_empty())
    }

    /// The lines of a report that are asked for.
    ///
    /// # Errors
    /// When there is no report.
    pub fn lines(self, path: &Path) -> io::Result<impl Iterator<Item = Line> + Send + use<>> {
        let lines = report::read(path)?.filter(move |line| self.has(line));
        let skip = usize::try_from(self.skip).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        Ok(lines.skip(skip).take(limit))
    }
}

/// A report in a form, piece by piece.
pub struct Rows {
    lines: Box<dyn Iterator<Item = Line> + Send>,
    form: Form,
    begun: bool,
}

impl Rows {
    /// The report at a path.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(path: &Path, form: Form, wanted: Wanted) -> io::Result<Rows> {
        Ok(Rows {
            lines: Box::new(wanted.lines(path)?),
            form,
            begun: false,
        })
    }
}

impl Iterator for Rows {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let lines: Vec<Line> = self.lines.by_ref().take(PIECE).collect();
        let first = !std::mem::replace(&mut self.begun, true);
        if lines.is_empty() && !(first && self.form == Form::Csv) {
            return None;
        }
        Some(match self.form {
            Form::Json => json(&lines),
            Form::Csv => csv_rows(&lines, first),
        })
    }
}

fn json(lines: &[Line]) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut piece, line)?;
        piece.push(b'\n');
    }
    Ok(piece)
}

fn csv_rows(lines: &[Line], first: bool) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    if first {
        table.write_record(COLUMNS)?;
    }
    for line in lines {
        if line.notices.is_empty() {
            table.write_record(row(line, None))?;
        }
        for notice in &line.notices {
            table.write_record(row(line, Some(notice)))?;
        }
    }
    table.into_inner().map_err(|e| e.into_error())
}

fn row(line: &Line, notice: Option<&Notice>) -> IntoIter<String> {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let number = |value: Option<u64>| value.map(|n| n.to_string()).unwrap_or_default();
    let candidates: Vec<String> = line
        .candidates
        .iter()
        .map(|(id, score)| format!("{id} ({score:.2})"))
        .collect();
    let changed: Vec<&str> = line
        .changes
        .iter()
        .map(|change| change.path.as_str())
        .collect();
    let severity = notice.map(|n| serde_json::to_value(n.severity).unwrap_or_default());
    let severity = severity.as_ref().and_then(Value::as_str).map(str::to_owned);
    vec![
        line.position.to_string(),
        line.action.name().to_owned(),
        number(line.id.map(|id| id.0)),
        line.title.clone(),
        text(line.by.map(report::How::name)),
        severity.unwrap_or_default(),
        text(notice.map(|n| n.code.as_str())),
        text(notice.and_then(|n| n.member.as_deref())),
        number(notice.and_then(|n| n.line)),
        text(notice.and_then(|n| n.cell.as_deref())),
        number(notice.and_then(|n| n.offset)),
        text(notice.and_then(|n| n.field.as_deref())),
        text(notice.map(|n| n.text.as_str())),
        candidates.join("; "),
        changed.join(" "),
    ]
    .into_iter()
}
