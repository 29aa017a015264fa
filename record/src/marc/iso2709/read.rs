//! Reads one ISO 2709 record: leader, directory, fields, characters.

use super::super::Parsed;
use super::super::encoding::{self, Encoding};
use super::super::fault::{Fault, FaultCode, Faults};
use super::super::marc8;
use super::super::model::{Field, LEADER_LENGTH, MarcRecord, Subfield, Tag};
use super::directory::{self, Entry};
use super::{FIELD_TERMINATOR, RECORD_TERMINATOR, SUBFIELD_DELIMITER};

/// Reads one ISO 2709 record, repairing what it can.
///
/// # Errors
///
/// Returns a fault when the bytes hold no leader, no directory or no field.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Fault> {
    if bytes.len() <= LEADER_LENGTH {
        let text = format!(
            "{} bytes are too few for a leader and a directory",
            bytes.len()
        );
        return Err(Fault::new(FaultCode::NotARecord, 0, None, text));
    }
    let mut faults = Faults::default();
    let leader = read_leader(bytes, &mut faults);
    let entries = directory::locate(bytes, &mut faults)?;
    let text = std::str::from_utf8(bytes).ok();
    let encoding = encoding::choose(bytes, text.is_some(), &mut faults);
    let mut fields = Fields {
        bytes,
        text: text.filter(|_| encoding == Encoding::Utf8),
        encoding,
        controls: has_stray_controls(bytes, entries.len()),
        faults,
    };
    let mut list = Vec::with_capacity(entries.len());
    list.extend(entries.iter().filter_map(|e| fields.read(e)));
    if list.is_empty() {
        let text = "no field of the record could be read";
        return Err(Fault::new(
            FaultCode::EmptyRecord,
            LEADER_LENGTH,
            None,
            text,
        ));
    }
    let marc = MarcRecord {
        leader,
        fields: list,
    };
    Ok(Parsed {
        marc,
        encoding,
        faults: fields.faults.into_vec(),
    })
}

fn read_leader(bytes: &[u8], faults: &mut Faults) -> String {
    let printable = |b: &u8| *b == b' ' || b.is_ascii_graphic();
    let raw = &bytes[..LEADER_LENGTH];
    if let Some(at) = raw.iter().position(|b| !printable(b)) {
        let text = "the leader has bytes that are not printable ASCII; they became blanks";
        faults.note(FaultCode::BadLeader, at, text);
    }
    raw.iter()
        .map(|b| if printable(b) { char::from(*b) } else { ' ' })
        .collect()
}

/// Tells whether values have control characters; delimiters in their places are none.
fn has_stray_controls(bytes: &[u8], fields: usize) -> bool {
    let data = &bytes[LEADER_LENGTH..];
    // Without an early end and on bytes only, so that it runs over many bytes at a time.
    let others = data
        .iter()
        .fold(0, |found, b| found | u8::from(*b < RECORD_TERMINATOR));
    let count = |byte| memchr::memchr_iter(byte, data).count();
    others != 0 || count(FIELD_TERMINATOR) != fields + 1 || count(RECORD_TERMINATOR) > 1
}

/// Reads fields of one record one after the other.
struct Fields<'a> {
    bytes: &'a [u8],
    /// The record as text when it is UTF-8.
    text: Option<&'a str>,
    encoding: Encoding,
    /// Whether values must be searched for control characters.
    controls: bool,
    faults: Faults,
}

