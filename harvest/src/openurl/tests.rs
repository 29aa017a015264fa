//! Citations and what answers them.

use record::{Record, RecordId};

use super::{CERTAIN, Wanted, Why, best};
use crate::memory::{book, sample, site};

fn read(query: &str) -> Wanted {
    Wanted::read(query.as_bytes(), &site())
}

/// An article with all that a citation may name.
fn told() -> Record {
    sample(
        7,
        serde_json::json!({
            "titles": { "main": { "main": "Wages in agriculture", "remainder": "A survey", "lang": "en" } },
            "identifiers": [{ "kind": "doi", "value": "10.1111/ilr.1" }],
            "document_type": { "concept": "journal-article", "why": "edit" },
            "languages": ["en"],
            "contributors": [{ "kind": "person", "name": "García Márquez, Ana", "roles": ["aut"], "field": "100[1]" }],
            "date": { "raw": "1938", "year": 1938 },
            "host": {
                "title": "International Labour Review", "issn": "0020-7780", "volume": "37", "issue": "5",
                "pages": { "raw": "644-651", "first": "644", "last": "651" }
            }
        }),
    )
}

#[test]
fn both_versions_are_read() {
    let new = read(
        "url_ver=Z39.88-2004&ctx_ver=Z39.88-2004&rft_val_fmt=info:ofi/fmt:kev:mtx:journal\
         &rft.genre=article&rft.atitle=Wages+in+agriculture&rft.jtitle=International+Labour+Review\
         &rft.issn=00207780&rft.volume=37&rft.issue=5&rft.spage=644&rft.date=1938-05&rft.aulast=Garc%C3%ADa\
         &rft_id=info:doi/10.1111/ilr.1&rft_id=info:oclcnum/12345",
    );
    assert_eq!(new.issns, ["0020-7780"]);
    assert_eq!(new.doi.as_deref(), Some("10.1111/ilr.1"));
    assert_eq!(new.year, Some(1938));
    assert_eq!(
        new.unused,
        [(
            "rft_id".to_owned(),
            "info:oclcnum/12345".to_owned(),
            Why::Number
        )]
    );
    let old = read(
        "genre=article&atitle=Wages+in+agriculture&title=International+Labour+Review&issn=0020-7780\
         &volume=37&issue=5&pages=644-651&date=1938&aulast=Garc%C3%ADa&id=doi:10.1111/ilr.1&sid=x:y",
    );
    assert_eq!(
        Wanted {
            unused: Vec::new(),
            ..new
        },
        old
    );
    assert_eq!(
        read("rft_id=https://labordoc.example.org/records/5").record,
        Some(RecordId(5))
    );
    assert_eq!(
        read("rft_id=info:oai/oai:labordoc.example.org:5").record,
        Some(RecordId(5))
    );
    assert_eq!(read("rft_id=https://evil.example/records/5").record, None);
    assert_eq!(
        read("rft.genre=book&rft.title=Work").title.as_deref(),
        Some("Work")
    );
    for (nothing, unused) in [
        ("", 0),
        ("url_ver=Z39.88-2004&rfr_id=info:sid/x", 0),
        ("rft.issn=12", 1),
        ("rft.date=soon", 1),
        ("rft_ref=http://a", 1),
    ] {
        let wanted = read(nothing);
        assert!(wanted.is_empty(), "{nothing}");
        assert_eq!(wanted.unused.len(), unused, "{nothing}");
    }
}

#[test]
fn a_record_answers_when_enough_is_the_same_and_no_number_differs() {
    for (query, answers) in [
        ("rft_id=info:doi/10.1111/ILR.1", true),
        ("rft_id=info:doi/10.1111/ilr.1&rft.volume=99", true),
        ("rft_id=info:doi/10.1111/other", false),
        (
            "rft.issn=0020-7780&rft.volume=37&rft.issue=5&rft.spage=644",
            true,
        ),
        ("rft.issn=0020-7780&rft.volume=37&rft.spage=644", true),
        ("rft.issn=0020-7780&rft.volume=37&rft.issue=5", false),
        (
            "rft.issn=0020-7780&rft.volume=37&rft.issue=5&rft.spage=645",
            false,
        ),
        (
            "rft.atitle=Wages+in+agriculture:+a+survey&rft.date=1938",
            true,
        ),
        (
            "rft.atitle=wages+in+agriculture&rft.aulast=Garcia+Marquez",
            true,
        ),
        (
            "rft.atitle=wages+in+agriculture&rft.date=1937&rft.aulast=garcia",
            true,
        ),
        (
            "rft.atitle=wages+in+agriculture&rft.date=1950&rft.aulast=garcia",
            false,
        ),
        ("rft.atitle=wages+in+agriculture", false),
        ("rft.atitle=wages&rft.date=1938", false),
        ("rft.aulast=garcia&rft.date=1938", false),
        (
            "rft.atitle=Something+else&rft.issn=0020-7780&rft.volume=37&rft.spage=644",
            false,
        ),
    ] {
        assert_eq!(read(query).score(&told()).is_some(), answers, "{query}");
    }
    let doi = read("rft_id=info:doi/10.1111/ilr.1");
    assert_eq!(doi.score(&told()), Some(CERTAIN));
}

#[test]
fn the_best_answers_are_kept_and_equal_ones_are_several() {
    let records = [
        told(),
        Record {
            id: RecordId(8),
            ..told()
        },
        book(2),
    ];
    let wanted = read("rft.issn=0020-7780&rft.volume=37&rft.spage=644");
    let found: Vec<u64> = best(&wanted, records.iter())
        .iter()
        .map(|r| r.id.0)
        .collect();
    assert_eq!(found, [7, 8]);
    assert!(best(&read("rft.atitle=nothing"), records.iter()).is_empty());
}
