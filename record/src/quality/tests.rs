//! Records judged as a whole: each of the 22 issue types, and what the description shows.

use super::*;
use crate::{
    Context, Mapping, build_marc,
    marc::{MarcRecord, Tag},
};
use taxonomy::Taxonomy;

const GOOD: &str = "00000nam a2200000 a 4500";
const FIXED: &str = "240115s2012    sz |||||||||||000 0|eng d";

fn tag(text: &str) -> Tag {
    Tag::try_from(text).unwrap()
}

/// A book without a fault.
fn book() -> MarcRecord {
    let mut marc = MarcRecord::with_leader(GOOD);
    marc.push_control(tag("001"), "7")
        .push_control(tag("008"), FIXED);
    for (name, indicators, subfields) in [
        ("020", "  ", &[('a', "9789221080817")][..]),
        ("041", "0 ", &[('a', "eng")]),
        ("100", "1 ", &[('a', "Doe, Jane"), ('4', "aut")]),
        ("245", "10", &[('a', "Wages")]),
        ("260", "  ", &[('a', "Geneva"), ('b', "ILO"), ('c', "2012")]),
        ("300", "  ", &[('a', "xi, 120 p.")]),
        ("650", " 7", &[('a', "wages"), ('2', "ilot")]),
        ("655", " 7", &[('a', "ILO pub"), ('2', "local")]),
        ("906", "17", &[('a', "salaires")]),
        ("999", "ff", &[('i', "x")]),
    ] {
        marc.push_data(tag(name), indicators, subfields);
    }
    marc
}

fn told(marc: &MarcRecord) -> Vec<String> {
    let (mapping, taxonomy) = (Mapping::bundled(), Taxonomy::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "labordoc",
        profile: None,
    };
    let built = build_marc(marc, None, &context).unwrap();
    let found = judge_marc(&built.description, Some(marc), &mapping);
    let found = found.into_iter().filter(|f| f.rule.group != "harvest");
    found
        .map(|f| format!("{} {} {}", f.rule.id, f.place, f.value))
        .collect()
}

#[test]
fn a_sound_record_has_no_finding() {
    assert_eq!(told(&book()), [""; 0]);
}

