//! A harvest: one line for each record, with what its repository said of it.

use std::sync::Arc;

use super::{At, Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Source, SourceFormat,
    input::{
        Limits,
        harvest::{Head, LONGEST_IDENTIFIER, Line, START, VERSION},
        stream::Stream,
    },
    marc::FaultCode,
};

pub(super) struct Harvest {
    lines: Lines,
    limits: Limits,
    head: Option<Head>,
    ended: bool,
}

pub(super) fn open(stream: Stream, limits: &Limits) -> Harvest {
    Harvest {
        lines: Lines::new(stream),
        limits: limits.clone(),
        head: None,
        ended: false,
    }
}

impl Harvest {
    /// Takes the line of this length: a record, a head, or what is neither.
    fn line(&mut self, length: usize) -> Result<Option<Cutting>, Box<Fail>> {
        let text = self.lines.data()[..length].trim_ascii();
        if text.starts_with(START) {
            match serde_json::from_slice::<Head>(text) {
                Ok(head) if head.labordoc_harvest == VERSION && is_read(head.format) => {
                    self.head = Some(head);
                    self.lines.consume(length);
                    return Ok(None);
                }
                _ => {
                    let text = "the line does not say what the records behind it are, or is of a newer program";
                    return Err(self.lines.fail(length, FaultCode::BadJson, text));
                }
            }
        }
        let mut line: Line = match serde_json::from_slice(text) {
            Ok(line) => line,
            Err(error) => {
                let text = format!("the line is no record of a harvest: {error}");
                return Err(self.lines.fail(length, FaultCode::BadJson, &text));
            }
        };
        let Some(head) = &self.head else {
            let text = "no line before it says where it comes from";
            return Err(self.lines.fail(length, FaultCode::BadJson, text));
        };
        let identifier: Arc<str> = Arc::from(line.identifier.as_str());
        let wrong = if !(1..=LONGEST_IDENTIFIER).contains(&identifier.len()) {
            Some(format!(
                "a record needs an identifier of at most {LONGEST_IDENTIFIER} bytes"
            ))
        } else if line.metadata.is_empty() && !line.deleted {
            Some("the repository gave no metadata with it".to_owned())
        } else {
            None
        };
        if let Some(text) = wrong {
            let mut fail = self.lines.fail(length, FaultCode::EmptyRecord, &text);
            fail.at.identifier = Some(identifier);
            return Err(fail);
        }
        let cutting = Cutting {
            origin: Some(Box::new(line.origin(head))),
            // A place in the file would help nobody: people know the record by its identifier.
            at: At {
                identifier: Some(identifier),
                ..At::default()
            },
            source: Source {
                format: head.format,
                bytes: line.metadata.into_bytes(),
            },
            notices: Vec::new(),
        };
        self.lines.consume(length);
        Ok(Some(cutting))
    }
}

/// Whether metadata of this format are read.
fn is_read(format: SourceFormat) -> bool {
    matches!(
        format,
        SourceFormat::Marcxml | SourceFormat::Mods | SourceFormat::OaiDc
    )
}

impl Cut for Harvest {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        while !self.ended {
            self.lines.skip_blank();
            // JSON needs at most six bytes for one.
            let most = self.limits.record.saturating_mul(6);
            let length = self.lines.line_length(0, most);
            if let Some(error) = self.lines.take_error() {
                self.ended = true;
                return Some(Err(unreadable(self.lines.at(), &error)));
            }
            match length {
                Some(0) => return None,
                Some(length) => match self.line(length) {
                    Ok(None) => {}
                    Ok(Some(cutting)) => return Some(Ok(cutting)),
                    Err(fail) => return Some(Err(fail)),
                },
                None => {
                    let length = self.lines.data().len();
                    let text = "the line is longer than any record may be";
                    let fail = self.lines.fail(length, FaultCode::TooLong, text);
                    self.lines.skip_line();
                    return Some(Err(fail));
                }
            }
        }
        None
    }
}
