//! Cuts an input into records, in one pass and bounded memory.
//!
//! The reader keeps each record's bytes exactly as given and judges only where it begins and
//! ends; [`super::parse`] reads what is in it. What is no record is given as a [`Broken`], so that
//! every record of the input is either given or named.

pub(crate) mod input;
mod iso;
mod xml;

use self::input::Input;
use super::fault::{BROKEN_BYTES_LIMIT, Broken, Fault, FaultCode};
use super::{BOM, Format, Parsed, detect};
use std::io::Read;

/// The most bytes one record may have; a longer one is given as broken.
pub const RECORD_LIMIT: usize = 4 * 1024 * 1024;

/// How many bytes are looked at to tell the format.
const DETECT_LENGTH: usize = 64;

/// One record's bytes as they stand in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Its number among all that the reader gave, counted from 1; broken ones count.
    pub position: u64,
    /// Where it starts, in bytes from the start of the input.
    pub offset: u64,
    /// Its bytes exactly as given; for MARCXML those of the `record` element.
    pub bytes: Vec<u8>,
    /// The format it is in.
    pub format: Format,
}

impl Raw {
    /// Reads the record; see [`super::parse`].
    ///
    /// # Errors
    ///
    /// Returns the deciding fault when nothing usable is left.
    pub fn parse(&self) -> Result<Parsed, Fault> {
        super::parse(&self.bytes, self.format)
    }
}

/// Reads records from ISO 2709 or MARCXML, whichever the input is.
#[derive(Debug)]
pub struct Reader<R> {
    input: Input<R>,
    format: Option<Format>,
    xml: xml::Scan,
    given: u64,
    done: bool,
}

/// What a splitter found at the start of the input's buffer.
enum Piece {
    /// A record of so many bytes.
    Record(usize),
    /// So many bytes that are no record.
    Broken {
        length: usize,
        code: FaultCode,
        text: String,
    },
    /// Something that ends reading.
    Fatal { code: FaultCode, text: String },
    /// The end of the input.
    End,
}

impl<R: Read> Reader<R> {
    /// Makes a reader that tells the format by the content.
    pub fn new(source: R) -> Self {
        Self {
            input: Input::new(source),
            format: None,
            xml: xml::Scan::default(),
            given: 0,
            done: false,
        }
    }

    /// Makes a reader of a known format.
    pub fn with_format(source: R, format: Format) -> Self {
        Self {
            format: Some(format),
            ..Self::new(source)
        }
    }

    /// Returns the format once the first record was asked for.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Passes over a byte order mark and white space, and tells the format.
    fn settle_format(&mut self) -> Result<Option<Format>, Piece> {
        if let Some(format) = self.format {
            return Ok(Some(format));
        }
        self.input.ensure(BOM.len() + 1);
        if self.input.data().starts_with(BOM) {
            self.input.consume(BOM.len());
        }
        loop {
            let data = self.input.data();
            let blank = data.len() - data.trim_ascii_start().len();
            if blank == 0 {
                break;
            }
            self.input.consume(blank);
            self.input.ensure(1);
        }
        self.input.ensure(DETECT_LENGTH);
        if self.input.data().is_empty() {
            return Ok(None);
        }
        self.format = detect(self.input.data());
        if self.format.is_some() || self.input.failed() {
            return Ok(self.format);
        }
        let text = "the input is neither ISO 2709 nor MARCXML: give one of these";
        Err(Piece::Fatal {
            code: FaultCode::UnknownFormat,
            text: text.to_owned(),
        })
    }

    fn next_piece(&mut self) -> Piece {
        match self.settle_format() {
            Ok(Some(Format::Iso2709)) => iso::next(&mut self.input),
            Ok(Some(Format::MarcXml)) => xml::next(&mut self.input, &mut self.xml),
            Ok(None) => Piece::End,
            Err(piece) => piece,
        }
    }

    fn broken(&mut self, length: usize, code: FaultCode, text: String, fatal: bool) -> Broken {
        let data = self.input.data();
        let kept = length.min(data.len()).min(BROKEN_BYTES_LIMIT);
        let bytes = data[..kept].to_vec();
        let broken = Broken {
            position: self.given,
            offset: self.input.offset(),
            code,
            text,
            bytes,
            fatal,
        };
        self.input.consume(length);
        broken
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Raw, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let piece = self.next_piece();
        if let Some(text) = self.input.take_error() {
            self.done = true;
            self.given += 1;
            let text = format!("the input could not be read: {text}");
            return Some(Err(self.broken(0, FaultCode::Io, text, true)));
        }
        if matches!(piece, Piece::End) {
            self.done = true;
            return None;
        }
        self.given += 1;
        Some(match piece {
            Piece::Record(length) => {
                let bytes = self.input.data()[..length].to_vec();
                let offset = self.input.offset();
                self.input.consume(length);
                let format = self.format.unwrap_or(Format::Iso2709);
                Ok(Raw {
                    position: self.given,
                    offset,
                    bytes,
                    format,
                })
            }
            Piece::Broken { length, code, text } => Err(self.broken(length, code, text, false)),
            Piece::Fatal { code, text } => {
                self.done = true;
                Err(self.broken(0, code, text, true))
            }
            Piece::End => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    struct Failing(usize);

    impl Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("disk gone"));
            }
            let n = self.0.min(out.len());
            out[..n].fill(b'0');
            self.0 -= n;
            Ok(n)
        }
    }

    #[test]
    fn an_input_error_ends_reading() {
        for size in [0, 10, 100_000] {
            let mut reader = Reader::with_format(Failing(size), Format::Iso2709);
            let broken = reader.next().unwrap().unwrap_err();
            assert!(broken.fatal && broken.code == FaultCode::Io, "{broken:?}");
            assert!(broken.text.contains("disk gone"));
            assert!(reader.next().is_none());
        }
    }

    #[test]
    fn unknown_input_is_refused_and_empty_input_has_no_records() {
        let mut reader = Reader::new(&b"name,year\nwages,1921\n"[..]);
        let broken = reader.next().unwrap().unwrap_err();
        assert!(broken.fatal && broken.code == FaultCode::UnknownFormat);
        assert!(reader.next().is_none());
        assert!(Reader::new(&b"\xEF\xBB\xBF \n"[..]).next().is_none());
    }
}
