//! ISO 2709, the exchange form of MARC: a leader, a directory, and the fields.
//!
//! Reading is lenient and says what it repaired; writing is strict and always UTF-8. For a
//! well-formed UTF-8 record `write(parse(bytes)) == bytes`.

mod directory;
mod mend;
mod read;
mod write;

pub use read::parse;
pub use write::{WriteError, write};

/// The byte that ends a record.
pub const RECORD_TERMINATOR: u8 = 0x1D;
/// The byte that ends a field, and the directory.
pub const FIELD_TERMINATOR: u8 = 0x1E;
/// The byte before each subfield code.
pub const SUBFIELD_DELIMITER: u8 = 0x1F;

/// The most bytes a record may have: its length is five digits.
pub const MAX_RECORD_LENGTH: usize = 99_999;
/// The most bytes a field may have: its length is four digits.
pub const MAX_FIELD_LENGTH: usize = 9_999;

/// Tells whether bytes look like a leader by its fixed parts, three of four being enough.
pub(crate) fn looks_like_leader(bytes: &[u8]) -> bool {
    has_leader_parts(bytes)
        && bytes[..super::LEADER_LENGTH]
            .iter()
            .all(|b| (b' '..0x7F).contains(b))
}

/// Tells whether three of a leader's four fixed parts are there, whatever stands between.
pub(crate) fn has_leader_parts(bytes: &[u8]) -> bool {
    let Some(leader) = bytes.get(..super::LEADER_LENGTH) else {
        return false;
    };
    let parts = [
        leader[..5].iter().all(u8::is_ascii_digit),
        leader[12..17].iter().all(u8::is_ascii_digit),
        &leader[10..12] == b"22",
        &leader[20..22] == b"45",
    ];
    parts.iter().filter(|p| **p).count() >= 3
}

/// Reads a run of ASCII digits.
#[inline]
pub(crate) fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0usize, |n, b| {
        let digit = b.wrapping_sub(b'0');
        (digit <= 9).then(|| n * 10 + usize::from(digit))
    })
}
