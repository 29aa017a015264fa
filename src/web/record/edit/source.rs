//! A record's source as a table of fields, beside the form.

use record::{
    Source,
    marc::{self, Field},
};

/// A field of the source.
pub struct SourceRow {
    /// Its anchor, as `s-700-2`.
    pub anchor: String,
    /// Its tag.
    pub tag: String,
    /// Its indicators, `_` for blanks; empty for a control field.
    pub indicators: String,
    /// Its subfields: code and value; without a code for a control field.
    pub parts: Vec<(String, String)>,
}

/// The anchor of a field that a description names as `700[2]`.
pub fn anchor(field: &str) -> Option<String> {
    let (tag, rest) = field.split_once('[')?;
    let number: usize = rest.split_once(']')?.0.parse().ok()?;
    let plain = tag.len() == 3 && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| format!("s-{tag}-{number}"))
}

/// The fields of a source; empty when it cannot be read.
pub fn rows(source: &Source) -> Vec<SourceRow> {
    let Ok(parsed) = record::marc_of(source, None) else {
        return Vec::new();
    };
    let mut rows = vec![SourceRow {
        anchor: "s-ldr".to_owned(),
        tag: "LDR".to_owned(),
        indicators: String::new(),
        parts: vec![(String::new(), shown(&parsed.marc.leader))],
    }];
    for field in &parsed.marc.fields {
        let tag = field.tag().to_string();
        let before = rows.iter().filter(|row| row.tag == tag).count();
        let blank = |c: char| if c == ' ' { '_' } else { c };
        let (indicators, parts) = match field {
            Field::Control { value, .. } => (String::new(), vec![(String::new(), shown(value))]),
            Field::Data {
                ind1,
                ind2,
                subfields,
                ..
            } => {
                let part = |s: &marc::Subfield| (shown(&s.code.to_string()), shown(&s.value));
                let indicators = format!("{}{}", blank(*ind1), blank(*ind2));
                (shown(&indicators), subfields.iter().map(part).collect())
            }
        };
        rows.push(SourceRow {
            anchor: format!("s-{tag}-{}", before + 1),
            tag,
            indicators,
            parts,
        });
    }
    rows
}

/// HTML has no place for control characters.
fn shown(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}
