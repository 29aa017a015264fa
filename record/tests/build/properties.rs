//! What holds of every record there can be.

use proptest::{collection::vec, prelude::*};
use record::{
    Built, Source, SourceFormat, fingerprint,
    marc::{Field, MarcRecord, Subfield, Tag},
};
use serde_json::json;

use crate::support::edited;

fn field() -> impl Strategy<Value = Field> {
    let tags = prop::sample::select(vec![
        "001", "008", "020", "022", "024", "035", "041", "043", "072", "088", "099", "100", "110",
        "130", "240", "245", "246", "260", "264", "300", "490", "500", "502", "520", "540", "650",
        "651", "653", "655", "700", "711", "765", "773", "775", "830", "856", "880", "905", "970",
        "980", "993", "995", "996", "997", "998",
    ]);
    let text = prop_oneof![
        any::<String>(),
        "[A-Za-zé.,;:/=()\\[\\] -]{0,30}",
        "[0-9Xxcu?.,() -]{0,20}",
        Just("09602(1938-37-5)644-651".to_owned()),
        Just("https://doi.org/10.1111/ilr.12075".to_owned()),
        Just("245-01/(N".to_owned()),
        Just("engfre".to_owned()),
    ];
    let codes = prop::sample::select("abcdeghnptuvwxyz0124568".chars().collect::<Vec<_>>());
    let subfields = vec(
        (codes, text).prop_map(|(code, value)| Subfield::new(code, value)),
        0..6,
    );
    (tags, any::<char>(), "[ 0-9]", subfields).prop_map(|(tag, ind1, ind2, subfields)| {
        let tag = Tag::try_from(tag).unwrap();
        if tag.is_control() {
            let value = subfields.into_iter().map(|s| s.value).collect();
            return Field::Control { tag, value };
        }
        let ind2 = ind2.chars().next().unwrap();
        Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        }
    })
}

fn record() -> impl Strategy<Value = MarcRecord> {
    ("[ -~]{0,24}", vec(field(), 0..12)).prop_map(|(leader, fields)| MarcRecord {
        fields,
        ..MarcRecord::with_leader(&leader)
    })
}

fn print(built: &Built) -> record::Fingerprint {
    fingerprint(&built.description, built.status, None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_record_builds_and_builds_alike(marc in record()) {
        let first = edited(&marc, None).unwrap();
        let second = edited(&marc, None).unwrap();
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(print(&first), print(&second));
        prop_assert!(!first.description.languages.is_empty());
        prop_assert!(first.description.contributors.iter().all(|c| !c.roles.is_empty() && !c.name.is_empty()));
    }

    #[test]
    fn descriptions_survive_json_and_hold_only_what_xml_allows(marc in record()) {
        let built = edited(&marc, None).unwrap();
        let json = serde_json::to_string(&built.description).unwrap();
        let read: record::Description = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &built.description);
        let forbidden = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
        let said = built.description.titles.main.full();
        prop_assert!(!said.chars().any(forbidden));
    }

    #[test]
    fn an_edit_of_nothing_is_a_fixed_point(marc in record(), note in any::<String>()) {
        let patch = json!({"edition": note});
        let first = edited(&marc, Some(&patch)).unwrap();
        let again = edited(&marc, Some(&patch)).unwrap();
        prop_assert_eq!(print(&first), print(&again));
    }
}

#[test]
fn fingerprints_tell_description_status_and_source_apart() {
    let built = edited(&crate::support::marc("245 00 $a Wages"), None).unwrap();
    let other = edited(&crate::support::marc("245 00 $a Prices"), None).unwrap();
    let source = |bytes: &[u8]| Source {
        format: SourceFormat::Marc,
        bytes: bytes.to_vec(),
    };
    let prints = [
        print(&built),
        print(&other),
        fingerprint(&built.description, record::Status::Deleted, None),
        fingerprint(&built.description, built.status, Some(&source(b"a"))),
        fingerprint(&built.description, built.status, Some(&source(b"b"))),
    ];
    let mut unique = prints.to_vec();
    unique.sort_by_key(|p| p.0);
    unique.dedup();
    assert_eq!(unique.len(), prints.len());
}
