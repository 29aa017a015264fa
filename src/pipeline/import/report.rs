//! What an import does to each record, written down: one JSON line a record, in small zstd frames.
//!
//! A frame holds the lines of one batch and is written before the batch is committed. So after a stop
//! the file may say too much, never too little: lines beyond the import's cursor are dropped when it
//! goes on. The file can be made again only by importing again; nothing else rests on it.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use record::{Description, ImportId, Notice, RecordId, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    diff::{self, Change},
    pipeline::described,
};

/// The longest value of a change that is written out, in bytes of JSON; longer ones are cut.
const LONGEST: usize = 4 << 10;

/// What an import does to one record of its input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its place in the input, from 1.
    pub position: u64,
    /// What becomes of it.
    pub action: Action,
    /// The record it becomes; of a staged import, only one that is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RecordId>,
    /// Its title, as far as it has been read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// By what it was matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<How>,
    /// The records that it may be, the likeliest first, with how likely that is, from 0 to 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<(RecordId, f32)>,
    /// What changes in a record that is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What was found in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// What becomes of a record of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new record.
    Created,
    /// A record that is there gets other content.
    Changed,
    /// A record that is there is deleted: the repository that it was harvested from has deleted it.
    Deleted,
    /// Nothing: it is there as it is.
    Unchanged,
    /// Left out: it cannot be used.
    Rejected,
    /// Left out until somebody says whether it is one that is there.
    Undecided,
}

impl Action {
    /// All of them, in the order in which they are told.
    pub const ALL: [Action; 6] = [
        Action::Created,
        Action::Changed,
        Action::Deleted,
        Action::Unchanged,
        Action::Undecided,
        Action::Rejected,
    ];

    /// Its name in reports and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Action::Created => "created",
            Action::Changed => "changed",
            Action::Deleted => "deleted",
            Action::Unchanged => "unchanged",
            Action::Rejected => "rejected",
            Action::Undecided => "undecided",
        }
    }
}

/// By what a record was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The identifier in the repository that it was harvested from.
    Identifier,
    /// Its control number, or its very bytes where it has none.
    ControlNumber,
    /// A DOI.
    Doi,
    /// An ISBN.
    Isbn,
    /// Journal, volume, issue and pages.
    Host,
    /// Title, year, first contributor and pages, scored.
    Scored,
    /// Somebody said so.
    Decided,
}

impl How {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            How::Identifier => "identifier",
            How::ControlNumber => "control-number",
            How::Doi => "doi",
            How::Isbn => "isbn",
            How::Host => "host",
            How::Scored => "scored",
            How::Decided => "decided",
        }
    }
}

/// What differs between two states of a record.
pub fn changes(was: (&Description, Status), is: (&Description, Status)) -> Vec<Change> {
    let mut changes = diff::of_values(&described(was.0, was.1), &described(is.0, is.1));
    for change in &mut changes {
        change.before = change.before.take().map(cut);
        change.after = change.after.take().map(cut);
    }
    changes
}

fn cut(value: Value) -> Value {
    let text = match &value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.len() <= LONGEST {
        return value;
    }
    let end = text.floor_char_boundary(LONGEST);
    Value::String(format!("{}…", text.get(..end).unwrap_or_default()))
}

/// Where an import's report is.
pub fn path(folder: &Path, import: ImportId) -> PathBuf {
    folder.join(format!("{import:010}.jsonl.zst"))
}

/// Writes a report.
pub struct Writer {
    file: File,
    lines: Vec<u8>,
}

impl Writer {
    /// Begins a report, or goes on with one behind the record `cursor`.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn open(path: &Path, cursor: u64) -> io::Result<Writer> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let kept: Vec<Line> = if cursor > 0 && path.exists() {
            read(path)?.take_while(|l| l.position <= cursor).collect()
        } else {
            Vec::new()
        };
        let new = path.with_extension("new");
        let mut writer = Writer {
            file: File::create(&new)?,
            lines: Vec::new(),
        };
        for line in &kept {
            writer.add(line)?;
        }
        writer.flush()?;
        std::fs::rename(&new, path)?;
        writer.file = OpenOptions::new().append(true).open(path)?;
        Ok(writer)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn add(&mut self, line: &Line) -> io::Result<()> {
        serde_json::to_writer(&mut self.lines, line)?;
        self.lines.push(b'\n');
        Ok(())
    }

    /// Writes the lines so far as one frame.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        if !self.lines.is_empty() {
            self.file
                .write_all(&zstd::bulk::compress(&self.lines, 1)?)?;
            self.lines.clear();
        }
        Ok(())
    }
}

/// The lines of a report, in the order of the input; a torn end is left out.
///
/// # Errors
/// When the file cannot be opened.
pub fn read(path: &Path) -> io::Result<impl Iterator<Item = Line> + Send + use<>> {
    let text = zstd::stream::read::Decoder::new(File::open(path)?)?;
    let lines = BufReader::with_capacity(1 << 16, text).lines();
    Ok(lines
        .map_while(Result::ok)
        .map_while(|line| serde_json::from_str(&line).ok()))
}
