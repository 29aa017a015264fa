//! What CSV and workbooks have in common: the row of names, and rows made into sources.

use std::sync::Arc;

use super::At;
use crate::{
    Notice, Profile, Severity, Source, SourceFormat,
    input::{Limits, limits::Refusal, row},
    marc::FaultCode,
};

/// A table whose names are known.
pub(super) struct Table {
    /// The names as JSON, ready to be written.
    keys: Vec<String>,
    pub(super) notices: Vec<Notice>,
}

impl Table {
    /// Reads the row of names.
    pub(super) fn new(
        names: &[String],
        profile: Option<&Profile>,
        limits: &Limits,
        at: &At,
    ) -> Result<Table, Refusal> {
        if names.len() > limits.columns {
            let text = format!("the first row has more than {} cells", limits.columns);
            return Err(Refusal::new(FaultCode::TooManyColumns, text));
        }
        let mut table = Table {
            keys: Vec::with_capacity(names.len()),
            notices: Vec::new(),
        };
        let mut seen: Vec<String> = Vec::with_capacity(names.len());
        let mut unknown = Vec::new();
        for (n, name) in names.iter().enumerate() {
            let mut name = name.trim().to_owned();
            let letters = row::letters(n);
            if name.is_empty() {
                name = format!("column {letters}");
            } else if seen.contains(&name) {
                let text = format!("the column {name:?} is there twice; this one was left out");
                table.note(
                    Severity::Warning,
                    FaultCode::DuplicateColumn,
                    &letters,
                    at,
                    text,
                );
                name = format!("{name} ({letters})");
            } else if !row::knows(profile, &name) {
                unknown.push((letters, name.clone()));
            }
            table
                .keys
                .push(serde_json::to_string(&name).unwrap_or_default());
            seen.push(name);
        }
        let used = seen.iter().any(|name| row::knows(profile, name));
        if !used {
            let named: Vec<&str> = seen.iter().map(String::as_str).take(20).collect();
            let text = format!(
                "the first row names no column that {} knows, but {}; put the names of the columns there, or choose another profile",
                profile.map_or("a profile", |p| &p.name),
                named.join(", ")
            );
            return Err(Refusal::new(FaultCode::NoHeader, text));
        }
        for (letters, name) in unknown {
            let text = format!("the column {name:?} is in no profile; it was kept and not read");
            table.note(Severity::Info, FaultCode::UnknownColumn, &letters, at, text);
        }
        Ok(table)
    }

    fn note(&mut self, severity: Severity, code: FaultCode, letters: &str, at: &At, text: String) {
        let sheet = at
            .sheet
            .as_deref()
            .map_or_else(String::new, |s| format!("{s}!"));
        self.notices.push(Notice {
            line: at.line,
            cell: Some(format!("{sheet}{letters}{}", at.row.unwrap_or(1))),
            ..Notice::new(severity, code.as_str(), text)
        });
    }

    pub(super) fn width(&self) -> usize {
        self.keys.len()
    }

    /// A row as its source; cells that are missing at its end are empty.
    pub(super) fn source<'c>(&self, cells: impl Iterator<Item = &'c str>) -> Source {
        let mut bytes = Vec::with_capacity(512);
        bytes.push(b'{');
        let cells = cells.chain(std::iter::repeat(""));
        for (n, (key, cell)) in self.keys.iter().zip(cells).enumerate() {
            if n > 0 {
                bytes.push(b',');
            }
            bytes.extend_from_slice(key.as_bytes());
            bytes.push(b':');
            // Writing to memory cannot fail.
            let _ = serde_json::to_writer(&mut bytes, cell);
        }
        bytes.push(b'}');
        Source {
            format: SourceFormat::Row,
            bytes,
        }
    }
}

/// A notice on one cell of a row; the row's number is put in when the row's place is known.
pub(super) fn on_cell(severity: Severity, code: FaultCode, column: usize, text: String) -> Notice {
    Notice {
        cell: Some(row::letters(column)),
        ..Notice::new(severity, code.as_str(), text)
    }
}

/// The place of a row.
pub(super) fn at_row(
    row: u64,
    line: Option<u64>,
    offset: Option<u64>,
    sheet: Option<&Arc<str>>,
) -> At {
    At {
        offset,
        line,
        row: Some(row),
        identifier: None,
        sheet: sheet.cloned(),
    }
}