#[test]
fn each_issue_type_of_qa_catalogue_is_found_at_its_place() {
    type Change = fn(&mut MarcRecord);
    let cases: &[(&str, Change)] = &[
        ("type-undetectable LDR/06-07 ax", |m| {
            m.leader = GOOD.replace("nam", "nax")
        }),
        ("linkage-invalid 880[1]$6 246-01", |m| {
            m.push_data(tag("880"), "1 ", &[('6', "246-01"), ('a', "工资")]);
        }),
        ("linkage-invalid 246[1]$6 880-02/$1", |m| {
            m.push_data(tag("246"), "1 ", &[('6', "880-02/$1"), ('a', "Pay")]);
        }),
        ("linkage-ambiguous 246[1]$6 880-01", |m| {
            m.push_data(tag("246"), "1 ", &[('6', "880-01"), ('a', "Pay")]);
            m.push_data(tag("880"), "1 ", &[('6', "246-01"), ('a', "工资")]);
            m.push_data(tag("880"), "1 ", &[('6', "246-01"), ('a', "工資")]);
        }),
        ("position-obsolete LDR/18 r", |m| {
            m.leader = GOOD.replace(" a 4500", " r 4500");
        }),
        ("position-code 008/18-21 aX##", |m| fixed(m, 18, "aX  ")),
        ("position-value 008/06 x", |m| fixed(m, 6, "x")),
        ("linkage-missing 880[1] 工资", |m| {
            m.push_data(tag("880"), "1 ", &[('a', "工资")]);
        }),
        ("field-repeated 245[2] Pay", |m| {
            m.push_data(tag("245"), "10", &[('a', "Pay")]);
        }),
        ("field-undefined 278[1] Pay", |m| {
            m.push_data(tag("278"), "  ", &[('a', "Pay")]);
        }),
        ("field-obsolete 440[1] Series", |m| {
            m.push_data(tag("440"), " 0", &[('a', "Series")]);
        }),
        ("indicator-obsolete 700[1] ind2 1", |m| {
            m.push_data(tag("700"), "11", &[('a', "Roe, Richard")]);
        }),
        ("indicator-not-blank 500[1] ind1 1", |m| {
            m.push_data(tag("500"), "1 ", &[('a', "A note")]);
        }),
        ("indicator-value 246[1] ind1 7", |m| {
            m.push_data(tag("246"), "7 ", &[('a', "Pay")]);
        }),
        ("subfield-undefined 500[1]$q x", |m| {
            m.push_data(tag("500"), "  ", &[('a', "A note"), ('q', "x")]);
        }),
        ("subfield-obsolete 020[2]$b paper", |m| {
            m.push_data(tag("020"), "  ", &[('a', "9279215075"), ('b', "paper")]);
        }),
        ("subfield-length 043[1]$a e-fr", |m| {
            m.push_data(tag("043"), "  ", &[('a', "e-fr")]);
        }),
        ("subfield-reference 650[2]$2 ", |m| {
            m.push_data(tag("650"), " 7", &[('a', "prices")]);
        }),
        ("subfield-pattern 045[1]$a 1990", |m| {
            m.push_data(tag("045"), "0 ", &[('a', "1990")]);
        }),
        ("subfield-repeated 500[1]$a Two", |m| {
            m.push_data(tag("500"), "  ", &[('a', "One"), ('a', "Two")]);
        }),
        ("subfield-isbn 020[2]$a 9789279215071", |m| {
            m.push_data(tag("020"), "  ", &[('a', "9789279215071")]);
        }),
        ("subfield-issn 490[1]$x 0020-7781", |m| {
            m.push_data(tag("490"), "0 ", &[('a', "Series"), ('x', "0020-7781")]);
        }),
        ("subfield-form 856[1]$u www.ilo.org", |m| {
            m.push_data(tag("856"), "40", &[('u', "www.ilo.org")]);
        }),
        ("subfield-code 500[1]$  x", |m| {
            m.push_data(tag("500"), "  ", &[('a', "A note"), (' ', "x")]);
        }),
        ("subfield-value 700[1]$4 zzz", |m| {
            m.push_data(tag("700"), "1 ", &[('a', "Roe, Richard"), ('4', "zzz")]);
        }),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (expected, change) in cases {
        let mut marc = book();
        change(&mut marc);
        let told = told(&marc);
        assert!(told.iter().any(|t| t == expected), "{expected}: {told:#?}");
        seen.insert(expected.split(' ').next().unwrap().to_owned());
    }
    let qa = rules().all.iter().filter(|rule| rule.qa.is_some());
    for rule in qa {
        assert!(seen.contains(&rule.id), "no case for {}", rule.id);
    }
}

fn fixed(marc: &mut MarcRecord, at: usize, text: &str) {
    let mut value = FIXED.to_owned();
    value.replace_range(at..at + text.len(), text);
    marc.remove("008").push_control(tag("008"), value);
}

#[test]
fn linked_scripts_are_judged_by_the_field_they_stand_for() {
    let mut marc = book();
    marc.remove("245");
    marc.push_data(tag("245"), "10", &[('6', "880-01"), ('a', "Gong zi")]);
    marc.push_data(tag("880"), "10", &[('6', "245-01/$1"), ('a', "工资")]);
    marc.push_data(tag("880"), "1 ", &[('6', "246-00"), ('a', "工資")]);
    assert_eq!(told(&marc), [""; 0]);
    marc.push_data(
        tag("880"),
        "18",
        &[('6', "700-00"), ('y', "x"), ('9', "local")],
    );
    let found = told(&marc);
    let expected = [
        "indicator-value 880[3] ind2 8",
        "subfield-undefined 880[3]$y x",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_no_bibliographic_record_is_only_called_so() {
    let mut authority = book();
    authority.leader = "00000nz  a2200000n  4500".to_owned();
    authority.push_data(tag("670"), "  ", &[('a', "x")]);
    assert_eq!(told(&authority), ["type-undetectable LDR/06-07 z "]);
    let mut unimarc = MarcRecord::with_leader(GOOD);
    unimarc.push_data(tag("200"), "1 ", &[('a', "Revue"), ('f', "x")]);
    assert_eq!(told(&unimarc), ["language-unknown languages "]);
}

#[test]
fn the_description_tells_of_numbers_and_languages() {
    let mut marc = book();
    marc.push_data(tag("020"), "  ", &[('z', "9789279215071")]);
    marc.push_data(
        tag("700"),
        "1 ",
        &[
            ('a', "Roe, R."),
            ('1', "https://orcid.org/0000-0002-1825-0098"),
        ],
    );
    let found = told(&marc);
    assert_eq!(
        found,
        ["identifier-orcid 700[1] https://orcid.org/0000-0002-1825-0098"]
    );
    // A long French title of a record that says it is English.
    let mut marc = book();
    marc.remove("245");
    let title =
        "Les conditions de travail des ouvriers agricoles dans les pays du nord de l'Europe";
    marc.push_data(tag("245"), "10", &[('a', title)]);
    let found = told(&marc);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("language-other languages fr (en): Les conditions"));
    // A short one says nothing.
    let mut marc = book();
    marc.remove("245");
    marc.push_data(tag("245"), "10", &[('a', "La vie")]);
    assert_eq!(told(&marc), [""; 0]);
}

#[test]
fn twins_share_a_key_and_versions_link_by_number() {
    let (mapping, taxonomy) = (Mapping::bundled(), Taxonomy::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "labordoc",
        profile: None,
    };
    let described = |marc: &MarcRecord| build_marc(marc, None, &context).unwrap().description;
    let one = described(&book());
    let mut other = book();
    other.remove("245");
    other.push_data(tag("245"), "10", &[('a', "WAGES /")]);
    let other = described(&other);
    let keys = |d| twins(d).into_iter().map(|t| t.key).collect::<Vec<_>>();
    assert_eq!(keys(&one), keys(&other));
    assert_eq!(keys(&one)[0], "isbn:9789221080817");
    let mut later = book();
    later.remove("260").remove("008");
    later.push_data(tag("260"), "  ", &[('c', "2013")]);
    assert_ne!(keys(&one)[1], keys(&described(&later))[1]);

    let mut french = book();
    french.push_data(
        tag("775"),
        "08",
        &[('t', "Wages"), ('w', "(labordoc)8"), ('w', "9")],
    );
    let french = described(&french);
    let links: Vec<_> = links(&french, "labordoc").collect();
    assert_eq!(links.len(), 2, "{links:?}");
    assert_eq!(links[1], ("775[1]", "9", "sys:labordoc:9".to_owned()));
    assert_eq!(names(&french, "labordoc"), ["sys:labordoc:7"]);
    assert!(points_back(
        &french,
        "labordoc",
        &["sys:labordoc:9".to_owned()]
    ));
    assert!(!points_back(
        &french,
        "labordoc",
        &["sys:labordoc:7".to_owned()]
    ));
}

#[test]
fn elements_are_bits() {
    let (mapping, taxonomy) = (Mapping::bundled(), Taxonomy::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "labordoc",
        profile: None,
    };
    let description = build_marc(&book(), None, &context).unwrap().description;
    let bits = elements(&description);
    let has = |name: &str| {
        let at = ELEMENTS.iter().position(|e| *e == name).unwrap();
        bits & (1 << at) != 0
    };
    for name in [
        "title",
        "contributor",
        "date",
        "language",
        "publisher",
        "isbn-issn",
    ] {
        assert!(has(name), "{name}");
    }
    for name in ["abstract", "host", "pages", "doi", "full-text", "rights"] {
        assert!(!has(name), "{name}");
    }
}
