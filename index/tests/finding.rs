//! What is found, and in which order.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod common;

use ::record::{ContributorKind, HostItem, Identifier, IdentifierKind, Keyword, Text};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use common::*;
use index::{Index, SearchError, SearchRequest, Sort, Writer};
use proptest::prelude::*;
use taxonomy::{Lang, LangMap, Scheme, SchemeId, Taxonomy};

fn collection() -> Vec<::record::Record> {
    let number = |kind, value: &str| Identifier {
        kind,
        value: value.to_owned(),
        valid: true,
    };
    vec![
        record(1, "en", "Wages in agriculture")
            .theme("wages")
            .year(1990),
        record(2, "fr", "Les salaires dans l'économie")
            .theme("wages")
            .year(1995),
        record(3, "es", "Los salarios en la economía")
            .theme("wages")
            .year(2000),
        record(4, "en", "A report without the word")
            .theme("minimum-wages")
            .year(2001),
        record(5, "en", "The wage earner")
            .about("Economies and their workers, self-employed or not."),
        record(6, "zh", "国际劳工组织"),
        record(7, "th", "แรงงานเด็กในประเทศไทย"),
        record(8, "ru", "Международная организация труда"),
        record(9, "en", "Article in a journal").with(|d| {
            d.host = Some(HostItem {
                title: Some("International Labour Review".to_owned()),
                journal: Some("international-labour-review".to_owned()),
                issn: Some("0020-7780".to_owned()),
                ..HostItem::default()
            });
            d.identifiers = vec![
                number(IdentifierKind::Doi, "10.1111/j.1564-913x.2012.x"),
                number(IdentifierKind::Isbn, "9780306406157"),
                number(IdentifierKind::InstrumentNumber, "C138"),
            ];
            d.contributors.push(::record::Contributor {
                kind: ContributorKind::Person,
                name: "García Márquez, José".to_owned(),
                roles: vec!["aut".to_owned()],
                main_entry: true,
                dates: None,
                affiliation: None,
                uris: Vec::new(),
                field: "100[1]".to_owned(),
            });
            d.keywords.push(Keyword {
                text: Text::new("Collective bargaining", Lang::EN),
                vocabulary: None,
                field: "650[1]".to_owned(),
            });
        }),
        record(10, "en", "Old pay")
            .theme("pay")
            .with(|d| d.document_type = assigned("journal-article")),
    ]
}

#[test]
fn queries_find_what_they_name() {
    let (_dir, index, _writer) = index_of(&collection());
    for (query, expected) in [
        ("wages", &[1, 2, 3, 4, 5, 10][..]),
        ("wage", &[1, 2, 3, 4, 5, 10]),
        ("salaires", &[1, 2, 3, 4, 5, 10]),
        ("salaire", &[1, 2, 3, 4, 5, 10]),
        ("salario", &[1, 2, 3, 4, 5, 10]),
        ("SALARIOS", &[1, 2, 3, 4, 5, 10]),
        ("économie", &[2, 3, 5]),
        ("economie", &[2, 3, 5]),
        ("economía", &[3]),
        ("l’économie", &[2, 3, 5]),
        ("\"wages in agriculture\"", &[1]),
        ("\"wages agriculture\"", &[]),
        ("\"salaires minima\"", &[4]),
        ("wages of agriculture", &[1]),
        ("wages -agriculture", &[2, 3, 4, 5, 10]),
        ("wages NOT title:wages", &[2, 3, 4, 10]),
        ("agriculture OR earner", &[1, 5]),
        ("(agriculture OR earner) wages", &[1, 5]),
        ("title:salaire", &[2]),
        ("titre:salaires", &[2]),
        ("subject:salaires", &[1, 2, 3, 4, 10]),
        ("subject:bargaining", &[9]),
        ("author:garcia", &[9]),
        ("author:\"garcia marquez\"", &[9]),
        ("marquez garcia", &[9]),
        ("journal:\"labour review\"", &[9]),
        ("journal:international-labour-review", &[9]),
        ("year:1990", &[1]),
        ("year:1991..2000", &[2, 3]),
        ("year:[1995 TO 2001]", &[2, 3, 4]),
        ("year:>=2000", &[3, 4]),
        ("year:<1995", &[1]),
        ("type:journal-article", &[10]),
        ("type:livre title:wages", &[1, 5]),
        ("type:text year:1990", &[1]),
        ("theme:wages", &[1, 2, 3, 4, 10]),
        ("theme:\"conditions de travail\"", &[1, 2, 3, 4, 10]),
        ("theme:minimum-wages", &[4]),
        ("theme:pay", &[1, 2, 3, 4, 10]),
        ("paie", &[1, 2, 3, 4, 5, 10]),
        ("lang:fr", &[2]),
        ("lang:spa", &[3]),
        ("isbn:978-0-306-40615-7", &[9]),
        ("isbn:0306406152", &[9]),
        ("978-0306406157", &[9]),
        ("issn:0020-7780", &[9]),
        ("00207780", &[9]),
        ("doi:10.1111/J.1564-913X.2012.X", &[9]),
        ("https://doi.org/10.1111/j.1564-913x.2012.x", &[9]),
        ("C138", &[9]),
        ("id:5", &[5]),
        ("agri*", &[1]),
        ("tit*", &[]),
        ("bargain*", &[9]),
        ("doi:10.1111/*", &[9]),
        ("self-employed", &[5]),
        ("self employed", &[5]),
        ("劳工", &[6]),
        ("国际", &[6]),
        ("工", &[6]),
        ("劳际", &[]),
        ("เด็ก", &[7]),
        ("труда", &[8]),
        ("nothing-like-it", &[]),
    ] {
        assert_eq!(found(&index, query), expected, "{query}");
    }
    assert_eq!(ask(&index, "").total, 10);
    assert_eq!(ask(&index, "-wages").total + ask(&index, "wages").total, 10);
}

