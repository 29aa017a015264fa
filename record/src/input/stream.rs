//! Streams of bytes: the input as it lies there, and what is cut into records.

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom},
    sync::{Arc, atomic::Ordering},
};

use parking_lot::Mutex;

use super::{limits::Meter, text};

/// The input, read from several places one after the other; each copy has a place of its own.
pub(super) struct Shared<R> {
    source: Arc<Mutex<R>>,
    at: u64,
    meter: Meter,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Shared<R> {
        Shared {
            source: Arc::clone(&self.source),
            at: self.at,
            meter: self.meter.clone(),
        }
    }
}

impl<R: Read + Seek> Shared<R> {
    pub(super) fn new(source: R, meter: &Meter) -> Shared<R> {
        Shared {
            source: Arc::new(Mutex::new(source)),
            at: 0,
            meter: meter.clone(),
        }
    }

    /// The first `count` bytes, or fewer where there are no more.
    pub(super) fn peek(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let at = self.at;
        self.by_ref().take(count).read_to_end(&mut head)?;
        self.at = at;
        self.meter.packed.store(0, Ordering::Relaxed);
        Ok(head)
    }
}

impl<R: Read + Seek> Read for Shared<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut source = self.source.lock();
        source.seek(SeekFrom::Start(self.at))?;
        let got = source.read(out)?;
        self.at += got as u64;
        self.meter.packed.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

impl<R: Read + Seek> Seek for Shared<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            to => {
                let mut source = self.source.lock();
                source.seek(SeekFrom::Start(self.at))?;
                source.seek(to)?
            }
        };
        Ok(self.at)
    }
}

/// A stream to be cut into records, whose start can be looked at.
pub(super) struct Stream {
    source: Box<dyn Read + Send>,
    /// Bytes that were looked at, and how many of them were given out.
    head: Cursor<Vec<u8>>,
    /// What ended looking; it is told when all before it was given out.
    error: Option<io::Error>,
    /// Bytes that stood before what is given out: a byte order mark.
    pub(super) before: u64,
    /// Whether the bytes are not those of the input.
    pub(super) converted: bool,
}

impl Stream {
    pub(super) fn new(source: Box<dyn Read + Send>) -> Stream {
        Stream {
            source,
            head: Cursor::new(Vec::new()),
            error: None,
            before: 0,
            converted: false,
        }
    }

    /// The next `count` bytes, or fewer where there are no more; they are still given out.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let given = usize::try_from(self.head.position()).unwrap_or(0);
        self.head.get_mut().drain(..given);
        self.head.set_position(0);
        let missing = count.saturating_sub(self.head.get_ref().len());
        let wanted = u64::try_from(missing).unwrap_or(0);
        if self.error.is_none() {
            let mut source = self.source.by_ref().take(wanted);
            if let Err(error) = source.read_to_end(self.head.get_mut()) {
                if self.head.get_ref().is_empty() {
                    return Err(error);
                }
                self.error = Some(error);
            }
        }
        Ok(self.head.get_ref().clone())
    }

    /// Passes over a byte order mark and converts UTF-16; the encoding where the mark tells.
    pub(super) fn settle_encoding(&mut self) -> io::Result<Option<&'static str>> {
        let head = self.peek(4)?;
        let skip = |stream: &mut Stream, count: u64| {
            stream.head.set_position(count);
            stream.before = count;
        };
        match head.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => {
                skip(self, 3);
                Ok(Some("UTF-8 with a byte order mark"))
            }
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                let little = head.first() == Some(&0xFF);
                skip(self, 2);
                let raw = std::mem::replace(self, Stream::new(Box::new(io::empty())));
                *self = Stream::new(Box::new(text::Utf16::new(raw, little)));
                self.converted = true;
                Ok(Some("UTF-16"))
            }
            _ => Ok(None),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.head.read(out)? {
            0 => match self.error.take() {
                Some(error) => Err(error),
                None => self.source.read(out),
            },
            got => Ok(got),
        }
    }
}
