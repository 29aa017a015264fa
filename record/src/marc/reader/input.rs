//! A window on an input: what was read and not yet given out.

use std::io::{ErrorKind, Read};

/// How many bytes are asked for at a time.
const CHUNK: usize = 64 * 1024;

/// Buffers an input and counts what was given out.
#[derive(Debug)]
pub(crate) struct Input<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    offset: u64,
    ended: bool,
    error: Option<String>,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            start: 0,
            offset: 0,
            ended: false,
            error: None,
        }
    }

    /// Returns what was read and not yet consumed.
    #[inline]
    pub(crate) fn data(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Returns how many bytes of the input were consumed.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn failed(&self) -> bool {
        self.error.is_some()
    }

    /// Takes the error that ended reading, if one did.
    pub(crate) fn take_error(&mut self) -> Option<String> {
        self.error.take()
    }

    /// Drops bytes from the front.
    #[inline]
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.buffer.len() - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads on; returns whether there is more data than before.
    pub(crate) fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let got = loop {
            match self.source.read(&mut self.buffer[filled..]) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => {
                    self.error = Some(e.to_string());
                    break 0;
                }
                Ok(got) => break got.min(CHUNK),
            }
        };
        self.buffer.truncate(filled + got);
        self.ended = got == 0;
        got > 0
    }

    /// Reads until there are `count` bytes or the input ends; returns whether there are.
    #[inline]
    pub(crate) fn ensure(&mut self, count: usize) -> bool {
        while self.data().len() < count {
            if !self.fill() {
                return false;
            }
        }
        true
    }
}