impl Fields<'_> {
    #[inline]
    fn read(&mut self, entry: &Entry) -> Option<Field> {
        let Some(tag) = Tag::from_bytes(entry.tag) else {
            let text = "a tag that is not three printable characters; the field was left out";
            let shown = String::from_utf8_lossy(&entry.tag);
            self.faults
                .note_in(shown.escape_debug(), FaultCode::BadTag, entry.start, text);
            return None;
        };
        let bytes: &[u8] = self.bytes;
        let content = &bytes[entry.start..entry.end];
        let delimited = content.get(2) == Some(&SUBFIELD_DELIMITER);
        if tag.is_control() && !delimited {
            return Some(self.control(tag, entry));
        }
        if tag.is_control() {
            let text = "a control field with subfields; it was kept as a data field";
            self.faults
                .note_in(tag, FaultCode::BadControlField, entry.start, text);
        }
        if !delimited {
            return Some(self.undelimited(tag, entry));
        }
        let (ind1, ind2) = (
            self.indicator(tag, entry.start),
            self.indicator(tag, entry.start + 1),
        );
        Some(Field::Data {
            tag,
            ind1,
            ind2,
            subfields: self.subfields(tag, entry.start + 2, entry.end),
        })
    }

    fn control(&mut self, tag: Tag, entry: &Entry) -> Field {
        if entry.start == entry.end {
            self.faults.note_in(
                tag,
                FaultCode::EmptyField,
                entry.start,
                "the field is empty",
            );
        }
        let value = self.value(tag, None, entry.start, entry.end);
        Field::Control { tag, value }
    }

    #[inline]
    fn indicator(&mut self, tag: Tag, at: usize) -> char {
        let byte = self.bytes[at];
        if byte == b' ' || byte.is_ascii_digit() || byte.is_ascii_lowercase() {
            return char::from(byte);
        }
        let kept = if byte.is_ascii_graphic() {
            char::from(byte)
        } else {
            ' '
        };
        if byte != b'|' {
            let text = format!("byte {byte:02X} is no indicator; it was read as {kept:?}");
            self.faults.note_in(tag, FaultCode::BadIndicator, at, text);
        }
        kept
    }

    /// Reads subfields from `start`, where a delimiter is.
    #[inline]
    fn subfields(&mut self, tag: Tag, start: usize, end: usize) -> Vec<Subfield> {
        let bytes: &[u8] = self.bytes;
        // Most fields have no more; counting first costs as much as growing now and then.
        let mut subfields = Vec::with_capacity(4);
        let mut at = start + 1;
        let delimiters = memchr::memchr_iter(SUBFIELD_DELIMITER, &bytes[start + 1..end]);
        for stop in delimiters.map(|i| start + 1 + i).chain([end]) {
            subfields.extend(self.subfield(tag, at, stop));
            at = stop + 1;
        }
        subfields
    }

    /// Reads one subfield whose code is at `at`.
    #[inline]
    fn subfield(&mut self, tag: Tag, at: usize, stop: usize) -> Option<Subfield> {
        let code = self.bytes[at..stop].first().copied();
        if let Some(code) = code.filter(u8::is_ascii_graphic) {
            let code = char::from(code);
            return Some(Subfield {
                code,
                value: self.value(tag, Some(code), at + 1, stop),
            });
        }
        let text = "a subfield without a code; what it holds was kept as code ?";
        self.faults
            .note_in(tag, FaultCode::BadSubfieldCode, at, text);
        let skip = usize::from(code.is_some_and(|c| c.is_ascii()));
        let value = self.value(tag, Some('?'), at + skip, stop);
        (!value.trim().is_empty()).then_some(Subfield { code: '?', value })
    }

    /// Reads a data field that has no delimiter in its place.
    #[cold]
    fn undelimited(&mut self, tag: Tag, entry: &Entry) -> Field {
        let (start, end) = (entry.start, entry.end);
        let bytes: &[u8] = self.bytes;
        let content = &bytes[start..end];
        let first = memchr::memchr(SUBFIELD_DELIMITER, content);
        if first.is_none() && !tag.is_numeric() {
            return self.control(tag, entry);
        }
        let is_indicator = |b: &&u8| **b == b' ' || b.is_ascii_digit();
        let marks = content.iter().take(2).take_while(is_indicator).count();
        let (code, text) = match first {
            None if marks == content.len() => (FaultCode::EmptyField, "the field has no subfields"),
            Some(at) if at < 2 => (
                FaultCode::MissingIndicator,
                "an indicator is missing; it was read as a blank",
            ),
            _ => (
                FaultCode::MissingSubfieldDelimiter,
                "text stands before the first subfield delimiter; words were kept as subfield a",
            ),
        };
        self.faults.note_in(tag, code, start, text);
        let mark = |i: usize| content[..marks].get(i).map_or(' ', |b| char::from(*b));
        let delimiter = first.map_or(end, |at| start + at);
        let subfields = self.with_lead(tag, start + marks, delimiter, end);
        Field::Data {
            tag,
            ind1: mark(0),
            ind2: mark(1),
            subfields,
        }
    }

    /// Reads subfields with what stands before the first delimiter, if that has words.
    fn with_lead(&mut self, tag: Tag, start: usize, delimiter: usize, end: usize) -> Vec<Subfield> {
        let mut subfields = Vec::new();
        let value = self.value(tag, Some('a'), start.min(delimiter), delimiter);
        if value.contains(char::is_alphanumeric) {
            subfields.push(Subfield { code: 'a', value });
        }
        if delimiter < end {
            subfields.extend(self.subfields(tag, delimiter, end));
        }
        subfields
    }

    /// Decodes a value.
    #[inline]
    fn value(&mut self, tag: Tag, code: Option<char>, start: usize, end: usize) -> String {
        let plain = self.text.and_then(|text| text.get(start..end));
        let mut value = match plain {
            Some(text) => text.to_owned(),
            None => self.decode(tag, code, start, end),
        };
        if self.controls && value.bytes().any(|b| b < b' ') {
            self.clean(tag, code, start, &mut value);
        }
        value
    }

    #[inline(never)]
    fn decode(&mut self, tag: Tag, code: Option<char>, start: usize, end: usize) -> String {
        let bytes = &self.bytes[start..end];
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Lossy => {
                let (value, wrong) = encoding::decode_lossy(bytes);
                if let Some(at) = wrong {
                    let text = "a byte is not UTF-8; it became U+FFFD";
                    self.faults
                        .note_in(name(tag, code), FaultCode::InvalidUtf8, start + at, text);
                }
                value
            }
            Encoding::Latin1Guess => encoding::decode_latin1(bytes),
            Encoding::Marc8 => {
                let faults = &mut self.faults;
                marc8::decode_with(bytes, |error| {
                    let text = error.to_string();
                    faults.note_in(name(tag, code), error.code(), start + error.offset(), text);
                })
            }
        }
    }

    /// Replaces separators within a value and names other control characters.
    #[cold]
    fn clean(&mut self, tag: Tag, code: Option<char>, start: usize, value: &mut String) {
        let text = "the value has control characters";
        self.faults
            .note_in(name(tag, code), FaultCode::ControlCharacter, start, text);
        if value.contains(['\u{1D}', '\u{1E}', '\u{1F}']) {
            *value = value.replace(['\u{1D}', '\u{1E}', '\u{1F}'], " ");
        }
    }
}

