//! Language versions joined by hand: two records whose sources say nothing of each other become one work
//! everywhere, and are two again when it is undone.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use serde_json::json;
use support::{
    Folder, Server,
    browser::Browser,
    marc::{article, book, file},
};

fn cataloguer(folder: &Folder) -> String {
    let said = folder.json(&["user", "add", "ana", "--role", "cataloguer"]);
    said["link"].as_str().unwrap().to_owned()
}

/// Looks at and commits what a form asks; the batch's address.
fn commit(ana: &mut Browser<'_>, fields: &[(&str, &str)], selected: &str) -> String {
    let looked = ana.post("/admin/batch", &[fields, &[("do", "preview:0")]].concat());
    assert_eq!(looked.status, 200, "{}", looked.text());
    let asked = [("selected", selected), ("do", "commit")];
    let begun = ana.post("/admin/batch", &[fields, &asked].concat());
    assert_eq!(begun.status, 303, "{}", begun.text());
    let place = begun.header("location").unwrap();
    while ana.get(&place).text().contains("http-equiv=\"refresh\"") {}
    ana.server.settle();
    place
}

#[test]
fn joined_records_are_one_work_everywhere_until_it_is_undone() {
    let folder = Folder::new();
    let link = cataloguer(&folder);
    let all = [
        book("B1", "eng", "Working hours"),
        book("B2", "fre", "Durée du travail"),
        book("B3", "eng", "Holidays"),
    ];
    folder.import("all.mrc", &file(&all));
    let server = Server::serve(&folder);
    let mut ana = Browser::arrive(&server, &link);
    let oai = |id: u64| {
        server.page(&format!(
            "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{id}"
        ))
    };
    let pages = || {
        let seen = |id: u64, title: &str| server.page(&format!("/records/{id}")).contains(title);
        (seen(1, "Durée du travail"), seen(2, "Working hours"))
    };
    assert_eq!(pages(), (false, false));
    assert!(!server.page("/sitemaps/1.xml").contains("hreflang=\"fr\""));

    let form = ana.get("/records/1/edit").text();
    assert!(
        form.contains("name=\"ids\" type=\"text\" value=\"1\""),
        "{form}"
    );
    let asked = [("ids", "1 /records/2"), ("op.0.verb", "join")];
    let looked = ana.post(
        "/admin/batch",
        &[&asked[..], &[("do", "preview:0")]].concat(),
    );
    let page = looked.text();
    assert!(page.contains("These works would become one:"), "{page}");
    assert!(page.contains("2 would change."), "{page}");
    let before = server.head();
    let place = commit(&mut ana, &asked, "2");

    assert_eq!(pages(), (true, true));
    assert!(server.page("/sitemaps/1.xml").contains("hreflang=\"fr\""));
    assert!(oai(1).contains("<dc:relation>") && oai(2).contains("<dc:relation>"));
    assert_eq!(server.record(2)["work"], 1);
    let found = server.search("works=true&q=hours");
    assert_eq!(found["hits"][0]["versions"].as_array().unwrap().len(), 1);
    let heard = server.json(&format!("/api/v1/changes?after={before}"));
    assert_eq!(heard["changes"].as_array().unwrap().len(), 2, "{heard}");
    assert!(
        ana.get("/records/2/history")
            .text()
            .contains("Joined or taken out by hand")
    );
    assert!(ana.get("/records/2/edit").text().contains("Working hours"));

    // The same sources again, and other ones, leave it standing.
    server.import("all.mrc", &file(&all));
    server.import("b2.mrc", &book("B2", "fre", "Heures de travail").bytes());
    assert!(server.page("/records/1").contains("Heures de travail"));

    let import = place.rsplit('/').next().unwrap();
    let undone = server
        .signed("POST", &format!("/api/v1/imports/{import}/undo"))
        .send();
    assert_eq!(undone.status, 202, "{}", undone.text());
    let undo = undone.header("location").unwrap();
    while server.signed("GET", &undo).send().json()["status"] == "running" {}
    server.settle();
    assert_eq!(
        (
            server.record(1)["work"].clone(),
            server.record(2)["work"].clone()
        ),
        (json!(1), json!(2))
    );
    assert!(!server.page("/records/1").contains("Heures de travail"));
    assert!(!oai(1).contains("<dc:relation>"));
    assert_eq!(
        server.record(2)["titles"]["main"]["main"],
        "Heures de travail"
    );
}

#[test]
fn two_of_one_language_are_refused_with_the_reason() {
    let folder = Folder::new();
    let link = cataloguer(&folder);
    let all = [
        book("B1", "eng", "Working hours"),
        book("B2", "eng", "Holidays"),
    ];
    folder.import("all.mrc", &file(&all));
    let edit = json!({ "select": { "ids": [1, 2] }, "operations": [{ "do": "join" }] });
    let path = folder.file("join.json", edit.to_string().as_bytes());
    for args in [&["batch", &path][..], &["batch", &path, "--dry-run"]] {
        let error = folder.refused(args);
        assert!(
            error.contains("operation 1: records 1 and 2 are both in English"),
            "{error}"
        );
    }
    let server = Server::serve(&folder);
    let refused = server
        .signed("POST", "/api/v1/batches")
        .body(edit.to_string().as_bytes())
        .send();
    assert_eq!(refused.status, 422);
    let mut ana = Browser::arrive(&server, &link);
    ana.get("/records/1/edit");
    let asked = [("ids", "1, 2"), ("op.0.verb", "join"), ("do", "preview:0")];
    let looked = ana.post("/admin/batch", &asked);
    assert_eq!(looked.status, 422);
    assert!(
        looked.text().contains("both in English"),
        "{}",
        looked.text()
    );
}

#[test]
fn a_record_is_taken_out_of_a_work_that_evidence_has_wrongly_made() {
    let folder = Folder::new();
    let link = cataloguer(&folder);
    let all = [
        article("E1", "eng", "Bread", "Vol. 135, no. 2 (1996), pp. 101-110"),
        article("F1", "fre", "Le pain", "Vol. 135, n° 2 (1996), pp. 101-112"),
        article(
            "S1",
            "spa",
            "El vino",
            "Vol. 115, núm. 2 (1996), págs. 101-114",
        ),
    ];
    folder.import("issue.mrc", &file(&all));
    let server = Server::serve(&folder);
    let mut ana = Browser::arrive(&server, &link);
    let works = || [1, 2, 3].map(|id| server.record(id)["work"].as_u64().unwrap());
    assert_eq!(works(), [1, 1, 1]);
    assert!(ana.get("/records/1/edit").text().contains("value=\"part\""));
    commit(&mut ana, &[("ids", "1"), ("op.0.verb", "part")], "1");
    assert_eq!(
        works(),
        [1, 2, 2],
        "the founder leaves, the others stay together"
    );
    server.import("issue.mrc", &file(&all));
    let moved = article("E1", "eng", "Bread", "Vol. 135, no. 2 (1996), pp. 101-111");
    server.import("moved.mrc", &moved.bytes());
    assert_eq!(
        works(),
        [1, 2, 2],
        "what the source says does not bring it back"
    );
    assert!(
        ana.get("/records/1/edit")
            .text()
            .contains("value=\"regroup\"")
    );
    commit(&mut ana, &[("ids", "1"), ("op.0.verb", "regroup")], "1");
    assert_eq!(works(), [1, 1, 1]);
}
