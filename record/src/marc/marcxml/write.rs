//! Writes records as MARCXML.

use super::super::model::{Field, MarcRecord};
use super::NAMESPACE;

/// Writes a `record` element in the namespace of MARCXML, without an XML declaration.
pub fn write_record(record: &MarcRecord) -> String {
    let mut out = String::with_capacity(4096);
    write_record_into(record, &mut out, true, "");
    out
}

/// Appends a `record` element to `out`.
///
/// With `with_namespace` the element declares the namespace itself, for `prefix` or as the
/// default where `prefix` is empty; without, the surrounding XML must. The output is on lines of
/// its own and the same for the same record.
pub fn write_record_into(
    record: &MarcRecord,
    out: &mut String,
    with_namespace: bool,
    prefix: &str,
) {
    let mut writer = Writer { out, prefix };
    writer.open("record");
    if with_namespace {
        let name = if prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{prefix}")
        };
        writer.attribute(&name, NAMESPACE);
    }
    writer.out.push_str(">\n  ");
    writer.element("leader", &record.leader);
    for field in &record.fields {
        writer.field(field);
    }
    writer.out.push('\n');
    writer.close("record");
    writer.out.push('\n');
}

struct Writer<'a> {
    out: &'a mut String,
    prefix: &'a str,
}

impl Writer<'_> {
    fn field(&mut self, field: &Field) {
        self.out.push_str("\n  ");
        match field {
            Field::Control { tag, value } => {
                self.open("controlfield");
                self.attribute("tag", tag.as_str());
                self.out.push('>');
                self.text(value);
                self.close("controlfield");
            }
            Field::Data {
                tag,
                ind1,
                ind2,
                subfields,
            } => {
                self.open("datafield");
                self.attribute("tag", tag.as_str());
                self.mark("ind1", *ind1);
                self.mark("ind2", *ind2);
                self.out.push('>');
                for subfield in subfields {
                    self.out.push_str("\n    ");
                    self.open("subfield");
                    self.mark("code", subfield.code);
                    self.out.push('>');
                    self.text(&subfield.value);
                    self.close("subfield");
                }
                self.out.push_str("\n  ");
                self.close("datafield");
            }
        }
    }

    fn element(&mut self, name: &str, value: &str) {
        self.open(name);
        self.out.push('>');
        self.text(value);
        self.close(name);
    }

    fn name(&mut self, name: &str) {
        if !self.prefix.is_empty() {
            self.out.push_str(self.prefix);
            self.out.push(':');
        }
        self.out.push_str(name);
    }

    fn open(&mut self, name: &str) {
        self.out.push('<');
        self.name(name);
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.name(name);
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.text(value);
        self.out.push('"');
    }

    /// Writes an indicator or a subfield code as an attribute; what cannot be one is a blank.
    fn mark(&mut self, name: &str, mark: char) {
        let mark = if mark.is_control() || is_forbidden(mark) {
            ' '
        } else {
            mark
        };
        self.attribute(name, mark.encode_utf8(&mut [0; 4]));
    }

    fn text(&mut self, text: &str) {
        let mut plain = 0;
        for (i, c) in text.char_indices() {
            let replacement = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                // A bare one would be read as a line feed (XML 1.0 section 2.11).
                '\r' => "&#13;",
                c if is_forbidden(c) => "",
                _ => continue,
            };
            self.out.push_str(&text[plain..i]);
            self.out.push_str(replacement);
            plain = i + c.len_utf8();
        }
        self.out.push_str(&text[plain..]);
    }
}

/// Tells whether XML 1.0 forbids a character (section 2.2, production 2).
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marc::Tag;

    #[test]
    fn a_record_is_written_with_or_without_prefix_and_namespace() {
        let mut record = MarcRecord::default();
        record
            .push_control(Tag::try_from("001").unwrap(), "a&b\u{1}\r")
            .push_data(
                Tag::try_from("245").unwrap(),
                "1 ",
                &[('a', "<wages> \"x\"\u{FFFF}")],
            );
        let plain = write_record(&record);
        assert!(plain.starts_with(
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\">\n  <leader>00000nam a2200000   4500</leader>\n"
        ));
        assert!(plain.contains("<controlfield tag=\"001\">a&amp;b&#13;</controlfield>"));
        assert!(plain.contains("<datafield tag=\"245\" ind1=\"1\" ind2=\" \">"));
        assert!(plain.contains("<subfield code=\"a\">&lt;wages&gt; &quot;x&quot;</subfield>"));
        let mut prefixed = String::new();
        write_record_into(&record, &mut prefixed, false, "marc");
        assert!(prefixed.starts_with("<marc:record>\n  <marc:leader>"));
        assert!(prefixed.ends_with("</marc:record>\n"));
        prefixed.clear();
        write_record_into(&record, &mut prefixed, true, "marc");
        assert!(
            prefixed.starts_with("<marc:record xmlns:marc=\"http://www.loc.gov/MARC21/slim\">")
        );
    }
}
