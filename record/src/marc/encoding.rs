//! Which character encoding a record's bytes are in, whatever its leader says.
//!
//! Leader/09 is `a` for UTF-8 and blank for MARC-8 (MARC 21 leader, character coding scheme), and
//! it is often wrong, so the bytes decide where they can.

use super::fault::{FaultCode, Faults};
use super::marc8;

/// The character encoding that a record's bytes were read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 throughout.
    Utf8,
    /// Mostly UTF-8; each wrong byte became U+FFFD.
    Utf8Lossy,
    /// MARC-8 (ANSEL and the sets reached by escape sequences).
    Marc8,
    /// ISO 8859-1, guessed because nothing else fits.
    Latin1Guess,
}

impl Encoding {
    /// Returns a stable lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Lossy => "utf-8-lossy",
            Self::Marc8 => "marc-8",
            Self::Latin1Guess => "latin-1-guess",
        }
    }
}

/// Chooses the encoding of an ISO 2709 record and notes when its leader says otherwise.
pub(crate) fn choose(bytes: &[u8], valid_utf8: bool, faults: &mut Faults) -> Encoding {
    let labelled = bytes.get(9) == Some(&b'a');
    let escapes = memchr::memchr(marc8::ESCAPE, bytes).is_some();
    let ascii = valid_utf8 && bytes.is_ascii();
    let found = match (valid_utf8, labelled) {
        (true, true) if ascii && escapes && marc8::has_escape(bytes) => Encoding::Marc8,
        (true, true) => return Encoding::Utf8,
        (true, false) if ascii && escapes => return Encoding::Marc8,
        (true, false) if ascii => return Encoding::Utf8,
        (true, false) => Encoding::Utf8,
        (false, _) => guess(bytes, labelled),
    };
    match found {
        Encoding::Utf8 if labelled => {}
        Encoding::Marc8 if !labelled => {}
        Encoding::Utf8Lossy if labelled => {}
        other => {
            let says = if labelled { "UTF-8" } else { "MARC-8" };
            let text = format!(
                "leader/09 says {says}; the bytes were read as {}",
                other.as_str()
            );
            faults.note(FaultCode::EncodingMislabelled, 9, text);
        }
    }
    found
}

/// Guesses among UTF-8 with errors, MARC-8 and Latin-1 for bytes that are not valid UTF-8.
fn guess(bytes: &[u8], labelled: bool) -> Encoding {
    let (good, bad) = count_utf8(bytes);
    if good > bad || (labelled && good > 0 && good * 2 >= bad) {
        return Encoding::Utf8Lossy;
    }
    if marc8::has_escape(bytes) {
        return Encoding::Marc8;
    }
    let signs = Signs::count(bytes);
    if labelled && bad <= 2 && signs.marc8 + signs.latin1 == 0 {
        return Encoding::Utf8Lossy;
    }
    // A label of MARC-8 is believed unless much of the text is impossible in it.
    let possible = signs.impossible < 4
        || signs.impossible * 5 < signs.high
        || signs.impossible * 2 <= signs.marc8;
    let believed = !labelled && possible;
    if !believed && signs.latin1 > signs.marc8 {
        Encoding::Latin1Guess
    } else {
        Encoding::Marc8
    }
}

/// Guesses between UTF-8 with errors and Latin-1, for XML.
pub(crate) fn guess_xml(bytes: &[u8]) -> Encoding {
    let (good, bad) = count_utf8(bytes);
    if good > 0 && good * 2 >= bad {
        Encoding::Utf8Lossy
    } else {
        Encoding::Latin1Guess
    }
}

/// Counts the well-formed multi-byte sequences and the wrong bytes.
fn count_utf8(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let multi = chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        (good + multi, bad + chunk.invalid().len())
    })
}

/// What speaks for MARC-8 and for Latin-1 in the bytes above ASCII.
///
/// The marks of Western languages (grave, acute, circumflex, tilde, umlaut, cedilla, ring) stand
/// before vowels, n and c in ANSEL; the same codes in Latin-1 are letters, which stand anywhere.
#[derive(Default)]
struct Signs {
    high: usize,
    marc8: usize,
    latin1: usize,
    /// Codes that ANSEL has not, and its marks where no letter follows.
    impossible: usize,
}

