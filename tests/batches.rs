//! Batch edits: looked at, committed as one batch, gone on with after a stop; and tables out and back in.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    fs,
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use support::{
    Folder, Server,
    browser::Browser,
    marc::{Marc, article, book, file},
};

fn books(count: usize) -> Vec<Marc> {
    let one = |n: usize| {
        let title = format!("Labor statistics, volume {n}");
        book(&format!("B{n}"), "eng", &title).field("250", "  ", "$a1st ed.")
    };
    (1..=count).map(one).collect()
}

fn batch(folder: &Folder, edit: &Value, args: &[&str]) -> Value {
    let path = folder.file("batch.json", edit.to_string().as_bytes());
    folder.json(&[&["batch", &path][..], args].concat())
}

fn record(folder: &Folder, id: u64) -> Value {
    let all = folder.run(&["export", "--format", "json"]).text();
    let mut lines = all
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.find(|record| record["id"] == id).unwrap_or_default()
}

#[test]
fn a_dry_run_counts_exactly_what_the_batch_then_changes() {
    let folder = Folder::new();
    let mut all = books(600);
    all.push(book("F1", "fre", "Statistiques du travail"));
    folder.import("books.mrc", &file(&all));
    let edit = json!({
        "select": { "query": "all" },
        "operations": [
            { "do": "replace", "field": "titles.main.main", "find": "Labor", "with": "Labour" },
            { "do": "add-theme", "concept": "wages" },
            { "do": "remove-theme", "concept": "wages" }
        ]
    });
    let looked = batch(&folder, &edit, &["--dry-run"]);
    let counts = |told: &Value| (told["changed"].clone(), told["unchanged"].clone());
    assert_eq!(looked["selected"], 601);
    assert_eq!(counts(&looked), (json!(600), json!(1)));
    assert_eq!(looked["sample"].as_array().unwrap().len(), 20);
    assert_eq!(
        record(&folder, 1)["titles"]["main"]["main"],
        "Labor statistics, volume 1"
    );
    let done = batch(&folder, &edit, &[]);
    assert_eq!(counts(&done), counts(&looked));
    assert_eq!(
        record(&folder, 600)["titles"]["main"]["main"],
        "Labour statistics, volume 600"
    );
    // Again, there is nothing to do.
    let again = batch(&folder, &edit, &[]);
    assert_eq!(counts(&again), (json!(0), json!(601)));
    // It is an import of its own, and its edits stay when the source comes again.
    let imports = folder.json(&["imports", "list"]);
    let kinds: Vec<&Value> = imports["imports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["kind"])
        .collect();
    assert_eq!(kinds, ["import", "batch", "batch"]);
    let same = folder.import("books.mrc", &file(&all));
    assert_eq!(
        (&same["changed"], &same["unchanged"]),
        (&json!(0), &json!(601))
    );
    assert!(folder.run(&["check"]).ok);
    assert_eq!(
        fs::read_dir(folder.data().join("uploads")).unwrap().count(),
        0
    );
}

#[test]
fn operations_on_subjects_languages_and_status_are_edits_like_all_others() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(4)));
    let edit = json!({
        "name": "to French",
        "select": { "ids": [1, 2, 2] },
        "operations": [
            { "do": "set", "field": "languages", "value": ["fr"] },
            { "do": "type", "concept": "journal-article" },
            { "do": "add-theme", "concept": "trade-union" },
            { "do": "set", "field": "date", "value": "1931-1933" },
            { "do": "add", "field": "notes", "value": "Checked in 2026" },
            { "do": "set", "field": "edition", "value": null }
        ]
    });
    let done = batch(&folder, &edit, &[]);
    assert_eq!(
        (&done["changed"], &done["rejected"]),
        (&json!(2), &json!(0))
    );
    let changed = record(&folder, 1);
    assert_eq!(changed["languages"], json!(["fr"]));
    assert_eq!(
        changed["document_type"],
        json!({ "concept": "journal-article", "why": "edit" })
    );
    assert_eq!(
        changed["date"],
        json!({ "raw": "1931-1933", "year": 1931, "until": 1933 })
    );
    assert_eq!(changed["notes"][0]["text"]["value"], "Checked in 2026");
    assert_eq!(changed["edition"], Value::Null);
    assert_eq!(record(&folder, 3)["edited"], false);
    let hide = json!({ "select": { "ids": [3, 99] }, "operations": [{ "do": "status", "status": "suppressed" }] });
    let path = folder.file("hide.json", hide.to_string().as_bytes());
    let said = folder.run(&["batch", &path, "--json"]);
    assert!(!said.ok, "one record failed");
    let told = said.json();
    assert_eq!(
        (&told["changed"], &told["rejected"]),
        (&json!(1), &json!(1))
    );
    assert!(
        told["notices"][0]["text"]
            .as_str()
            .unwrap()
            .contains("record 99"),
        "{told}"
    );
    assert_eq!(record(&folder, 3), Value::Null);
    let show =
        json!({ "select": { "ids": [3] }, "operations": [{ "do": "status", "status": "live" }] });
    batch(&folder, &show, &[]);
    assert_eq!(
        record(&folder, 3)["titles"]["main"]["main"],
        "Labor statistics, volume 3"
    );
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_changed() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(2)));
    for (edit, said) in [
        (
            json!({ "select": { "query": "" }, "operations": [] }),
            "say which records",
        ),
        (
            json!({ "select": { "ids": [1] }, "operations": [] }),
            "nothing to do",
        ),
        (
            json!({ "select": { "query": "from=soon&q=a" }, "operations": [{ "do": "type", "concept": "book" }] }),
            "from",
        ),
        (
            json!({ "select": { "ids": [1] }, "operations": [{ "do": "type", "concept": "no-such" }] }),
            "operation 1: there is no concept",
        ),
        (
            json!({ "select": { "ids": [1] }, "operations": [{ "do": "paint" }] }),
            "unknown variant",
        ),
        (
            json!({ "select": { "ids": [1] }, "operations": [{ "do": "replace", "field": "titles", "find": "(", "with": "", "regex": true }] }),
            "no pattern",
        ),
    ] {
        let path = folder.file("bad.json", edit.to_string().as_bytes());
        let error = folder.refused(&["batch", &path]);
        assert!(error.contains(said), "{edit}: {error}");
    }
    let imports = folder.json(&["imports", "list"]);
    assert_eq!(imports["imports"].as_array().unwrap().len(), 1);
}

