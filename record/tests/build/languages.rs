//! Languages.

use record::Certainty;

use crate::support::{built, codes};

const FIXED: &str = "120119s2012    lu d    sb    000 0 ";

fn languages(lines: &str) -> String {
    let description = built(lines).description;
    let codes: Vec<&str> = description
        .languages
        .iter()
        .map(taxonomy::Lang::as_str)
        .collect();
    codes.join(" ")
}

#[test]
fn declared_languages_win_and_the_main_one_is_first() {
    for (lines, expected) in [
        ("041 0_ $a eng $a fre".to_owned(), "en fr"),
        ("041 0_ $a engfrespa".to_owned(), "en fr es"),
        ("041 0_ $a freengger".to_owned(), "fr en de"),
        (format!("008 {FIXED}spa d"), "es"),
        (format!("008 {FIXED}eng d\n041 0_ $a fre $a eng"), "en fr"),
        (format!("008 {FIXED}mul d\n041 0_ $a fre $a eng"), "fr en"),
        (format!("995 __ $a {FIXED}fre d"), "fr"),
        ("998 __ $a eng".to_owned(), "en"),
        ("998 __ $a engspa".to_owned(), "en es"),
        ("041 0_ $a scr".to_owned(), "hr"),
        ("041 07 $a fr $2 iso639-1".to_owned(), "fr"),
        (format!("008 {FIXED}||| d\n998 __ $a spa"), "es"),
        ("041 0_ $a xyz\n998 __ $a spa".to_owned(), "es"),
    ] {
        assert_eq!(
            languages(&format!(
                "{lines}\n245 00 $a The report of the wages of women"
            )),
            expected,
            "{lines}"
        );
    }
}

#[test]
fn languages_are_detected_only_where_nothing_is_declared() {
    for (title, expected) in [
        (
            "The effects of the minimum wage on employment in the cities",
            "en",
        ),
        (
            "Les effets du salaire minimum sur l'emploi dans les villes",
            "fr",
        ),
        (
            "Los efectos del salario mínimo sobre el empleo en las ciudades",
            "es",
        ),
        ("Agenda", "und"),
        ("", "und"),
    ] {
        let built = built(&format!("245 00 $a {title}"));
        assert_eq!(built.description.languages[0].as_str(), expected, "{title}");
        let certainty = built.description.titles.main.certainty;
        if expected == "und" {
            assert_eq!(certainty, Certainty::Unknown);
            assert!(codes(&built).contains(&"no-language"));
        } else {
            assert!(matches!(certainty, Certainty::Detected(_)), "{title}");
            assert!(codes(&built).contains(&"language-detected"));
        }
    }
}

#[test]
fn disagreeing_declarations_are_named() {
    let built = built(&format!("008 {FIXED}eng d\n041 0_ $a fre"));
    assert_eq!(built.description.languages[0].as_str(), "fr");
    assert!(codes(&built).contains(&"language-disagrees"));
}

#[test]
fn an_english_abstract_of_a_french_book_is_english() {
    let description = built(
        "041 0_ $a fre
         245 00 $a Le salaire
         520 __ $a Examines the development of wages in the countries of the region and discusses the role of trade unions.
         520 __ $a Étudie l'évolution des salaires dans les pays de la région et le rôle des syndicats.",
    )
    .description;
    let found: Vec<(&str, bool)> = description
        .abstracts
        .iter()
        .map(|a| (a.lang.as_str(), a.certainty == Certainty::Declared))
        .collect();
    assert_eq!(found, [("en", false), ("fr", true)]);
}
