//! Reads one MARCXML `record` element.

use super::super::Parsed;
use super::super::encoding::{self, Encoding};
use super::super::fault::{Fault, FaultCode, Faults};
use super::super::model::{DEFAULT_LEADER, Field, LEADER_LENGTH, MarcRecord, Subfield, Tag};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;

/// Reads one `record` element, whatever its namespace and prefix.
///
/// # Errors
///
/// Returns a fault when the XML is not well-formed, has a DOCTYPE, or holds no field.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Fault> {
    let mut faults = Faults::default();
    let (text, encoding) = decode(bytes, &mut faults);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_dangling_amp = true;
    let mut record = Record {
        leader: None,
        fields: Vec::new(),
        part: Part::Outside,
        value: String::new(),
        faults,
    };
    let mut depth = 0usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let event = reader
            .read_event()
            .map_err(|e| bad_xml(at, &e.to_string()))?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                record.start(&tag, at);
            }
            Event::Empty(tag) => {
                record.start(&tag, at);
                record.end(tag.local_name().into_inner(), at);
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                record.end(tag.local_name().into_inner(), at);
            }
            Event::Text(text) => record.text(&text.xml10_content(), at),
            Event::CData(text) => record.text(&text.xml10_content(), at),
            Event::GeneralRef(name) => record.reference(&name, at),
            Event::DocType(_) => {
                let text = "a document type declaration is not read: remove the DOCTYPE";
                return Err(Fault::new(FaultCode::DoctypeRefused, at, None, text));
            }
            Event::Eof if depth > 0 => return Err(bad_xml(at, "an element has no end")),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    record.finish(encoding)
}

fn bad_xml(at: usize, what: &str) -> Fault {
    Fault::new(
        FaultCode::BadXml,
        at,
        None,
        format!("the XML is not well-formed: {what}"),
    )
}

fn decode<'a>(bytes: &'a [u8], faults: &mut Faults) -> (Cow<'a, str>, Encoding) {
    let Err(error) = std::str::from_utf8(bytes) else {
        return (String::from_utf8_lossy(bytes), Encoding::Utf8);
    };
    let encoding = encoding::guess_xml(bytes);
    let text = format!("the XML is not UTF-8; it was read as {}", encoding.as_str());
    faults.note(FaultCode::InvalidUtf8, error.valid_up_to(), text);
    match encoding {
        Encoding::Latin1Guess => (Cow::Owned(encoding::decode_latin1(bytes)), encoding),
        _ => (String::from_utf8_lossy(bytes), encoding),
    }
}

/// The element whose text is being read.
#[derive(Debug, PartialEq)]
enum Part {
    Outside,
    Leader,
    /// A control field; without a tag when the tag is wrong.
    Control(Option<Tag>),
    /// A subfield; the field is the last one read.
    Subfield(char),
    /// A subfield of a field that was left out.
    Lost,
}

/// A record in the making.
struct Record {
    leader: Option<String>,
    fields: Vec<Field>,
    part: Part,
    value: String,
    faults: Faults,
}

impl Record {
    fn start(&mut self, element: &BytesStart<'_>, at: usize) {
        self.value.clear();
        match element.local_name().into_inner() {
            "leader" => self.part = Part::Leader,
            "controlfield" => self.part = Part::Control(self.tag(element, at)),
            "datafield" => self.datafield(element, at),
            "subfield" => self.subfield(element, at),
            _ if self.part == Part::Outside => {}
            name => {
                let text = format!("element {name} does not belong here; it was left out");
                self.faults.note(FaultCode::BadXml, at, text);
                self.part = Part::Outside;
            }
        }
    }

    fn tag(&mut self, element: &BytesStart<'_>, at: usize) -> Option<Tag> {
        let Some(text) = attribute(element, "tag") else {
            let text = "a field without a tag was left out";
            self.faults.note(FaultCode::BadAttribute, at, text);
            return None;
        };
        let tag = Tag::try_from(text.trim()).ok();
        if tag.is_none() {
            let what = format!("{text:?} is not a tag; the field was left out");
            self.faults.note_in(&text, FaultCode::BadTag, at, what);
        }
        tag
    }

    fn datafield(&mut self, element: &BytesStart<'_>, at: usize) {
        let Some(tag) = self.tag(element, at) else {
            self.part = Part::Lost;
            return;
        };
        if tag.is_control() {
            let text = "a control field is marked as a data field";
            self.faults
                .note_in(tag, FaultCode::BadControlField, at, text);
        }
        let (ind1, ind2) = (
            self.indicator(element, "ind1", tag, at),
            self.indicator(element, "ind2", tag, at),
        );
        self.fields.push(Field::Data {
            tag,
            ind1,
            ind2,
            subfields: Vec::new(),
        });
        self.part = Part::Outside;
    }