impl Signs {
    fn count(bytes: &[u8]) -> Self {
        let mut signs = Self::default();
        for (i, byte) in bytes.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
            let rest = bytes.get(i + 1..).unwrap_or_default();
            let next = match rest.first() {
                // A letter that MARC-8 has not, written as a reference (MARC 21, "Lossless conversion").
                Some(b'&') if rest.starts_with(b"&#x") => b'a',
                Some(next) => next.to_ascii_lowercase(),
                None => b' ',
            };
            signs.add(*byte, next);
        }
        signs
    }

    fn add(&mut self, byte: u8, next: u8) {
        let vowel = matches!(next, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        let western = match byte {
            0xE1 | 0xE2 | 0xE3 | 0xE8 => vowel || next >= 0xE0,
            // Macrons and dots below, which romanized titles are full of.
            0xE5 => vowel,
            0xF2 => matches!(next, b'h' | b's' | b't' | b'd' | b'z'),
            0xE4 => vowel || next == b'n',
            0xEA => matches!(next, b'a' | b'u'),
            0xF0 => matches!(next, b'c' | b's' | b't'),
            _ => false,
        };
        let stray_mark = byte >= 0xE0 && next < 0x80 && !next.is_ascii_alphanumeric();
        let unassigned = matches!(byte, 0x80..=0x87 | 0x8A..=0x8C | 0x8F..=0xA0 | 0xAF | 0xBB | 0xC9..=0xDF | 0xFC | 0xFD | 0xFF);
        let latin_letter = matches!(byte,
            0xC0 | 0xC7..=0xCA | 0xD1 | 0xD3 | 0xD6 | 0xDC | 0xDF..=0xE4 | 0xE7..=0xEF | 0xF1..=0xF6 | 0xF9..=0xFC);
        self.high += 1;
        self.impossible += usize::from(stray_mark || unassigned);
        if western {
            self.marc8 += 2;
        } else if latin_letter || stray_mark {
            self.latin1 += 1 + usize::from(stray_mark);
        } else if matches!(byte, 0xA1..=0xC6) {
            self.marc8 += 1;
        }
    }
}

/// The characters that Windows-1252 has at 80 to 9F; ISO 8859-1 has only controls there.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Decodes ISO 8859-1 with the additions of Windows-1252.
pub(crate) fn decode_latin1(bytes: &[u8]) -> String {
    let char_of = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(char_of).collect()
}

/// Decodes UTF-8, puts U+FFFD for wrong bytes, and returns where the first one is.
pub(crate) fn decode_lossy(bytes: &[u8]) -> (String, Option<usize>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(e) => (
            String::from_utf8_lossy(bytes).into_owned(),
            Some(e.valid_up_to()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(label: u8, text: &[u8]) -> (Encoding, usize) {
        let mut bytes = b"00000nam  2200000   4500".to_vec();
        bytes[9] = label;
        bytes.extend_from_slice(text);
        let mut faults = Faults::default();
        let valid = std::str::from_utf8(&bytes).is_ok();
        (choose(&bytes, valid, &mut faults), faults.into_vec().len())
    }

    #[test]
    fn bytes_decide_where_the_label_is_wrong() {
        use Encoding::*;
        for (label, text, expected) in [
            (b'a', "plain".as_bytes(), (Utf8, 0)),
            (b' ', b"plain", (Utf8, 0)),
            (b'a', "économie".as_bytes(), (Utf8, 0)),
            (b' ', "économie".as_bytes(), (Utf8, 1)),
            (b' ', b"\xE2economie sociale", (Marc8, 0)),
            (b'a', b"\xE2economie sociale", (Marc8, 1)),
            (
                b'a',
                b"\xE9conomie soci\xE9t\xE9 \xE0 la libert\xE9",
                (Latin1Guess, 1),
            ),
            (
                b' ',
                b"\xE9conomie soci\xE9t\xE9 \xE0 la libert\xE9, sant\xE9, \xE9galit\xE9",
                (Latin1Guess, 1),
            ),
            (b'a', b"Mas\xE5i\xF2h, Athl\xE5et\xE5es \xE5o", (Marc8, 1)),
            (
                b' ',
                b"H\xE5e agora \xE2&#x0391;\xE2&#x03BF;\xE2&#x03B1;\xE8&#x03B9;",
                (Marc8, 0),
            ),
            (b' ', b"\x1b(NABC\x1b(B", (Marc8, 0)),
            (b'a', b"\x1b(NABC\x1b(B", (Marc8, 1)),
            (b'a', b"\xC3\xA9conomie \xC3\xA9 \xFF x", (Utf8Lossy, 0)),
        ] {
            assert_eq!(chosen(label, text), expected, "{text:?}");
        }
    }
}
