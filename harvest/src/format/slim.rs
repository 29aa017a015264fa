//! MARC records as the MARC 21 XML schema (MARC21slim.xsd 1.2) allows them.
//!
//! Harvesters validate strictly (OAI-PMH 2.0 section 2.5), and real records break the schema:
//! `22#4500` in the leader, `|` as an indicator, control fields after data fields. What the
//! schema has no place for is replaced or left out here; the source stays as it is.

use record::marc::{Field, LEADER_LENGTH, MarcRecord, Subfield, Tag, marcxml};

/// A MARC record as one valid `record` element, without an XML declaration.
pub fn fragment(record: MarcRecord) -> String {
    let mut xml = marcxml::write_record(&valid(record));
    xml.truncate(xml.trim_end().len());
    xml
}

/// The record with what the schema allows: its leader by position, control fields first, fields
/// with well-formed tags, at least one subfield, and indicators and codes of the allowed letters.
pub fn valid(mut record: MarcRecord) -> MarcRecord {
    record.leader = leader(&record.leader);
    let (mut fields, mut data) = (Vec::new(), Vec::new());
    for field in record.fields {
        match field {
            Field::Control { tag, .. } if is_control_tag(tag) => fields.push(field),
            Field::Control { .. } => {}
            Field::Data {
                tag,
                ind1,
                ind2,
                mut subfields,
            } => {
                subfields.retain(is_subfield);
                if is_data_tag(tag) && !subfields.is_empty() {
                    let (ind1, ind2) = (indicator(ind1), indicator(ind2));
                    data.push(Field::Data {
                        tag,
                        ind1,
                        ind2,
                        subfields,
                    });
                }
            }
        }
    }
    fields.append(&mut data);
    record.fields = fields;
    record
}

/// `leaderDataType`: each position its letters, the entry map `4500`.
fn leader(leader: &str) -> String {
    let given = leader.chars().chain(std::iter::repeat(' '));
    given
        .zip(0..LEADER_LENGTH)
        .map(|(c, at)| match at {
            0..=4 | 12..=16 if c.is_ascii_digit() || c == ' ' => c,
            0..=4 | 12..=16 => '0',
            6 if c.is_ascii_alphanumeric() => c,
            6 => 'a',
            10 | 11 => '2',
            20 => '4',
            21 => '5',
            22 | 23 => '0',
            _ if c.is_ascii_alphanumeric() => c,
            _ => ' ',
        })
        .collect()
}

/// `controltagDataType`.
fn is_control_tag(tag: Tag) -> bool {
    let tag = tag.as_str();
    tag.starts_with("00") && !tag.ends_with('0') && tag.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `tagDataType`: letters of one case.
fn is_data_tag(tag: Tag) -> bool {
    let tag = tag.as_str();
    let upper = tag
        .bytes()
        .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let lower = tag
        .bytes()
        .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    (upper || lower) && !tag.starts_with("00")
}

/// `indicatorDataType`.
fn indicator(given: char) -> char {
    let lower = given.to_ascii_lowercase();
    if lower.is_ascii_digit() || lower.is_ascii_lowercase() {
        lower
    } else {
        ' '
    }
}

/// `subfieldcodeDataType`.
fn is_subfield(subfield: &Subfield) -> bool {
    let code = subfield.code;
    code.is_ascii_alphanumeric() || "!\"#$%&'()*+,-./:;<=>?{}_^`~[]\\".contains(code)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use record::marc::{Field, MarcRecord, Reader, Subfield, Tag};

    use super::fragment;
    use crate::memory::{Schema, reference, validate};

    fn tag(text: &str) -> Tag {
        Tag::try_from(text).unwrap()
    }

    #[test]
    fn what_the_schema_has_no_place_for_is_replaced_or_left_out() {
        let mut record = MarcRecord::with_leader("x12#4|zm ##22#4x 45 0");
        record.fields = vec![
            Field::Data {
                tag: tag("245"),
                ind1: '|',
                ind2: 'A',
                subfields: vec![
                    Subfield::new('a', "kept"),
                    Subfield::new('@', "left out"),
                    Subfield::new('é', "left out"),
                ],
            },
            Field::Data {
                tag: tag("500"),
                ind1: ' ',
                ind2: ' ',
                subfields: Vec::new(),
            },
            Field::Data {
                tag: tag("9xY"),
                ind1: ' ',
                ind2: ' ',
                subfields: vec![Subfield::new('a', "left out")],
            },
            Field::Control {
                tag: tag("000"),
                value: "left out".to_owned(),
            },
            Field::Control {
                tag: tag("001"),
                value: "1".to_owned(),
            },
        ];
        let xml = fragment(record);
        insta::assert_snapshot!(xml);
        validate(Schema::Marc, &[("odd".to_owned(), xml)]);
    }

    /// Every record of the real files, good and broken, that can be read at all.
    #[test]
    fn real_records_become_valid() {
        let folder = reference().join("marc");
        let mut documents = Vec::new();
        for library in folders(&folder) {
            for path in folders(&library) {
                let Ok(file) = std::fs::File::open(&path) else {
                    continue;
                };
                let parsed = Reader::new(file)
                    .flatten()
                    .take(200)
                    .filter_map(|r| r.parse().ok());
                let mut xml = String::from("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">");
                parsed.for_each(|record| xml.push_str(&fragment(record.marc)));
                xml.push_str("</collection>");
                documents.push((path.display().to_string(), xml));
            }
        }
        if documents.is_empty() {
            println!(
                "not checked: needs the reference data in {}",
                folder.display()
            );
            return;
        }
        validate(Schema::Marc, &documents);
    }

    fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|e| e.path()).collect();
        paths.sort();
        paths
    }
}
