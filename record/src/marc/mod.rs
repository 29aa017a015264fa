//! MARC in and out: ISO 2709 (UTF-8 and MARC-8) and MARCXML, read with patience, written strictly.
//!
//! Reading has two steps. A [`Reader`] cuts the input into records and keeps their bytes exactly
//! as given ([`Raw`]); [`parse`] makes a [`MarcRecord`] of one record's bytes and lists as
//! [`Fault`]s what it had to repair. A record that cannot be cut out is a [`Broken`], and reading
//! goes on at the next. What a field *means* does not belong here.
//!
//! Sources: ISO 2709:2008; MARC 21 Specifications for Record Structure, Character Sets and
//! Exchange Media (Library of Congress); MARCXML (MARC21slim.xsd 1.2).

mod encoding;
mod fault;
pub mod iso2709;
pub mod linked;
pub mod marc8;
pub mod marcxml;
mod model;
pub mod mrk;
mod reader;
pub mod spec;

pub use encoding::Encoding;
pub(crate) use encoding::decode_latin1;
pub use fault::{BROKEN_BYTES_LIMIT, Broken, Fault, FaultCode};
pub use model::{
    DEFAULT_LEADER, DataField, Field, LEADER_LENGTH, MarcRecord, Subfield, Tag, TagError,
};
pub(crate) use reader::input::Input;
pub use reader::{RECORD_LIMIT, Raw, Reader};

/// A form that MARC records come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// ISO 2709, the binary exchange form (`.mrc`).
    Iso2709,
    /// MARCXML, alone or wrapped in another XML such as OAI-PMH or SRU.
    MarcXml,
}

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Names the format of an input by its first bytes (64 are enough), or nothing when it is neither.
///
/// A byte order mark and white space before the first record are passed over. UTF-16 XML counts
/// as MARCXML here, so that the reader can refuse it by name.
pub fn detect(prefix: &[u8]) -> Option<Format> {
    if prefix.starts_with(b"\xFF\xFE<\0") || prefix.starts_with(b"\xFE\xFF\0<") {
        return Some(Format::MarcXml);
    }
    let rest = prefix.strip_prefix(BOM).unwrap_or(prefix);
    let rest = rest.trim_ascii_start();
    if rest.first() == Some(&b'<') {
        return Some(Format::MarcXml);
    }
    let leader = rest.get(..LEADER_LENGTH)?;
    let digits = leader[..5].iter().all(u8::is_ascii_digit);
    let printable = leader.iter().all(|b| *b >= b' ');
    (digits && printable || iso2709::has_leader_parts(leader)).then_some(Format::Iso2709)
}

/// A record as read, and what was repaired on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The record.
    pub marc: MarcRecord,
    /// The character encoding its bytes were read as.
    pub encoding: Encoding,
    /// What was wrong, in source order.
    pub faults: Vec<Fault>,
}

/// Reads the bytes of one record.
///
/// # Errors
///
/// Returns the deciding fault when nothing usable is left.
pub fn parse(bytes: &[u8], format: Format) -> Result<Parsed, Fault> {
    match format {
        Format::Iso2709 => iso2709::parse(bytes),
        Format::MarcXml => marcxml::parse(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_is_detected_by_content() {
        let leader = "00714cam a2200205 a 4500001";
        for (text, expected) in [
            (leader.to_owned(), Some(Format::Iso2709)),
            (format!("\u{feff}\r\n {leader}"), Some(Format::Iso2709)),
            (format!("00x14{}", &leader[5..]), Some(Format::Iso2709)),
            (
                "<?xml version=\"1.0\"?><collection>".to_owned(),
                Some(Format::MarcXml),
            ),
            ("\u{feff}\n<record>".to_owned(), Some(Format::MarcXml)),
            ("=LDR  00714cam a2200205 a 4500".to_owned(), None),
            (
                "{\"leader\": \"00714cam a2200205 a 4500\"}".to_owned(),
                None,
            ),
            ("12345\n67890\n12345\n67890\n12345\n".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(detect(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(detect(b"\xFF\xFE<\0?\0"), Some(Format::MarcXml));
    }
}
