//! Contributors.

use crate::support::{built, codes};

/// Name and roles of each contributor.
fn contributors(lines: &str) -> Vec<String> {
    let description = built(lines).description;
    description
        .contributors
        .iter()
        .map(|c| format!("{} ({})", c.name, c.roles.join(" ")))
        .collect()
}

#[test]
fn names_lose_closing_marks_and_keep_initials() {
    for (line, expected) in [
        ("100 1_ $a Regoli, Andrea.", "Regoli, Andrea (aut)"),
        ("100 1_ $a Smith, J.", "Smith, J. (aut)"),
        (
            "100 1_ $a Foenander, Orwell de R.",
            "Foenander, Orwell de R. (aut)",
        ),
        (
            "100 1_ $a Pérez Ahumada, Pablo,",
            "Pérez Ahumada, Pablo (aut)",
        ),
        (
            "100 0_ $a John Paul $b II, $c Pope, $d 1920-2005.",
            "John Paul II, Pope (aut)",
        ),
        (
            "110 2_ $a International Labour Office. $b Governing Body.",
            "International Labour Office. Governing Body (aut)",
        ),
        ("110 2_ $a ACME, Inc.", "ACME, Inc. (aut)"),
        (
            "711 2_ $a International Labour Conference $n (90th : $d 2002 : $c Geneva)",
            "International Labour Conference. 90th (ctb)",
        ),
        ("720 1_ $a Rani, Uma", "Rani, Uma (aut)"),
        (
            "710 2_ $a International Labour Office, $e issuing body.",
            "International Labour Office (isb)",
        ),
        (
            "700 1_ $a Fashoyin, Tayo, $e editor and translator.",
            "Fashoyin, Tayo (edt trl)",
        ),
        (
            "700 1_ $a Fashoyin, Tayo $4 edt $4 aut",
            "Fashoyin, Tayo (edt aut)",
        ),
        (
            "700 1_ $a Médda, D. $e éditeur scientifique",
            "Médda, D. (edt)",
        ),
    ] {
        assert_eq!(contributors(line), [expected], "{line}");
    }
}

#[test]
fn contributors_stand_once_in_source_order() {
    let found = contributors(
        "710 2_ $a International Labour Organization.
         700 1_ $a Gino Ocampo
         100 1_ $a Pérez Ahumada, Pablo
         700 1_ $a PEREZ AHUMADA, PABLO, $e editor
         710 2_ $a International Labour Organization",
    );
    assert_eq!(
        found,
        [
            "Pérez Ahumada, Pablo (aut edt)",
            "International Labour Organization (ctb)",
            "Gino Ocampo (aut)"
        ]
    );
}

#[test]
fn unknown_roles_are_named_and_the_default_given() {
    let built = built("700 1_ $a A, B. $e wizard $4 zzz");
    assert_eq!(built.description.contributors[0].roles, ["aut"]);
    assert_eq!(
        codes(&built)
            .iter()
            .filter(|c| **c == "unknown-role")
            .count(),
        2
    );
}

#[test]
fn uris_are_taken_from_identifiers_that_tell_them() {
    let description = built(
        "100 1_ $a A, B. $0 (orcid)0000-0002-1825-0097 $1 https://viaf.org/viaf/1 $0 (local)7",
    )
    .description;
    assert_eq!(
        description.contributors[0].uris,
        [
            "https://orcid.org/0000-0002-1825-0097",
            "https://viaf.org/viaf/1"
        ]
    );
}
