//! Titles.

use crate::support::{built, codes};

/// Main title, remainder, part, parallel titles, statement of responsibility.
#[track_caller]
fn check(line: &str, expected: [&str; 5]) {
    let description = built(line).description;
    let titles = description.titles;
    let parallel: Vec<String> = titles.parallel.iter().map(record::Title::full).collect();
    let found = [
        titles.main.main,
        titles.main.remainder.unwrap_or_default(),
        titles.main.part.unwrap_or_default(),
        parallel.join(" | "),
        description.responsibility.unwrap_or_default(),
    ];
    assert_eq!(found, expected, "{line}");
}

#[test]
fn titles_lose_their_isbd_marks() {
    for (line, expected) in [
        (
            "245 10 $a Active ageing $h [electronic resource] : $b a portrait / $c Eurostat.",
            ["Active ageing", "a portrait", "", "", "Eurostat"],
        ),
        (
            "245 00 $a Minutes of the Governing Body.",
            ["Minutes of the Governing Body", "", "", "", ""],
        ),
        ("245 00 $a Agenda /", ["Agenda", "", "", "", ""]),
        (
            "245 00 $a Record of proceedings  / $c ILC.",
            ["Record of proceedings", "", "", "", "ILC"],
        ),
        (
            "245 00 $a What next? / $c by J. Smith.",
            ["What next?", "", "", "", "by J. Smith"],
        ),
        (
            "245 00 $a Life in the U.S. /",
            ["Life in the U.S.", "", "", "", ""],
        ),
        (
            "245 00 $a Title : rest / by Xu.",
            ["Title", "rest", "", "", "by Xu"],
        ),
        (
            "245 00 $a Report. $n Part 2, $p Wages : $b a survey /",
            ["Report", "a survey", "Part 2. Wages", "", ""],
        ),
        (
            "245 00 $a Wages = $b Salaires = Salarios / $c ILO.",
            ["Wages", "", "", "Salaires | Salarios", "ILO"],
        ),
        (
            "245 00 $a Wages : $b a survey = Salaires : une enquête /",
            ["Wages", "a survey", "", "Salaires: une enquête", ""],
        ),
        (
            "245 00 $a Kit $h [electronic resource] / International Labour Office.",
            ["Kit", "", "", "", "International Labour Office"],
        ),
        ("245 00 $a /", ["/", "", "", "", ""]),
    ] {
        check(line, expected);
    }
}

#[test]
fn other_titles_go_where_their_indicators_say() {
    let titles = built(
        "041 1_ $a spa $h eng
         130 0_ $a Decent work. $l Spanish
         245 03 $a El trabajo decente
         246 31 $a Decent work
         246 3_ $a Trabajo digno
         740 02 $a Anexo",
    )
    .description
    .titles;
    assert_eq!(
        (titles.main.non_filing, titles.main.lang.unwrap().as_str()),
        (3, "es")
    );
    let original = titles.original.unwrap();
    assert_eq!(
        (original.main.as_str(), original.lang.unwrap().as_str()),
        ("Decent work", "en")
    );
    assert_eq!(titles.parallel[0].main, "Decent work");
    let variant: Vec<&str> = titles.variant.iter().map(|t| t.main.as_str()).collect();
    assert_eq!(variant, ["Trabajo digno", "Anexo"]);
}

#[test]
fn linked_titles_are_parallel_in_their_script() {
    let titles = built(
        "041 0_ $a rus
         245 10 $6 880-01 $a Trud i zarabotnaia plata
         880 10 $6 245-01/(N $a Труд и заработная плата",
    )
    .description
    .titles;
    let linked = &titles.parallel[0];
    assert_eq!(linked.main, "Труд и заработная плата");
    assert_eq!(linked.script.as_deref(), Some("Cyrl"));
    assert_eq!(linked.lang.unwrap().as_str(), "ru");
}

#[test]
fn records_without_a_title_say_so() {
    let stood_in = built("246 3_ $a Only a variant");
    assert_eq!(stood_in.description.titles.main.main, "Only a variant");
    assert!(codes(&stood_in).contains(&"no-title"));
    let none = built("500 __ $a A note");
    assert_eq!(none.description.titles.main.main, "");
    assert!(codes(&none).contains(&"no-title"));
}

#[test]
fn impossible_non_filing_counts_are_refused() {
    let built = built("245 09 $a Work");
    assert_eq!(built.description.titles.main.non_filing, 0);
    assert!(codes(&built).contains(&"bad-non-filing"));
}

#[test]
fn text_is_composed_and_freed_of_what_xml_forbids() {
    let built = built("245 00 $a E\u{301}tude\u{7}  sur   le travail");
    assert_eq!(
        built.description.titles.main.main,
        "\u{c9}tude sur le travail"
    );
    assert!(codes(&built).contains(&"forbidden-character"));
}

#[test]
fn unimarc_gives_its_title_and_a_notice() {
    let built =
        built("100 __ $a 19950101a19781982km y0frey50      ba\n200 1_ $a Droit social $e revue");
    assert_eq!(built.description.titles.main.full(), "Droit social: revue");
    assert!(built.description.contributors.is_empty());
    assert!(codes(&built).contains(&"unimarc"));
}
