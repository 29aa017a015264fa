//! The audit log and the history of a record: who did what, when, from where, to which records, as the
//! page, the API, the exports and the command line tell it; and what a changed byte of the journal leads to.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};
use support::{
    Answer, Folder, Server, all_between,
    browser::Browser,
    encode,
    html::{self, Piece},
    marc::{Marc, book, file},
};

/// A name that a page must not take for a tag, nor a spreadsheet for a formula.
const HOSTILE: &str = "=1+<b>bold</b>";
const PEOPLE: [(&str, &str); 3] = [
    ("lena", "librarian"),
    ("carl", "cataloguer"),
    ("root", "administrator"),
];

/// A person in a browser: the session's cookie and the token for changes.
struct Person<'a> {
    server: &'a Server,
    cookie: String,
    csrf: String,
}

impl<'a> Person<'a> {
    /// Somebody who chooses the password by the one-time link, and so is signed in.
    fn by_link(server: &'a Server, link: &str) -> Person<'a> {
        let cookie = Browser::arrive(server, link).cookie;
        let session = server
            .ask("GET", "/api/v1/session")
            .header("Cookie", &cookie);
        let csrf = session.send().json()["csrf"].as_str().unwrap().to_owned();
        Person {
            server,
            cookie,
            csrf,
        }
    }

    fn get(&self, path: &str) -> Answer {
        let asked = self.server.ask("GET", path).header("Cookie", &self.cookie);
        asked.send()
    }

    fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let all = [("csrf", self.csrf.as_str())];
        let pairs = all.iter().chain(fields);
        let pairs = pairs.map(|(n, v)| format!("{n}={}", encode(v)));
        self.server
            .ask("POST", path)
            .header("Cookie", &self.cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(pairs.collect::<Vec<_>>().join("&").as_bytes())
            .send()
    }

    fn patch(&self, id: u64, change: &Value) {
        let path = format!("/api/v1/records/{id}");
        let asked = self.server.ask("PATCH", &path);
        let asked = asked.header("Cookie", &self.cookie);
        let answer = asked
            .header("X-CSRF-Token", &self.csrf)
            .body(change.to_string().as_bytes())
            .send();
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

/// The text of each row of the page's table, cell by cell.
fn rows(page: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let table = |p: &Piece| !matches!(p, Piece::Close(name) if name == "table");
    for piece in html::pieces(page).into_iter().take_while(table) {
        match &piece {
            _ if piece.opens() == Some("tr") => rows.push(Vec::new()),
            _ if matches!(piece.opens(), Some("td" | "th")) => {
                rows.last_mut().unwrap().push(String::new());
            }
            Piece::Text(text) => {
                let cell = rows.last_mut().and_then(|row| row.last_mut());
                cell.into_iter()
                    .for_each(|cell| cell.push_str(text.trim_end_matches('\n')));
            }
            _ => {}
        }
    }
    rows
}

fn many_books() -> Vec<u8> {
    let books = (1..=7).map(|n| book(&format!("b{n}"), "eng", &format!("Work number {n}")));
    let first = book("b0", "eng", "Wages in agriculture").field(
        "520",
        "  ",
        "$aWages fell in the first years and rose later.",
    );
    file(&[vec![first], books.collect()].concat())
}

/// A collection in which each kind of change happened once or more.
struct Story {
    folder: Folder,
    links: Vec<String>,
    crane: String,
}

impl Story {
    fn new() -> Story {
        let folder = Folder::new();
        let link = |(name, role): (&str, &str)| {
            let said = folder.json(&["user", "add", name, "--role", role]);
            said["link"].as_str().unwrap().to_owned()
        };
        let links = PEOPLE.map(link).into();
        folder.json(&["token", "add", HOSTILE, "--role", "cataloguer"]);
        let crane = folder.json(&["token", "add", "crane", "--role", "cataloguer"]);
        let partner = ["--role", "partner", "--source", "archive"];
        folder.json(&[&["user", "add", "pat"][..], &partner].concat());
        folder.import("books.mrc", &many_books());
        Story {
            crane: crane["token"].as_str().unwrap().to_owned(),
            folder,
            links,
        }
    }

    /// What happens while the service runs.
    fn live(&self, server: &Server, carl: &Person<'_>, root: &Person<'_>) {
        server.import("late.mrc", &file(&[book("b9", "fre", "Un livre tardif")]));
        let change = json!({ "titles": { "main": { "main": "Wages in <i>farming</i>" } } });
        let answer = server
            .ask("PATCH", "/api/v1/records/1")
            .header("Authorization", &format!("Bearer {}", self.crane))
            .body(change.to_string().as_bytes())
            .send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = "Wages fell in the first years and doubled later.";
        carl.patch(
            1,
            &json!({ "abstracts": [{ "value": text, "lang": "en" }] }),
        );
        let invited = root.post("/admin/users", &[("name", "ida"), ("role", "librarian")]);
        assert_eq!(invited.status, 200, "{}", invited.text());
    }
}

#[test]
fn page_api_exports_and_command_line_tell_the_same_log() {
    let story = Story::new();
    let server = Server::serve(&story.folder);
    let [lena, carl, root] = [0, 1, 2].map(|n| Person::by_link(&server, &story.links[n]));
    story.live(&server, &carl, &root);

    // The page.
    let page = lena.page("/admin/audit");
    let table = rows(&page);
    let [_, newest, ..] = &table[..] else {
        panic!("no rows: {page}");
    };
    assert_eq!(newest[1..3], ["root", "Account made: ida"]);
    assert_eq!(newest[3], "web, 127.0.0.0/24");
    for (who, what, source, records) in [
        ("carl", "Edit", "web, 127.0.0.0/24", "1"),
        ("crane", "Edit", "API, 127.0.0.0/24", "1"),
        ("journey", "Import 2", "API, 127.0.0.0/24", "9"),
        ("lena", "Password changed: lena", "web, 127.0.0.0/24", ""),
        (
            "command line",
            "Import 1",
            "command line",
            "1, 2, 3, 4, 5 and 3 more",
        ),
        ("command line", "Token made: crane", "command line", ""),
        (
            "command line",
            &format!("Token made: {HOSTILE}"),
            "command line",
            "",
        ),
        ("command line", "Account made: pat", "command line", ""),
    ] {
        let row = [who, what, source, records];
        assert!(
            table.iter().any(|cells| cells[1..] == row),
            "{row:?}: {table:#?}"
        );
    }
    assert!(page.contains("href=\"/records/1/history\""));
    assert!(!page.contains("<b>bold"), "a name is text");

    // The API.
    let all = lena.get("/api/v1/audit?limit=1000");
    assert_eq!(all.header("cache-control").as_deref(), Some("no-store"));
    let all = all.json()["entries"].as_array().unwrap().clone();
    assert_eq!(all.len(), table.len() - 1, "as many as rows of the page");
    let numbers: Vec<u64> = all.iter().map(|e| e["commit"].as_u64().unwrap()).collect();
    let last = numbers[0];
    assert_eq!(
        numbers,
        (1..=last).rev().collect::<Vec<_>>(),
        "every commit, newest first"
    );
    filters(&lena, &all);
    exports(&lena, &all);
    refusals(&server, &story, &carl);

    // The command line.
    assert!(server.stop());
    let said = story.folder.json(&["log", "--limit", "1000"]);
    assert_eq!(said, json!({ "entries": all, "next": null }));
    let edits = story
        .folder
        .json(&["log", "--kind", "edit", "--record", "1"]);
    assert_eq!(edits["entries"].as_array().unwrap().len(), 2);
    let text = story.folder.run(&["log", "--actor", "crane"]).text();
    assert!(
        text.contains("crane") && text.contains("records 1"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    let refused = story.folder.refused(&["log", "--from", "soon"]);
    assert!(refused.contains("--from=soon: a date"), "{refused}");
    assert_eq!(story.folder.json(&["check"])["ok"], true);
}

/// Whether an entry is what a filter asks for.
type Fits = Box<dyn Fn(&Value) -> bool>;

/// Each filter lets through what it says, on the page and in the API, from page to page.
fn filters(lena: &Person<'_>, all: &[Value]) {
    let day = &all[0]["at"].as_str().unwrap()[..10];
    let is = |name: &'static str, value: &'static str| move |e: &Value| e[name] == value;
    let touches = |e: &Value| e["ids"].as_array().unwrap().contains(&json!(9));
    let cases: Vec<(String, Fits)> = vec![
        ("actor=carl".into(), Box::new(is("actor", "carl"))),
        ("kind=edit".into(), Box::new(is("kind", "edit"))),
        ("kind=import".into(), Box::new(is("kind", "import"))),
        ("kind=token".into(), Box::new(is("kind", "token"))),
        (
            "kind=user&actor=root".into(),
            Box::new(|e: &Value| e["kind"] == "user" && e["actor"] == "root"),
        ),
        ("record=9".into(), Box::new(touches)),
        ("record=999".into(), Box::new(|_: &Value| false)),
        (format!("until={day}"), Box::new(|_: &Value| true)),
        ("until=1999-12-31".into(), Box::new(|_: &Value| false)),
        ("from=2999-01-01".into(), Box::new(|_: &Value| false)),
        ("from=1999-12-31".into(), Box::new(|_: &Value| true)),
    ];
    for (query, fits) in cases {
        let told: Vec<&Value> = all.iter().filter(|e| fits(e)).collect();
        let mut found = Vec::new();
        let mut path = format!("/api/v1/audit?limit=2&{query}");
        loop {
            let page = lena.get(&path).json();
            found.extend(page["entries"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_u64() else {
                break;
            };
            path = format!("/api/v1/audit?limit=2&{query}&before={next}");
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), told, "{query}");
        let page = lena.page(&format!("/admin/audit?{query}"));
        assert_eq!(rows(&page).len().saturating_sub(1), told.len(), "{query}");
    }
    let wrong = lena.get("/api/v1/audit?kind=other&from=soon");
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.text().contains("kind=other: import, edit"),
        "{}",
        wrong.text()
    );
    let page = lena.page("/admin/audit?kind=%3Cscript%3E&actor=carl");
    assert!(page.contains("class=\"notices\"") && !page.contains("<script>"));
    assert!(
        page.contains("/api/v1/audit?actor=carl&#38;format=csv"),
        "{page}"
    );
}

fn exports(lena: &Person<'_>, all: &[Value]) {
    let csv = lena.get("/api/v1/audit?format=csv");
    assert!(csv.kind().starts_with("text/csv"));
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .contains("audit.csv")
    );
    let csv = csv.text();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), all.len() + 1);
    assert!(
        lines[0].starts_with("commit,at,actor,kind,"),
        "{}",
        lines[0]
    );
    let hostile: Vec<_> = lines.iter().filter(|l| l.contains("bold")).collect();
    assert!(hostile[0].ends_with(&format!(",'{HOSTILE}")), "{hostile:?}");
    let edits = lena
        .get("/api/v1/audit?format=csv&kind=edit&actor=crane")
        .text();
    assert_eq!(edits.lines().count(), 2, "{edits}");
    let lines = lena.get("/api/v1/audit?format=jsonl").text();
    let read: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(read, all);
    assert_eq!(lena.get("/api/v1/audit?format=xls").status, 400);
}

fn refusals(server: &Server, story: &Story, carl: &Person<'_>) {
    for (path, nobody) in [
        ("/admin/audit", 303),
        ("/api/v1/audit", 401),
        ("/api/v1/audit?format=csv", 401),
    ] {
        assert_eq!(server.get(path).status, nobody, "{path}");
        assert_eq!(carl.get(path).status, 403, "{path}: a cataloguer");
    }
    let crane = format!("Bearer {}", story.crane);
    let asked = server
        .ask("GET", "/api/v1/audit")
        .header("Authorization", &crane);
    assert_eq!(asked.send().status, 403, "a cataloguer's token");
}

#[test]
fn a_partner_sees_no_log() {
    let folder = Folder::new();
    let partner = ["--role", "partner", "--source", "archive"];
    let made = folder.json(&[&["user", "add", "pat"][..], &partner].concat());
    let server = Server::serve(&folder);
    let pat = Person::by_link(&server, made["link"].as_str().unwrap());
    assert_eq!(pat.get("/admin/audit").status, 403);
    assert_eq!(pat.get("/api/v1/audit").status, 403);
    assert!(!pat.page("/account").contains("/admin/audit"));
}

#[test]
fn the_history_of_a_record_shows_what_changed_and_to_the_public_no_names() {
    let story = Story::new();
    let server = Server::serve(&story.folder);
    let [carl, root] = [1, 2].map(|n| Person::by_link(&server, &story.links[n]));
    story.live(&server, &carl, &root);
    let path = "/records/1/history";
    assert!(
        server
            .page("/records/1")
            .contains(&format!("href=\"{path}\""))
    );

    // To the public.
    let page = server.page(path);
    let gone = changed(&page, "del");
    let came = changed(&page, "ins");
    for (text, all) in [
        ("removed: rose", &gone),
        ("added: doubled", &came),
        ("added: <i>farming</i>", &came),
    ] {
        assert!(all.contains(text), "{text}: {all:?}");
    }
    assert!(!page.contains("<i>"), "a title is text");
    for name in ["carl", "crane", "command line", "127.0.0.0/24", "noindex\""] {
        assert_eq!(page.contains(name), name == "noindex\"", "{name}");
    }
    let told = server.json("/api/v1/records/1/history");
    let versions = told["versions"].as_array().unwrap();
    assert_eq!((versions.len(), &told["next"]), (3, &Value::Null));
    assert_eq!(versions[1]["changes"][0]["path"], "titles.main.main");
    assert_eq!(
        versions[1]["changes"][0]["after"],
        "Wages in <i>farming</i>"
    );
    assert_eq!(versions[2]["changes"], Value::Null, "the first");
    assert!(
        versions
            .iter()
            .all(|v| v["actor"].is_null() && v["net"].is_null())
    );

    // To a cataloguer.
    let page = carl.page(path);
    for text in [
        "by carl",
        "by crane",
        "by command line",
        "web, 127.0.0.0/24",
        "Import 1",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let told = carl.get("/api/v1/records/1/history?limit=1").json();
    let newest = &told["versions"][0];
    assert_eq!(
        (&newest["actor"], &newest["channel"]),
        (&json!("carl"), &json!("web"))
    );
    let next = told["next"].as_u64().unwrap();
    let older = carl
        .get(&format!("/api/v1/records/1/history?seq={next}"))
        .json();
    assert_eq!(older["versions"][0]["actor"], "crane");

    // What is not live is nobody else's business, and no version that was not.
    carl.patch(1, &json!({ "status": "suppressed", "extent": "a secret" }));
    for path in [path, "/api/v1/records/1/history"] {
        assert_eq!(server.get(path).status, 410, "{path}");
        assert!(carl.get(path).text().contains("a secret"), "{path}");
    }
    carl.patch(1, &json!({ "status": "live", "extent": null }));
    let page = server.page(path);
    assert!(!page.contains("a secret") && !page.contains("suppressed"));
    assert_eq!(page.matches("<section class=\"version\"").count(), 4);
    assert_eq!(
        carl.page(path)
            .matches("<section class=\"version\"")
            .count(),
        5
    );
    for (path, status) in [
        ("/records/999/history", 404),
        ("/records/one/history", 404),
        ("/records/1/history?seq=2", 404),
        ("/api/v1/records/999/history", 404),
        ("/api/v1/records/1/history?seq=x", 400),
        ("/api/v1/records/1/history?limit=101", 400),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
        assert_eq!(carl.get(path).status, status, "{path}");
    }
    for lang in ["fr", "es"] {
        let page = carl.page(&format!("{path}?hl={lang}"));
        assert!(
            !page.contains("history-") && !page.contains("audit-"),
            "{page}"
        );
    }
}

/// The texts in all tags of a name.
fn changed(page: &str, tag: &str) -> BTreeSet<String> {
    let pieces = html::pieces(page);
    let mut found = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.opens() != Some(tag) {
            continue;
        }
        let end = |p: &&Piece| !matches!(p, Piece::Close(name) if name == tag);
        let text = pieces[at..].iter().take_while(end).filter_map(|p| match p {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        });
        found.insert(text.collect());
    }
    found
}

/// The chain of hashes in all its cases: `store/tests/damage.rs`; every file: `tests/crash.rs`.
#[test]
fn a_changed_byte_of_the_journal_is_reported_with_its_place() {
    let story = Story::new();
    let segment = story.folder.data().join("journal/000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let said = story.folder.run(&["check", "--json"]);
    assert!(!said.ok);
    let report = said.json();
    assert_eq!(report["ok"], false);
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "journal-damaged");
    let place = finding["place"].as_str().unwrap();
    let offset: usize = all_between(place, "byte ", " ")[0].parse().unwrap();
    assert!(place.ends_with("journal/000001.seg"), "{place}");
    assert!(
        offset <= at,
        "the frame that the byte is in begins at or before it: {place}"
    );
    let text = story.folder.run(&["check"]);
    assert!(text.err.contains(place), "{}", text.err);
}

#[test]
fn nothing_that_a_record_holds_is_taken_for_a_tag_in_its_history() {
    let folder = Folder::new();
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    folder.import("one.mrc", &file(&[book("b1", "eng", "Plain title")]));
    let evil: Marc = book("b1", "eng", &format!("Plain {hostile}"));
    folder.import("two.mrc", &file(&[evil]));
    let server = Server::serve(&folder);
    let page = server.page("/records/1/history");
    let pieces = html::pieces(&page);
    let scripts = pieces.iter().filter(|p| p.opens() == Some("script"));
    assert_eq!(scripts.count(), 1, "our own");
    assert!(pieces.iter().all(|p| p.opens() != Some("img")));
    assert!(page.contains("&#60;script&#62;"), "{page}");
}
