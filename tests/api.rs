//! Writing over HTTP, looking after a running service, limits, and that the API is what it says it is.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::sync::LazyLock;

use serde_json::{Value, json};
use support::{
    Answer, Folder, Said, Server, encode,
    marc::{book, file},
};

/// The bundled collection, served once for the tests that only read.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

fn mines() -> Vec<u8> {
    file(&[
        book("B1", "eng", "Safety in mines").field("650", " 7", "$amining$2ilot"),
        book("B2", "eng", "Wages of dock workers").field("650", " 7", "$awages$2ilot"),
        book("B3", "fre", "Les salaires des dockers").field("650", " 7", "$awages$2ilot"),
    ])
}

/// A service with three books.
fn library() -> (Folder, Server) {
    let folder = Folder::new();
    folder.import("mines.mrc", &mines());
    let server = Server::serve(&folder);
    server.settle();
    (folder, server)
}

fn problem(answer: &Answer) -> (u16, String) {
    assert_eq!(
        answer.kind(),
        "application/problem+json",
        "{}",
        answer.text()
    );
    let told = answer.json();
    assert_eq!(told["status"], answer.status, "{told}");
    let kind = told["type"].as_str().unwrap().rsplit('/').next().unwrap();
    (answer.status, kind.to_owned())
}

fn send(server: &Server, method: &str, path: &str, version: Option<&str>, body: &Value) -> Answer {
    let mut ask = server.signed(method, path);
    if let Some(version) = version {
        ask = ask.header("If-Match", version);
    }
    ask.body(body.to_string().as_bytes()).send()
}

// ---- PUT and If-Match ----

#[test]
fn a_put_replaces_the_description_and_leaves_one_edit() {
    let (folder, server) = library();
    let path = "/api/v1/records/1";
    let read = server.get(path);
    let (etag, mut whole) = (read.header("etag").unwrap(), read.json());

    // What GET gives, sent back as it is, changes nothing.
    let same = send(&server, "PUT", path, Some(&etag), &whole);
    assert_eq!(
        (same.status, same.header("etag").unwrap()),
        (200, etag.clone())
    );
    assert_eq!(same.json(), whole);

    whole["themes"] = json!(["wages"]);
    whole["edition"] = json!("Second edition");
    whole["identifiers"][0]["valid"] = json!(true);
    whole.as_object_mut().unwrap().shift_remove("publisher");
    let put = send(&server, "PUT", path, Some(&etag), &whole);
    assert_eq!(put.status, 200, "{}", put.text());
    let now = put.json();
    assert_eq!(
        now["themes"],
        json!([{ "concept": "wages", "why": "edit" }])
    );
    assert_eq!(
        (&now["edition"], &now["edited"]),
        (&json!("Second edition"), &json!(true))
    );
    assert!(now.get("publisher").is_none());
    assert_ne!(put.header("etag").unwrap(), etag);
    assert_eq!(server.record(1), now);
    server.settle();
    assert!(
        server
            .titles("theme:wages")
            .contains(&"Safety in mines".to_owned())
    );

    // The same again commits nothing; what was there before is there again.
    let head = server.head();
    let again = send(&server, "PUT", path, put.header("etag").as_deref(), &now);
    assert_eq!((again.status, server.head()), (200, head));
    let back = send(&server, "PUT", path, Some("*"), &read.json());
    assert_eq!(back.json()["edited"], false, "{}", back.text());

    // The edit stays when the source comes again.
    send(&server, "PUT", path, Some("*"), &now);
    server.import("mines.mrc", &mines());
    assert_eq!(server.record(1)["edition"], "Second edition");
    assert!(server.stop());
    assert_eq!(folder.json(&["check"])["ok"], true);
}

