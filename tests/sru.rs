//! Library systems, browsers and link resolvers at the door: SRU, OpenSearch, OpenURL.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::sync::LazyLock;

use serde_json::json;
use support::{
    Folder, Server, all_between, encode,
    marc::{Marc, file},
};

/// The bundled collection, served once for all tests that change nothing.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

/// The diagnostics of a CQL query, or how many records it finds.
fn found(server: &Server, cql: &str) -> String {
    let path = format!("/sru?maximumRecords=0&query={}", encode(cql));
    let xml = server.get(&path).text();
    let faults = all_between(&xml, "info:srw/diagnostic/1/", "<");
    match faults.first() {
        Some(number) => format!("diagnostic {number}"),
        None => all_between(&xml, "<zs:numberOfRecords>", "<")[0].to_owned(),
    }
}

#[test]
fn every_index_is_searched_over_the_store() {
    for (cql, expected) in [
        ("cql.allRecords = 1", "726"),
        ("dc.type = convention", "237"),
        ("dc.type = \"journal article\"", "474"),
        ("rec.id < 10", "9"),
        ("rec.id within \"5 9\"", "5"),
        ("rec.identifier = \"oai:127.0.0.1:5\"", "1"),
        ("rec.identifier = \"oai:elsewhere:5\"", "0"),
        ("rec.creationDate >= 2000", "726"),
        ("rec.creationDate < 2000", "0"),
        ("rec.lastModificationDate > 2000-01", "726"),
        ("rec.lastModificationDate < 2000-01-01T00:00:00Z", "0"),
        ("rec.collectionName = conventions", "237"),
        ("rec.collectionName = \"Convenios de la OIT\"", "237"),
        ("rec.collectionName = nonsense", "0"),
        ("dc.identifier = \"10.1111/ilr.12075\"", "1"),
        ("dc.identifier = \"https://doi.org/10.1111/ilr.12075\"", "1"),
        ("bath.issn = 0020-7780", "456"),
        ("dc.shelf = 1", "diagnostic 16"),
        ("dc.title = ab*c*d*e*f*g*h*i*j*", "diagnostic 30"),
    ] {
        assert_eq!(found(&DEMO, cql), expected, "{cql}");
    }
}

#[test]
fn a_form_is_as_good_as_an_address() {
    let cql = "version=1.2&operation=searchRetrieve&query=dc.title%3Dwages&maximumRecords=2";
    let got = DEMO.get(&format!("/sru?{cql}"));
    let post = DEMO
        .ask("POST", "/sru")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://library.example")
        .body(cql.as_bytes())
        .send();
    assert_eq!((got.status, got.text()), (post.status, post.text()));
    assert_eq!(got.kind(), "text/xml; charset=utf-8");
}

#[test]
fn what_is_suppressed_or_deleted_is_nowhere() {
    let server = Server::demo();
    server.patch(1, &json!({ "status": "suppressed" }));
    server.delete(2);
    server.settle();
    assert_eq!(found(&server, "cql.allRecords = 1"), "724");
    assert_eq!(found(&server, "rec.id <= 2"), "0");
    assert_eq!(found(&server, "rec.lastModificationDate > 2000"), "724");
    assert_eq!(found(&server, "dc.identifier = \"10.1111/ilr.12075\""), "0");
    let resolved = server.get("/openurl?rft_id=info:doi/10.1111/ilr.12075");
    assert_eq!(resolved.status, 404);
    let own = format!("/openurl?rft_id=http://{}/records/1", server.address());
    assert_eq!(server.get(&own).status, 410);
    let atom = server.get("/search.atom?q=id:1+OR+id:2").text();
    assert!(atom.contains("<opensearch:totalResults>0<"), "{atom}");
}

