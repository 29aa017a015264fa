//! A count is what a click on it finds.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod common;

use ::record::{Asset, AssetKind, HostItem, Record};
use common::*;
use index::{FacetCount, Filters, Index, SearchRequest};

fn collection() -> Vec<Record> {
    let themes = [
        "wages",
        "minimum-wages",
        "pay",
        "labour-migration",
        "migration",
    ];
    let codes = ["en", "fr", "es", "en", "pt"];
    (1..=240u64)
        .map(|id| {
            let at = id as usize;
            let mut one = record(
                id,
                codes[at % 5],
                ["Wages", "Salaires", "Work", "Trabajo"][at % 4],
            )
            .theme(themes[at % 5])
            .year(1990 + (at % 9) as i16)
            .work(if at % 6 < 3 { id - id % 6 } else { id }.max(1));
            if at.is_multiple_of(3) {
                one = one.theme(themes[at % 4]);
            }
            one.with(|d| {
                if at.is_multiple_of(7) {
                    d.document_type = assigned("journal-article");
                    d.host = Some(HostItem {
                        journal: Some(["review", "bulletin"][at % 2].to_owned()),
                        ..HostItem::default()
                    });
                }
                if at.is_multiple_of(4) {
                    d.languages.push(lang("ar"));
                    d.assets.push(Asset {
                        url: "https://example.org/a.pdf".to_owned(),
                        kind: AssetKind::FullText,
                        label: None,
                        media_type: None,
                    });
                }
            })
        })
        .collect()
}

/// For each value of each dimension: choose it instead of that dimension's choice, and compare.
fn every_count_is_right(index: &Index, request: &SearchRequest) {
    let taxonomy = taxonomy();
    let result = index.search(request, &taxonomy).unwrap();
    let click = |change: &dyn Fn(&mut Filters)| {
        let mut clicked = request.clone();
        change(&mut clicked.filters);
        index.search(&clicked, &taxonomy).unwrap().total
    };
    let check = |counts: &[FacetCount], change: &dyn Fn(&mut Filters, &str)| {
        for facet in counts {
            let total = click(&|filters| change(filters, &facet.value));
            assert_eq!(total, facet.count, "{} of {request:?}", facet.value);
        }
        counts.len()
    };
    let facets = &result.facets;
    let mut seen = 0;
    seen += check(&facets.types, &|f, v| f.types = vec![v.into()]);
    seen += check(&facets.themes, &|f, v| f.themes = vec![v.into()]);
    seen += check(&facets.languages, &|f, v| f.languages = vec![lang(v)]);
    seen += check(&facets.journals, &|f, v| f.journals = vec![v.to_owned()]);
    seen += check(&facets.full_text, &|f, v| f.full_text = v.parse().ok());
    seen += check(&facets.years, &|f, v| {
        f.from_year = v.parse().ok();
        f.until_year = f.from_year;
    });
    assert!(seen > 6, "{facets:?}");
}

#[test]
fn every_count_is_what_a_click_finds() {
    let dir = tempfile::tempdir().unwrap();
    let (index, mut writer, _) = open(dir.path());
    let records = collection();
    for part in records.chunks(100) {
        put(&mut writer, part);
    }
    // Some replaced and some gone, so that segments hold deleted documents.
    let again: Vec<Record> = records
        .iter()
        .step_by(11)
        .cloned()
        .map(|r| r.theme("migration"))
        .collect();
    put(&mut writer, &again);
    writer
        .apply(&[index::Change {
            seq: ::record::Seq(300),
            id: ::record::RecordId(8),
            record: None,
        }])
        .unwrap();
    writer.commit(::record::Seq(300)).unwrap();
    assert_eq!(index.documents(), 239);
    let filters = [
        Filters::default(),
        Filters {
            themes: vec!["wages".into()],
            ..Filters::default()
        },
        Filters {
            themes: vec!["pay".into(), "migration".into()],
            languages: vec![lang("fr"), lang("en")],
            ..Filters::default()
        },
        Filters {
            types: vec!["text".into()],
            from_year: Some(1992),
            until_year: Some(1996),
            ..Filters::default()
        },
        Filters {
            full_text: Some(true),
            journals: vec!["review".to_owned()],
            ..Filters::default()
        },
    ];
    for query in [
        "",
        "wages",
        "salaires OR trabajo",
        "-wages",
        "year:1990..1995",
    ] {
        for filters in &filters {
            for group_works in [false, true] {
                let request = SearchRequest {
                    query: query.to_owned(),
                    filters: filters.clone(),
                    facets: true,
                    group_works,
                    ..SearchRequest::default()
                };
                let empty = index.search(&request, &taxonomy()).unwrap().total == 0;
                if !empty {
                    every_count_is_right(&index, &request);
                }
            }
        }
    }
}

#[test]
fn ancestors_count_with_their_descendants() {
    let (_dir, index, _writer) = index_of(&[
        record(1, "en", "One").theme("minimum-wages"),
        record(2, "en", "Two").theme("wages").theme("minimum-wages"),
        record(3, "en", "Three").theme("pay"),
    ]);
    let request = SearchRequest {
        facets: true,
        ..SearchRequest::default()
    };
    let facets = index.search(&request, &taxonomy()).unwrap().facets;
    let themes: Vec<(&str, u64)> = facets
        .themes
        .iter()
        .map(|f| (f.value.as_str(), f.count))
        .collect();
    assert_eq!(
        themes,
        [("conditions", 3), ("wages", 3), ("minimum-wages", 2)]
    );
    let types: Vec<(&str, u64)> = facets
        .types
        .iter()
        .map(|f| (f.value.as_str(), f.count))
        .collect();
    assert_eq!(types, [("book", 3), ("text", 3)]);
}