/// Names a field for a report, such as `245$a`.
fn name(tag: Tag, code: Option<char>) -> String {
    code.map_or_else(|| tag.to_string(), |c| format!("{tag}${c}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::mrk;

    /// Makes a record of fields as they stand, with a right directory.
    fn record(fields: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut directory, mut data) = (Vec::new(), Vec::new());
        for (tag, content) in fields {
            let entry = format!("{tag}{:04}{:05}", content.len() + 1, data.len());
            directory.extend_from_slice(entry.as_bytes());
            data.extend_from_slice(content);
            data.push(FIELD_TERMINATOR);
        }
        let base = LEADER_LENGTH + directory.len() + 1;
        let length = base + data.len() + 1;
        let leader = format!("{length:05}nam a22{base:05}   4500");
        [
            leader.as_bytes(),
            &directory,
            &[FIELD_TERMINATOR],
            &data,
            &[RECORD_TERMINATOR],
        ]
        .concat()
    }

    fn check(bytes: &[u8], expected: &str, faults: &[&str]) {
        let parsed = parse(bytes).unwrap();
        let text = mrk::to_string(&parsed.marc);
        let shown: Vec<&str> = text.lines().skip(1).collect();
        let codes: Vec<&str> = parsed.faults.iter().map(|f| f.code.as_str()).collect();
        let bytes = String::from_utf8_lossy(bytes);
        assert_eq!(
            (shown.join("; ").as_str(), codes.as_slice()),
            (expected, faults),
            "{bytes}"
        );
    }

    const ONE: (&str, &[u8]) = ("001", b"1");
    const TITLE: (&str, &[u8]) = ("245", "10\u{1f}aCafé".as_bytes());
    const BOTH: &str = "=001  1; =245  10$aCafé";

    #[test]
    fn a_wrong_frame_is_repaired() {
        let good = record(&[ONE, TITLE]);
        check(&good, BOTH, &[]);
        let changed = |at: usize, with: &[u8]| {
            let mut bytes = good.clone();
            bytes[at..at + with.len()].copy_from_slice(with);
            bytes
        };
        check(&changed(0, b"99999"), BOTH, &["bad-leader-length"]);
        check(&changed(12, b"00000"), BOTH, &["bad-base-address"]);
        check(&changed(27, b"99"), BOTH, &["bad-directory"]);
        check(&changed(43, b"00009"), BOTH, &["bad-directory"]);
        check(
            &changed(39, b"xxxxxxxxx"),
            BOTH,
            &["bad-directory", "bad-directory"],
        );
        check(&changed(24, b"\x01"), "=245  10$aCafé", &["bad-tag"]);
        let unterminated = &good[..good.len() - 1];
        check(
            unterminated,
            BOTH,
            &["bad-leader-length", "missing-record-terminator"],
        );
    }

    #[test]
    fn a_directory_in_any_order_keeps_its_order() {
        let good = record(&[ONE, TITLE]);
        let mut swapped = good.clone();
        swapped[24..36].copy_from_slice(&good[36..48]);
        swapped[36..48].copy_from_slice(&good[24..36]);
        check(&swapped, "=245  10$aCafé; =001  1", &[]);
    }

    #[test]
    fn a_field_longer_than_its_length_can_say_is_read_whole() {
        let long = format!("  \u{1f}a{}", "x".repeat(12_000));
        let mut bytes = record(&[ONE, ("520", long.as_bytes()), ("650", b" 0\x1faWages")]);
        // The entry has five digits of length, so the rest of the directory has moved by one.
        assert_eq!(&bytes[36..44], b"52012005");
        bytes.remove(43);
        let parsed = parse(&bytes).unwrap();
        assert_eq!(parsed.marc.first("520", 'a').map(str::len), Some(12_000));
        assert_eq!(parsed.marc.first("650", 'a'), Some("Wages"));
    }

    #[test]
    fn broken_fields_are_repaired_and_named() {
        for (content, expected, faults) in [
            (&b"1\x1fax"[..], "=500  1\\$ax", &["missing-indicator"][..]),
            (b"\x1fax", "=500  \\\\$ax", &["missing-indicator"]),
            (
                b"10Text\x1fbx",
                "=500  10$aText$bx",
                &["missing-subfield-delimiter"],
            ),
            (
                b"  \\\x1fax",
                "=500  \\\\$ax",
                &["missing-subfield-delimiter"],
            ),
            (b"Text", "=500  \\\\$aText", &["missing-subfield-delimiter"]),
            (b"", "=500  \\\\", &["empty-field"]),
            (
                b"-?\x1fax",
                "=500  -?$ax",
                &["bad-indicator", "bad-indicator"],
            ),
            (
                b"  \x1fax\x1f\x1fby",
                "=500  \\\\$ax$by",
                &["bad-subfield-code"],
            ),
            (
                b"  \x1f x\x1fby",
                "=500  \\\\$?x$by",
                &["bad-subfield-code"],
            ),
            (b"  \x1fAx", "=500  \\\\$Ax", &[]),
            (b"  \x1fax\x1dy", "=500  \\\\$ax y", &["control-character"]),
            (
                b"  \x1fax\xFFy",
                "=500  \\\\$ax\u{fffd}y",
                &["invalid-utf8"],
            ),
        ] {
            check(
                &record(&[ONE, ("500", content)]),
                &format!("=001  1; {expected}"),
                faults,
            );
        }
        check(
            &record(&[("008", b"  \x1fax")]),
            "=008  \\\\$ax",
            &["bad-control-field"],
        );
        check(&record(&[("FMT", b"BK")]), "=FMT  BK", &[]);
    }

    #[test]
    fn what_holds_no_field_is_refused() {
        for (bytes, code) in [
            (&b""[..], "not-a-record"),
            (b"00026     2200025   4500", "not-a-record"),
            (b"00026     2200025   4500 no separators", "not-a-record"),
            (b"00026     2200025   4500\x1e\x1d", "empty-record"),
        ] {
            assert_eq!(parse(bytes).unwrap_err().code.as_str(), code);
        }
    }
}
