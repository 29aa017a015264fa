//! What reference managers and RePEc read: COinS and unAPI on pages, the archive of templates.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use support::{
    Folder, Server, encode,
    html::{self, Piece},
    marc::{article, book},
};

fn served() -> (Folder, Server) {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let wages = article(
        "A1",
        "eng",
        "Wages & hours of dock workers",
        "Vol. 10, No. 2 (1924), pp. 1-9",
    )
    .field("100", "1 ", "$aDoe, Jane");
    let law = book("B1", "eng", "Labour law");
    server.import("two.mrc", &[wages.bytes(), law.bytes()].concat());
    (folder, server)
}

/// The titles of elements with this class.
fn marks(page: &str, tag: &str, class: &str) -> Vec<String> {
    let pieces = html::pieces(page);
    let mine = |p: &&Piece| p.opens() == Some(tag) && p.attribute("class") == Some(class);
    let all = pieces.iter().filter(mine);
    all.map(|p| p.attribute("title").unwrap().to_owned())
        .collect()
}

#[test]
fn pages_carry_coins_and_the_identifiers_of_unapi() {
    let (_folder, server) = served();
    let page = server.page("/records/1");
    let coins = marks(&page, "span", "Z3988");
    assert_eq!(coins.len(), 1);
    for part in [
        "rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal",
        "rft.genre=article",
        "rft.atitle=Wages%20%26%20hours%20of%20dock%20workers",
        "rft.volume=10",
        "rft.issue=2",
        "rft.spage=1",
        "rft.aulast=Doe",
    ] {
        assert!(coins[0].split('&').any(|p| p == part), "{part}: {coins:?}");
    }
    assert!(marks(&server.page("/records/2"), "span", "Z3988")[0].contains("rft.genre=book"));
    let list = server.page("/search?q=dock");
    assert_eq!(marks(&list, "span", "Z3988"), coins);
    let ids = marks(&list, "abbr", "unapi-id");
    assert_eq!(ids, marks(&page, "abbr", "unapi-id"));
    assert!(page.contains(&format!(
        "<link rel=\"unapi-server\" type=\"application/xml\" title=\"unAPI\" href=\"{}/unapi\">",
        server.base
    )));
    // Our own resolver leads from the one to the other.
    let led = server.get(&format!("/openurl?{}", coins[0]));
    assert_eq!(led.header("location").as_deref(), Some("/records/1"));
}

#[test]
fn unapi_answers_as_its_specification_says() {
    let (_folder, server) = served();
    let id = marks(&server.page("/records/1"), "abbr", "unapi-id").remove(0);
    let all = server.page("/unapi");
    assert!(all.contains("<format name=\"bibtex\" type=\"application/x-bibtex\""));
    let one = server.get(&format!("/unapi?id={id}"));
    assert_eq!(one.status, 300);
    assert!(one.text().contains(&format!("<formats id=\"{id}\">")));
    for name in support::all_between(&one.text(), "name=\"", "\"") {
        let got = server.get(&format!("/unapi?id={}&format={name}", encode(&id)));
        assert_eq!(got.status, 200, "{name}: {}", got.text());
    }
    let ris = server.page(&format!("/unapi?id={id}&format=ris"));
    assert!(ris.contains("TI  - Wages & hours of dock workers"), "{ris}");
    let host = id.rsplit_once(':').unwrap().0;
    for (query, status) in [
        (format!("id={id}&format=nothing"), 406),
        (format!("id={host}:99&format=ris"), 404),
        (format!("id={host}:99"), 404),
        ("id=anything".to_owned(), 404),
        ("format=ris".to_owned(), 400),
        (
            format!("id={}%2Frecords%2F2&format=bibtex", encode(&server.base)),
            200,
        ),
    ] {
        assert_eq!(
            server.get(&format!("/unapi?{query}")).status,
            status,
            "{query}"
        );
    }
    server.delete(1);
    assert_eq!(
        server.get(&format!("/unapi?id={id}&format=ris")).status,
        404
    );
}

#[test]
fn repec_finds_archive_series_and_the_live_records() {
    let (_folder, server) = served();
    let mut links = html::links(&html::pieces(&server.page("/repec/ilo/")));
    links.retain(|link| link.starts_with("/repec/") && !link.contains('?'));
    assert_eq!(links.len(), 8);
    for link in &links {
        assert_eq!(server.get(link).status, 200, "{link}");
    }
    let archive = server.page("/repec/ilo/iloarch.rdf");
    assert!(archive.starts_with("Template-Type: ReDIF-Archive 1.0\nHandle: RePEc:ilo\n"));
    assert!(archive.contains(&format!("URL: {}/repec/ilo/\n", server.base)));
    let series = server.page("/repec/ilo/iloseri.rdf");
    assert_eq!(series.matches("Template-Type: ReDIF-Series 1.0").count(), 6);
    let articles = html::links(&html::pieces(&server.page("/repec/ilo/iloart/")));
    assert!(articles.contains(&"/repec/ilo/iloart/1.rdf".to_owned()));
    let text = server.page("/repec/ilo/iloart/1.rdf");
    assert!(text.contains("Handle: RePEc:ilo:iloart:A1\n"), "{text}");
    assert_eq!(text.matches("Template-Type: ReDIF-Article 1.0").count(), 1);
    assert!(!text.contains("Labour law"));
    assert!(
        server
            .page("/repec/ilo/ilobok/1.rdf")
            .contains("Title: Labour law\n")
    );
    assert_eq!(server.page("/repec/ilo/ilosof/1.rdf"), "");
    for missing in [
        "/repec/ilo/other.rdf",
        "/repec/ilo/nosuch/",
        "/repec/ilo/nosuch/1.rdf",
        "/repec/ilo/iloart/2.rdf",
        "/repec/ilo/iloart/x.rdf",
        "/repec/ilo/iloart/1.txt",
    ] {
        assert_eq!(server.get(missing).status, 404, "{missing}");
    }
    server.delete(1);
    assert_eq!(server.page("/repec/ilo/iloart/1.rdf"), "");
}
