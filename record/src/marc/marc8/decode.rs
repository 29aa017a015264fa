//! The decoder of MARC-8: code positions, escape sequences, combining marks.

use super::tables::{self, ANSEL, ASCII, EACC_FINAL, Set};
use super::{ESCAPE, Marc8Error};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A character set standing in G0 or G1.
#[derive(Clone, Copy)]
enum Graphic {
    One(&'static Set),
    Eacc,
}

/// Decodes a value to Unicode in normal form C and hands over each error.
///
/// G0 is ASCII and G1 ANSEL at the start (MARC 21 "Character Sets and Encoding Options: MARC-8",
/// "Technique 2").
pub(crate) fn decode_with(bytes: &[u8], on_error: impl FnMut(Marc8Error)) -> String {
    let plain = bytes
        .iter()
        .all(|b| *b < 0x80 && *b != ESCAPE && *b != b'&');
    if plain && let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut decoder = Decoder {
        bytes,
        at: 0,
        g0: graphic(ASCII),
        g1: graphic(ANSEL),
        out: String::with_capacity(bytes.len() + bytes.len() / 4),
        marks: Vec::new(),
        on_error,
    };
    decoder.run();
    match is_nfc_quick(decoder.out.chars()) {
        IsNormalized::Yes => decoder.out,
        _ => decoder.out.nfc().collect(),
    }
}

fn graphic(name: u8) -> Graphic {
    tables::set(name).map_or(Graphic::Eacc, Graphic::One)
}

struct Decoder<'a, F> {
    bytes: &'a [u8],
    at: usize,
    g0: Graphic,
    g1: Graphic,
    out: String,
    /// Combining marks that wait for their letter: MARC-8 has them before it, Unicode behind.
    marks: Vec<char>,
    on_error: F,
}

impl<F: FnMut(Marc8Error)> Decoder<'_, F> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                ESCAPE => self.escape(),
                0..=0x20 => self.one(char::from(byte)),
                b'&' if matches!(self.g0, Graphic::One(_)) && self.numeric_reference() => {}
                0x80..=0x9F | 0xFF => self.control(byte),
                0x21..=0x7F => self.graphic(self.g0, byte),
                0xA0.. => self.graphic(self.g1, byte),
            }
        }
        if !self.marks.is_empty() {
            (self.on_error)(Marc8Error::DanglingMark {
                offset: self.bytes.len(),
            });
            self.out.extend(self.marks.drain(..));
        }
    }

    /// Puts a character that is no mark and moves on by one byte.
    fn one(&mut self, c: char) {
        self.put(c);
        self.at += 1;
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.out.extend(self.marks.drain(..));
    }

    /// Reads a code of the upper control set: non-sorting and joiner characters.
    fn control(&mut self, byte: u8) {
        let c = match byte {
            0x88 => '\u{98}',
            0x89 => '\u{9C}',
            0x8D => '\u{200D}',
            0x8E => '\u{200C}',
            _ => return self.unknown(u32::from(byte), 1),
        };
        self.one(c);
    }

    fn graphic(&mut self, graphic: Graphic, byte: u8) {
        match graphic {
            Graphic::One(set) => match set.get(byte) {
                Some((mark, true)) => {
                    self.marks.push(mark);
                    self.at += 1;
                }
                Some((c, false)) => self.one(c),
                None => self.unassigned(byte),
            },
            Graphic::Eacc => self.eacc(),
        }
    }

    fn eacc(&mut self) {
        let Some(&[a, b, c]) = self.bytes.get(self.at..self.at + 3) else {
            return self.unknown(u32::from(self.bytes[self.at]), 1);
        };
        let low = [a, b, c].map(|byte| u32::from(byte & 0x7F));
        let code = low[0] << 16 | low[1] << 8 | low[2];
        match tables::eacc(code) {
            Some(c) => {
                self.put(c);
                self.at += 3;
            }
            // A control within the code shows that it is cut short.
            None if b < b' ' || c < b' ' => self.unknown(u32::from(a), 1),
            None => self.unknown(code, 3),
        }
    }

    /// Reads a code that its set has not; punctuation and digits are taken for ASCII, whose
    /// escape sequence was forgotten.
    fn unassigned(&mut self, byte: u8) {
        if !byte.is_ascii_punctuation() && !byte.is_ascii_digit() {
            return self.unknown(u32::from(byte), 1);
        }
        (self.on_error)(Marc8Error::UnknownCharacter {
            offset: self.at,
            code: u32::from(byte),
        });
        self.one(char::from(byte));
    }

    fn unknown(&mut self, code: u32, length: usize) {
        (self.on_error)(Marc8Error::UnknownCharacter {
            offset: self.at,
            code,
        });
        self.put(char::REPLACEMENT_CHARACTER);
        self.at += length;
    }

    /// Reads `&#x4E00;`, the way out for characters that MARC-8 has not.
    fn numeric_reference(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let Some(digits) = rest.strip_prefix(b"&#x") else {
            return false;
        };
        let end = digits
            .iter()
            .take(7)
            .position(|b| *b == b';')
            .filter(|n| *n >= 4);
        let found = end
            .and_then(|n| std::str::from_utf8(&digits[..n]).ok())
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
            .filter(|c| !c.is_control());
        let (Some(c), Some(n)) = (found, end) else {
            return false;
        };
        self.put(c);
        self.at += n + 4;
        true
    }

    /// Reads an escape sequence (the two techniques of the MARC-8 specification).
    fn escape(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let at = |i: usize| rest.get(i).copied().unwrap_or(0);
        let (length, upper, name) = match at(0) {
            b's' => (1, false, ASCII),
            set @ (b'g' | b'b' | b'p') => (1, false, set),
            b'(' | b',' if at(1) == b'!' => (3, false, at(2)),
            b')' | b'-' if at(1) == b'!' => (3, true, at(2)),
            b'(' | b',' => (2, false, at(1)),
            b')' | b'-' => (2, true, at(1)),
            b'$' if matches!(at(1), b'(' | b',') => (3, false, at(2)),
            b'$' if matches!(at(1), b')' | b'-') => (3, true, at(2)),
            b'$' => (2, false, at(1)),
            _ => (0, false, 0),
        };
        let known = length > 0 && tables::is_known(name) && (at(0) == b'$') == (name == EACC_FINAL);
        if !known {
            (self.on_error)(Marc8Error::UnknownEscape { offset: self.at });
            // What cannot be a set's name is text: only the escape sequence's own bytes go.
            let own = if length > 0 && at(length - 1).is_ascii_graphic() {
                length
            } else {
                0
            };
            self.at += 1 + own;
            return;
        }
        let slot = if upper { &mut self.g1 } else { &mut self.g0 };
        *slot = graphic(name);
        self.at += 1 + length;
    }
}
