//! MARC-8, the character encoding of MARC 21 before Unicode; it is read, never written.
//!
//! The tables in `data/marc8-sets.txt` and `data/marc8-eacc.txt` restate the Library of Congress's
//! code tables. Where those give a private-use character and a substitute, the latter is taken.

mod decode;
mod tables;

use super::fault::FaultCode;

pub(crate) use decode::decode_with;

/// The byte that begins an escape sequence.
pub const ESCAPE: u8 = 0x1B;

/// Something in MARC-8 that has no meaning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Marc8Error {
    /// An escape sequence names no character set.
    #[error("an escape sequence names no character set; it was left out")]
    UnknownEscape {
        /// Where, in bytes from the start of the value.
        offset: usize,
    },
    /// A code has no character in the set in force.
    #[error("code {code:X} has no character in the set in force")]
    UnknownCharacter {
        /// Where, in bytes from the start of the value.
        offset: usize,
        /// The code, one byte or three.
        code: u32,
    },
    /// A combining mark stands at the end, without its letter.
    #[error("a combining mark has no letter after it; it was kept at the end")]
    DanglingMark {
        /// Where, in bytes from the start of the value.
        offset: usize,
    },
}

impl Marc8Error {
    /// Returns the fault code for it.
    pub fn code(&self) -> FaultCode {
        match self {
            Self::UnknownEscape { .. } => FaultCode::Marc8UnknownEscape,
            Self::UnknownCharacter { .. } => FaultCode::Marc8UnknownCharacter,
            Self::DanglingMark { .. } => FaultCode::Marc8DanglingMark,
        }
    }

    /// Returns where it is, in bytes from the start of the value.
    pub fn offset(&self) -> usize {
        match self {
            Self::UnknownEscape { offset }
            | Self::UnknownCharacter { offset, .. }
            | Self::DanglingMark { offset } => *offset,
        }
    }
}

/// Tells whether bytes have an escape sequence that names a character set.
pub(crate) fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(ESCAPE, bytes)
        .any(|i| bytes.get(i + 1).is_some_and(|b| b"gbps()$,-".contains(b)))
}

/// Decodes a value to Unicode in normal form C; what has no meaning becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> String {
    decode_with(bytes, |_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_marks_and_escapes_are_decoded() {
        for (bytes, expected) in [
            (&b"plain text"[..], "plain text"),
            (
                b"\xE2economie \xE1a la fran\xF0caise",
                "\u{e9}conomie \u{e0} la fran\u{e7}aise",
            ),
            (b"\xE8u \xE4n \xA1\xB1", "\u{fc} \u{f1} \u{141}\u{142}"),
            (b"\xE3\xF2a", "\u{1ead}"),
            (b"\xEBt\xECs", "t\u{fe20}s\u{fe21}"),
            (b"\x1b(NmIR\x1b(B!", "\u{41c}\u{438}\u{440}!"),
            (b"\x1b(N-\x1b)Q\xC4\x1b)!E\x1b(B\xE2e", "-\u{451}\u{e9}"),
            (b"\x1b(2`a\x1b(B", "\u{5d0}\u{5d1}"),
            (b"\x1b(3G\x1b)4\xA9\x1b(B", "\u{627}\u{67e}"),
            (b"\x1b(Sab\x1b(B", "\u{3b1}\u{3b2}"),
            (
                b"H\x1bb2\x1bsO x\x1bp2\x1bs \x1bga\x1bs",
                "H\u{2082}O x\u{b2} \u{3b1}",
            ),
            (b"\x1b$1!0!!0\x22\x1b(B.", "\u{4e00}\u{4e01}."),
            (b"\x1b$1!0! !0\x22\x1b(B.", "\u{4e00} \u{4e01}."),
            (b"\x88The \x89end", "\u{98}The \u{9c}end"),
            (b"A &#x4E00; & &#x4E; B", "A \u{4e00} & &#x4E; B"),
        ] {
            assert_eq!(decode(bytes), expected, "{bytes:02X?}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_named_and_the_rest_is_kept() {
        for (bytes, expected, code, offset) in [
            (&b"a\x1b(Zb"[..], "ab", "marc8-unknown-escape", 1),
            (b"a\x1b", "a", "marc8-unknown-escape", 1),
            (b"a\x1bXb", "aXb", "marc8-unknown-escape", 1),
            (b"ab\xFFc", "ab\u{fffd}c", "marc8-unknown-character", 2),
            (
                b"\x1b$1!0",
                "\u{fffd}\u{fffd}",
                "marc8-unknown-character",
                3,
            ),
            (b"\x1b(Sa:\x1b(B", "\u{3b1}:", "marc8-unknown-character", 4),
            (b"caf\xE2", "caf\u{301}", "marc8-dangling-mark", 4),
        ] {
            let mut errors = Vec::new();
            assert_eq!(
                decode_with(bytes, |e| errors.push(e)),
                expected,
                "{bytes:02X?}"
            );
            assert_eq!(
                (errors[0].code().as_str(), errors[0].offset()),
                (code, offset)
            );
        }
    }
}