#[test]
fn what_was_not_understood_is_said() {
    let (_dir, index, _writer) = index_of(&collection());
    for (query, code, args) in [
        ("type:nonsense", "unknown-value", &["type", "nonsense"][..]),
        ("wages xylophone", "no-match", &["xylophone"]),
        ("colour:red", "unknown-field", &["colour"]),
        ("\"open", "unbalanced-quote", &[]),
    ] {
        let notices = ask(&index, query).notices;
        assert!(
            notices
                .iter()
                .any(|n| n.code == code && n.text_args == args),
            "{query}: {notices:?}"
        );
    }
}

#[test]
fn a_misspelled_word_is_respelled_as_one_that_is_there() {
    let (_dir, index, _writer) = index_of(&[
        record(1, "en", "Unemployment and migration"),
        record(2, "en", "Migration in agriculture"),
        record(3, "fr", "Le chômage"),
    ]);
    for (query, offered) in [
        ("unemploiment", &["unemployment"][..]),
        ("migraton agriculture", &["migration agriculture"]),
        ("chomge", &["chomage"]),
        ("title:migratoin", &["title:migration"]),
        ("migration", &[]),
        ("xylophone", &[]),
        ("year:1900", &[]),
        ("", &[]),
    ] {
        let parsed = index.parse(query);
        assert_eq!(
            index.respelled(&parsed, &taxonomy()).unwrap(),
            offered,
            "{query}"
        );
    }
}

#[test]
fn exact_words_rank_above_other_forms() {
    let mut records = vec![
        record(1, "en", "Study one").about("Many wage rates were compared."),
        record(2, "en", "Study two").about("Many wages rates were compared."),
        record(3, "fr", "Étude trois").about("Le salaire est comparé."),
        record(4, "fr", "Étude quatre").about("Les salaires sont comparés."),
    ];
    records.extend((5..40).map(|id| record(id, "en", "Filler").about("Nothing of the kind here.")));
    let (_dir, index, _writer) = index_of(&records);
    for (query, expected) in [
        ("wages", [2, 1]),
        ("wage", [1, 2]),
        ("salaires", [4, 3]),
        ("salaire", [3, 4]),
    ] {
        // The other language's words follow: they name the same concept.
        assert_eq!(ids(&ask(&index, query))[..2], expected, "{query}");
        assert_eq!(ids(&ask(&index, query)).len(), 4, "{query}");
    }
}

#[test]
fn titles_rank_above_subjects_above_abstracts() {
    let mut records = vec![
        record(1, "en", "First").about("It speaks of wages once among other things."),
        record(2, "en", "Second").theme("wages"),
        record(3, "en", "Wages"),
    ];
    records.extend((4..60).map(|id| record(id, "en", "Filler").about("Nothing of the kind here.")));
    let (_dir, index, _writer) = index_of(&records);
    assert_eq!(ids(&ask(&index, "wages")), [3, 2, 1]);
}