#[test]
fn a_put_that_does_not_fit_changes_nothing_and_says_why() {
    let (_folder, server) = library();
    let path = "/api/v1/records/1";
    let read = server.get(path);
    let (etag, whole) = (read.header("etag").unwrap(), read.json());
    let with = |name: &str, value: Value| {
        let mut other = whole.clone();
        other[name] = value;
        other
    };
    let without = |name: &str| {
        let mut other = whole.clone();
        other.as_object_mut().unwrap().shift_remove(name);
        other
    };
    for (body, said) in [
        (with("colour", json!("red")), "colour"),
        (
            with("date", json!({ "raw": "1950", "colour": "red" })),
            "colour",
        ),
        (with("id", json!(2)), "record 2"),
        (with("status", json!("lost")), "status"),
        (with("themes", json!(["nonsense"])), "nonsense"),
        (without("titles"), "titles"),
        (without("document_type"), "document_type"),
        (with("languages", json!([])), "language"),
        (json!([1]), "object"),
    ] {
        let answer = send(&server, "PUT", path, Some(&etag), &body);
        assert_eq!(problem(&answer), (422, "unfit".to_owned()), "{said}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    let patched = server
        .signed("PATCH", path)
        .body(br#"{"document_type": {"": {}}}"#)
        .send();
    assert_eq!(patched.status, 422, "{}", patched.text());
    let broken = server
        .signed("PUT", path)
        .header("If-Match", &etag)
        .body(b"{")
        .send();
    assert_eq!(problem(&broken), (400, "bad-request".to_owned()));
    assert_eq!(server.record(1), whole);

    let nowhere = send(
        &server,
        "PUT",
        "/api/v1/records/999",
        Some("*"),
        &without("id"),
    );
    assert_eq!(problem(&nowhere), (404, "not-found".to_owned()));
}

#[test]
fn what_has_moved_on_is_not_overwritten() {
    let (_folder, server) = library();
    let path = "/api/v1/records/2";
    let read = server.get(path);
    let (etag, whole) = (read.header("etag").unwrap(), read.json());
    let needed = send(&server, "PUT", path, None, &whole);
    assert_eq!(problem(&needed), (428, "precondition-required".to_owned()));
    server.patch(2, &json!({ "edition": "Third" }));
    for (method, body) in [
        ("PUT", whole),
        ("PATCH", json!({})),
        ("DELETE", Value::Null),
    ] {
        let late = send(&server, method, path, Some(&etag), &body);
        assert_eq!(problem(&late), (412, "moved-on".to_owned()), "{method}");
        let odd = send(&server, method, path, Some("5"), &body);
        assert_eq!(problem(&odd), (400, "bad-request".to_owned()), "{method}");
    }
    assert_eq!(server.record(2)["edition"], "Third");
    let fresh = server.get(path).header("etag").unwrap();
    let known = server
        .ask("GET", path)
        .header("If-None-Match", &fresh)
        .send();
    assert_eq!((known.status, known.body.len()), (304, 0));
}

// ---- Concepts ----

#[test]
fn concepts_are_told_with_labels_neighbours_and_a_version() {
    let server = &*DEMO;
    let schemes = server.json("/api/v1/concepts");
    let ids: Vec<_> = schemes["schemes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["id"])
        .collect();
    assert_eq!(ids, ["document-types", "themes"]);

    let found = server.json("/api/v1/concepts/themes?q=salaire&hl=fr&per_page=5");
    let labels: Vec<&str> = found["concepts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["label"].as_str().unwrap())
        .collect();
    assert!(
        labels.iter().any(|l| l.to_lowercase().contains("salaire")),
        "{labels:?}"
    );
    let mut sorted = labels.clone();
    sorted.sort_by_key(|l| l.to_lowercase());
    assert_eq!(labels.len(), sorted.len());

    let answer = server.get("/api/v1/concepts/themes/wages");
    let (wages, etag) = (answer.json(), answer.header("etag").unwrap());
    for lang in ["en", "fr", "es"] {
        assert!(wages["prefLabel"][lang].is_string(), "{wages}");
    }
    assert!(
        wages["records"].as_u64().unwrap() > 0 && !wages["narrower"].as_array().unwrap().is_empty()
    );
    let known = server
        .ask("GET", "/api/v1/concepts/themes/wages")
        .header("If-None-Match", &etag)
        .send();
    assert_eq!(known.status, 304);
    let below = server.json("/api/v1/concepts/themes?under=wages&per_page=1000");
    let narrower = wages["narrower"].as_array().unwrap();
    assert!(below["total"].as_u64().unwrap() as usize >= narrower.len());

    for (path, status) in [
        ("/api/v1/concepts/colours", 404),
        ("/api/v1/concepts/themes/nonsense", 404),
        ("/api/v1/concepts/themes?under=nonsense", 400),
        ("/api/v1/concepts/themes?page=0", 400),
        ("/api/v1/concepts/themes?page=1&page=2", 400),
    ] {
        assert_eq!(problem(&server.get(path)).0, status, "{path}");
    }
}

// ---- People and tokens ----

#[test]
fn people_and_tokens_are_looked_after_over_the_api() {
    let (_folder, server) = library();
    let invite = |body: Value| send(&server, "POST", "/api/v1/users", None, &body);
    let made = invite(json!({ "name": "ana", "role": "cataloguer", "display": "Ana Díaz" }));
    assert_eq!(
        (made.status, made.header("location").as_deref()),
        (201, Some("/api/v1/users/ana"))
    );
    assert_eq!(made.header("cache-control").as_deref(), Some("no-store"));
    let link = made.json()["link"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&link).status, 200, "the link opens");

    for (body, status) in [
        (json!({ "name": "ana", "role": "librarian" }), 409),
        (json!({ "name": "Ana!", "role": "librarian" }), 422),
        (json!({ "name": "bo", "role": "king" }), 422),
        (json!({ "name": "bo", "role": "partner" }), 422),
        (
            json!({ "name": "bo", "role": "librarian", "days": 91 }),
            422,
        ),
        (
            json!({ "name": "bo", "role": "librarian", "colour": 1 }),
            422,
        ),
        (
            json!({ "name": "bo", "role": "librarian", "password": "short" }),
            422,
        ),
    ] {
        let refused = invite(body.clone());
        assert_eq!(problem(&refused).0, status, "{body}: {}", refused.text());
    }

    let path = "/api/v1/users/ana";
    let etag = server.signed("GET", path).send().header("etag").unwrap();
    let change = |version: Option<&str>, body: Value| send(&server, "PATCH", path, version, &body);
    let out = change(Some(&etag), json!({ "disabled": true }));
    assert_eq!(
        (out.status, &out.json()["state"]),
        (200, &json!("disabled"))
    );
    assert_eq!(
        server.get(&link).status,
        410,
        "a disabled account's link does not open"
    );
    assert_eq!(
        problem(&change(Some(&etag), json!({ "role": "librarian" }))).0,
        412
    );
    let both = change(
        None,
        json!({ "role": "partner", "source": "archive", "disabled": false }),
    );
    assert_eq!(
        (&both.json()["role"], &both.json()["source"]),
        (&json!("partner"), &json!("archive"))
    );
    let reset = send(
        &server,
        "POST",
        &format!("{path}/link"),
        None,
        &json!({ "second_factor": true }),
    );
    assert_ne!(reset.json()["link"].as_str(), Some(link.as_str()));
    assert_eq!(
        send(&server, "DELETE", path, None, &Value::Null).json()["state"],
        "removed"
    );
    assert_eq!(problem(&server.signed("GET", path).send()).0, 410);
    assert_eq!(
        problem(&invite(json!({ "name": "ana", "role": "librarian" }))).0,
        409
    );

    let boss =
        json!({ "name": "boss", "role": "administrator", "password": "lake wind paper lantern" });
    assert_eq!(
        invite(boss).json(),
        json!({ "name": "boss", "role": "administrator" })
    );
    for (method, body) in [
        ("DELETE", Value::Null),
        ("PATCH", json!({ "role": "librarian" })),
    ] {
        let last = send(&server, method, "/api/v1/users/boss", None, &body);
        assert_eq!(problem(&last), (409, "conflict".to_owned()), "{method}");
    }
    assert!(
        !server
            .signed("GET", "/api/v1/users")
            .send()
            .text()
            .contains("argon2")
    );

    let token = |body: Value| send(&server, "POST", "/api/v1/tokens", None, &body);
    let made = token(json!({ "name": "a/b c", "role": "cataloguer", "days": 1 }));
    assert_eq!(made.status, 201, "{}", made.text());
    let text = made.json()["token"].as_str().unwrap().to_owned();
    let whoami = || {
        let ask = server
            .ask("GET", "/api/v1/session")
            .header("Authorization", &format!("Bearer {text}"));
        ask.send().status
    };
    assert_eq!(whoami(), 200);
    assert_eq!(problem(&token(json!({ "name": "a/b c" }))).0, 409);
    assert_eq!(problem(&token(json!({ "name": "" }))).0, 422);
    let listed = server.signed("GET", "/api/v1/tokens").send().text();
    assert!(listed.contains("a/b c") && !listed.contains(&text) && !listed.contains("hash"));
    let revoke = |name: &str| {
        server
            .signed("DELETE", &format!("/api/v1/tokens/{name}"))
            .send()
    };
    assert_eq!(
        revoke("a%2Fb%20c").json(),
        json!({ "name": "a/b c", "revoked": true })
    );
    assert_eq!(whoami(), 401);
    assert_eq!(problem(&revoke("nobody")).0, 404);
}

// ---- Limits ----

#[test]
fn too_many_requests_are_told_when_to_come_again() {
    let folder = Folder::new();
    let settings = [
        ("LABORDOC_FORWARDED_FOR", "true"),
        ("LABORDOC_RATE_PER_SECOND", "1"),
        ("LABORDOC_RATE_BURST", "5"),
        ("LABORDOC_RATE_SIGNED_PER_SECOND", "1"),
        ("LABORDOC_RATE_SIGNED_BURST", "5"),
    ];
    let server = Server::serve_with(&folder, &settings);
    let from = |address: &str, path: &str, accept: &str| {
        let ask = server.ask("GET", path).header("X-Forwarded-For", address);
        ask.header("Accept", accept)
            .header("Accept-Language", "es")
            .send()
    };
    let flood = |address: &str| {
        let all: Vec<Answer> = (0..30)
            .map(|_| from(address, "/api/v1/stats", "*/*"))
            .collect();
        all.into_iter().find(|a| a.status == 429).unwrap()
    };
    let refused = flood("203.0.113.9");
    assert_eq!(problem(&refused), (429, "too-many-requests".to_owned()));
    assert_eq!(refused.header("retry-after").as_deref(), Some("1"));

    // The same network gets a page that helps, another is not held up.
    let page = loop {
        let page = from("203.0.113.77", "/search?q=wages", "text/html");
        if page.status == 429 {
            break page;
        }
    };
    assert!(
        page.text().contains("Demasiadas peticiones"),
        "{}",
        page.text()
    );
    assert_eq!(page.header("retry-after").as_deref(), Some("1"));
    assert_eq!(from("198.51.100.1", "/api/v1/stats", "*/*").status, 200);
    flood("2001:db8:1:2::1");
    assert_eq!(
        from("2001:db8:1:ffff::1", "/api/v1/stats", "*/*").status,
        429
    );
    assert_eq!(from("2001:db8:2::1", "/api/v1/stats", "*/*").status, 200);

    // What crawlers are meant to use, and what watches the service, is not counted.
    for path in [
        "/healthz",
        "/robots.txt",
        "/sitemap.xml",
        "/oai?verb=Identify",
        "/metrics",
    ] {
        for _ in 0..10 {
            assert_eq!(from("203.0.113.9", path, "*/*").status, 200, "{path}");
        }
    }

    // A token has a bucket of its own, wherever it is used.
    let signed = || server.signed("GET", "/api/v1/session").send().status;
    let told: Vec<u16> = (0..30).map(|_| signed()).collect();
    assert!(
        told.starts_with(&[200, 200, 200, 200]) && told.contains(&429),
        "{told:?}"
    );
    let metrics = server.page("/metrics");
    for lane in ["network", "signed"] {
        let counter = format!("labordoc_requests_refused_total{{lane=\"{lane}\"}}");
        assert!(metrics.contains(&counter), "{metrics}");
    }
}

#[test]
fn without_a_known_network_there_is_no_limit() {
    let settings = [
        ("LABORDOC_RATE_PER_SECOND", "1"),
        ("LABORDOC_RATE_BURST", "1"),
    ];
    let server = Server::serve_with(&Folder::new(), &settings);
    for _ in 0..20 {
        // Nobody has said that this header can be trusted.
        let ask = server.ask("GET", "/api/v1/stats");
        assert_eq!(
            ask.header("X-Forwarded-For", "203.0.113.9").send().status,
            200
        );
    }
}

// ---- Taking records along ----

#[test]
fn an_export_has_every_live_record_and_no_other() {
    let (folder, server) = library();
    server.patch(2, &json!({ "status": "suppressed" }));
    server.delete(3);
    for (format, kind, seen) in [
        ("json", "application/x-ndjson", "Safety in mines"),
        ("marc", "application/marc", "Safety in mines"),
        ("marcxml", "application/marcxml+xml", "Safety in mines"),
        ("dc", "text/plain; charset=utf-8", "Safety in mines"),
    ] {
        let answer = server.get(&format!("/api/v1/export?format={format}"));
        assert_eq!((answer.status, answer.kind().as_str()), (200, kind));
        let text = answer.text();
        assert!(text.contains(seen), "{format}: {text}");
        assert!(!text.contains("dock"), "{format}: {text}");
    }
    let none = server.get("/api/v1/export?format=json&set=theme:wages");
    assert_eq!(none.text(), "");
    let one = server.get(&format!(
        "/api/v1/export?format=json&query={}",
        encode("title:mines")
    ));
    assert_eq!(one.json()["id"], 1);
    for (query, status) in [
        ("format=pdf", 400),
        ("set=theme:nonsense", 400),
        ("format=dc&format=marc", 400),
    ] {
        assert_eq!(
            problem(&server.get(&format!("/api/v1/export?{query}"))).0,
            status,
            "{query}"
        );
    }
    let report = server
        .signed("GET", "/api/v1/export/report?format=marc")
        .send()
        .json();
    assert_eq!(
        report,
        json!({ "written": 1, "left_out": [], "shortened": [] })
    );
    assert!(server.stop());
    assert_eq!(
        folder
            .run(&["export", "--format", "json"])
            .text()
            .lines()
            .count(),
        1
    );
}

// ---- Keeping the service well ----

/// Waits until the index is built anew, and looks meanwhile.
fn rebuilt(server: &Server, look: impl Fn()) {
    let state = || server.signed("GET", "/api/v1/index").send().json();
    while state()["rebuilding"] == true {
        look();
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
}

#[test]
fn the_index_is_built_anew_while_searches_go_on() {
    let (_folder, server) = library();
    let begun = server.signed("POST", "/api/v1/index").send();
    assert_eq!(
        (begun.status, begun.header("location").as_deref()),
        (202, Some("/api/v1/index"))
    );
    rebuilt(&server, || {
        assert_eq!(server.titles("mines"), ["Safety in mines"]);
    });
    server.patch(1, &json!({ "edition": "Seventh quarry" }));
    server.patch(
        2,
        &json!({ "titles": { "main": { "main": "Wages of quarrymen" } } }),
    );
    server.delete(3);
    // Again and again, with changes between: what was deleted before takes nothing new away.
    for edition in ["Eighth", "Ninth", "Tenth", "Eleventh"] {
        send(&server, "POST", "/api/v1/index", None, &Value::Null);
        rebuilt(&server, || {});
        server.patch(1, &json!({ "edition": edition }));
        let state = server.signed("GET", "/api/v1/index").send().json();
        assert_eq!(state["records"], 2, "{edition}: {state}");
    }
    assert_eq!(server.titles("wages"), ["Wages of quarrymen"]);
    let checked = server.signed("POST", "/api/v1/check").send().json();
    assert_eq!(
        (&checked["ok"], &checked["records"]),
        (&json!(true), &json!(2)),
        "{checked}"
    );
    let config = server.signed("GET", "/api/v1/config").send().json();
    assert_eq!(config["rate_per_second"]["from"], "default");
}

// ---- The command line, here and there ----

/// What a command said, without what differs by its nature: addresses, times, secrets, seconds.
fn comparable(said: &Said, base: &str) -> (bool, String, String) {
    let plain = |text: &str| {
        let mut words = String::new();
        let text = text.replace(base, "BASE");
        for word in text.split_inclusive([' ', '\n', '\t', ',', '<']) {
            let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '/');
            let secret = bare.contains("labordoc_") || bare.contains("/invitations/");
            let moment = bare.ends_with('Z') && bare.matches(':').count() >= 2;
            let number = bare.rsplit(':').next().unwrap_or_default();
            let seconds = number.contains('.') && number.parse::<f64>().is_ok();
            words.push_str(if secret || moment || seconds {
                "*"
            } else {
                word
            });
        }
        words
    };
    (said.ok, plain(&said.text()), plain(&said.err))
}

#[test]
fn commands_say_the_same_here_and_on_a_running_service() {
    // Two folders with the same in them: one is worked on here, the other is served.
    let (here, there, elsewhere) = (Folder::new(), Folder::new(), Folder::new());
    let input = elsewhere.file("mines.mrc", &mines());
    let mut token = String::new();
    for folder in [&here, &there] {
        folder.json(&["import", &input]);
        folder.json(&["token", "add", "journey", "--role", "administrator"]);
        let made = folder.json(&["token", "add", "boss", "--role", "administrator"]);
        token = made["token"].as_str().unwrap().to_owned();
    }
    let server = Server::serve(&there);
    server.settle();
    for args in [
        &["token", "add", "export", "--days", "3"][..],
        &["token", "add", "export"],
        &["token", "list"],
        &["token", "revoke", "export"],
        &["token", "revoke", "nobody"],
        &[
            "user",
            "add",
            "ana",
            "--role",
            "cataloguer",
            "--display",
            "Ana",
        ],
        &["user", "add", "ana", "--role", "cataloguer"],
        &["user", "add", "bo", "--role", "partner"],
        &["user", "reset", "ana", "--second-factor"],
        &["user", "disable", "ana"],
        &["user", "enable", "ana"],
        &["user", "disable", "nobody"],
        &["user", "list"],
        &["user", "remove", "ana"],
        &["user", "list"],
        &["imports", "list"],
        &["imports", "show", "1"],
        &["imports", "show", "9"],
        &["check"],
        &["reindex"],
        &["export", "--format", "json"],
        &["export", "--format", "marc", "--set", "theme:wages"],
        &["export", "--format", "marcxml", "--query", "mines"],
        &["export", "--format", "dc"],
        &["export", "--set", "theme:nonsense"],
        &["taxonomy", "check"],
        &["taxonomy", "export", "--format", "turtle"],
        &["import", "--dry-run", &input],
    ] {
        for more in [&[][..], &["--json"]] {
            let args = [args, more].concat();
            let local = here.run(&args);
            let over = ["--server", &server.base, "--token", &token];
            let remote = elsewhere.run(&[&args[..], &over].concat());
            assert_eq!(
                comparable(&local, "http://127.0.0.1:8080"),
                comparable(&remote, &server.base),
                "{args:?}"
            );
        }
    }
    for command in ["stats", "config"] {
        let names =
            |value: Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
        let over = [command, "--server", &server.base, "--token", &token];
        assert_eq!(names(here.json(&[command])), names(elsewhere.json(&over)));
    }
    assert!(!elsewhere.data().exists(), "nothing is kept on this side");

    for args in [&["serve"][..], &["demo"], &["restore", "x"]] {
        let refused = elsewhere.refused(&[args, &["--server", &server.base]].concat());
        assert!(
            refused.contains("cannot act on a running service"),
            "{refused}"
        );
    }
    let refused = elsewhere.refused(&["user", "list", "--server", &server.base]);
    assert!(
        refused.contains("401") && refused.contains("token"),
        "{refused}"
    );
}

// ---- The API is what it says it is ----

/// What of a value a schema does not allow or does not name; the last is stricter than OpenAPI is.
fn misfits(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if *schema == Value::Bool(false) {
        found.push(format!("{place}: must not be there"));
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(&reference[1..]).unwrap();
        return misfits(document, schema, value, place, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let mut wrong = Vec::new();
            misfits(document, choice, value, place, &mut wrong);
            wrong.is_empty()
        };
        if choices.iter().filter(fits).count() != 1 {
            found.push(format!("{place}: not exactly one of the choices: {value}"));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |kind: &&str| match *kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    let one_of = schema["enum"].as_array();
    if !(kinds.is_empty() || kinds.iter().any(is)) || one_of.is_some_and(|all| !all.contains(value))
    {
        found.push(format!("{place}: {value} is no {kinds:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            found.push(format!("{place}: {name} is missing"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        match schema["properties"]
            .get(name)
            .or(schema.get("additionalProperties"))
        {
            Some(schema) => misfits(document, schema, member, &format!("{place}.{name}"), found),
            None => found.push(format!("{place}: {name} is not described")),
        }
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        misfits(
            document,
            &schema["items"],
            item,
            &format!("{place}[{at}]"),
            found,
        );
    }
}

#[test]
fn every_member_of_an_answer_is_described() {
    let server = &*DEMO;
    let document = server.json("/api/v1/openapi.json");
    assert_eq!(document["servers"][0]["url"], server.base);
    let records: Vec<String> = (1..=40)
        .map(|n| format!("/api/v1/records/{}", n * 18))
        .collect();
    let mut asked: Vec<(&str, &str)> = records
        .iter()
        .map(|path| ("/api/v1/records/{id}", path.as_str()))
        .collect();
    asked.extend([
        (
            "/api/v1/search",
            "/api/v1/search?q=wages+colour:red&per_page=100",
        ),
        ("/api/v1/suggest", "/api/v1/suggest?q=wag"),
        ("/api/v1/changes", "/api/v1/changes?limit=50"),
        ("/api/v1/stats", "/api/v1/stats"),
        ("/api/v1/concepts", "/api/v1/concepts"),
        ("/api/v1/concepts/{scheme}", "/api/v1/concepts/themes"),
        (
            "/api/v1/concepts/{scheme}/{id}",
            "/api/v1/concepts/themes/wages",
        ),
        ("/api/v1/imports", "/api/v1/imports"),
        ("/api/v1/imports/{id}", "/api/v1/imports/1"),
        ("/api/v1/collections", "/api/v1/collections"),
        (
            "/api/v1/collections/{slug}",
            "/api/v1/collections/conventions",
        ),
        ("/api/v1/audit", "/api/v1/audit"),
        ("/api/v1/records/{id}/history", "/api/v1/records/1/history"),
        ("/api/v1/session", "/api/v1/session"),
        ("/api/v1/users", "/api/v1/users"),
        ("/api/v1/users/{name}", "/api/v1/users/admin"),
        ("/api/v1/tokens", "/api/v1/tokens"),
        ("/api/v1/config", "/api/v1/config"),
        ("/api/v1/index", "/api/v1/index"),
        ("/api/v1/export/report", "/api/v1/export/report?format=dc"),
        ("/api/v1/taxonomy/check", "/api/v1/taxonomy/check"),
    ]);
    for (pattern, path) in asked {
        let answer = server.signed("GET", path).send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let schema = &document["paths"][pattern]["get"]["responses"]["200"]["content"]["application/json"]
            ["schema"];
        let mut found = Vec::new();
        misfits(&document, schema, &answer.json(), path, &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn the_page_tries_what_reads_without_a_script() {
    let server = &*DEMO;
    let page = server.page("/api?hl=fr");
    for operation in ["getRecord", "replaceRecord", "search", "addToken"] {
        assert!(
            page.contains(&format!("value=\"{operation}\"")),
            "{operation}"
        );
    }
    for (query, place) in [
        ("operation=getRecord&id=1", "/api/v1/records/1"),
        (
            "operation=search&q=a%26b&type=&page=2",
            "/api/v1/search?q=a%26b&page=2",
        ),
        (
            "operation=getConcept&scheme=themes&id=..%2F..%2Fx",
            "/api/v1/concepts/themes/..%2F..%2Fx",
        ),
        ("operation=listSchemes", "/api/v1/concepts"),
    ] {
        let led = server.get(&format!("/api-try?{query}"));
        assert_eq!(
            (led.status, led.header("location").as_deref()),
            (303, Some(place))
        );
    }
    for query in ["", "operation=deleteRecord&id=1", "operation=nonsense"] {
        assert_eq!(
            server.get(&format!("/api-try?{query}")).status,
            404,
            "{query}"
        );
    }
    assert_eq!(server.get("/api-try?operation=getRecord&id=").status, 400);
}
