//! Round trips through all formats, and what a foreign hand may do to a file.

use std::collections::BTreeMap;

use oxrdfio::JsonLdProfileSet;
use proptest::prelude::*;

use super::*;
use crate::{Concept, Lang, LangMap, Rule, Scheme, Taxonomy, check, fixture::taxonomy};

const BASE: &str = "https://library.example";

fn formats() -> [RdfFormat; 3] {
    let profile = JsonLdProfileSet::empty();
    [
        RdfFormat::Turtle,
        RdfFormat::RdfXml,
        RdfFormat::JsonLd { profile },
    ]
}

fn written(taxonomy: &Taxonomy, format: RdfFormat) -> Vec<u8> {
    let mut out = Vec::new();
    write(taxonomy, BASE, format, &mut out).unwrap();
    out
}

fn assert_round_trip(taxonomy: &Taxonomy) {
    for format in formats() {
        let out = written(taxonomy, format);
        let (back, findings) = read(&mut out.as_slice(), format, BASE).unwrap();
        for (id, scheme) in taxonomy.schemes() {
            let read = back.scheme(id.as_str()).unwrap();
            assert!(read.concepts().eq(scheme.concepts()), "{format}");
        }
        assert_eq!(back.version(), taxonomy.version(), "{format}");
        assert_eq!(findings, check(taxonomy), "{format}");
    }
}

#[test]
fn the_fixture_survives_every_format() {
    assert_round_trip(&taxonomy());
}

#[test]
fn the_bundled_taxonomy_survives_every_format() {
    assert_round_trip(&Taxonomy::bundled());
}