    fn indicator(&mut self, element: &BytesStart<'_>, name: &str, tag: Tag, at: usize) -> char {
        let value = attribute(element, name);
        let (code, text) = match value
            .as_deref()
            .map(|v| (v, v.chars().next(), v.chars().count()))
        {
            Some((_, Some(c), 1))
                if c == ' ' || c == '|' || c.is_ascii_digit() || c.is_ascii_lowercase() =>
            {
                return c;
            }
            Some((_, Some(c), 1)) if c.is_ascii_graphic() => {
                let text = format!("{name} is {c:?}, which is no indicator; it was kept");
                self.faults.note_in(tag, FaultCode::BadIndicator, at, text);
                return c;
            }
            Some((v, Some(_), _)) => (
                FaultCode::BadIndicator,
                format!("{name} is {v:?}; it was read as a blank"),
            ),
            _ => (
                FaultCode::MissingIndicator,
                format!("{name} is missing; it was read as a blank"),
            ),
        };
        self.faults.note_in(tag, code, at, text);
        ' '
    }

    fn subfield(&mut self, element: &BytesStart<'_>, at: usize) {
        if self.part == Part::Lost {
            return;
        }
        let Some(Field::Data { tag, .. }) = self.fields.last() else {
            let text = "a subfield outside a data field was left out";
            self.faults.note(FaultCode::BadXml, at, text);
            return;
        };
        let tag = *tag;
        let code = attribute(element, "code");
        let mut chars = code.as_deref().unwrap_or_default().chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_ascii_graphic() => c,
            _ => {
                let text = "a subfield without a one-character code was kept as code ?";
                self.faults
                    .note_in(tag, FaultCode::BadSubfieldCode, at, text);
                '?'
            }
        };
        self.part = Part::Subfield(code);
    }

    fn end(&mut self, name: &str, at: usize) {
        match (&self.part, name) {
            (Part::Leader, "leader") => {
                let leader = std::mem::take(&mut self.value);
                self.leader(&leader, at);
            }
            (Part::Control(Some(tag)), "controlfield") => {
                let tag = *tag;
                self.control(tag, at);
            }
            (Part::Control(None), "controlfield") | (Part::Lost, "datafield") => {}
            (Part::Subfield(code), "subfield") => {
                let subfield = Subfield {
                    code: *code,
                    value: std::mem::take(&mut self.value),
                };
                if let Some(Field::Data { subfields, .. }) = self.fields.last_mut() {
                    subfields.push(subfield);
                }
            }
            (Part::Lost, _) => return,
            (Part::Outside, "datafield") => {
                if let Some(Field::Data { tag, subfields, .. }) = self.fields.last()
                    && subfields.is_empty()
                {
                    self.faults.note_in(
                        tag,
                        FaultCode::EmptyField,
                        at,
                        "the field has no subfields",
                    );
                }
            }
            _ => {}
        }
        self.part = Part::Outside;
        self.value.clear();
    }

    fn leader(&mut self, text: &str, at: usize) {
        let text = if text.chars().count() == LEADER_LENGTH {
            text
        } else {
            text.trim()
        };
        let good = text.len() == LEADER_LENGTH && text.bytes().all(|b| (b' '..0x7F).contains(&b));
        if !good {
            let text = "the leader is not 24 ASCII characters; it was padded or cut";
            self.faults.note(FaultCode::BadLeader, at, text);
        }
        if self.leader.is_none() {
            self.leader = Some(MarcRecord::with_leader(text).leader);
        }
    }

    fn control(&mut self, tag: Tag, at: usize) {
        let value = std::mem::take(&mut self.value);
        // Some systems export the leader as a control field.
        if (tag == "LDR" || tag == "000") && self.leader.is_none() {
            self.leader(&value, at);
            return;
        }
        if !tag.is_control() && tag.is_numeric() {
            let text = "a data field is marked as a control field";
            self.faults
                .note_in(tag, FaultCode::BadControlField, at, text);
        }
        if value.is_empty() {
            self.faults
                .note_in(tag, FaultCode::EmptyField, at, "the field is empty");
        }
        self.fields.push(Field::Control { tag, value });
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.part == Part::Outside {
            if !text.trim().is_empty() {
                let what = "text between elements was left out";
                self.faults.note(FaultCode::BadXml, at, what);
            }
            return;
        }
        if text.starts_with('&') {
            let what = "an ampersand stands alone; it was kept";
            self.faults.note(FaultCode::BadEntity, at, what);
        }
        self.value.push_str(text);
    }

    /// Resolves a character reference or one of the five entities of XML.
    fn reference(&mut self, name: &BytesRef<'_>, at: usize) {
        let known = match name.resolve_char_ref() {
            Ok(Some(c)) => Some(c),
            _ => match &**name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            },
        };
        match known {
            Some(c) => self.value.push(c),
            None => {
                let text = format!("entity {:?} is not known; it was kept as written", &**name);
                self.faults.note(FaultCode::BadEntity, at, text);
                self.value.push('&');
                self.value.push_str(name);
                self.value.push(';');
            }
        }
    }

    fn finish(mut self, encoding: Encoding) -> Result<Parsed, Fault> {
        if self.fields.is_empty() {
            let text = "the record has no fields";
            return Err(Fault::new(FaultCode::EmptyRecord, 0, None, text));
        }
        let leader = self.leader.take().unwrap_or_else(|| {
            let text = "the record has no leader; it was given that of a new monograph";
            self.faults.note(FaultCode::MissingLeader, 0, text);
            DEFAULT_LEADER.to_owned()
        });
        let marc = MarcRecord {
            leader,
            fields: self.fields,
        };
        Ok(Parsed {
            marc,
            encoding,
            faults: self.faults.into_vec(),
        })
    }
}

