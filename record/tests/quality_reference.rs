//! Records of real libraries judged by hand: what is wrong with them is found, at its place, as often as it is there.
//!
//! The files are no part of the repository; without them the test says so and passes.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "tests"
)]

use std::{fs::File, path::PathBuf};

use record::{Context, Mapping, build_marc, marc::Reader, quality::judge_marc};
use taxonomy::Taxonomy;

/// File, rule, place without the field's number, value, how often.
///
/// 0440-7273 sums to 103, no multiple of 11; `FRE` is no code of MARC 21, and 659 is no field of it.
const JUDGED: &[(&str, &str, &str, &str, usize)] = &[
    (
        "solrmarc/uva_001_2000.mrc",
        "subfield-issn",
        "490$x",
        "0440-7273 ;",
        1,
    ),
    (
        "solrmarc/uva_001_2000.mrc",
        "subfield-issn",
        "780$x",
        "(OCoLC) 5877974",
        1,
    ),
    (
        "evergreen/lul_fre_500.mrc",
        "position-value",
        "008/15-17",
        "###",
        4,
    ),
    (
        "evergreen/lul_fre_500.mrc",
        "subfield-value",
        "040$b",
        "FRE",
        1,
    ),
    (
        "evergreen/lul_fre_500.mrc",
        "field-undefined",
        "659",
        "",
        992,
    ),
    ("evergreen/lul_fre_500.mrc", "field-obsolete", "440", "", 96),
    ("evergreen/lul_fre_500.mrc", "subfield-isbn", "020$a", "", 0),
    (
        "marc2bibframe2/loc_general.xml",
        "field-undefined",
        "",
        "",
        0,
    ),
    (
        "marc2bibframe2/loc_general.xml",
        "indicator-value",
        "",
        "",
        0,
    ),
];

fn folder() -> PathBuf {
    let given = std::env::var_os("LABORDOC_REFERENCE").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    given.unwrap_or(beside).join("marc")
}

/// The place without the number of the field: `490$x`.
fn bare(place: &str) -> String {
    let (before, rest) = place.split_once('[').unwrap_or((place, ""));
    format!("{before}{}", rest.split_once(']').map_or("", |(_, r)| r))
}

#[test]
fn what_is_wrong_with_real_records_is_found_as_often_as_it_is_there() {
    let (mapping, taxonomy) = (Mapping::bundled(), Taxonomy::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "reference",
        profile: None,
    };
    for (name, rule, place, value, expected) in JUDGED {
        let Ok(file) = File::open(folder().join(name)) else {
            eprintln!("skipped: {name} is not there");
            continue;
        };
        let mut found = 0;
        for raw in Reader::new(file).flatten() {
            let Ok(parsed) = raw.parse() else { continue };
            let built = build_marc(&parsed.marc, None, &context).unwrap();
            let findings = judge_marc(&built.description, Some(&parsed.marc), &mapping);
            let same = findings.iter().filter(|f| {
                f.rule.id == *rule
                    && (place.is_empty() || bare(&f.place) == *place)
                    && (value.is_empty() || f.value == *value)
            });
            found += same.count();
        }
        assert_eq!(found, *expected, "{name}: {rule} {place} {value}");
    }
}
