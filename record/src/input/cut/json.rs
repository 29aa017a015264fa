//! JSON: the elements of an array, or one object after the other.
//!
//! An object is cut out by its brackets and then read whole, so that what is wrong in it is named by
//! line and column. What is cut short costs itself: the next line that begins an object as this one's
//! line did begins the next record.

use super::{Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Source, SourceFormat,
    input::{Limits, stream::Stream},
    marc::FaultCode,
};

pub(super) struct Json {
    lines: Lines,
    format: SourceFormat,
    limits: Limits,
    ended: bool,
    /// The white space before the first object on its line.
    indent: Vec<u8>,
}

pub(super) fn open(stream: Stream, format: SourceFormat, limits: &Limits) -> Json {
    Json {
        lines: Lines::new(stream),
        format,
        limits: limits.clone(),
        ended: false,
        indent: Vec::new(),
    }
}

impl Json {
    /// Passes over what is between objects.
    fn find(&mut self) -> bool {
        loop {
            let data = self.lines.data();
            let Some(at) = memchr::memchr(b'{', data) else {
                let length = data.len();
                let kept = data.len() - memchr::memrchr(b'\n', data).map_or(0, |at| at + 1);
                if kept == length && length > 0 && length < 4096 {
                    // The line's start may be the next object's indent.
                } else {
                    self.lines.consume(length - kept.min(length));
                }
                if !self.lines.fill() {
                    return false;
                }
                continue;
            };
            let start = memchr::memrchr(b'\n', &data[..at]).map_or(0, |n| n + 1);
            if data[start..at].trim_ascii().is_empty() {
                self.indent = data[start..at].to_vec();
            }
            self.lines.consume(at);
            return true;
        }
    }

    /// The length of the object at the start of the data; nothing where its end is not found.
    fn measure(&mut self) -> Option<usize> {
        let (mut at, mut depth, mut quoted) = (0_usize, 0_usize, false);
        loop {
            let data = self.lines.data();
            while let Some(byte) = data.get(at) {
                match byte {
                    b'\\' if quoted => at += 1,
                    b'"' => quoted = !quoted,
                    b'{' | b'[' if !quoted => depth += 1,
                    b'}' | b']' if !quoted => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            return Some(at + 1);
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
            if at > self.limits.record || !self.lines.fill() {
                return None;
            }
        }
    }

    /// Where the next line stands that begins an object as this one's line did.
    fn next_object(&self, within: usize) -> Option<usize> {
        let data = &self.lines.data()[..within];
        let mut from = 1;
        while let Some(found) = memchr::memchr(b'\n', &data[from.min(within)..]) {
            let line = from + found + 1;
            let rest = &data[line..];
            if rest
                .strip_prefix(self.indent.as_slice())
                .is_some_and(|r| r.first() == Some(&b'{'))
            {
                return Some(line);
            }
            from = line;
        }
        None
    }

    fn broken(&mut self, length: usize, code: FaultCode, text: String, offset: usize) -> Box<Fail> {
        let cut = self.next_object(length).unwrap_or(length);
        let mut fail = Fail::new(self.lines.at(), code, text, &self.lines.data()[..cut]);
        let data = self.lines.data();
        let offset = offset.min(data.len());
        fail.notice.offset = Some(offset as u64);
        let line = memchr::memchr_iter(b'\n', &data[..offset]).count() as u64;
        fail.notice.line = Some(self.lines.line() + line);
        self.lines.consume(cut);
        fail
    }
}

/// Where line and column of an error are in its text.
pub(in crate::input) fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        start += memchr::memchr(b'\n', &text[start..]).map_or(0, |at| at + 1);
    }
    (start + column.saturating_sub(1)).min(text.len())
}

impl Cut for Json {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        if self.ended {
            return None;
        }
        let found = self.find();
        let measured = if found { self.measure() } else { None };
        if let Some(error) = self.lines.take_error() {
            self.ended = true;
            return Some(Err(unreadable(self.lines.at(), &error)));
        }
        if !found {
            self.ended = true;
            return None;
        }
        let whole = self.lines.data().len();
        let Some(length) = measured else {
            let (code, text) = match whole > self.limits.record {
                true => (
                    FaultCode::TooLong,
                    format!("the object is longer than {} bytes", self.limits.record),
                ),
                false => (FaultCode::Truncated, "the object has no end".to_owned()),
            };
            return Some(Err(self.broken(whole, code, text, 0)));
        };
        let object = &self.lines.data()[..length];
        if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(object) {
            let offset = offset_of(object, error.line(), error.column());
            let text = format!("the JSON cannot be read: {error}");
            return Some(Err(self.broken(length, FaultCode::BadJson, text, offset)));
        }
        let cutting = Cutting {
            origin: None,
            at: self.lines.at(),
            source: Source {
                format: self.format,
                bytes: object.to_vec(),
            },
            notices: Vec::new(),
        };
        self.lines.consume(length);
        Some(Ok(cutting))
    }
}