#[test]
fn over_http_a_batch_runs_by_itself_and_is_told_among_the_imports() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(3)));
    let server = Server::serve(&folder);
    let edit = json!({ "select": { "query": "q=statistics" }, "operations": [{ "do": "set", "field": "extent", "value": "10 p." }] });
    let body = edit.to_string();
    let refused = server
        .ask("POST", "/api/v1/batches")
        .body(body.as_bytes())
        .send();
    assert_eq!(refused.status, 401);
    let looked = server
        .signed("POST", "/api/v1/batches?dry_run=true&show=1")
        .body(body.as_bytes())
        .send()
        .json();
    assert_eq!(
        (
            &looked["changed"],
            looked["sample"].as_array().unwrap().len()
        ),
        (&json!(3), 1)
    );
    let begun = server
        .signed("POST", "/api/v1/batches")
        .body(body.as_bytes())
        .send();
    assert_eq!(begun.status, 202, "{}", begun.text());
    let place = begun.header("location").unwrap();
    loop {
        let now = server.signed("GET", &place).send().json();
        if now["status"] == "done" {
            assert_eq!(
                (&now["kind"], &now["changed"]),
                (&json!("batch"), &json!(3))
            );
            break;
        }
    }
    assert_eq!(server.record(2)["extent"], "10 p.");
    let bad = server.signed("POST", "/api/v1/batches").body(b"{}").send();
    assert_eq!(bad.status, 422);
}