#[test]
fn mapped_headings_are_written_and_passed_over_on_reading() {
    let (mapped, _) = crate::change::apply(
        &taxonomy(),
        &crate::TaxonomyChange::Heading {
            scheme: "themes".into(),
            source: "653".into(),
            text: "Pay & perks".into(),
            means: Some(crate::Means::Concept {
                concept: "wages".into(),
                relation: crate::Relation::Broad,
            }),
        },
    )
    .unwrap();
    for format in formats() {
        let out = written(&mapped, format);
        let (back, findings) = read(&mut out.as_slice(), format, BASE).unwrap();
        assert_eq!(
            (back.version(), findings),
            (taxonomy().version(), Vec::new()),
            "{format}"
        );
    }
    let text = String::from_utf8(written(&mapped, RdfFormat::Turtle)).unwrap();
    for part in [
        "<https://library.example/taxonomy#653/pay%20%26%20perks> a skos:Concept",
        "skos:prefLabel \"Pay & perks\"",
        "skos:broadMatch <https://library.example/concepts/themes/wages>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn one_concept_is_written_alone() {
    let mut out = Vec::new();
    let (scheme, id) = ("themes".into(), "wages".into());
    write_concept(&taxonomy(), &scheme, &id, BASE, RdfFormat::Turtle, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    for line in [
        "<https://library.example/concepts/themes/wages> a skos:Concept ;",
        "skos:inScheme <https://library.example/concepts/themes> ;",
        "skos:prefLabel \"wage\"@en , \"salario\"@es , \"salaire\"@fr ;",
        "skos:broader <https://library.example/concepts/themes/work> ;",
        "skos:narrower <https://library.example/concepts/themes/minimum-wage> ;",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let none = "none".into();
    let error = write_concept(
        &taxonomy(),
        &scheme,
        &none,
        BASE,
        RdfFormat::Turtle,
        &mut Vec::new(),
    );
    assert_eq!(error.unwrap_err().to_string(), "no concept none in themes");
}

#[test]
fn broken_files_are_located() {
    for (format, text, expected) in [
        (
            RdfFormat::Turtle,
            "<a> <b> <c> .\n<a> <b> ;;; .\n<d",
            "Turtle, line 2, column 9: ; is not a valid RDF object; correct",
        ),
        (
            RdfFormat::RdfXml,
            "<?xml version='1.0'?>\n\n<a",
            "RDF/XML, line 3: ",
        ),
        (formats()[2], "{\n\"@id\": }", "JSON-LD, line 2"),
    ] {
        let error = read(&mut text.as_bytes(), format, BASE).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn what_cannot_be_used_is_a_finding_and_reading_goes_on() {
    let text = r#"
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        </concepts/s> a skos:ConceptScheme .
        </concepts/s/aa> a skos:Concept ; skos:prefLabel "one"@en, "two"@en-GB, "rien" ;
            skos:altLabel "x"@qq ; skos:broader <http://elsewhere/c>, "text" ;
            skos:narrower </concepts/s/bb>, </concepts/s/cc> ; skos:inScheme </concepts/t> .
        </concepts/s/bb> a skos:Concept, skos:ConceptScheme .
        <http://elsewhere/c> a skos:Concept .
    "#;
    let (read, findings) = read(&mut text.as_bytes(), RdfFormat::Turtle, BASE).unwrap();
    let scheme = read.scheme("s").unwrap();
    assert_eq!(scheme.get("bb").unwrap().broader, [ConceptId::new("aa")]);
    assert_eq!(scheme.get("aa").unwrap().pref[&Lang::EN], "one");
    assert_eq!(scheme.get("aa").unwrap().pref[&Lang::UND], "rien");
    for (rule, expected) in [
        (
            Rule::S14,
            "has prefLabel \"one\" and \"two\" in en; kept the first",
        ),
        (Rule::Value, "unknown language qq"),
        (
            Rule::Target,
            "broader http://elsewhere/c is not of its scheme",
        ),
        (Rule::Value, "broader \"text\" is no URI"),
        (Rule::Target, "narrower cc does not exist"),
        (
            Rule::Value,
            "its URI puts it in https://library.example/concepts/s",
        ),
        (Rule::S9, "is typed as a concept scheme, too"),
        (Rule::Foreign, "http://elsewhere/c is not below"),
        (Rule::MissingLabel, "no prefLabel in fr"),
    ] {
        let found = findings
            .iter()
            .any(|f| f.rule == rule && f.text.contains(expected));
        assert!(found, "{rule} {expected}: {findings:#?}");
    }
}

fn text() -> impl Strategy<Value = String> {
    // No control characters: writing drops those that XML forbids.
    "[\\PC\n\t]{1,12}"
}

fn concept(id: usize) -> impl Strategy<Value = Concept> {
    let lang = || proptest::sample::select(vec!["en", "fr", "es", "zh", "ilo", "und"]);
    let langs = move || lang().prop_map(|l| Lang::new(l).unwrap());
    let texts = move || proptest::collection::btree_map(langs(), text(), 0..4);
    let lists = move || {
        let list = proptest::collection::btree_set(text(), 1..3);
        let list = list.prop_map(|set| set.into_iter().rev().collect::<Vec<_>>());
        proptest::collection::btree_map(langs(), list, 0..3)
    };
    let ids = || proptest::sample::subsequence((0..6).collect::<Vec<usize>>(), 0..3);
    let named = |ids: Vec<usize>| ids.into_iter().rev().map(name).collect::<Vec<_>>();
    let uris = || {
        proptest::collection::btree_set("http://[a-z]{1,5}/[a-zA-Z0-9é]{0,4}(#[a-z]{1,3})?", 0..3)
    };
    (
        (texts(), lists(), lists(), texts()),
        (ids(), ids(), uris(), uris()),
        (
            proptest::option::of(text()),
            any::<bool>(),
            proptest::option::of(0..6usize),
        ),
    )
        .prop_map(
            move |((pref, alt, hidden, scope), (broader, related, exact, close), rest)| {
                let replaced_by = rest.2.map(name);
                Concept {
                    id: name(id),
                    notation: rest.0,
                    pref,
                    alt,
                    hidden,
                    scope,
                    broader: named(broader),
                    related: named(related),
                    exact: exact.into_iter().collect(),
                    close: close.into_iter().collect(),
                    deprecated: rest.1 && replaced_by.is_none(),
                    replaced_by,
                }
            },
        )
}

fn name(id: usize) -> ConceptId {
    ConceptId::new(&format!("concept-{id}"))
}

fn any_taxonomy() -> impl Strategy<Value = Taxonomy> {
    let concepts: Vec<_> = (0..6).map(concept).collect();
    (concepts, text()).prop_map(|(concepts, title)| {
        let title = LangMap::from([(Lang::FR, title)]);
        let scheme = Scheme::new(title, concepts);
        Taxonomy::new(BTreeMap::from([(SchemeId::new("themes"), scheme)]))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_taxonomy_survives_every_format(taxonomy in any_taxonomy()) {
        assert_round_trip(&taxonomy);
    }
}
