//! Writes one ISO 2709 record into buffers that are used again for the next.

use std::{fmt::Write as _, io::Write as _};

use super::language::Language;

const FIELD_END: char = '\u{1E}';
const SUBFIELD: char = '\u{1F}';
const RECORD_END: u8 = 0x1D;
/// The length of a leader.
pub const LEADER: usize = 24;
/// The length of a directory entry.
pub const ENTRY: usize = 12;

/// A record in the making; fields stand in the order they are added.
#[derive(Debug, Default)]
pub struct Marc {
    directory: Vec<u8>,
    data: String,
    start: usize,
    tag: &'static str,
}

impl Marc {
    /// Forgets the fields.
    pub fn clear(&mut self) {
        self.directory.clear();
        self.data.clear();
    }

    /// A control field.
    pub fn control(&mut self, tag: &'static str, value: std::fmt::Arguments<'_>) {
        self.begin(tag);
        let _ = self.data.write_fmt(value);
        self.end();
    }

    /// Begins a data field with its two indicators.
    pub fn begin_data(&mut self, tag: &'static str, indicators: &str) -> &mut Marc {
        self.begin(tag);
        self.data.push_str(indicators);
        self
    }

    /// A subfield of the field begun.
    pub fn sub(&mut self, code: char, value: &str) -> &mut Marc {
        self.text(code).push_str(value);
        self
    }

    /// A subfield of the field begun, formatted.
    pub fn sub_fmt(&mut self, code: char, value: std::fmt::Arguments<'_>) -> &mut Marc {
        let _ = self.text(code).write_fmt(value);
        self
    }

    /// Begins a subfield whose text the caller appends.
    pub fn text(&mut self, code: char) -> &mut String {
        self.data.push(SUBFIELD);
        self.data.push(code);
        &mut self.data
    }

    /// Ends the field begun.
    pub fn end(&mut self) {
        self.data.push(FIELD_END);
        let length = self.data.len() - self.start;
        let _ = write!(self.directory, "{}{length:04}{:05}", self.tag, self.start);
    }

    /// A data field with one subfield `a`.
    pub fn simple(&mut self, tag: &'static str, indicators: &str, value: &str) {
        self.begin_data(tag, indicators).sub('a', value).end();
    }

    fn begin(&mut self, tag: &'static str) {
        self.tag = tag;
        self.start = self.data.len();
    }

    /// Writes the record; `kind` is the leader's positions 5 to 7, such as `nam`.
    pub fn finish(&self, kind: &str, out: &mut Vec<u8>) {
        let base = LEADER + self.directory.len() + 1;
        let length = base + self.data.len() + 1;
        out.clear();
        let _ = write!(out, "{length:05}{kind} a22{base:05} a 4500");
        out.extend_from_slice(&self.directory);
        out.push(FIELD_END as u8);
        out.extend_from_slice(self.data.as_bytes());
        out.push(RECORD_END);
    }

    /// The 008 (MARC 21, all materials): a single date, a language.
    pub fn fixed(&mut self, entered: u32, date: &str, language: Language) {
        self.control(
            "008",
            format_args!(
                "{entered:06}{date:<9}sz |||||||||||||||||{}||",
                language.marc()
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use record::marc::iso2709;

    use super::*;

    #[test]
    fn what_is_written_is_read_without_a_fault() {
        let mut marc = Marc::default();
        marc.control("001", format_args!("7"));
        marc.fixed(990_101, "s1999    ", Language::Fr);
        marc.begin_data("245", "10")
            .sub('a', "Café")
            .sub_fmt('b', format_args!("{} h", 8))
            .end();
        let mut bytes = Vec::new();
        marc.finish("nam", &mut bytes);
        let parsed = iso2709::parse(&bytes).unwrap();
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        assert_eq!(iso2709::write(&parsed.marc).unwrap(), bytes);
        let fixed = parsed.marc.control("008").unwrap();
        assert_eq!((fixed.len(), &fixed[35..38]), (40, "fre"));
    }
}
