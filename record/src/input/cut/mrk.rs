//! The MarcEdit text form: records parted by an empty line, or begun by `=LDR`.

use super::{Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Source, SourceFormat,
    input::{Limits, stream::Stream},
    marc::FaultCode,
};

pub(super) struct Mrk {
    lines: Lines,
    limits: Limits,
    ended: bool,
}

pub(super) fn open(stream: Stream, limits: &Limits) -> Mrk {
    Mrk {
        lines: Lines::new(stream),
        limits: limits.clone(),
        ended: false,
    }
}

impl Mrk {
    /// The length of the record at the start of the data.
    fn measure(&mut self) -> Option<usize> {
        let mut at = 0;
        loop {
            let end = self.lines.line_end(at)?;
            let line = &self.lines.data()[at..end];
            let begins = line.starts_with(b"=LDR") || line.starts_with(b"=000");
            if line.trim_ascii().is_empty() || (begins && at > 0) {
                return Some(at);
            }
            at = end;
            if at > self.limits.record {
                return None;
            }
        }
    }
}

impl Cut for Mrk {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        if self.ended {
            return None;
        }
        self.lines.skip_blank();
        let at = self.lines.at();
        let measured = self.measure();
        if let Some(error) = self.lines.take_error() {
            self.ended = true;
            return Some(Err(unreadable(at, &error)));
        }
        let Some(length) = measured else {
            let text = format!("the record is longer than {} bytes", self.limits.record);
            let fail = Fail::new(at, FaultCode::TooLong, text, self.lines.data());
            let length = self.lines.data().len();
            self.lines.consume(length);
            return Some(Err(fail));
        };
        if length == 0 {
            self.ended = self.lines.data().is_empty();
            self.lines.skip_line();
            return self.next();
        }
        let bytes = self.lines.data()[..length].to_vec();
        self.lines.consume(length);
        Some(Ok(Cutting {
            origin: None,
            at,
            source: Source {
                format: SourceFormat::Mrk,
                bytes,
            },
            notices: Vec::new(),
        }))
    }
}