/// Reads an attribute by its local name, with references resolved.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find_map(|a| {
            let matches = a.key.local_name().into_inner() == name;
            let value = || match quick_xml::escape::unescape(&a.value) {
                Ok(value) => value.into_owned(),
                Err(_) => a.value.clone().into_owned(),
            };
            matches.then(value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::mrk;

    const LEADER: &str = "<leader>00000nam a2200000   4500</leader>";

    /// Reads a record with these fields; returns it as text and the codes of its faults.
    fn check(fields: &str, expected: &str, faults: &[&str]) {
        let xml = format!("<record>{LEADER}{fields}</record>");
        let parsed = parse(xml.as_bytes()).unwrap();
        let text = mrk::to_string(&parsed.marc);
        let shown: Vec<&str> = text.lines().skip(1).collect();
        let codes: Vec<&str> = parsed.faults.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(
            (shown.join("; ").as_str(), codes.as_slice()),
            (expected, faults),
            "{fields}"
        );
    }

    #[test]
    fn well_formed_fields_are_read() {
        let one = "<controlfield tag='001'>1</controlfield>";
        check(one, "=001  1", &[]);
        check(
            "<m:datafield tag='245' ind1='1' ind2=' '><m:subfield code='a'>A &amp; B &#233;&#x4E00;</m:subfield></m:datafield>",
            "=245  1\\$aA & B é一",
            &[],
        );
        check(
            "<datafield ind2='0' ind1='1' tag='245'><subfield code='&#97;'><![CDATA[<b> & ]]>c<!-- no --></subfield><subfield code='b'/></datafield>",
            "=245  10$a<b> & c$b",
            &[],
        );
    }

    #[test]
    fn broken_fields_are_repaired_and_named() {
        let field = |attributes: &str| {
            format!("<datafield {attributes}><subfield code='a'>x</subfield></datafield>")
        };
        check(
            &(field("ind1='1' ind2='0'") + &field("tag='500'")),
            "=500  \\\\$ax",
            &["bad-attribute", "missing-indicator", "missing-indicator"],
        );
        check(
            &(field("tag='2456'") + &field("tag='246' ind1='12' ind2='A'")),
            "=246  \\A$ax",
            &["bad-tag", "bad-indicator", "bad-indicator"],
        );
        check(
            "<controlfield>1</controlfield><controlfield tag='003'>2</controlfield>",
            "=003  2",
            &["bad-attribute"],
        );
        check(
            "<datafield tag='500' ind1=' ' ind2=' '><subfield>x</subfield><subfield code='ab'>y</subfield></datafield>",
            "=500  \\\\$?x$?y",
            &["bad-subfield-code", "bad-subfield-code"],
        );
        check(
            "<datafield tag='500' ind1=' ' ind2=' '><note>x</note></datafield>",
            "=500  \\\\",
            &["bad-xml", "empty-field"],
        );
        check(
            "<controlfield tag='001'>a&nbsp;b &</controlfield>",
            "=001  a&nbsp;b\\&",
            &["bad-entity", "bad-entity"],
        );
        check(
            "<controlfield tag='245'>x</controlfield>",
            "=245  x",
            &["bad-control-field"],
        );
    }

    #[test]
    fn leaders_are_made_whole() {
        for (xml, leader, code) in [
            ("", DEFAULT_LEADER, "missing-leader"),
            (
                "<leader>00000cas</leader>",
                "00000cas                ",
                "bad-leader",
            ),
            (
                "<leader>\n 00000nam a2200000   4500\n</leader>",
                "00000nam a2200000   4500",
                "",
            ),
            (
                "<controlfield tag='LDR'>00000cam a2200000   4500</controlfield>",
                "00000cam a2200000   4500",
                "",
            ),
        ] {
            let xml = format!("<record>{xml}<controlfield tag='001'>1</controlfield></record>");
            let parsed = parse(xml.as_bytes()).unwrap();
            assert_eq!(parsed.marc.leader, leader, "{xml}");
            assert_eq!(
                parsed.faults.first().map_or("", |f| f.code.as_str()),
                code,
                "{xml}"
            );
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_what_they_are() {
        let mut xml =
            format!("<record>{LEADER}<controlfield tag='001'>caf? ?</controlfield></record>")
                .into_bytes();
        for byte in xml.iter_mut().filter(|b| **b == b'?') {
            *byte = 0xE9;
        }
        let parsed = parse(&xml).unwrap();
        assert_eq!(parsed.encoding, Encoding::Latin1Guess);
        assert_eq!(parsed.marc.control("001"), Some("café é"));
        assert!(parse(b"<record><leader>x</leader></record>").is_err());
        assert!(parse(b"<record>").is_err());
        assert!(parse(b"").is_err());
    }
}