#[test]
fn a_citation_leads_to_its_record_and_nowhere_else() {
    for (query, status, place) in [
        ("rft_id=info:doi/10.1111/ilr.12075", 303, "/records/1"),
        ("id=doi:10.1111/ilr.12075", 303, "/records/1"),
        (
            "rft.issn=0020-7780&rft.volume=22&rft.issue=5&rft.spage=649&rft.date=1930",
            303,
            "/records/121",
        ),
        ("issn=00207780&volume=22&pages=649-651", 303, "/records/121"),
        (
            "rft.atitle=Agricultural+wages+in+Brazil&rft.date=1930",
            303,
            "/records/121",
        ),
        ("rft.atitle=Agricultural+wages&rft.date=1930", 404, ""),
        ("rft_id=info:oclcnum/1234", 404, ""),
        ("rft_id=https://evil.example/records/1", 404, ""),
        ("rft_id=//evil.example/", 404, ""),
        ("", 404, ""),
    ] {
        let answer = DEMO.get(&format!("/openurl?{query}"));
        assert_eq!(answer.status, status, "{query}");
        let location = answer.header("location").unwrap_or_default();
        assert_eq!(location, place, "{query}");
    }
    for (lang, heading) in [
        ("en", "What was understood"),
        ("fr", "Ce qui a été compris"),
        ("es", "Lo que se entendió"),
    ] {
        let path = format!("/openurl?rft.volume=99999&rft_id=info:oclcnum/1&hl={lang}");
        let answer = DEMO.get(&path);
        let page = answer.text();
        assert_eq!(answer.status, 404);
        assert!(
            page.contains(heading) && page.contains("info:oclcnum/1"),
            "{lang}"
        );
    }
}

#[test]
fn records_that_answer_alike_are_a_choice() {
    let folder = Folder::new();
    let twin = |number: &str| {
        let host = "$tA review$gVol. 3, no. 1 (1990), p. 5-9$x0020-7780";
        Marc::new("nab")
            .control("001", number)
            .field("245", "00", "$aWages in agriculture")
            .field("773", "0 ", host)
    };
    folder.import("twins.mrc", &file(&[twin("a"), twin("b")]));
    let server = Server::serve(&folder);
    server.settle();
    let answer = server.get("/openurl?rft.issn=0020-7780&rft.volume=3&rft.spage=5");
    assert_eq!(answer.status, 300, "{}", answer.text());
    assert!(answer.header("location").is_none());
    let page = answer.text();
    assert!(page.contains("/records/1") && page.contains("/records/2"));
}

#[test]
fn browsers_find_the_search_and_feeds_say_how_much_there_is() {
    let page = DEMO.page("/search?q=wages&type=journal-article");
    for part in [
        "rel=\"search\" type=\"application/opensearchdescription+xml\"",
        "href=\"/search.atom?q=wages&#38;type=journal-article\"",
    ] {
        assert!(
            page.contains(part) || page.replace("&amp;", "&#38;").contains(part),
            "{part}"
        );
    }
    let description = DEMO.get("/opensearch.xml");
    assert_eq!(
        description.kind(),
        "application/opensearchdescription+xml; charset=utf-8"
    );
    let text = description.text();
    let templates = all_between(&text, "template=\"", "\"");
    assert_eq!(templates.len(), 4);
    for template in templates {
        let path = template
            .split_once(DEMO.address())
            .unwrap()
            .1
            .replace("&amp;", "&");
        let path = path
            .replace("{searchTerms}", "wages")
            .replace("{startPage?}", "")
            .replace("{count?}", "");
        assert_eq!(DEMO.get(&path).status, 200, "{path}");
    }
    let atom = DEMO.get("/search.atom?per_page=5&q=wages&page=2");
    assert_eq!(atom.kind(), "application/atom+xml; charset=utf-8");
    let text = atom.text();
    assert_eq!(all_between(&text, "<entry", ">").len(), 5);
    assert!(text.contains("<opensearch:startIndex>6<"));
    let own = format!(
        "rel=\"self\" type=\"application/atom+xml\" href=\"http://{}/search.atom?q=wages&amp;per_page=5&amp;page=2\"",
        DEMO.address()
    );
    assert!(text.contains(&own), "{text}");
    assert_eq!(DEMO.get("/search.atom?q=wages&sort=best").status, 400);
    let suggested = DEMO.get("/suggest?q=wag");
    assert_eq!(
        suggested.kind(),
        "application/x-suggestions+json; charset=utf-8"
    );
    let suggested = suggested.json();
    assert_eq!(suggested[0], "wag");
    let lists = suggested.as_array().unwrap()[1..].iter();
    let lengths: Vec<usize> = lists.map(|l| l.as_array().unwrap().len()).collect();
    assert!(
        lengths[0] > 0 && lengths.iter().all(|l| *l == lengths[0]),
        "{suggested}"
    );
}
