//! Document types.

use record::{Mapping, Why, mapping};
use taxonomy::Taxonomy;

use crate::support::built;

#[test]
fn the_first_rule_that_fits_gives_the_type() {
    let book = "leader 00000cam a2200000 a 4500";
    let part = "leader 00000naa a2200000 a 4500";
    let serial = "leader 00000cas a2200000 a 4500";
    for (lines, concept) in [
        (book.to_owned(), "book"),
        (format!("{book}\n980 __ $n C138"), "convention"),
        (format!("{book}\n980 __ $n P81"), "protocol"),
        (
            format!("{book}\n490 0_ $a ILO working paper ; $v no. 3"),
            "working-paper",
        ),
        (
            format!("{book}\n490 0_ $a Documents de travail / OIT"),
            "working-paper",
        ),
        (
            format!("{book}\n440 _0 $a Documento de trabajo"),
            "working-paper",
        ),
        (
            format!("{book}\n490 0_ $a Studies on networking paper mills"),
            "book",
        ),
        (
            format!(
                "{part}\n773 0_ $t International labour review $g Vol. 1, no. 2 (1921), p. 3-9"
            ),
            "journal-article",
        ),
        (
            format!("{part}\n773 0_ $t Handbook of labour $z 9789221080817"),
            "book-chapter",
        ),
        (
            format!("{part}\n099 _9 $a 09602(1938-37-5)644-651"),
            "journal-article",
        ),
        (part.to_owned(), "article"),
        (
            format!("{book}\n110 2_ $a International Labour Office. $b Governing Body."),
            "governing-body-document",
        ),
        (
            format!(
                "{book}\n710 2_ $a Bureau international du Travail. $b Conseil d'administration"
            ),
            "governing-body-document",
        ),
        (
            format!("{book}\n490 1_ $a GB $v GB.344/PFA/3"),
            "governing-body-document",
        ),
        (
            format!("{serial}\n110 2_ $a International Labour Office. $b Governing Body."),
            "periodical",
        ),
        (
            format!("{book}\n711 2_ $a International Labour Conference"),
            "international-labour-conference-document",
        ),
        (
            format!(
                "{book}\n711 2_ $a Conférence internationale du Travail\n490 1_ $a Rapport ; $v V (1)"
            ),
            "conference-technical-report",
        ),
        (
            format!("{book}\n502 __ $a Thesis (Ph.D.)--Geneva, 1990."),
            "doctoral-thesis",
        ),
        (
            format!("{book}\n502 __ $a Mémoire (master)"),
            "masters-thesis",
        ),
        (format!("{book}\n502 __ $a Thesis"), "thesis"),
        (
            format!("{book}\n655 _7 $a cuadros estadísticos $2 toit"),
            "statistics",
        ),
        (
            format!("{book}\n901 __ $a manuel de formation"),
            "training-manual",
        ),
        (
            format!("{serial}\n245 00 $a International labour review"),
            "journal",
        ),
        (
            format!("{serial}\n245 00 $a Official bulletin"),
            "official-bulletin",
        ),
        (serial.to_owned(), "periodical"),
        ("leader 00000cgm a2200000 a 4500".to_owned(), "video"),
        ("leader 00000cem a2200000 a 4500".to_owned(), "map"),
        (
            "leader 00000cjm a2200000 a 4500".to_owned(),
            "music-recording",
        ),
        (format!("{book}\n996 __ $a mm"), "multimedia"),
        ("leader 00000c   a2200000 a 4500".to_owned(), "unclassified"),
    ] {
        let assigned = built(&lines).description.document_type;
        assert_eq!(
            assigned.concept.as_str(),
            concept,
            "{lines}\n{:?}",
            assigned.why
        );
        assert!(matches!(assigned.why, Why::Rule(_)));
    }
}

#[test]
fn a_record_that_came_without_a_leader_is_known_by_its_copy() {
    let copied = built("993 __ $a 04089cas a2201045 a 4500\n245 00 $a Whatever");
    assert_eq!(
        copied.description.document_type.concept.as_str(),
        "periodical"
    );
}

#[test]
fn every_concept_that_the_tables_name_is_in_the_taxonomy() {
    assert_eq!(
        mapping::checked(&Mapping::bundled(), &Taxonomy::bundled()),
        Vec::<String>::new()
    );
}
