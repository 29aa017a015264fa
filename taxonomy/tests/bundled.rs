//! The bundled taxonomy: what it must hold, and that it breaks no rule.

use std::path::PathBuf;

use taxonomy::{Lang, Taxonomy, check};

#[test]
fn the_bundled_taxonomy_breaks_no_rule() {
    let findings = check(&Taxonomy::bundled());
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        lines.is_empty(),
        "{} findings:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

#[test]
fn there_are_themes_enough_in_25_groups() {
    let taxonomy = Taxonomy::bundled();
    let themes = taxonomy.themes();
    assert!(themes.len() >= 400, "{} themes", themes.len());
    let letters: Vec<&str> = themes
        .top()
        .iter()
        .filter_map(|id| themes.get(id.as_str())?.notation.as_deref())
        .collect();
    let expected: Vec<String> = ('A'..='Z')
        .filter(|c| *c != 'Y')
        .map(String::from)
        .collect();
    assert_eq!(letters, expected);
    let below = themes.descendants("enterprises").len();
    assert!(below >= 60, "{below} concepts below enterprises");
    assert_eq!(
        themes.path("enterprises").first().map(|id| id.as_str()),
        Some("economy")
    );
}

#[test]
fn every_required_document_type_is_there() {
    let taxonomy = Taxonomy::bundled();
    let types = taxonomy.document_types();
    for id in [
        "book",
        "book-chapter",
        "journal",
        "journal-article",
        "book-review",
        "working-paper",
        "report",
        "conference-paper",
        "governing-body-document",
        "international-labour-conference-document",
        "meeting-document",
        "convention",
        "recommendation",
        "protocol",
        "legislation",
        "statistics",
        "training-material",
        "policy-brief",
        "fact-sheet",
        "newsletter",
        "web-page",
        "audio",
        "video",
        "data-set",
        "map",
        "unclassified",
    ] {
        assert!(types.get(id).is_some(), "no document type {id}");
    }
    let matched = types
        .concepts()
        .filter(|c| !c.exact.is_empty() || !c.close.is_empty());
    assert!(
        matched.count() >= 20,
        "too few matches to COAR Resource Types"
    );
}

#[test]
fn wages_are_found_in_three_languages_and_both_numbers() {
    let taxonomy = Taxonomy::bundled();
    let wage = taxonomy
        .themes()
        .match_heading("wages", Some(Lang::EN))
        .expect("wages");
    for heading in [
        "wage", "Wages.", "salaire", "salaires", "SALARIO", "salarios",
    ] {
        let found = taxonomy.themes().match_heading(heading, None);
        assert_eq!(
            found.map(|m| m.concept),
            Some(wage.concept.clone()),
            "{heading}"
        );
    }
}

#[test]
fn every_preferred_label_names_its_own_concept() {
    for (id, scheme) in Taxonomy::bundled().schemes() {
        for concept in scheme.concepts() {
            for (lang, label) in &concept.pref {
                let found = scheme.match_heading(label, Some(*lang)).map(|m| m.concept);
                assert_eq!(found.as_ref(), Some(&concept.id), "{label:?} in {id}");
            }
        }
    }
}

/// The share of observed descriptors that must match; those that do not stay keywords.
const EXPECTED_SHARE: f64 = 0.9;

#[test]
fn observed_descriptors_name_concepts() {
    let folder = std::env::var_os("LABORDOC_REFERENCE").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join("vocab/ilo_thesaurus_terms_observed.tsv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: no reference data; set LABORDOC_REFERENCE to its folder");
        return;
    };
    let taxonomy = Taxonomy::bundled();
    let (mut all, mut missed) = (0_u32, Vec::new());
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(source), Some(term)) = (cells.next(), cells.next()) else {
            continue;
        };
        let lang = match source {
            "tbit" => Lang::FR,
            "toit" => Lang::ES,
            _ => Lang::EN,
        };
        all += 1;
        let themes = taxonomy.themes().match_heading(term, Some(lang));
        let types = || taxonomy.document_types().match_heading(term, Some(lang));
        if themes.or_else(types).is_none() {
            missed.push(term);
        }
    }
    let share = 1.0 - missed.len() as f64 / f64::from(all);
    println!(
        "{all} descriptors, {:.1} % match; missed: {missed:?}",
        share * 100.0
    );
    assert!(
        share >= EXPECTED_SHARE,
        "only {share:.2} of {all} match: {missed:?}"
    );
}
