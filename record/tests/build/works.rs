//! Works.

use record::{EvidenceKind, Strength};

use crate::support::built;

fn keys(lines: &str, strength: Strength) -> Vec<String> {
    let evidence = built(lines).work_evidence;
    evidence
        .into_iter()
        .filter(|e| e.strength == strength)
        .map(|e| e.key.0)
        .collect()
}

#[test]
fn a_record_and_the_one_that_links_to_it_share_a_proof() {
    let english = "001 447053\n970 __ $a LABORDOC-447053\n245 00 $a Wages";
    for link in ["447053", "LABORDOC-447053"] {
        let french = format!("001 447054\n245 00 $a Salaires\n775 08 $w {link}");
        let (ours, theirs) = (
            keys(english, Strength::Proof),
            keys(&french, Strength::Proof),
        );
        let shared: Vec<&String> = ours.iter().filter(|k| theirs.contains(k)).collect();
        assert_eq!(shared, ["work:sys:labordoc:447053"], "{link}");
    }
}

#[test]
fn an_article_and_its_spanish_version_share_their_place_in_english_numbering() {
    let part = "leader 00000naa a2200000 a 4500\n";
    let english = format!(
        "{part}041 0_ $a eng\n773 0_ $t International labour review $g Vol. 135, no. 3-4, p. 5-20"
    );
    let spanish = format!(
        "{part}041 0_ $a spa\n773 0_ $t Revista internacional del trabajo $g Vol. 115, núm. 3/4, p. 5-21"
    );
    let expected = ["work:issue:international-labour-review:135:3-4:5"];
    assert_eq!(keys(&english, Strength::Evidence), expected);
    assert_eq!(keys(&spanish, Strength::Evidence), expected);
}

#[test]
fn instruments_and_documents_share_their_numbers() {
    let evidence = built("088 __ $a GB.344/PFA/3\n980 __ $n C138").work_evidence;
    let found: Vec<(EvidenceKind, &str)> = evidence
        .iter()
        .map(|e| (e.kind, e.key.0.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (EvidenceKind::Instrument, "work:instrument:C138"),
            (EvidenceKind::Document, "work:document:GB.344/PFA/3")
        ]
    );
}

#[test]
fn a_host_is_no_other_version() {
    let lines = "leader 00000naa a2200000 a 4500\n773 0_ $t X $w 447053";
    assert!(keys(lines, Strength::Proof).is_empty());
}
