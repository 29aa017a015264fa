//! A site, a small taxonomy and sample records.

use std::collections::BTreeMap;

use record::Record;
use taxonomy::{Concept, ConceptId, Lang, Scheme, SchemeId, Taxonomy};

use crate::Site;

/// A site.
pub fn site() -> Site {
    Site {
        base_url: "https://labordoc.example.org".to_owned(),
        name: BTreeMap::from([(Lang::EN, "Labordoc & friends".to_owned())]),
        admin_email: "labordoc@example.org".to_owned(),
        oai_host: "labordoc.example.org".to_owned(),
        page_size: 5,
        metadata_licence: Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        friends: vec!["https://friend.example.org/oai".to_owned()],
        token_key: [3; 32],
    }
}

/// A small taxonomy.
pub fn taxonomy() -> Taxonomy {
    let coar = "http://purl.org/coar/resource_type/";
    let types = [
        concept("text", "text", "texte", "texto", None, &[]),
        concept(
            "article",
            "article",
            "article",
            "artículo",
            Some("text"),
            &[],
        ),
        concept(
            "journal-article",
            "journal article",
            "article de revue",
            "artículo de revista",
            Some("article"),
            &[&format!("{coar}c_6501"), "http://example.org/other"],
        ),
        concept(
            "book",
            "book",
            "livre",
            "libro",
            Some("text"),
            &[&format!("{coar}c_2f33")],
        ),
        concept(
            "working-paper",
            "working paper",
            "document de travail",
            "documento de trabajo",
            Some("text"),
            &[],
        ),
        concept(
            "conference-paper",
            "conference paper",
            "communication",
            "comunicación",
            Some("text"),
            &[],
        ),
        concept(
            "instrument",
            "instrument",
            "instrument",
            "instrumento",
            Some("text"),
            &[],
        ),
        concept(
            "convention",
            "convention",
            "convention",
            "convenio",
            Some("instrument"),
            &[],
        ),
    ];
    let themes = [
        concept("wages", "wages", "salaires", "salarios", None, &[]),
        concept("employment", "employment", "emploi", "empleo", None, &[]),
        concept("france", "France", "France", "Francia", None, &[]),
    ];
    Taxonomy::new(BTreeMap::from([
        (
            SchemeId::new("document-types"),
            Scheme::new(BTreeMap::new(), types),
        ),
        (
            SchemeId::new("themes"),
            Scheme::new(BTreeMap::new(), themes),
        ),
    ]))
}

fn concept(
    id: &str,
    en: &str,
    fr: &str,
    es: &str,
    broader: Option<&str>,
    exact: &[&str],
) -> Concept {
    Concept {
        id: ConceptId::new(id),
        notation: None,
        pref: [(Lang::EN, en), (Lang::FR, fr), (Lang::ES, es)]
            .map(|(l, s)| (l, s.to_owned()))
            .into(),
        alt: BTreeMap::new(),
        hidden: BTreeMap::new(),
        scope: BTreeMap::new(),
        broader: broader.map(ConceptId::new).into_iter().collect(),
        related: Vec::new(),
        exact: exact.iter().map(|s| (*s).to_owned()).collect(),
        close: Vec::new(),
        deprecated: false,
        replaced_by: None,
    }
}

/// A record of a description in JSON.
pub fn sample(id: u64, description: serde_json::Value) -> Record {
    serde_json::from_value(serde_json::json!({
        "id": id, "seq": id, "work": id,
        "datestamp": "2026-01-02T03:04:05Z", "created": "2026-01-02T03:04:05Z",
        "provenance": { "system": "labordoc" }, "fingerprint": 0,
        "description": description,
    }))
    .unwrap()
}

