//! Host items, dates, and the Review.

use crate::support::{built, codes};

const PART: &str = "leader 00000naa a2200000 a 4500\n041 0_ $a eng\n";

/// Slug, ISSN, volume, issue, first and last page, year.
fn host(lines: &str) -> String {
    let description = built(lines).description;
    let year = description.date.and_then(|d| d.iso()).unwrap_or_default();
    let Some(host) = description.host else {
        return "none".to_owned();
    };
    let pages = host.pages.as_ref();
    [
        host.journal,
        host.issn,
        host.volume,
        host.issue,
        pages.and_then(|p| p.first.clone()),
        pages.and_then(|p| p.last.clone()),
        Some(year),
    ]
    .map(Option::unwrap_or_default)
    .join("|")
}

#[test]
fn the_review_has_one_slug_in_three_languages() {
    for (line, expected) in [
        (
            "773 0_ $t International labour review. $g Vol. 159, no. 2 (2020), p. 337-364 $x 0020-7780",
            "international-labour-review|0020-7780|159|2|337|364|2020",
        ),
        (
            "773 0_ $t Revue internationale du travail, $g vol. 143, n° 4 (2004), pp. 325-370",
            "international-labour-review|0378-5599|143|4|325|370|2004",
        ),
        (
            "773 0_ $t REVISTA INTERNACIONAL DEL TRABAJO $g Vol. 115, núm. 3-4 (1996), págs. 5-20",
            "international-labour-review|0378-5548|115|3-4|5|20|1996",
        ),
        (
            "773 0_ $g 37(5), 644-51 $x 1564-913X",
            "international-labour-review|1564-913X|37|5|644|651|",
        ),
        ("773 0_ $t Another journal $g 12(3), 4-5", "||12|3|4|5|"),
    ] {
        assert_eq!(host(&format!("{PART}{line}")), expected, "{line}");
    }
}

#[test]
fn shelf_marks_speak_where_773_is_silent() {
    for (lines, expected) in [
        (
            "099 _9 $a 09602(1938-37-5)644-651",
            "international-labour-review|0020-7780|37|5|644|651|1938",
        ),
        (
            "099 _9 $a P09602\n856 41 $u https://www.ilo.org/public/libdoc//ilo/P/09602/09602(1922-6-6)1025-1026.pdf",
            "international-labour-review|0020-7780|6|6|1025|1026|1922",
        ),
        (
            "099 _9 $a P09602\n300 __ $a p. 459-480 :",
            "international-labour-review|0020-7780|||459|480|",
        ),
        (
            "099 _9 $a 09602(1921-2-(2-3))97-100",
            "international-labour-review|0020-7780|2|2-3|97|100|1921",
        ),
        (
            "773 0_ $t Another journal\n099 _9 $a 09602(1938-37-5)644-651",
            "||||||",
        ),
        ("099 _9 $a WWW ACCESS ONLY", "none"),
    ] {
        assert_eq!(host(&format!("{PART}{lines}")), expected, "{lines}");
    }
    let serial = "leader 00000cas a2200000 a 4500\n099 _9 $a P09602";
    assert_eq!(host(serial), "none");
}

#[test]
fn disagreeing_shelf_marks_are_named_and_the_extent_decides() {
    let built = built(&format!(
        "{PART}099 _9 $a 09602(1927-15-4)519-546
         300 __ $a p. 519-546
         856 41 $u https://www.ilo.org/public/libdoc/ilo/P/09602/09602(1927-15-3)364-378.pdf"
    ));
    let host = built.description.host.as_ref().unwrap();
    assert_eq!(host.pages.as_ref().unwrap().raw, "519-546");
    assert_eq!(host.issue.as_deref(), Some("4"));
    assert!(codes(&built).contains(&"host-disagrees"));
}

#[test]
fn dates_are_read_from_the_most_telling_place() {
    for (lines, expected) in [
        ("260 __ $c 2012.\n997 __ $a 2012", "2012"),
        ("260 __ $c [s.d.].\n997 __ $a 1955", "1955"),
        ("260 __ $c [s.d.].", "-"),
        ("264 _4 $c ©2013\n264 _1 $c 2012", "2012"),
        ("008 120119s2012    lu d    sb    000 0 eng d", "2012"),
        ("008 790101d19191957sz", "1919..1957"),
        ("008 790101c19199999sz", "1919+"),
        ("008 790101s195u    sz", "1950..1959?"),
        ("008 790101e20120501sz", "2012-05-01"),
        ("008 790101nuuuuuuuusz", "none"),
        ("008 short", "none"),
        (
            "773 0_ $t X $g Vol. 92, no. 5 (Nov. 1965), p. 400",
            "1965-11",
        ),
        (
            "260 __ $c 1965.\n773 0_ $t X $g Vol. 92, no. 5 (Nov. 1965), p. 400",
            "1965-11",
        ),
    ] {
        let found = built(lines)
            .description
            .date
            .map_or("none".to_owned(), |date| {
                let mut shown = date.iso().unwrap_or_else(|| "-".to_owned());
                shown.extend(date.until.map(|u| format!("..{u}")));
                shown.extend(date.open.then_some('+'));
                shown.extend(date.uncertain.then_some('?'));
                shown
            });
        assert_eq!(found, expected, "{lines}");
    }
    assert!(codes(&built("260 __ $c 1955.\n997 __ $a 1956")).contains(&"date-disagrees"));
}

#[test]
fn volumes_that_the_year_did_not_have_are_named() {
    for (title, volume, year, odd) in [
        ("International labour review", 37, 1938, false),
        ("International labour review", 39, 1938, true),
        ("Revista internacional del trabajo", 115, 1996, false),
        ("Revista internacional del trabajo", 135, 1996, true),
        ("Another journal", 1, 1996, false),
    ] {
        let lines = format!("773 0_ $t {title} $g Vol. {volume}, no. 1 ({year}), p. 1-2");
        assert_eq!(
            codes(&built(&lines)).contains(&"volume-disagrees"),
            odd,
            "{lines}"
        );
    }
}
