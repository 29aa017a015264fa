//! MARC out.

use record::{
    Datestamp, Fingerprint, Provenance, Record, RecordId, Seq, Source, SourceFormat, Status,
    WorkId, iso2709_out, marc::iso2709, marc_out,
};
use serde_json::{Value, json};

use crate::support::{edited, marc};

const LINES: &str = "leader 00000cam a2200000 a 4500
    001 7
    041 0_ $a eng
    245 10 $a Wages : $b a survey / $c ILO.
    650 _7 $a wage $2 ilot
    950 __ $a local";

fn source() -> Source {
    Source {
        format: SourceFormat::Marc,
        bytes: iso2709::write(&marc(LINES)).unwrap(),
    }
}

fn record(edits: Option<Value>, status: Status) -> Record {
    let built = edited(&marc(LINES), edits.as_ref()).unwrap();
    Record {
        id: RecordId(1),
        seq: Seq(1),
        datestamp: Datestamp(0),
        created: Datestamp(0),
        status,
        work: WorkId(1),
        provenance: Provenance {
            system: "labordoc".to_owned(),
            import: None,
            position: None,
            profile: None,
            origin: None,
        },
        fingerprint: Fingerprint(0),
        kept: None,
        edits,
        description: built.description,
    }
}

#[test]
fn an_untouched_record_goes_out_byte_for_byte() {
    let source = source();
    let bytes = iso2709_out(&record(None, Status::Live), &source, None, None).unwrap();
    assert_eq!(bytes, source.bytes);
}

#[test]
fn only_edited_fields_are_written_over_the_source() {
    let edits = json!({"titles": {"main": {"main": "Pay"}}, "themes": ["social-security"]});
    let out = marc_out(
        &record(Some(edits), Status::Live),
        &source(),
        None,
        Some("labordoc.example.org"),
    )
    .unwrap();
    assert_eq!(out.leader_at(5), 'c');
    let title = out.data("245").next().unwrap();
    assert_eq!((title.ind1, title.ind2), ('1', '0'));
    assert_eq!(title.joined("abc"), "Pay : a survey / ILO");
    let subjects: Vec<String> = out.data("650").map(|f| f.joined("a20")).collect();
    assert_eq!(
        subjects,
        [
            "wage ilot",
            "social-security labordoc https://labordoc.example.org/concepts/themes/social-security"
        ]
    );
    assert_eq!(out.first("950", 'a'), Some("local"));
    assert_eq!(out.first("041", 'a'), Some("eng"));
    let written = iso2709::write(&out).unwrap();
    assert_eq!(iso2709::parse(&written).unwrap().marc.fields, out.fields);
}

#[test]
fn a_deleted_record_says_so_in_its_leader() {
    let out = marc_out(&record(None, Status::Deleted), &source(), None, None).unwrap();
    assert_eq!(out.leader_at(5), 'd');
}

#[test]
fn an_edit_goes_in_again_as_it_went_out() {
    let edits = json!({"languages": ["fr", "en"], "abstracts": [{"value": "Sur les salaires", "lang": "fr"}]});
    let record = record(Some(edits), Status::Live);
    let out = marc_out(&record, &source(), None, None).unwrap();
    let again = edited(&out, None).unwrap().description;
    assert_eq!(again.languages, record.description.languages);
    assert_eq!(again.abstracts[0].value, "Sur les salaires");
}
