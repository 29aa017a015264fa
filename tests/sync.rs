//! Those who want everything, and then what changed: sitemaps, dumps, ResourceSync.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{collections::BTreeSet, io::Read as _, sync::LazyLock};

use serde_json::json;
use support::{Folder, Server, all_between};

/// The bundled collection, served once for all tests that change nothing.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes);
    reader.read_to_string(&mut text).unwrap();
    text
}

// ---- Sitemaps ----

#[test]
fn sitemaps_are_there_as_gzip_files_with_the_same_pages() {
    let index = DEMO.page("/sitemap.xml");
    let packed = DEMO.get("/sitemap.xml.gz");
    assert_eq!(packed.kind(), "application/gzip");
    assert_eq!(packed.header("content-encoding"), None);
    assert_eq!(gunzip(&packed.body).replace(".xml.gz<", ".xml<"), index);
    for address in all_between(&index, "<loc>", "</loc>") {
        let path = address.strip_prefix(&DEMO.base).unwrap();
        let packed = DEMO.get(&format!("{path}.gz"));
        assert_eq!(gunzip(&packed.body), DEMO.page(path), "{path}");
    }
    assert_eq!(DEMO.get("/sitemaps/99.xml.gz").status, 404);
}

#[test]
fn a_sitemap_is_not_sent_again_until_a_record_of_it_changes() {
    let folder = Folder::new();
    folder.import(
        "demo.mrc",
        &support::marc::file(&[
            support::marc::book("A1", "eng", "Wages at sea"),
            support::marc::book("A2", "eng", "Hours at sea"),
        ]),
    );
    let server = Server::serve(&folder);
    for path in [
        "/sitemap.xml",
        "/sitemap.xml.gz",
        "/sitemaps/1.xml",
        "/sitemaps/1.xml.gz",
    ] {
        // A change in this very second has no date yet; ask until the second is over.
        let first = loop {
            let answer = server.get(path);
            if answer.header("last-modified").is_some() {
                break answer;
            }
        };
        let (tag, date) = (
            first.header("etag").unwrap(),
            first.header("last-modified").unwrap(),
        );
        let asked = |name: &str, value: &str| server.ask("GET", path).header(name, value).send();
        for (name, value) in [("If-None-Match", &tag), ("If-Modified-Since", &date)] {
            let again = asked(name, value);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {name}");
            assert_eq!(again.header("etag").as_ref(), Some(&tag), "{path}");
        }
        assert_eq!(
            asked("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").status,
            200
        );
        let said = if path.ends_with(".gz") {
            gunzip(&first.body)
        } else {
            first.text()
        };
        let newest = all_between(&said, "<lastmod>", "</lastmod>")
            .into_iter()
            .max()
            .unwrap()
            .to_owned();
        let stamps: Vec<_> = server
            .changes()
            .iter()
            .map(|r| r["datestamp"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            Some(&newest),
            stamps.iter().max(),
            "{path}: true to the second"
        );
        server.patch(1, &json!({ "edition": format!("of {path}") }));
        assert_eq!(asked("If-None-Match", &tag).status, 200, "{path}");
        assert_eq!(asked("If-Modified-Since", &date).status, 200, "{path}");
    }
}

#[test]
fn a_sitemap_lists_public_files_of_ours_and_names_a_page_for_all_other_languages() {
    let server = Server::demo();
    let file = format!("{}/records/1/files/a.pdf", server.base);
    let asset =
        |url: &str| json!([{ "url": url, "kind": "full-text", "media_type": "application/pdf" }]);
    server.patch(1, &json!({ "assets": asset(&file), "access": "open" }));
    server.patch(
        2,
        &json!({ "assets": asset("https://elsewhere.example.org/a.pdf"), "access": "open" }),
    );
    let map = server.page("/sitemaps/1.xml");
    assert!(map.contains(&format!("</url>\n<url><loc>{file}</loc></url>")));
    assert!(!map.contains("elsewhere.example.org"));
    let convention = all_between(&map, "/records/707</loc>", "</url>")[0];
    let links = all_between(convention, "hreflang=\"", "/>");
    let tags: BTreeSet<_> = links.iter().map(|l| l.split('"').next().unwrap()).collect();
    assert_eq!(tags, BTreeSet::from(["en", "es", "fr", "x-default"]));
    server.patch(1, &json!({ "access": "restricted" }));
    assert!(!server.page("/sitemaps/1.xml").contains(&file));
}
