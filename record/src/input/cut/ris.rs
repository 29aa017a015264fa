//! RIS: records from `TY` to `ER`, line by line.

use super::{Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Notice, Severity, Source, SourceFormat,
    input::{Limits, ris::tag_of, stream::Stream},
    marc::FaultCode,
};

pub(super) struct Ris {
    lines: Lines,
    limits: Limits,
    ended: bool,
}

pub(super) fn open(stream: Stream, limits: &Limits) -> Ris {
    Ris {
        lines: Lines::new(stream),
        limits: limits.clone(),
        ended: false,
    }
}

impl Ris {
    /// Passes over what stands before a record; whether one follows.
    fn find(&mut self) -> bool {
        loop {
            let Some(length) = self.lines.line_length(0, self.limits.record) else {
                self.lines.skip_line();
                continue;
            };
            if length == 0 {
                return false;
            }
            // A record that begins with another tag than TY is read too, and its build tells.
            if tag_of(&self.lines.data()[..length]).is_some_and(|tag| tag != *b"ER") {
                return true;
            }
            self.lines.consume(length);
        }
    }

    /// The length of the record at the start of the data, and whether its end was found.
    fn measure(&mut self) -> Option<(usize, bool)> {
        let mut at = 0;
        loop {
            let end = self.lines.line_end(at)?;
            if end == at {
                return Some((at, false));
            }
            match tag_of(&self.lines.data()[at..end]) {
                Some(tag) if tag == *b"ER" => return Some((end, true)),
                Some(tag) if tag == *b"TY" && at > 0 => return Some((at, false)),
                _ => at = end,
            }
            if at > self.limits.record {
                return None;
            }
        }
    }
}

impl Cut for Ris {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        if self.ended {
            return None;
        }
        let found = self.find();
        let at = self.lines.at();
        let measured = if found {
            self.measure()
        } else {
            Some((0, false))
        };
        if let Some(error) = self.lines.take_error() {
            self.ended = true;
            return Some(Err(unreadable(at, &error)));
        }
        let Some((length, whole)) = measured else {
            let text = format!("the record is longer than {} bytes", self.limits.record);
            let fail = Fail::new(at, FaultCode::TooLong, text, self.lines.data());
            let length = self.lines.data().len();
            self.lines.consume(length);
            return Some(Err(fail));
        };
        if length == 0 {
            self.ended = true;
            return None;
        }
        let bytes = self.lines.data()[..length].to_vec();
        self.lines.consume(length);
        let mut notices = Vec::new();
        if !whole {
            let text = "the record has no ER line at its end; it was read up to the next TY";
            notices.push(Notice {
                offset: Some(bytes.len() as u64),
                ..Notice::new(Severity::Warning, FaultCode::MissingEnd.as_str(), text)
            });
        }
        Some(Ok(Cutting {
            origin: None,
            at,
            source: Source {
                format: SourceFormat::Ris,
                bytes,
            },
            notices,
        }))
    }
}
