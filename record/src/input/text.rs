//! Character encodings of text: UTF-8, UTF-16 with its mark, and Windows-1252 for what is neither.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use crate::marc::{Fault, FaultCode, decode_latin1};

/// What the encoding of a text's first bytes is called.
pub(super) fn name_of(head: &[u8]) -> &'static str {
    match std::str::from_utf8(head) {
        Ok(_) => "UTF-8",
        // The head of a long input may end within a character.
        Err(e) if e.error_len().is_none() && head.len() > 60_000 => "UTF-8",
        Err(_) => {
            let multi = head.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
                let long = chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
                (good + long, bad + usize::from(!chunk.invalid().is_empty()))
            });
            if multi.0 > multi.1 {
                "UTF-8 and Windows-1252, mixed"
            } else {
                "Windows-1252"
            }
        }
    }
}

/// One record's text. Bytes that are no UTF-8 are read as Windows-1252, and said.
pub(super) fn decode<'t>(bytes: &'t [u8], faults: &mut Vec<Fault>) -> Cow<'t, str> {
    let at = match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(error) => error.valid_up_to(),
    };
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut multi = 0;
    for chunk in bytes.utf8_chunks() {
        multi += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        text.push_str(chunk.valid());
        text.push_str(&decode_latin1(chunk.invalid()));
    }
    let said = match multi {
        0 => "is not UTF-8; it was read as Windows-1252",
        _ => "is UTF-8 in some places and not in others; the others were read as Windows-1252",
    };
    faults.push(Fault::new(FaultCode::Windows1252, at, None, said));
    Cow::Owned(text)
}

/// Gives UTF-16 as UTF-8; lone surrogates become U+FFFD.
pub(super) struct Utf16<R> {
    source: R,
    little: bool,
    /// Bytes read and not yet converted.
    rest: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(source: R, little: bool) -> Utf16<R> {
        Utf16 {
            source,
            little,
            rest: Vec::new(),
            ready: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut chunk = [0_u8; 16 * 1024];
        let got = self.source.read(&mut chunk)?;
        self.ended = got == 0;
        self.rest.extend_from_slice(&chunk[..got]);
        let mut units: Vec<u16> = Vec::with_capacity(self.rest.len() / 2);
        for pair in self.rest.chunks_exact(2) {
            let pair = [pair[0], pair[1]];
            units.push(if self.little {
                u16::from_le_bytes(pair)
            } else {
                u16::from_be_bytes(pair)
            });
        }
        // A high surrogate waits for its other half.
        if !self.ended && units.last().is_some_and(|u| (0xD800..0xDC00).contains(u)) {
            units.pop();
        }
        self.rest.drain(..units.len() * 2);
        self.ready.clear();
        self.at = 0;
        let mut buffer = [0; 4];
        for c in char::decode_utf16(units) {
            let c = c.unwrap_or('\u{FFFD}');
            self.ready
                .extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
        if self.ended && !self.rest.is_empty() {
            self.ready.extend_from_slice("\u{FFFD}".as_bytes());
            self.rest.clear();
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let got = (self.ready.len() - self.at).min(out.len());
        out[..got].copy_from_slice(&self.ready[self.at..self.at + got]);
        self.at += got;
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_in_both_orders_and_over_the_ends_of_chunks() {
        let text: String = "année 𝄞 ".repeat(9000);
        for little in [true, false] {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = match little {
                true => units.flat_map(u16::to_le_bytes).collect(),
                false => units.flat_map(u16::to_be_bytes).collect(),
            };
            let mut read = String::new();
            Utf16::new(&bytes[..], little)
                .read_to_string(&mut read)
                .unwrap();
            assert!(read == text);
        }
    }

    #[test]
    fn what_is_no_utf8_is_read_as_windows_1252_and_said_where_it_begins() {
        for (bytes, text, at) in [
            (&b"ann\xe9e \x80 5"[..], "année € 5", Some(3)),
            (b"ann\xc3\xa9e caf\xe9", "année café", Some(10)),
            ("année".as_bytes(), "année", None),
        ] {
            let mut faults = Vec::new();
            assert_eq!(decode(bytes, &mut faults), text);
            assert_eq!(faults.first().map(|f| f.offset), at);
        }
        assert_eq!(name_of(b"caf\xe9"), "Windows-1252");
        assert_eq!(name_of("café".as_bytes()), "UTF-8");
    }
}
