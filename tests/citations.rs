//! Citations and typed links over HTTP: of a record, of a selection, of a result.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use support::{Folder, Server, marc::article};

fn served() -> (Folder, Server) {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let wages = article(
        "A1",
        "eng",
        "Wages of dock workers",
        "Vol. 10 (1924), pp. 1-9",
    );
    let hours = article(
        "A2",
        "eng",
        "Hours of dock workers",
        "Vol. 10 (1924), pp. 10-19",
    );
    let bytes = [wages.bytes(), hours.bytes()].concat();
    server.import("two.mrc", &bytes);
    server.settle();
    (folder, server)
}

#[test]
fn a_record_is_cited_in_the_style_and_the_format_that_are_asked_for() {
    let (_folder, server) = served();
    let page = server.page("/records/1");
    assert!(
        page.contains("Wages of dock workers. (1996). <i>"),
        "{page}"
    );
    assert!(page.contains("href=\"/records/1?style=iso690#cite\""));
    let vancouver = server.page("/records/1?style=vancouver");
    assert!(vancouver.contains("Wages of dock workers. "), "{vancouver}");
    assert_ne!(page, vancouver);
    assert_eq!(server.get("/records/1?style=none").status, 400);
    for (suffix, kind, holds) in [
        (
            "bib",
            "application/x-bibtex",
            "title = {Wages of dock workers}",
        ),
        (
            "ris",
            "application/x-research-info-systems",
            "TI  - Wages of dock workers",
        ),
        (
            "csl.json",
            "application/vnd.citationstyles.csl+json",
            "\"Wages of dock workers\"",
        ),
        (
            "enw",
            "application/x-endnote-refer",
            "%T Wages of dock workers",
        ),
        ("redif", "text/plain", "Title: Wages of dock workers"),
    ] {
        let answer = server.get(&format!("/records/1.{suffix}"));
        assert!(
            answer.kind().starts_with(kind),
            "{suffix}: {}",
            answer.kind()
        );
        assert!(answer.text().contains(holds), "{suffix}: {}", answer.text());
    }
    let asked = server
        .ask("GET", "/records/1")
        .header("Accept", "application/x-bibtex");
    assert!(asked.send().text().starts_with("@article{"));
}

#[test]
fn a_selection_and_a_result_are_cited_and_what_is_not_there_is_named() {
    let (_folder, server) = served();
    let two = server.page("/cite?ids=2,1&format=ris");
    let titles: Vec<&str> = two.lines().filter(|l| l.starts_with("TI")).collect();
    assert_eq!(
        titles,
        ["TI  - Hours of dock workers", "TI  - Wages of dock workers"]
    );
    let found = server.page("/cite?q=wages&format=bib");
    assert_eq!(found.matches("@article{").count(), 1, "{found}");
    assert!(
        server
            .page("/search?q=wages")
            .contains("href=\"/cite?q=wages\"")
    );
    assert!(
        server
            .page("/cite?ids=1,2&style=mla")
            .contains("Hours of Dock Workers")
    );
    server.delete(2);
    for (path, status, named) in [
        ("/cite?ids=1,2", 410, "record 2"),
        ("/cite?ids=1,99", 404, "record 99"),
        ("/cite?ids=1,x", 400, "x is no record number"),
        ("/cite?ids=", 400, "0 records"),
        ("/cite?ids=1&format=pdf", 400, "format=pdf"),
        ("/cite?q=wages&type=none", 404, "document type none"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains(named), "{path}: {}", answer.text());
    }
    assert!(!server.page("/cite?q=dock&format=ris").contains("Hours"));
}

#[test]
fn typed_links_lead_from_a_landing_page_to_its_forms_and_back() {
    let (_folder, server) = served();
    let page = server.get("/records/1").header("link").unwrap();
    assert!(
        page.contains("rel=\"cite-as\"") && page.contains("/records/1.ris>; rel=\"describedby\"")
    );
    let form = server.get("/records/1.ris").header("link").unwrap();
    assert!(form.contains("/records/1>; rel=\"describes\""), "{form}");
    let json = server.get("/records/1/linkset");
    assert_eq!(json.kind(), "application/linkset+json");
    assert!(json.json()["linkset"][0]["cite-as"][0]["href"].is_string());
    let text = server
        .ask("GET", "/records/1/linkset")
        .header("Accept", "application/linkset");
    assert_eq!(text.send().kind(), "application/linkset");
    server.delete(1);
    assert_eq!(server.get("/records/1/linkset").status, 410);
    assert_eq!(server.get("/records/1/source").status, 410);
}
