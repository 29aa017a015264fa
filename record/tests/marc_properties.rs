//! What holds for every record and every input: round trips, no panics, nothing lost unnamed.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::collection::vec;
use proptest::prelude::*;
use record::marc::{Field, Format, MarcRecord, Reader, Subfield, Tag, iso2709, marcxml, parse};
use std::io::Read;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,40}",
        "[a-zA-Zéèçñüß ]{1,40}",
        "[\\PC]{1,20}",
        Just("<a href=\"x\">&amp; ]]> é</a>".to_owned()),
    ]
}

fn tag(pattern: &'static str) -> impl Strategy<Value = Tag> {
    pattern.prop_map(|t| Tag::try_from(t.as_str()).unwrap())
}

fn field() -> impl Strategy<Value = Field> {
    let code = proptest::char::range('!', '~');
    let subfields = vec((code, text()).prop_map(|(c, v)| Subfield::new(c, v)), 1..6);
    let mark = || prop_oneof![Just(' '), proptest::char::range('0', '9'), Just('a')];
    prop_oneof![
        (tag("00[1-9]"), text()).prop_map(|(tag, value)| Field::Control { tag, value }),
        (tag("[1-9][0-9]{2}"), mark(), mark(), subfields).prop_map(
            |(tag, ind1, ind2, subfields)| Field::Data {
                tag,
                ind1,
                ind2,
                subfields
            }
        ),
    ]
}

fn record() -> impl Strategy<Value = MarcRecord> {
    ("[acdnp][a-z]{2}", vec(field(), 1..12)).prop_map(|(kind, fields)| MarcRecord {
        leader: format!("00000{kind} a2200000   4500"),
        fields,
    })
}

/// Gives an input in small pieces, as a network does.
struct Dripping<'a>(&'a [u8], usize);

impl Read for Dripping<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(out.len()).min(self.0.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// Reads all of an input; checks positions and offsets; returns (read, broken, bytes given).
fn account(bytes: &[u8], format: Format) -> (usize, usize) {
    let (mut read, mut broken, mut end) = (0, 0, 0);
    for (i, result) in Reader::with_format(bytes, format).enumerate() {
        let (position, offset) = match &result {
            Ok(raw) => (raw.position, raw.offset),
            Err(broken) => (broken.position, broken.offset),
        };
        assert_eq!(position, i as u64 + 1);
        assert!(offset >= end, "given twice: {offset} before {end}");
        end = offset;
        match result {
            Ok(raw) => {
                let at = usize::try_from(raw.offset).unwrap();
                assert_eq!(&bytes[at..at + raw.bytes.len()], &raw.bytes[..]);
                end += raw.bytes.len() as u64;
                read += 1;
                if let Ok(parsed) = parse(&raw.bytes, raw.format) {
                    assert_eq!(parsed.marc.leader.len(), 24);
                    marcxml::write_record(&parsed.marc);
                    let _ = iso2709::write(&parsed.marc);
                }
            }
            Err(_) => broken += 1,
        }
    }
    let dripped = Reader::with_format(Dripping(bytes, 7), format)
        .map(|r| r.is_ok())
        .collect::<Vec<_>>();
    assert_eq!(
        dripped.iter().filter(|ok| **ok).count(),
        read,
        "the pieces of the input matter"
    );
    (read, broken)
}

fn mutated(mut bytes: Vec<u8>, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    for (at, byte, how) in changes {
        let at = at % bytes.len().max(1);
        match how % 3 {
            0 if at < bytes.len() => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            _ if at < bytes.len() => drop(bytes.remove(at)),
            _ => {}
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    let byte = prop_oneof![
        any::<u8>(),
        0x1B..=0x1F_u8,
        b'0'..=b'9',
        Just(b'<'),
        Just(b'"')
    ];
    vec((any::<usize>(), byte, any::<u8>()), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn iso2709_written_is_read_back(record in record()) {
        let bytes = iso2709::write(&record).unwrap();
        let parsed = parse(&bytes, Format::Iso2709).unwrap();
        prop_assert_eq!(&parsed.faults, &vec![]);
        prop_assert_eq!(&parsed.marc.fields, &record.fields);
        prop_assert_eq!(iso2709::write(&parsed.marc).unwrap(), bytes);
    }

    #[test]
    fn marcxml_written_is_read_back(record in record(), prefix in "(marc|)") {
        let mut xml = String::new();
        marcxml::write_record_into(&record, &mut xml, true, &prefix);
        let raw = Reader::new(xml.as_bytes()).next().unwrap().unwrap();
        let parsed = parse(&raw.bytes, Format::MarcXml).unwrap();
        prop_assert_eq!(&parsed.faults, &vec![]);
        prop_assert_eq!(parsed.marc, record);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..400)) {
        for format in [Format::Iso2709, Format::MarcXml] {
            let _ = parse(&bytes, format);
            account(&bytes, format);
        }
        for result in Reader::new(&bytes[..]) {
            drop(result);
        }
    }

    #[test]
    fn changed_iso2709_is_read_or_named(records in vec(record(), 1..4), changes in changes()) {
        let whole: Vec<u8> = records.iter().flat_map(|r| iso2709::write(r).unwrap()).collect();
        let few = changes.len();
        let (read, broken) = account(&mutated(whole, &changes), Format::Iso2709);
        prop_assert!(read + broken + few >= records.len(), "{} of {}", read + broken, records.len());
    }

    #[test]
    fn changed_marcxml_is_read_or_named(records in vec(record(), 1..4), changes in changes()) {
        let mut whole = marcxml::COLLECTION_START.to_owned();
        for record in &records {
            marcxml::write_record_into(record, &mut whole, false, "");
        }
        whole.push_str(marcxml::COLLECTION_END);
        account(&mutated(whole.into_bytes(), &changes), Format::MarcXml);
    }

    #[test]
    fn one_broken_record_costs_no_other(records in vec(record(), 3..5), at in 30..60_usize, byte in any::<u8>()) {
        let mut parts: Vec<Vec<u8>> = records.iter().map(|r| iso2709::write(r).unwrap()).collect();
        let at = at.min(parts[1].len() - 2);
        if byte != iso2709::RECORD_TERMINATOR {
            parts[1][at] = byte;
        }
        let results: Vec<_> = Reader::with_format(&parts.concat()[..], Format::Iso2709).collect();
        prop_assert_eq!(results.len(), records.len());
        let last = results.last().unwrap().as_ref().unwrap();
        prop_assert_eq!(&last.bytes, parts.last().unwrap());
    }
}
