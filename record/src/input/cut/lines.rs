//! A window on text that counts bytes and lines.

use super::{At, Fail};
use crate::{
    input::stream::Stream,
    marc::{FaultCode, Input},
};

/// Text being cut, with the place of its start.
pub(super) struct Lines {
    input: Input<Stream>,
    before: u64,
    converted: bool,
    line: u64,
}

impl Lines {
    pub(super) fn new(stream: Stream) -> Lines {
        Lines {
            before: stream.before,
            converted: stream.converted,
            input: Input::new(stream),
            line: 1,
        }
    }

    /// Where it stands.
    pub(super) fn at(&self) -> At {
        At {
            offset: self.offset(),
            line: Some(self.line()),
            ..At::default()
        }
    }

    /// What the next bytes, so many, are not; they are passed over.
    pub(super) fn fail(&mut self, length: usize, code: FaultCode, text: &str) -> Box<Fail> {
        let fail = Fail::new(self.at(), code, text, &self.data()[..length]);
        self.consume(length);
        fail
    }

    /// What was read and not yet consumed.
    pub(super) fn data(&self) -> &[u8] {
        self.input.data()
    }

    /// Where the data start, in bytes; nothing for text that was converted.
    pub(super) fn offset(&self) -> Option<u64> {
        (!self.converted).then(|| self.before + self.input.offset())
    }

    /// The line that the data start on, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads on; whether there is more than before.
    pub(super) fn fill(&mut self) -> bool {
        self.input.fill()
    }

    pub(super) fn take_error(&mut self) -> Option<String> {
        self.input.take_error()
    }

    /// Drops bytes from the front.
    pub(super) fn consume(&mut self, count: usize) {
        let data = self.input.data();
        let gone = &data[..count.min(data.len())];
        self.line += memchr::memchr_iter(b'\n', gone).count() as u64;
        self.input.consume(count);
    }

    /// Drops white space; the data then start with something else, or are at their end.
    pub(super) fn skip_blank(&mut self) {
        loop {
            let data = self.input.data();
            let blank = data
                .iter()
                .take_while(|b| matches!(b, b'\n' | b'\r' | 0x1A))
                .count();
            let more = blank == data.len();
            self.consume(blank);
            if !more || !self.fill() {
                return;
            }
        }
    }

    /// Drops everything up to the next line's start, however far that is.
    pub(super) fn skip_line(&mut self) {
        loop {
            if let Some(at) = memchr::memchr(b'\n', self.data()) {
                self.consume(at + 1);
                return;
            }
            self.consume(self.data().len());
            if !self.fill() {
                return;
            }
        }
    }

    /// Where the line that begins at `from` ends, its line's end counted: the whole rest at the end of
    /// the input, nothing where it is longer than the longest record there may be.
    pub(super) fn line_end(&mut self, from: usize) -> Option<usize> {
        self.line_length(from, 16 << 20)
    }

    /// The same with another limit, in bytes.
    pub(super) fn line_length(&mut self, from: usize, most: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let data = self.input.data();
            if let Some(found) = memchr::memchr(b'\n', &data[at.min(data.len())..]) {
                return Some(at + found + 1);
            }
            at = data.len().max(from);
            if at - from > most {
                return None;
            }
            if !self.fill() {
                return Some(at);
            }
        }
    }
}
