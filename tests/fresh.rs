//! A copy is told to be good as long as it is, however often it is asked for, and not a moment longer.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use serde_json::json;
use support::{
    Folder, Server,
    marc::{book, file},
};

fn tag(server: &Server, path: &str) -> String {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}");
    answer.header("etag").unwrap()
}

fn asked(server: &Server, path: &str, tag: &str) -> u16 {
    let asked = server.ask("GET", path).header("If-None-Match", tag);
    asked.send().status
}

#[test]
fn a_copy_is_good_until_the_record_its_work_or_its_visibility_changes() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let english = book("E1", "eng", "Wages of dockers");
    server.import("one.mrc", &file(&[english, book("X", "eng", "Another")]));
    server.settle();
    for path in [
        "/records/1",
        "/records/1?hl=fr",
        "/records/1.json",
        "/records/1.dc",
    ] {
        let first = tag(&server, path);
        for round in 0..3 {
            assert_eq!(asked(&server, path, &first), 304, "{path}, round {round}");
            assert_eq!(asked(&server, path, "\"another\""), 200, "{path}");
        }
        let answer = server
            .ask("GET", path)
            .header("If-None-Match", &first)
            .send();
        assert_eq!(answer.header("etag").unwrap(), first);
        let vary = answer.header("vary").unwrap();
        assert!(vary.contains("Accept-Language"), "{vary}");
    }
    // One language's or form's tag is none of another's.
    let page = tag(&server, "/records/1");
    assert_eq!(asked(&server, "/records/1?hl=es", &page), 200);
    assert_eq!(asked(&server, "/records/1.json", &page), 200);

    // An edit of another record leaves the copy good.
    server.patch(2, &json!({ "edition": "2nd" }));
    assert_eq!(asked(&server, "/records/1", &page), 304);
    // An edit of its own does not, and the page that was written before is not sent again.
    let written = server.page("/records/1");
    assert_eq!(server.page("/records/1"), written);
    assert!(
        server
            .get("/records/1?hl=es")
            .header("set-cookie")
            .is_some()
    );
    assert!(server.get("/records/1").header("set-cookie").is_none());
    server.patch(1, &json!({ "edition": "3rd" }));
    assert!(server.page("/records/1").contains("3rd"));
    assert_eq!(asked(&server, "/records/1", &page), 200);
    let page = tag(&server, "/records/1");
    assert_eq!(asked(&server, "/records/1", &page), 304);
    // Nor does a new language version of its work.
    let french = book("F1", "fre", "Salaires des dockers").field("775", "08", "$tWages$wE1");
    server.import("french.mrc", &french.bytes());
    assert_eq!(asked(&server, "/records/1", &page), 200);
    let page = tag(&server, "/records/1");
    assert_eq!(asked(&server, "/records/1", &page), 304);
    // Nor does its withdrawal.
    server.delete(1);
    assert_eq!(asked(&server, "/records/1", &page), 410);
    assert_eq!(asked(&server, "/records/1", "*"), 410);
}
