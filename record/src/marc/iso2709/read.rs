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
    let list: Vec<Field> = entries.iter().filter_map(|e| fields.read(e)).collect();
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
    let others = data.iter().filter(|b| **b < 0x1D).count();
    let terminators = data.iter().filter(|b| **b == FIELD_TERMINATOR).count();
    let ends = data.iter().filter(|b| **b == RECORD_TERMINATOR).count();
    others > 0 || terminators != fields + 1 || ends > 1
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
        let count = bytes[start..end]
            .iter()
            .filter(|b| **b == SUBFIELD_DELIMITER)
            .count();
        let mut subfields = Vec::with_capacity(count);
        let mut at = start + 1;
        for _ in 0..count {
            let stop = memchr::memchr(SUBFIELD_DELIMITER, &bytes[at..end]).map_or(end, |i| at + i);
            if let Some(subfield) = self.subfield(tag, at, stop) {
                subfields.push(subfield);
            }
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
        let content = &self.bytes[start..end];
        let first = memchr::memchr(SUBFIELD_DELIMITER, content);
        let is_indicator = |b: &u8| *b == b' ' || b.is_ascii_digit();
        let blank = content.iter().take(2).filter(|b| is_indicator(b)).count();
        match first {
            None if !tag.is_numeric() => return self.control(tag, entry),
            None if content.len() <= 2 && blank == content.len() => {
                self.faults.note_in(
                    tag,
                    FaultCode::EmptyField,
                    start,
                    "the field has no subfields",
                );
            }
            Some(at) if at < 2 => {
                let text = "an indicator is missing; it was read as a blank";
                self.faults
                    .note_in(tag, FaultCode::MissingIndicator, start, text);
            }
            _ => {
                let text = "text without a subfield delimiter was kept as subfield a";
                self.faults
                    .note_in(tag, FaultCode::MissingSubfieldDelimiter, start, text);
            }
        }
        let indicators = if first.is_some_and(|at| at < 2) {
            first.unwrap_or(0)
        } else {
            blank
        };
        let indicators = if indicators == blank { blank } else { 0 };
        let mut marks = content.iter().take(indicators).map(|b| char::from(*b));
        let (ind1, ind2) = (marks.next().unwrap_or(' '), marks.next().unwrap_or(' '));
        let delimiter = first.map_or(end, |at| start + at);
        let mut subfields = Vec::new();
        let lead = self.value(
            tag,
            Some('a'),
            (start + indicators).min(delimiter),
            delimiter,
        );
        if !lead.trim().is_empty() {
            subfields.push(Subfield {
                code: 'a',
                value: lead,
            });
        }
        if delimiter < end {
            subfields.extend(self.subfields(tag, delimiter, end));
        }
        Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        }
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