#[test]
fn pages_follow_each_other_in_every_order() {
    let records: Vec<_> = (1..=250u64)
        .map(|id| {
            let title = ["Beta", "alpha", "Ávila", "gamma"][id as usize % 4];
            let one = record(id, "en", title);
            if id % 5 == 0 {
                one
            } else {
                one.year(1950 + (id % 7) as i16)
            }
        })
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let (index, mut writer, _) = open(dir.path());
    // Several segments: ties must not follow them.
    for part in records.chunks(90) {
        put(&mut writer, part);
    }
    for sort in [
        Sort::Relevance,
        Sort::DateNewest,
        Sort::DateOldest,
        Sort::Title,
    ] {
        let page = |offset, limit| {
            let request = SearchRequest {
                sort,
                offset,
                limit,
                ..SearchRequest::default()
            };
            index.search(&request, &taxonomy()).unwrap()
        };
        let all = ids(&page(0, 1000));
        assert_eq!(all.len(), 250);
        let paged: Vec<u64> = (0..25).flat_map(|at| ids(&page(at * 10, 10))).collect();
        assert_eq!(paged, all, "{sort:?}");
        let key = |id: &u64| {
            let one = &records[*id as usize - 1];
            let year = one.description.date.as_ref().and_then(|d| d.year);
            let number = year.map_or(i64::MAX, |y| {
                if sort == Sort::DateNewest {
                    -i64::from(y)
                } else {
                    i64::from(y)
                }
            });
            match sort {
                Sort::Relevance => (0, String::new(), *id),
                Sort::Title => (0, one.description.titles.main.sort_key(), *id),
                _ => (number, String::new(), *id),
            }
        };
        assert!(all.is_sorted_by_key(key), "{sort:?}");
    }
    let deep = SearchRequest {
        offset: 9_990,
        limit: 20,
        ..SearchRequest::default()
    };
    let error = index.search(&deep, &taxonomy()).unwrap_err();
    assert!(
        matches!(error, SearchError::TooDeep { limit: 10_000, .. }),
        "{error}"
    );
}

#[test]
fn works_are_shown_once_in_the_readers_language() {
    let records = [
        record(1, "en", "Wages study").work(1),
        record(2, "fr", "Étude des salaires").work(1).theme("wages"),
        record(3, "es", "Estudio de los salarios")
            .work(1)
            .theme("wages"),
        record(4, "en", "Wages again").work(4),
    ];
    let (_dir, index, _writer) = index_of(&records);
    for (reader, expected) in [("en", [1, 4]), ("fr", [2, 4]), ("es", [3, 4])] {
        let request = SearchRequest {
            query: "wages".to_owned(),
            group_works: true,
            facets: true,
            reader_lang: lang(reader),
            ..SearchRequest::default()
        };
        let result = index.search(&request, &taxonomy()).unwrap();
        let mut shown = ids(&result);
        shown.sort_unstable();
        assert_eq!((result.total, shown), (2, expected.to_vec()), "{reader}");
        let theme = result
            .facets
            .themes
            .iter()
            .find(|f| f.value == "wages")
            .unwrap();
        assert_eq!(theme.count, 1);
    }
}

#[test]
fn a_merge_is_searched_for_at_once() {
    let records = [
        record(1, "en", "One").theme("migration"),
        record(2, "en", "Two").theme("wages"),
    ];
    let (_dir, index, _writer) = index_of(&records);
    let mut merged = concept("migration", &[], ["migration", "migration", "migración"]);
    merged.replaced_by = Some("wages".into());
    let wages = concept("wages", &[], ["wages", "salaires", "salarios"]);
    let after = Arc::new(Taxonomy::new(BTreeMap::from([(
        SchemeId::new("themes"),
        Scheme::new(LangMap::new(), [merged, wages]),
    )])));
    for query in ["salaires", "migración", "theme:wages", "theme:migration"] {
        let request = SearchRequest {
            query: query.to_owned(),
            ..SearchRequest::default()
        };
        assert_eq!(index.search(&request, &after).unwrap().total, 2, "{query}");
        assert_eq!(
            index.search(&request, &taxonomy()).unwrap().total,
            1,
            "{query}"
        );
    }
}

#[test]
fn every_match_can_be_listed() {
    let records: Vec<_> = (1..=300)
        .rev()
        .map(|id| record(id, "en", "Wages"))
        .collect();
    let (_dir, index, _writer) = index_of(&records);
    let request = SearchRequest {
        query: "wages".to_owned(),
        limit: 1,
        ..SearchRequest::default()
    };
    let ids = index.matching(&request, &taxonomy()).unwrap();
    assert!(ids.iter().map(|id| id.0).eq(1..=300));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_answered(
        texts in proptest::collection::vec(
            prop_oneof![
                any::<String>(),
                "((title:|theme:|year:|isbn:|-|\\(|\\)|\"| |OR|wages?|salaires|the|of|199[0-9]|wa\\*|\\.\\.|:|é|国|c138) ?){0,12}",
            ],
            20,
        )
    ) {
        let (index, taxonomy) = (&COLLECTION.1, taxonomy());
        for text in texts {
            let ask = |query: String| {
                let request = SearchRequest { query, facets: true, ..SearchRequest::default() };
                index.search(&request, &taxonomy).unwrap()
            };
            let result = ask(text.clone());
            prop_assert!(result.total <= 10);
            // What a query leaves out is what its negation finds.
            if result.parsed.root.is_some() {
                let rest = ask(format!("-({})", result.parsed.text));
                prop_assert_eq!(result.total + rest.total, 10, "{}", result.parsed.text);
            }
        }
    }
}

static COLLECTION: LazyLock<(tempfile::TempDir, Index, Writer)> =
    LazyLock::new(|| index_of(&collection()));
