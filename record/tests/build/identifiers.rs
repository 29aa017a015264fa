//! Identifiers, keys, links, relations and the small parts.

use record::{Access, AssetKind, RelationKind, Status};

use crate::support::{built, codes};

#[test]
fn identifiers_are_normalized_sorted_and_checked() {
    let built = built(
        "001 447053
         020 __ $a 9221080811 (pbk.) $z 9221080812
         020 __ $a 9789221080818
         022 __ $a 0020-7780 $y 0020-7781
         024 7_ $a https://doi.org/10.1111/ILR.12075 $2 doi
         035 __ $a (OCoLC)41582755
         088 __ $a GB.344/PFA/3
         099 _9 $a WWW ACCESS ONLY
         490 1_ $a Report ; $v V
         856 4_ $u https://doi-org.ilo.idm.oclc.org/10.1111/ilr.12075
         970 __ $a LABORDOC-447053
         980 __ $n C138",
    );
    let found: Vec<String> = built
        .description
        .identifiers
        .iter()
        .map(|i| {
            format!(
                "{:?} {}{}",
                i.kind,
                i.value,
                if i.valid { "" } else { " !" }
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "Doi 10.1111/ilr.12075",
            "Isbn 9221080812 !",
            "Isbn 9789221080817",
            "Isbn 9789221080818 !",
            "Issn 0020-7780",
            "Issn 0020-7781 !",
            "ControlNumber 447053",
            "SystemNumber (OCoLC)41582755",
            "SystemNumber LABORDOC-447053",
            "InstrumentNumber C138",
            "ReportNumber GB.344/PFA/3",
        ]
    );
    let keys: Vec<&str> = built.keys.iter().map(|k| k.0.as_str()).collect();
    assert_eq!(
        keys,
        [
            "001:labordoc:447053",
            "sys:ocolc:41582755",
            "sys:labordoc:447053",
            "doi:10.1111/ilr.12075",
            "isbn:9789221080817"
        ]
    );
    assert_eq!(built.control_number.as_deref(), Some("447053"));
    assert_eq!(
        codes(&built).iter().filter(|c| **c == "bad-isbn").count(),
        1
    );
}

#[test]
fn placeholder_dois_are_never_matched_by() {
    let built = built("856 4_ $u https://doi.org/10.16995/ilr.xxxxx");
    assert!(codes(&built).contains(&"placeholder-doi"));
    assert!(built.keys.is_empty());
}

#[test]
fn each_link_stands_once_and_only_web_addresses_stand() {
    let built = built(
        "856 41 $3 Full text $u https://www.ilo.org/public/libdoc//ilo/P/09602/a.pdf
         856 41 $u https://www.ilo.org/public/libdoc/ilo/P/09602/a.pdf
         856 42 $3 Table of contents $u https://example.org/toc.htm
         856 4_ $u ftp://example.org/a
         856 4_ $z https://example.org/cover.jpg
         856 4_ $y nothing",
    );
    let found: Vec<(&str, AssetKind, Option<&str>)> = built
        .description
        .assets
        .iter()
        .map(|a| (a.url.as_str(), a.kind, a.media_type.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "https://www.ilo.org/public/libdoc//ilo/P/09602/a.pdf",
                AssetKind::FullText,
                Some("application/pdf")
            ),
            (
                "https://example.org/toc.htm",
                AssetKind::Summary,
                Some("text/html")
            ),
            (
                "https://example.org/cover.jpg",
                AssetKind::Cover,
                Some("image/jpeg")
            ),
        ]
    );
    assert_eq!(built.description.access, Access::Open);
    assert!(codes(&built).contains(&"bad-url") && codes(&built).contains(&"no-url"));
}

#[test]
fn access_is_what_the_source_says() {
    for (lines, expected) in [
        (
            "856 41 $u https://webapps.ilo.org/intranet/libdoc/ilo/GB/a.pdf",
            Access::Restricted,
        ),
        ("856 41 $u https://example.org/a.pdf", Access::Unknown),
        (
            "506 0_ $a Open\n856 41 $u https://example.org/a.pdf",
            Access::Open,
        ),
        (
            "506 1_ $a Staff only\n856 41 $u https://www.ilo.org/public/libdoc/a.pdf",
            Access::Restricted,
        ),
        (
            "856 41 $z Accès réservé à UNIGE $u https://example.org/a.pdf",
            Access::Restricted,
        ),
        ("", Access::Unknown),
    ] {
        assert_eq!(built(lines).description.access, expected, "{lines}");
    }
}

#[test]
fn relations_name_other_records() {
    let description = built(
        "775 08 $t Les salaires $w (SzGeILO)447054 $x 0378-5599
         765 0_ $t Wages
         780 00 $t Before
         776 __ $w ",
    )
    .description;
    let found: Vec<(RelationKind, Option<&str>, usize)> = description
        .relations
        .iter()
        .map(|r| (r.kind, r.title.as_deref(), r.record_numbers.len()))
        .collect();
    assert_eq!(
        found,
        [
            (RelationKind::TranslationOf, Some("Wages"), 0),
            (RelationKind::OtherEdition, Some("Les salaires"), 1),
            (RelationKind::Precedes, Some("Before"), 0),
        ]
    );
    assert_eq!(description.relations[1].record_numbers, ["447054"]);
    assert_eq!(description.titles.original.unwrap().main, "Wages");
}

#[test]
fn the_small_parts_are_read() {
    let description = built(
        "250 __ $a 2012 ed.
         260 __ $a [Geneva] : $b ILO], $c 2012.
         300 __ $a 141 p. : $b ill. ;
         490 1_ $a Working paper, $x 2227-958X ; $v no. 3
         830 _0 $a Working paper ; $v 3
         540 __ $a CC BY 4.0 $u https://creativecommons.org/licenses/by/4.0/",
    )
    .description;
    let publisher = description.publisher.unwrap();
    assert_eq!(
        (publisher.place.as_deref(), publisher.name.as_deref()),
        (Some("Geneva"), Some("ILO"))
    );
    assert_eq!(description.edition.as_deref(), Some("2012 ed."));
    assert_eq!(description.extent.as_deref(), Some("141 p. : ill."));
    assert_eq!(description.series.len(), 1);
    assert_eq!(description.series[0].number.as_deref(), Some("no. 3"));
    assert_eq!(
        description.rights[0].uri.as_deref(),
        Some("https://creativecommons.org/licenses/by/4.0/")
    );
}

#[test]
fn a_deleted_source_makes_a_deleted_record() {
    assert_eq!(
        built("leader 00000dam a2200000 a 4500").status,
        Status::Deleted
    );
    assert_eq!(
        built("leader 00000cam a2200000 a 4500").status,
        Status::Live
    );
}