#[test]
fn in_the_browser_one_looks_first_and_changes_what_was_looked_at() {
    let folder = Folder::new();
    let said = folder.json(&["user", "add", "ana", "--role", "cataloguer"]);
    folder.import("books.mrc", &file(&books(25)));
    let server = Server::serve(&folder);
    let mut ana = Browser::arrive(&server, said["link"].as_str().unwrap());
    let found = ana.get("/search?q=statistics").text();
    assert!(found.contains("/admin/batch?q=statistics") && found.contains("/records/1/edit"));
    assert!(!server.page("/search?q=statistics").contains("/admin/batch"));
    assert!(
        ana.get("/admin/batch?q=statistics")
            .text()
            .contains("value=\"q=statistics\"")
    );
    let grown = ana.post(
        "/admin/batch",
        &[
            ("query", "q=statistics"),
            ("op.0.verb", "set"),
            ("do", "add"),
        ],
    );
    assert!(grown.text().contains("op.1.verb"));
    let typed = [
        ("query", "q=statistics"),
        ("op.0.verb", "add-theme"),
        ("op.0.value", "syndicat"),
    ];
    let wrong = ana.post(
        "/admin/batch",
        &[
            &typed[..2],
            &[("op.0.value", "zzzzqq"), ("do", "preview:0")],
        ]
        .concat(),
    );
    assert_eq!(wrong.status, 422);
    let looked = ana.post(
        "/admin/batch",
        &[&typed[..], &[("do", "preview:0")]].concat(),
    );
    let page = looked.text();
    assert_eq!(looked.status, 200, "{page}");
    assert!(
        page.contains("25 records are chosen.") && page.contains("25 would change."),
        "{page}"
    );
    assert_eq!(page.matches("<li class=\"version\">").count(), 20);
    let rest = ana.post(
        "/admin/batch",
        &[&typed[..], &[("do", "preview:20")]].concat(),
    );
    assert_eq!(rest.text().matches("<li class=\"version\">").count(), 5);
    // As many as were looked at, or it is looked at again.
    let other = ana.post(
        "/admin/batch",
        &[&typed[..], &[("selected", "24"), ("do", "commit")]].concat(),
    );
    assert_eq!(other.status, 422);
    let done = ana.post(
        "/admin/batch",
        &[&typed[..], &[("selected", "25"), ("do", "commit")]].concat(),
    );
    assert_eq!(done.status, 303, "{}", done.text());
    let place = done.header("location").unwrap();
    while ana.get(&place).text().contains("http-equiv=\"refresh\"") {}
    let themes = server.record(25)["themes"].clone();
    assert_eq!(
        themes.as_array().unwrap().last().unwrap()["concept"],
        "trade-union"
    );
    assert_eq!(
        ana.get("/admin/batch/1").status,
        404,
        "import 1 was no batch edit"
    );
}

#[test]
fn a_table_goes_out_is_changed_and_only_its_changed_cells_come_back() {
    let folder = Folder::new();
    let mut all = books(3);
    all.push(
        article(
            "A1",
            "eng",
            "=SUM of wages, \"quoted\"",
            "Vol. 10, No. 2 (1924), pp. 1-9",
        )
        .field("100", "1 ", "$aDoe, Jane")
        .field("650", " 7", "$aWages"),
    );
    folder.import("all.mrc", &file(&all));
    let table = folder.run(&["export", "--format", "csv"]).text();
    assert_eq!(table.lines().count(), 5);
    assert!(table.starts_with("id,seq,title,"), "{table}");
    assert!(table.contains("\"'=SUM of wages"), "{table}");
    let path = folder.file("table.csv", table.as_bytes());
    let same = folder.json(&["batch", &path]);
    assert_eq!((&same["changed"], &same["faults"]), (&json!(0), &json!([])));
    let changed = table
        .replace("Labor statistics, volume 2", "Labour statistics, volume 2")
        .replace("\"Doe, Jane (aut)\"", "\"Doe, Jane (aut) | Roe, Jo (trl)\"");
    assert_ne!(changed, table);
    let before = record(&folder, 4);
    let path = folder.file("changed.csv", changed.as_bytes());
    let looked = folder.json(&["batch", &path, "--dry-run"]);
    assert_eq!(
        (&looked["selected"], &looked["changed"]),
        (&json!(2), &json!(2))
    );
    let done = folder.json(&["batch", &path]);
    assert_eq!(done["changed"], 2);
    assert_eq!(
        record(&folder, 2)["titles"]["main"]["main"],
        "Labour statistics, volume 2"
    );
    let after = record(&folder, 4);
    assert_eq!(after["contributors"][0], before["contributors"][0]);
    assert_eq!(after["contributors"][1]["roles"], json!(["trl"]));
    assert_eq!(
        (&after["titles"], &after["host"]),
        (&before["titles"], &before["host"])
    );
    // The same table again: what was changed since to the same is no conflict, and changes nothing.
    let again = folder.json(&["batch", &path]);
    assert_eq!(
        (&again["changed"], &again["rejected"]),
        (&json!(0), &json!(0))
    );
}

