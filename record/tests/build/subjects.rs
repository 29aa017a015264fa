//! Subjects, places and keywords.

use record::Why;

use crate::support::built;

fn themes(lines: &str) -> Vec<String> {
    built(lines)
        .description
        .themes
        .iter()
        .map(|t| t.concept.to_string())
        .collect()
}

#[test]
fn one_heading_in_three_languages_and_its_copies_is_one_theme() {
    let description = built(
        "650 17 $a social security. $2 ilot
         650 17 $a sécurité sociale $2 tbit
         650 17 $a seguridad social $2 toit
         905 1_ $a social security
         906 1_ $a sécurité sociale
         907 1_ $a seguridad social",
    )
    .description;
    assert_eq!(description.themes.len(), 1);
    assert_eq!(description.themes[0].concept.as_str(), "social-security");
    assert_eq!(description.themes[0].why, Why::Field("650[1]".to_owned()));
    assert!(description.keywords.is_empty());
}

#[test]
fn translations_of_a_matched_heading_are_no_keywords() {
    let description = built(
        "650 17 $a social security $2 ilot
         650 17 $a mot qui n'est pas au thésaurus $2 tbit
         650 17 $a palabra que no está en el tesauro $2 toit",
    )
    .description;
    assert_eq!(
        (description.themes.len(), description.keywords.len()),
        (1, 0)
    );
}

#[test]
fn headings_without_a_concept_become_keywords_with_their_vocabulary() {
    let description =
        built("650 _0 $a Zymurgy in fiction.\n653 __ $a wine $a beer barrel").description;
    let found: Vec<(&str, Option<&str>, &str)> = description
        .keywords
        .iter()
        .map(|k| {
            (
                k.text.value.as_str(),
                k.vocabulary.as_deref(),
                k.text.lang.as_str(),
            )
        })
        .collect();
    assert_eq!(found[0], ("Zymurgy in fiction", Some("lcsh"), "en"));
    assert!(found.contains(&("beer barrel", None, "und")));
}

#[test]
fn a_subdivided_heading_is_tried_whole_then_by_its_first_part() {
    let description =
        built("650 _0 $a Social security $x Law and legislation $z France.").description;
    assert_eq!(description.themes[0].concept.as_str(), "social-security");
    assert_eq!(
        description.keywords[0].text.value,
        "Social security -- Law and legislation -- France"
    );
}

#[test]
fn a_heading_in_another_language_never_matches_an_english_label() {
    assert_eq!(themes("650 _7 $a wage $2 gnd"), Vec::<String>::new());
    assert_eq!(themes("650 _7 $a wage $2 ilot"), ["wages"]);
}

#[test]
fn places_come_from_651_043_and_themes_of_group_x() {
    let description =
        built("043 __ $a f-ke---\n650 _7 $a France $2 ilot\n651 _0 $a Atlantis (Legendary place)\n651 _7 $a Suisse $2 tbit").description;
    let names: Vec<(&str, bool)> = description
        .places
        .iter()
        .map(|p| (p.name.as_str(), p.concept.is_some()))
        .collect();
    assert_eq!(
        names,
        [
            ("France", true),
            ("Atlantis (Legendary place)", false),
            ("Suisse", true),
            ("Kenya", true)
        ]
    );
}

#[test]
fn thesaurus_facets_speak_only_for_a_record_without_themes() {
    let facet = "072 _7 $a 14.07.1 $2 ilot";
    assert_eq!(themes(facet), ["population"]);
    assert_eq!(
        themes(&format!("{facet}\n650 _7 $a social security $2 ilot")),
        ["social-security"]
    );
}

#[test]
fn genres_are_no_keywords() {
    let description = built(
        "655 _7 $a ILO pub $2 ilot\n655 _7 $a statistical table $2 ilot\n655 _7 $a Love stories.",
    )
    .description;
    let keywords: Vec<&str> = description
        .keywords
        .iter()
        .map(|k| k.text.value.as_str())
        .collect();
    assert_eq!(keywords, ["Love stories"]);
}