/// An article with nearly everything an article can have.
pub fn article(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": {
                "main": { "main": "Wages & hours", "remainder": "a <short> survey", "lang": "en" },
                "parallel": [
                    { "main": "Salaires et durée du travail", "lang": "fr" },
                    { "main": "Wages & hours", "remainder": "a <short> survey", "lang": "en" }
                ]
            },
            "identifiers": [
                { "kind": "doi", "value": "10.1111/j.1564-913x.1938.tb00001.x" },
                { "kind": "control-number", "value": "447053" }
            ],
            "document_type": { "concept": "journal-article", "why": { "field": "773[1]" } },
            "themes": [
                { "concept": "wages", "why": { "field": "650[1]" } },
                { "concept": "employment", "why": "edit" }
            ],
            "places": [{ "name": "Frankreich", "concept": "france" }, { "name": "Gaul" }],
            "keywords": [{ "text": { "value": "hours of work", "lang": "en" }, "field": "650[3]" }],
            "languages": ["en"],
            "contributors": [
                { "kind": "person", "name": "Doe, Jane", "roles": ["aut"], "main_entry": true,
                  "affiliation": "University of Somewhere",
                  "uris": ["https://orcid.org/0000-0002-1825-0097"], "field": "100[1]" },
                { "kind": "person", "name": "Roe, Richard", "roles": ["aut"], "field": "700[1]" },
                { "kind": "person", "name": "Poe, Edgar", "roles": ["trl"], "field": "700[2]" },
                { "kind": "corporate", "name": "International Labour Office", "roles": ["isb"], "field": "710[1]" }
            ],
            "date": { "raw": "1938", "year": 1938 },
            "host": {
                "title": "International Labour Review", "journal": "international-labour-review",
                "issn": "0020-7780", "volume": "37", "issue": "5",
                "pages": { "raw": "644-651", "first": "644", "last": "651" }, "raw": "37(5)644-651"
            },
            "publisher": { "name": "ILO", "place": "Geneva" },
            "abstracts": [
                { "value": "On wages.\u{1} And hours.", "lang": "en" },
                { "value": "Sur les salaires.", "lang": "fr" }
            ],
            "assets": [
                { "url": "https://www.example.org/a.pdf?x=1&y=2", "kind": "full-text", "media_type": "application/pdf" },
                { "url": "https://www.example.org/a.pdf?x=1&y=2", "kind": "full-text", "media_type": "application/pdf" }
            ],
            "access": "open",
            "rights": [{ "text": "Creative Commons Attribution 4.0", "uri": "https://creativecommons.org/licenses/by/4.0/" }]
        }),
    )
}

/// A working paper by an organization, with a report number, in French.
pub fn report(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Les salaires", "part": "2. L'industrie", "lang": "fr" } },
            "identifiers": [{ "kind": "report-number", "value": "WP.12" }],
            "document_type": { "concept": "working-paper", "why": { "rule": "series" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "languages": ["fr", "en"],
            "contributors": [{ "kind": "corporate", "name": "International Labour Office. Research Department",
                "roles": ["cre"], "main_entry": true, "field": "110[1]" }],
            "date": { "raw": "mai 2012", "year": 2012, "month": 5 },
            "series": [{ "title": "Document de travail", "number": "12", "issn": "1994-4446" }],
            "publisher": { "name": "BIT", "place": "Genève" },
            "extent": "viii, 120 p.",
            "notes": [{ "text": { "value": "1. Avant-propos -- 2. Suite", "lang": "fr" }, "field": "505[1]" },
                      { "text": { "value": "Bibliographie", "lang": "fr" }, "field": "504[1]" }],
            "assets": [{ "url": "https://www.example.org/secret.pdf", "kind": "full-text" },
                       { "url": "https://www.example.org/about", "kind": "related" }],
            "access": "restricted"
        }),
    )
}

/// A book with two ISBNs, one of them wrong.
pub fn book(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Labour law", "lang": "en" } },
            "identifiers": [
                { "kind": "isbn", "value": "9789221000000", "valid": false },
                { "kind": "isbn", "value": "9789221234562" }
            ],
            "document_type": { "concept": "book", "why": { "rule": "leader" } },
            "languages": ["en"],
            "contributors": [{ "kind": "person", "name": "Roe, Richard", "roles": ["edt"], "field": "700[1]" },
                { "kind": "corporate", "name": "ILO", "roles": ["pbl"], "field": "710[1]" }],
            "date": { "raw": "2012-05-01", "year": 2012, "month": 5, "day": 1 },
            "publisher": { "name": "ILO" }, "edition": "2nd ed."
        }),
    )
}

/// A paper at a conference, with little else.
pub fn conference_paper(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "A paper", "lang": "en" } },
            "document_type": { "concept": "conference-paper", "why": { "rule": "leader" } },
            "languages": ["und"],
            "contributors": [{ "kind": "meeting", "name": "World Congress on Work", "roles": ["isb"], "field": "711[1]" }]
        }),
    )
}

/// A convention.
pub fn convention(id: u64) -> Record {
    sample(
        id,
        serde_json::json!({
            "titles": { "main": { "main": "Protection of Wages Convention, 1949 (No. 95)", "lang": "en" } },
            "identifiers": [{ "kind": "instrument-number", "value": "C95" }],
            "document_type": { "concept": "convention", "why": { "rule": "instrument" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "languages": ["en"],
            "contributors": [{ "kind": "meeting", "name": "International Labour Conference", "roles": ["cre"], "field": "111[1]" }],
            "date": { "raw": "1949", "year": 1949 }
        }),
    )
}
