//! The taxonomy changes while the service runs: records, harvesters, search and pages follow.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{
    Folder, Server,
    browser::Browser,
    marc::{Marc, book, file},
    oai::{Harvest, harvest},
};

/// A book with headings of 650 with `$2 ilot`, and of 653.
fn titled(number: &str, title: &str, ilot: &[&str], free: &[&str]) -> Marc {
    let mut marc = book(number, "eng", title);
    for heading in ilot {
        marc = marc.field("650", " 7", &format!("$a{heading}$2ilot"));
    }
    for heading in free {
        marc = marc.field("653", "  ", &format!("$a{heading}"));
    }
    marc
}

fn change(server: &Server, changes: &Value) -> Value {
    let sent = server.signed("POST", "/api/v1/taxonomy/changes");
    let answer = sent.body(changes.to_string().as_bytes()).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn refused(server: &Server, path: &str, body: &str) -> (u16, String) {
    let answer = server.signed("POST", path).body(body.as_bytes()).send();
    (
        answer.status,
        answer.json()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

/// Waits until the records follow every change, and the index them.
fn followed(server: &Server) -> Value {
    let begun = Instant::now();
    loop {
        let told = server
            .signed("GET", "/api/v1/taxonomy/changes")
            .send()
            .json();
        let changes = told["changes"].as_array().unwrap();
        if changes.iter().all(|c| !c["records"]["ended"].is_null()) {
            server.settle();
            return told;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{told}; {}",
            server.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn themes(server: &Server, id: u64) -> Vec<String> {
    let record = server.record(id);
    let themes = record["themes"].as_array();
    let themes = themes.into_iter().flatten();
    let name = |t: &Value| t["concept"].as_str().unwrap_or_default().to_owned();
    themes.map(name).collect()
}

fn found(server: &Server, query: &str) -> Vec<u64> {
    let hits = server.search(query)["hits"].clone();
    let hits = hits.as_array().unwrap().iter();
    let mut ids: Vec<u64> = hits.map(|h| h["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

fn headings(server: &Server, query: &str) -> Value {
    server
        .signed("GET", &format!("/api/v1/headings?{query}"))
        .send()
        .json()
}

fn texts(told: &Value) -> Vec<&str> {
    let rows = told["headings"].as_array().unwrap().iter();
    rows.map(|r| r["text"].as_str().unwrap()).collect()
}

fn check_is_clean(server: &Server) {
    let told = server.signed("POST", "/api/v1/check").send().json();
    assert_eq!(told["ok"], true, "{told}");
}

fn set(server: &Server, name: &str) -> Harvest {
    harvest(server, "oai_dc", &format!("&set={name}"))
}

#[test]
fn merged_concept_redirects_for_ever_and_its_harvesters_are_told() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import(
        "books.mrc",
        &file(&[
            titled("1", "Absent from the mine", &["bonus"], &[]),
            titled("2", "Paid in the mine", &["wages"], &[]),
            titled("3", "Late for the mine", &["bonus"], &["wages"]),
        ]),
    );
    server.settle();
    let [absent, paid, late] = [
        "Absent from the mine",
        "Paid in the mine",
        "Late for the mine",
    ]
    .map(|title| server.id_of(title));
    let head = server.head();
    assert_eq!(found(&server, "theme=bonus"), [absent, late]);
    let before = server.record(paid);

    let wanted = json!([{ "merge": { "scheme": "themes", "from": "bonus", "into": "wages" } }]);
    let dry = server.signed("POST", "/api/v1/taxonomy/changes?dry_run=true");
    let dry = dry.body(wanted.to_string().as_bytes()).send();
    assert_eq!(dry.status, 200, "{}", dry.text());
    let dry = dry.json();
    assert_eq!(
        dry["records"],
        json!({ "count": 2, "exact": true }),
        "{dry}"
    );
    assert_eq!(
        dry["sample"][0]["themes"],
        json!({ "before": ["bonus"], "after": ["wages"] })
    );
    assert_eq!(server.head(), head, "a dry run changes nothing");

    let made = change(&server, &wanted);
    assert_eq!(made["number"], 1);
    // At once, before any record follows: the old name leads to the heir.
    let answer = server.get("/concepts/themes/bonus");
    assert_eq!(answer.status, 301);
    assert_eq!(answer.header("location").unwrap(), "/concepts/themes/wages");

    let told = followed(&server);
    assert_eq!(told["changes"][0]["records"]["changed"], 2, "{told}");
    for id in [absent, late] {
        assert_eq!(themes(&server, id), ["wages"]);
    }
    assert_eq!(found(&server, "theme=wages"), [absent, paid, late]);
    assert_eq!(found(&server, "theme=bonus"), [absent, paid, late]);
    assert_eq!(
        server.record(paid),
        before,
        "a record that it does not touch stays"
    );
    let left = set(&server, "theme:bonus");
    assert_eq!(left.headers.len(), 2);
    assert!(
        left.headers.iter().all(|h| h.deleted),
        "its harvesters drop them"
    );
    let mut heirs = set(&server, "theme:wages").ids();
    heirs.sort_unstable();
    assert_eq!(heirs, [absent, paid, late]);
    check_is_clean(&server);

    // A merge is for ever; what cannot be says where and why.
    let undo = refused(&server, "/api/v1/taxonomy/changes/1/undo", "");
    assert_eq!(undo.0, 409);
    assert!(undo.1.contains("a merge is for ever"), "{}", undo.1);
    for (body, status, text) in [
        ("[", 400, "not JSON"),
        (
            "[{\"merge\":{\"scheme\":\"themes\",\"fro\":\"x\"}}]",
            422,
            "unknown field `fro`",
        ),
        (
            "[{\"merge\":{\"scheme\":\"themes\",\"from\":\"wages\",\"into\":\"bonus\"}}]",
            422,
            "change 1: concept bonus was merged into wages",
        ),
        (
            "[{\"move\":{\"scheme\":\"themes\",\"concept\":\"wages\",\"broader\":[\"wages\"]}}]",
            422,
            "above itself",
        ),
        (
            "[{\"remove\":{\"scheme\":\"themes\",\"concept\":\"wages\"}}]",
            422,
            "undoing the change that made it",
        ),
        ("[]", 409, "nothing to change"),
    ] {
        let told = refused(&server, "/api/v1/taxonomy/changes", body);
        assert_eq!(told.0, status, "{body}: {}", told.1);
        assert!(told.1.contains(text), "{body}: {}", told.1);
    }
    assert_eq!(followed(&server)["changes"].as_array().unwrap().len(), 1);

    // The log names who changed what, and a restart keeps all of it without another build of the index.
    let log = server
        .signed("GET", "/api/v1/audit?kind=taxonomy")
        .send()
        .text();
    assert!(
        log.contains("taxonomy-changed") && log.contains("taxonomy-follow:1"),
        "{log}"
    );
    let seq = server.head();
    assert!(server.stop());
    let server = Server::serve(&folder);
    assert!(!server.log().contains("index-rebuild"), "{}", server.log());
    assert_eq!(server.get("/concepts/themes/bonus").status, 301);
    server.settle();
    assert_eq!(found(&server, "theme=wages"), [absent, paid, late]);
    assert_eq!(server.head(), seq);
    assert!(server.stop());
    // The same record again names the heir at once, so nothing differs.
    folder.import(
        "books.mrc",
        &file(&[titled("1", "Absent from the mine", &["bonus"], &[])]),
    );
    assert_eq!(
        folder.json(&["stats"])["seq"],
        seq,
        "the same bytes cause no seq"
    );
}

#[test]
fn a_heading_becomes_a_synonym_and_the_next_import_knows() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import(
        "books.mrc",
        &file(&[
            titled("1", "Money for miners", &[], &["Zorkpay"]),
            titled("2", "Money for weavers", &[], &["zorkpay", "Grumbles"]),
            titled("3", "Money for bakers", &["Zorkpay$zFrance"], &[]),
        ]),
    );
    server.settle();
    let [miners, weavers, bakers] =
        ["miners", "weavers", "bakers"].map(|w| server.id_of(&format!("Money for {w}")));
    let told = headings(&server, "");
    assert_eq!(
        texts(&told),
        ["Zorkpay", "Grumbles", "Zorkpay -- France"],
        "{told}"
    );
    let first = &told["headings"][0];
    assert_eq!(
        (&first["source"], &first["records"]),
        (&json!("653"), &json!(2))
    );
    assert_eq!(first["examples"].as_array().unwrap().len(), 2);
    assert_eq!(
        texts(&headings(&server, "source=ilot")),
        ["Zorkpay -- France"]
    );
    assert_eq!(texts(&headings(&server, "q=GRUMB")), ["Grumbles"]);
    assert_eq!(headings(&server, "system=elsewhere")["total"], 0);

    let head = server.head();
    let label = json!([{ "add-label": { "scheme": "themes", "concept": "wages", "lang": "en", "kind": "alt", "label": "Zorkpay" } }]);
    change(&server, &label);
    followed(&server);
    for id in [miners, weavers, bakers] {
        assert_eq!(themes(&server, id), ["wages"], "record {id}");
        assert!(
            server.record(id)["seq"].as_u64().unwrap() > head,
            "harvesters hear of {id}"
        );
    }
    assert_eq!(found(&server, "theme=wages"), [miners, weavers, bakers]);
    assert_eq!(
        found(&server, "q=salaire"),
        [miners, weavers, bakers],
        "by the concept's other labels"
    );
    let mut told = set(&server, "theme:wages").ids();
    told.sort_unstable();
    assert_eq!(told, [miners, weavers, bakers]);
    // What was matched as a whole is listed no more; one with a subdivision stays a keyword beside its theme.
    assert_eq!(
        texts(&headings(&server, "")),
        ["Grumbles", "Zorkpay -- France"]
    );

    // The next import knows.
    server.import(
        "more.mrc",
        &file(&[titled("4", "Money for dockers", &[], &["ZORKPAY."])]),
    );
    server.settle();
    let dockers = server.id_of("Money for dockers");
    assert_eq!(themes(&server, dockers), ["wages"]);

    // Undone: every record is as it was, and nothing of the change is left.
    let before = server.json("/api/v1/concepts")["version"].clone();
    let undone = server
        .signed("POST", "/api/v1/taxonomy/changes/1/undo")
        .send();
    assert_eq!(undone.status, 201, "{}", undone.text());
    followed(&server);
    assert_ne!(server.json("/api/v1/concepts")["version"], before);
    for id in [miners, weavers, bakers, dockers] {
        assert_eq!(themes(&server, id), Vec::<String>::new(), "record {id}");
    }
    assert_eq!(found(&server, "theme=wages"), Vec::<u64>::new());
    assert!(
        set(&server, "theme:wages")
            .headers
            .iter()
            .all(|h| h.deleted)
    );
    let again = refused(&server, "/api/v1/taxonomy/changes/1/undo", "");
    assert!(
        again.0 == 409 && again.1.contains("undone by change 2"),
        "{}",
        again.1
    );
    check_is_clean(&server);
}

#[test]
fn headings_are_mapped_ignored_and_made_concepts_on_the_page() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import(
        "books.mrc",
        &file(&[
            titled("1", "One", &[], &["Kumquat toil", "Blather"]),
            titled("2", "Two", &["Kumquat toil"], &["Blather"]),
            titled("3", "Three", &[], &["Sprocketry"]),
        ]),
    );
    server.settle();
    let [one, two, three] = ["One", "Two", "Three"].map(|t| server.id_of(t));
    let person = json!({ "name": "lina", "role": "librarian" });
    let made = server.signed("POST", "/api/v1/users");
    let made = made.body(person.to_string().as_bytes()).send().json();
    let mut browser = Browser::arrive(&server, made["link"].as_str().unwrap());
    let page = browser.get("/admin/headings").text();
    for text in [
        "Kumquat toil",
        "Blather",
        "Sprocketry",
        "Unmatched headings",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }

    // A mapping holds for its own source: 653, not ilot.
    let row = ("source-0", "653");
    let answer = browser.post(
        "/admin/headings",
        &[
            row,
            ("text-0", "Kumquat toil"),
            ("pick-0", "1"),
            ("concept", "wages"),
            ("do", "broad"),
        ],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    followed(&server);
    assert_eq!(themes(&server, one), ["wages"]);
    assert_eq!(themes(&server, two), Vec::<String>::new());
    let skos = server.page("/api/v1/taxonomy?format=turtle");
    assert!(
        skos.contains("Kumquat toil") && skos.contains("broadMatch"),
        "the export shows mappings"
    );

    // Let be: a keyword still, listed no more.
    let answer = browser.post(
        "/admin/headings",
        &[row, ("text-0", "Blather"), ("do", "ignore-0")],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    followed(&server);
    assert_eq!(
        texts(&headings(&server, "")),
        ["Kumquat toil", "Sprocketry"]
    );
    assert!(
        server.record(one)["keywords"]
            .to_string()
            .contains("Blather")
    );

    // A new concept; without its labels nothing is made.
    let bare = [
        row,
        ("text-0", "Sprocketry"),
        ("pick-0", "1"),
        ("do", "new"),
        ("new-id", "sprocketry"),
    ];
    let answer = browser.post("/admin/headings", &bare);
    assert_eq!(answer.status, 422);
    assert!(
        answer
            .text()
            .contains("a label in each of the three languages"),
        "{}",
        answer.text()
    );
    let labels = [
        ("new-en", "sprocket work"),
        ("new-fr", "travail des pignons"),
        ("new-es", "trabajo de piñones"),
        ("new-broader", "wages"),
    ];
    let answer = browser.post("/admin/headings", &[&bare[..], &labels[..]].concat());
    assert_eq!(answer.status, 303, "{}", answer.text());
    followed(&server);
    assert_eq!(themes(&server, three), ["sprocketry"]);
    assert_eq!(
        found(&server, "theme=wages"),
        [one, three],
        "it is found below the broader concept"
    );
    assert_eq!(server.get("/concepts/themes/sprocketry").status, 200);

    // Undone in the browser, the latest first.
    for number in ["3", "2", "1"] {
        let answer = browser.post("/admin/headings", &[("do", &format!("undo-{number}"))]);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    followed(&server);
    for id in [one, two, three] {
        assert_eq!(themes(&server, id), Vec::<String>::new(), "record {id}");
    }
    assert_eq!(headings(&server, "")["total"], 4);
    assert_eq!(server.get("/concepts/themes/sprocketry").status, 404);
    check_is_clean(&server);
}

#[test]
fn labels_that_harvesters_show_give_records_new_seqs_and_others_do_not() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import(
        "books.mrc",
        &file(&[
            titled("1", "One", &["wages"], &[]),
            titled("2", "Two", &["bonus"], &[]),
        ]),
    );
    server.settle();
    let (one, two) = (server.id_of("One"), server.id_of("Two"));
    let before = (server.record(one), server.record(two));
    let concept = server.json("/api/v1/concepts/themes/wages");
    let labels = json!({ "pref": { "en": "pay packets", "fr": "salaire", "es": "salario" } });
    assert!(concept.to_string().contains("wage"));
    change(
        &server,
        &json!([{ "relabel": { "scheme": "themes", "concept": "wages", "labels": labels } }]),
    );
    followed(&server);
    // The heading "wages" names it no more, so the record has it no more.
    assert_eq!(themes(&server, one), Vec::<String>::new());
    assert_ne!(server.record(one)["seq"], before.0["seq"]);
    assert_eq!(server.record(two), before.1);
    let undone = server
        .signed("POST", "/api/v1/taxonomy/changes/1/undo")
        .send();
    assert_eq!(undone.status, 201, "{}", undone.text());
    followed(&server);
    assert_eq!(themes(&server, one), ["wages"]);

    // Another shown label, the heading still a synonym: the description is the same, what harvesters get is not.
    let seq = server.record(one)["seq"].clone();
    let path = format!("/records/{one}");
    let page = server.get(&path);
    assert_eq!(server.page(&path), page.text());
    let tag = page.header("etag").unwrap();
    change(
        &server,
        &json!([{ "relabel": { "scheme": "themes", "concept": "wages", "labels": {
            "pref": { "en": "pay packets", "fr": "salaire", "es": "salario" },
            "alt": { "en": ["wages"] },
        } } }]),
    );
    // Whether or not the records have followed yet, no page from before is shown.
    let page = server.ask("GET", &path).header("If-None-Match", &tag);
    assert!(page.send().text().contains("pay packets"));
    followed(&server);
    assert_ne!(server.record(one)["seq"], seq);
    assert_eq!(server.record(two), before.1);
    let oai = server.page("/oai?verb=ListRecords&metadataPrefix=oai_dc");
    assert!(oai.contains("pay packets"), "{oai}");
    check_is_clean(&server);
}

#[test]
fn the_command_line_tries_makes_and_undoes_changes() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&[titled("1", "One", &[], &["Zorkpay"])]));
    let told = folder.json(&["headings"]);
    assert_eq!(texts(&told), ["Zorkpay"], "{told}");
    let changes = json!([{ "heading": { "scheme": "themes", "source": "653", "text": "Zorkpay",
        "means": { "concept": { "concept": "wages", "relation": "exact" } } } }]);
    let path = folder.file("changes.json", changes.to_string().as_bytes());
    let dry = folder.json(&["taxonomy", "apply", &path, "--dry-run"]);
    assert_eq!(dry["records"], json!({ "count": 1, "exact": true }));
    let made = folder.json(&["taxonomy", "apply", &path]);
    assert_eq!(made["records"]["changed"], 1, "{made}");
    assert_eq!(folder.json(&["headings"])["total"], 0);
    assert_eq!(folder.json(&["check"])["ok"], true);
    let again = folder.refused(&["taxonomy", "apply", &path]);
    assert!(again.contains("nothing to change"), "{again}");
    let undone = folder.json(&["taxonomy", "undo", "1"]);
    assert_eq!(undone["undoes"], 1, "{undone}");
    assert_eq!(folder.json(&["headings"])["total"], 1);
    let broken = folder.file("broken.json", b"[{\"heading\": {\"scheme\": \"themes\"}}]");
    let told = folder.refused(&["taxonomy", "apply", &broken]);
    assert!(
        told.contains("missing field `source`") && told.contains("broken.json"),
        "{told}"
    );
}