#[test]
fn a_row_whose_cell_was_changed_meanwhile_is_a_conflict_and_one_whose_other_cells_were_is_not() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(2)));
    let table = folder.run(&["export", "--format", "csv"]).text();
    let meanwhile = json!({ "select": { "ids": [1, 2] }, "operations": [{ "do": "set", "field": "edition", "value": "2nd" }] });
    batch(&folder, &meanwhile, &[]);
    let mine = table
        .replace("Labor statistics, volume 1", "Titles")
        .lines()
        .map(|line| match line.contains("volume 2") {
            true => line.replace("1st ed", "3rd ed"),
            false => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    let path = folder.file("mine.csv", mine.as_bytes());
    let said = folder.run(&["batch", &path, "--json"]);
    assert!(!said.ok);
    let told = said.json();
    assert_eq!(
        (&told["changed"], &told["rejected"]),
        (&json!(1), &json!(1)),
        "{told}"
    );
    let text = told["notices"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("record 2") && text.contains("edition has changed"),
        "{text}"
    );
    let first = record(&folder, 1);
    assert_eq!(
        (&first["titles"]["main"]["main"], &first["edition"]),
        (&json!("Titles"), &json!("2nd"))
    );
    assert_eq!(record(&folder, 2)["edition"], "2nd");
}

#[test]
fn faults_of_a_table_are_named_by_line_and_column_and_the_rest_goes_in() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(3)));
    let first = folder.json(&["imports", "list"]);
    assert_eq!(first["imports"][0]["kind"], "import");
    let table = "id,seq,title,status,identifiers\n\
        1,1,New title,live,\n\
        2,2,Labor,hidden,\n\
        9,9,Nobody,live,\n\
        1,1,Twice,live,\n\
        x,3,Words,live,\n\
        3,3,\"Labor statistics, volume 3\",live,isbn 9221080813\n";
    let path = folder.file("faults.csv", table.as_bytes());
    let told = folder.run(&["batch", &path, "--dry-run", "--json"]);
    assert!(!told.ok);
    let told = told.json();
    let faults = told["faults"].as_array().unwrap();
    let places: Vec<(u64, Option<&str>)> = faults
        .iter()
        .map(|fault| (fault["line"].as_u64().unwrap(), fault["column"].as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (3, Some("status")),
            (4, None),
            (5, None),
            (6, None),
            (7, Some("identifiers"))
        ],
        "{faults:?}"
    );
    let bad = folder.file("bad.csv", b"id,seq,colour\n1,1,red\n");
    assert!(folder.refused(&["batch", &bad]).contains("colour"));
    let bad = folder.file("bad.csv", b"title\nA\n");
    assert!(folder.refused(&["batch", &bad]).contains("\"id\""));
}

/// The size of the journal's files.
fn journal(folder: &Folder) -> u64 {
    let files = fs::read_dir(folder.data().join("journal")).unwrap();
    files
        .map(|file| file.unwrap().metadata().map_or(0, |m| m.len()))
        .sum()
}

#[test]
fn a_killed_batch_goes_on_exactly_once() {
    let folder = Folder::new();
    folder.import("books.mrc", &file(&books(2000)));
    let edit = json!({
        "select": { "query": "all" },
        "operations": [{ "do": "replace", "field": "edition", "find": "1st", "with": "1st, 1st" }]
    });
    let path = folder.file("twice.json", edit.to_string().as_bytes());
    let before = journal(&folder);
    let mut child = Command::new(env!("CARGO_BIN_EXE_labordoc"))
        .arg("--data")
        .arg(folder.data())
        .args(["batch", &path])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Some batches of commits are in; if all were, what follows holds too.
    while journal(&folder) < before + 100_000 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // The next command goes on with it.
    let nothing = json!({ "select": { "ids": [1] }, "operations": [{ "do": "set", "field": "extent", "value": null }] });
    batch(&folder, &nothing, &[]);
    let imports = folder.json(&["imports", "list"]);
    let rows = imports["imports"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "batch").unwrap();
    assert_eq!(
        (&row["status"], &row["cursor"]),
        (&json!("done"), &json!(2000))
    );
    assert_eq!(row["counts"]["changed"], 2000);
    let all = folder.run(&["export", "--format", "json"]).text();
    let twice = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["edition"].as_str().unwrap().matches("1st").count()
    };
    assert_eq!(all.lines().count(), 2000);
    assert!(all.lines().all(|line| twice(line) == 2));
}
