//! XML: elements of one name, wherever they are wrapped, cut out by their tags.
//!
//! A scanner, not a parser: what is malformed within one element costs that element and no other.

use super::{Cut, Cutting, Fail, lines::Lines, unreadable};
use crate::{
    Source, SourceFormat,
    input::{Limits, stream::Stream},
    marc::FaultCode,
};

pub(super) struct Xml {
    lines: Lines,
    name: &'static [u8],
    format: SourceFormat,
    limits: Limits,
    ended: bool,
}

pub(super) fn open(stream: Stream, format: SourceFormat, limits: &Limits) -> Xml {
    let name: &[u8] = match format {
        SourceFormat::Mods => b"mods",
        _ => b"dc",
    };
    Xml {
        lines: Lines::new(stream),
        name,
        format,
        limits: limits.clone(),
        ended: false,
    }
}

/// What a piece of markup at the start of the data is, and its length.
enum Markup {
    Start { wanted: bool, empty: bool },
    End { wanted: bool },
    Other,
    Doctype,
}

/// Reads the markup at a `<`; nothing where its end is not there yet.
fn markup(data: &[u8], name: &[u8]) -> Option<(Markup, usize)> {
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if data.starts_with(open.as_bytes()) {
            let end = memchr::memmem::find(&data[open.len()..], close.as_bytes())?;
            return Some((Markup::Other, open.len() + end + close.len()));
        }
    }
    if data.len() < 10 {
        // Too short to tell a DOCTYPE; what ends here is told by its caller.
        memchr::memchr(b'>', data)?;
    }
    if data.get(1) == Some(&b'!') {
        return Some((Markup::Doctype, 1));
    }
    let mut quote = 0;
    let mut end = None;
    for (at, byte) in data.iter().enumerate().skip(1) {
        match byte {
            b'<' if quote == 0 => return Some((Markup::Other, at)),
            b'>' if quote == 0 => {
                end = Some(at);
                break;
            }
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if *byte == quote => quote = 0,
            _ => {}
        }
    }
    let end = end?;
    let closes = data.get(1) == Some(&b'/');
    let tag = &data[if closes { 2 } else { 1 }..end];
    let stop = tag
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b'/')
        .unwrap_or(tag.len());
    let local = tag[..stop].rsplit(|b| *b == b':').next().unwrap_or(tag);
    let wanted = local == name;
    let markup = match closes {
        true => Markup::End { wanted },
        false => Markup::Start {
            wanted,
            empty: tag.ends_with(b"/"),
        },
    };
    Some((markup, end + 1))
}

impl Xml {
    fn cut(&mut self, length: usize) -> Cutting {
        let cutting = Cutting {
            origin: None,
            at: self.lines.at(),
            source: Source {
                format: self.format,
                bytes: self.lines.data()[..length].to_vec(),
            },
            notices: Vec::new(),
        };
        self.lines.consume(length);
        cutting
    }

    /// Drops what is before a start tag of the wanted name, and gives the tag's length.
    fn find(&mut self) -> Option<Result<(usize, bool), Box<Fail>>> {
        loop {
            let at = memchr::memchr(b'<', self.lines.data()).unwrap_or(self.lines.data().len());
            self.lines.consume(at);
            match markup(self.lines.data(), self.name) {
                Some((
                    Markup::Start {
                        wanted: true,
                        empty,
                    },
                    length,
                )) => return Some(Ok((length, empty))),
                Some((Markup::Doctype, _)) => {
                    self.ended = true;
                    let text = "a document type declaration is not read: remove the DOCTYPE";
                    let mut fail = self.lines.fail(0, FaultCode::DoctypeRefused, text);
                    fail.fatal = true;
                    return Some(Err(fail));
                }
                Some((_, length)) => self.lines.consume(length),
                None if self.lines.data().len() > self.limits.record => {
                    let length = self.lines.data().len();
                    let text = "a tag or comment has no end";
                    return Some(Err(self.lines.fail(length, FaultCode::TooLong, text)));
                }
                None if !self.lines.fill() => return None,
                None => {}
            }
        }
    }
}

impl Cut for Xml {
    fn next(&mut self) -> Option<Result<Cutting, Box<Fail>>> {
        if self.ended {
            return None;
        }
        let found = self.find();
        if let Some(error) = self.lines.take_error() {
            self.ended = true;
            return Some(Err(unreadable(self.lines.at(), &error)));
        }
        let (mut at, empty) = match found? {
            Ok(found) => found,
            Err(fail) => return Some(Err(fail)),
        };
        if empty {
            return Some(Err(self.lines.fail(
                at,
                FaultCode::EmptyRecord,
                "the record has no content",
            )));
        }
        loop {
            let next = memchr::memchr(b'<', &self.lines.data()[at..]);
            at = next.map_or(self.lines.data().len(), |found| at + found);
            match markup(&self.lines.data()[at..], self.name) {
                Some((Markup::End { wanted: true }, length)) => {
                    return Some(Ok(self.cut(at + length)));
                }
                Some((Markup::Start { wanted: true, .. }, _)) => {
                    let text = "the record has no end before the next record";
                    return Some(Err(self.lines.fail(at, FaultCode::BadXml, text)));
                }
                Some((_, length)) => at += length,
                None if self.lines.data().len() > self.limits.record => {
                    let text = format!("the record is longer than {} bytes", self.limits.record);
                    let length = self.lines.data().len();
                    return Some(Err(self.lines.fail(length, FaultCode::TooLong, &text)));
                }
                None if !self.lines.fill() => {
                    if let Some(error) = self.lines.take_error() {
                        self.ended = true;
                        return Some(Err(unreadable(self.lines.at(), &error)));
                    }
                    let length = self.lines.data().len();
                    let text = "the input ends within the record";
                    return Some(Err(self.lines.fail(length, FaultCode::Truncated, text)));
                }
                None => {}
            }
        }
    }
}
