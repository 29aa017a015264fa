//! One library harvests another, as people do it: by commands, through the API, on the page, by itself;
//! killed on its way, undone, looked at first.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{
    Folder, Server, all_between,
    browser::Browser,
    marc::{book, file},
    oai,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// What a library gives of its records as MARCXML, by the identifier that the first one has for them.
fn copies(server: &Server, own: bool) -> BTreeMap<String, String> {
    let list = oai::harvest(server, "marcxml", "");
    let mut copies = BTreeMap::new();
    for record in all_between(&list.text, "<record><header", "</record></metadata>") {
        if record.starts_with(" status=\"deleted\"") {
            continue;
        }
        let identifier = all_between(record, "<identifier>", "<")[0].to_owned();
        let metadata = record.split_once("<metadata>").unwrap().1.to_owned();
        copies.insert(identifier, metadata);
    }
    if own {
        return copies;
    }
    // Of a copy, the first one's identifier stands in its provenance.
    let mut named = BTreeMap::new();
    for about in all_between(&list.text, "<record><header", "</originDescription>") {
        let ids = all_between(about, "<identifier>", "<");
        let (Some(here), Some(there)) = (ids.first(), ids.last()) else {
            continue;
        };
        if let Some(metadata) = copies.remove(*here) {
            named.insert((*there).to_owned(), metadata);
        }
    }
    named
}

fn counts(told: &Value) -> [u64; 3] {
    ["created", "changed", "deleted"].map(|name| told[name].as_u64().unwrap_or(0))
}

#[test]
fn a_copy_of_a_library_follows_it_and_an_undo_takes_a_step_back() {
    let original = Server::demo();
    let url = format!("{}/oai", original.base);
    let folder = Folder::new();
    let live = original.live().len() as u64;

    let report = folder.path("notices.jsonl");
    let to = report.display().to_string();
    let would = folder.json(&["harvest", &url, "--dry-run", "--report", &to]);
    let written = std::fs::read_to_string(report).unwrap();
    assert_eq!(
        written.lines().count(),
        would["notices"].as_array().unwrap().len()
    );
    assert!(written.contains("\"code\""), "{written}");
    let first = folder.json(&["harvest", &url]);
    assert_eq!(counts(&would), counts(&first));
    assert_eq!(counts(&first), [live, 0, 0]);
    let (before, token) = {
        let copy = Server::serve(&folder);
        let before = copies(&copy, false);
        assert_eq!(before, copies(&original, true));
        (before, copy.token.clone())
    };

    // One is edited, one is deleted, one that was deleted comes back later.
    let ids = original.live();
    original.patch(
        ids[0],
        &json!({ "titles": { "main": { "main": "Edited there" } } }),
    );
    assert_eq!(original.delete(ids[1]).status, 200);
    let would = folder.json(&["harvest", &url, "--dry-run"]);
    let second = folder.json(&["harvest", &url]);
    assert_eq!(counts(&would), counts(&second));
    assert_eq!(counts(&second), [0, 1, 1], "{second}");
    {
        let mut copy = Server::serve(&folder);
        copy.token = token;
        assert_eq!(copies(&copy, false), copies(&original, true));
        // What is edited here is told as altered.
        let text = oai::harvest(&copy, "marcxml", "").text;
        assert!(!text.contains("altered=\"true\""));
        let found = copy.search("q=title:%22Edited%20there%22");
        let id = found["hits"][0]["id"].as_u64().unwrap();
        copy.patch(
            id,
            &json!({ "titles": { "main": { "main": "Edited here" } } }),
        );
        let text = oai::harvest(&copy, "marcxml", "").text;
        assert_eq!(text.matches("altered=\"true\"").count(), 1);
        assert!(
            !oai::harvest(&copy, "oai_dc", "")
                .text
                .contains("altered=\"false\"")
        );
        let undone = copy.signed("PATCH", &format!("/api/v1/records/{id}"));
        let back = json!({ "titles": { "main": { "main": "Edited there" } } });
        assert_eq!(undone.body(back.to_string().as_bytes()).send().status, 200);
    }
    let rows = folder.json(&["harvests", "list"]);
    let row = &rows["harvests"][0];
    assert_eq!(
        (&row["url"], &row["last"]["result"]),
        (&json!(url), &json!("done"))
    );
    assert_eq!(row["last"]["import"], second["import"]);

    let import = second["import"].to_string();
    folder.json(&["imports", "undo", &import]);
    {
        let copy = Server::serve(&folder);
        assert_eq!(copies(&copy, false), before);
    }
    // What was undone is asked for again.
    let third = folder.json(&["harvest", &url]);
    assert_eq!(counts(&third), [0, 1, 1], "{third}");
    assert!(folder.run(&["check"]).ok);
}

/// A repository of our own making, whose second page is held back until it may come.
struct Slow {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicBool>,
}

impl Slow {
    fn new() -> Slow {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/oai", listener.local_addr().unwrap());
        let (asked, open) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (log, gate) = (Arc::clone(&asked), Arc::clone(&open));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, gate) = (Arc::clone(&log), Arc::clone(&gate));
                std::thread::spawn(move || answer(stream.unwrap(), &log, &gate));
            }
        });
        Slow { url, asked, open }
    }
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<String>>, open: &AtomicBool) {
    let mut lines = BufReader::new(&stream).lines();
    let first = lines.next().unwrap().unwrap();
    let rest = lines.map(Result::unwrap);
    rest.take_while(|line| !line.is_empty()).for_each(drop);
    log.lock().unwrap().push(first.clone());
    let begun = Instant::now();
    while first.contains("resumptionToken") && !open.load(Ordering::Relaxed) {
        assert!(begun.elapsed() < PATIENCE, "nobody lets it through");
        std::thread::sleep(Duration::from_millis(20));
    }
    let record = |n: u32| {
        format!(
            "<record><header><identifier>oai:slow:{n}</identifier><datestamp>2026-11-01</datestamp></header>\
             <metadata><oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Slow {n}</dc:title></oai_dc:dc></metadata></record>"
        )
    };
    let inner = if first.contains("Identify") {
        "<Identify><protocolVersion>2.0</protocolVersion><granularity>YYYY-MM-DD</granularity></Identify>"
            .to_owned()
    } else if first.contains("ListMetadataFormats") {
        "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><metadataNamespace>\
         http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>"
            .to_owned()
    } else if first.contains("resumptionToken") {
        format!("<ListRecords>{}<resumptionToken/></ListRecords>", record(2))
    } else {
        format!(
            "<ListRecords>{}<resumptionToken>two</resumptionToken></ListRecords>",
            record(1)
        )
    };
    let body =
        format!("<OAI-PMH><responseDate>2026-11-27T00:00:00Z</responseDate>{inner}</OAI-PMH>");
    // Who was killed does not listen any more.
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Waits until a harvest has come to its second page.
fn until_second_page(slow: &Slow) {
    let begun = Instant::now();
    while !slow
        .asked
        .lock()
        .unwrap()
        .iter()
        .any(|a| a.contains("resumptionToken"))
    {
        assert!(
            begun.elapsed() < PATIENCE,
            "it never comes to the second page"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_killed_harvest_goes_on_at_its_last_token() {
    let slow = Slow::new();
    let folder = Folder::new();
    let mut harvest = Command::new(env!("CARGO_BIN_EXE_labordoc"))
        .arg("--data")
        .arg(folder.data())
        .args(["harvest", &slow.url, "--name", "slow"])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    until_second_page(&slow);
    harvest.kill().unwrap();
    harvest.wait().unwrap();
    let asked = slow.asked.lock().unwrap().len();
    slow.open.store(true, Ordering::Relaxed);
    let told = folder.json(&["harvest", &slow.url, "--name", "slow"]);
    assert_eq!(counts(&told), [2, 0, 0]);
    let asked: Vec<String> = slow.asked.lock().unwrap()[asked..].to_vec();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("resumptionToken=two"), "{asked:?}");
    let left: PathBuf = folder.data().join("harvests/slow");
    assert!(!left.exists());
}

/// Waits until a service does not harvest a repository any more.
fn settled(server: &Server, name: &str) -> Value {
    let begun = Instant::now();
    loop {
        let row = server
            .signed("GET", &format!("/api/v1/harvests/{name}"))
            .send()
            .json();
        if row["standing"] == "idle" && !row["last"].is_null() {
            return row;
        }
        assert!(begun.elapsed() < PATIENCE, "{row}\n{}", server.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until an import has ended.
fn imported(server: &Server, id: &Value) -> Value {
    let begun = Instant::now();
    loop {
        let row = server
            .signed("GET", &format!("/api/v1/imports/{id}"))
            .send()
            .json();
        if row["status"] != "running" && row["status"] != "staging" {
            return row;
        }
        assert!(begun.elapsed() < PATIENCE, "{row}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn send(server: &Server, method: &str, path: &str, body: &Value) -> support::Answer {
    let ask = server.signed(method, path);
    ask.body(body.to_string().as_bytes()).send()
}

#[test]
fn a_service_harvests_what_is_due_by_itself_and_what_it_is_asked_to() {
    let there = Folder::new();
    there.import(
        "b.mrc",
        &file(&[
            book("B1", "eng", "Safety in mines"),
            book("B2", "eng", "Wages"),
        ]),
    );
    let original = Server::serve(&there);
    let url = format!("{}/oai", original.base);
    let folder = Folder::new();
    folder.import(
        "own.mrc",
        &file(&[book("B1", "eng", "Another library's own")]),
    );
    let copy = Server::serve(&folder);

    // Due as soon as it is kept.
    let kept = json!({ "url": url, "name": "peer", "every": 24 });
    let answer = send(&copy, "POST", "/api/v1/harvests", &kept);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("location").unwrap(), "/api/v1/harvests/peer");
    let row = settled(&copy, "peer");
    assert_eq!(
        (&row["last"]["result"], &row["last"]["records"]),
        (&json!("done"), &json!(2))
    );
    assert!(row["due"].as_str() > row["last"]["ended"].as_str(), "{row}");
    let done = imported(&copy, &row["last"]["import"]);
    assert_eq!(
        (counts(&done), &done["actor"]),
        ([2, 0, 0], &json!("harvest"))
    );
    copy.settle();
    // Its numbers are its own system's.
    for word in ["mines", "wages", "another"] {
        assert_eq!(copy.titles(word).len(), 1, "{word}");
    }

    // Looked at first, then committed; until then it waits.
    original.delete(original.id_of("Wages"));
    let run = send(
        &copy,
        "POST",
        "/api/v1/harvests/peer/run",
        &json!({ "look": true }),
    );
    assert_eq!(run.status, 202, "{}", run.text());
    let row = settled(&copy, "peer");
    let staged = imported(&copy, &row["last"]["import"]);
    assert_eq!(
        (&staged["status"], counts(&staged)),
        (&json!("staged"), [0, 0, 1])
    );
    let refused = send(&copy, "POST", "/api/v1/harvests/peer/run", &json!({}));
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("waits for somebody's word"),
        "{}",
        refused.text()
    );
    let commit = format!("/api/v1/imports/{}/commit", row["last"]["import"]);
    assert_eq!(send(&copy, "POST", &commit, &json!({})).status, 202);
    imported(&copy, &row["last"]["import"]);
    copy.settle();
    assert_eq!(copy.titles("wages"), Vec::<String>::new());

    // By a command on the running service; it survives a restart; then it is removed.
    let token = copy.token.clone();
    assert!(copy.stop());
    let mut copy = Server::serve(&folder);
    copy.token = token;
    let remote = |args: &[&str]| {
        let there = ["--server", &copy.base, "--token", &copy.token];
        folder.json(&[args, &there].concat())
    };
    let would = remote(&["harvest", &url, "--name", "peer", "--full", "--dry-run"]);
    assert_eq!(
        (counts(&would), &would["import"]),
        ([0, 0, 0], &Value::Null)
    );
    let again = remote(&["harvest", &url, "--name", "peer", "--full"]);
    assert_eq!(
        (counts(&again), &again["unchanged"]),
        ([0, 0, 0], &json!(2))
    );
    let rows = remote(&["harvests", "list"]);
    assert_eq!(rows["harvests"].as_array().unwrap().len(), 1);
    assert_eq!(rows["harvests"][0]["every"], 24);
    assert_eq!(
        copy.signed("DELETE", "/api/v1/harvests/peer").send().status,
        204
    );
    assert_eq!(
        copy.signed("GET", "/api/v1/harvests/peer").send().status,
        404
    );
    let none = remote(&["harvest", &url, "--name", "one-off", "--dry-run"]);
    assert_eq!(none["import"], Value::Null);
    assert_eq!(remote(&["harvests", "list"])["harvests"], json!([]));
}

#[test]
fn a_harvest_is_cancelled_without_a_trace_and_stops_at_once_with_the_service() {
    let slow = Slow::new();
    let folder = Folder::new();
    folder.import("own.mrc", &file(&[book("B1", "eng", "Own")]));
    let server = Server::serve(&folder);
    let wanted = json!({ "url": slow.url, "name": "slow", "run": {} });
    assert_eq!(
        send(&server, "POST", "/api/v1/harvests", &wanted).status,
        201
    );
    until_second_page(&slow);
    let busy = send(&server, "POST", "/api/v1/harvests/slow/run", &json!({}));
    assert_eq!(busy.status, 422, "{}", busy.text());
    assert_eq!(
        send(&server, "POST", "/api/v1/harvests/slow/cancel", &json!({})).status,
        200
    );
    let row = settled(&server, "slow");
    assert_eq!(row["last"]["result"], "cancelled");
    assert!(!folder.data().join("harvests/slow").exists());
    assert_eq!(server.live().len(), 1);

    // Stopped while the repository keeps it waiting, it goes on at the next start.
    let asked = slow.asked.lock().unwrap().len();
    assert_eq!(
        send(&server, "POST", "/api/v1/harvests/slow/run", &json!({})).status,
        202
    );
    let begun = Instant::now();
    while slow.asked.lock().unwrap().len() < asked + 4 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    }
    let token = server.token.clone();
    let begun = Instant::now();
    assert!(server.stop());
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    slow.open.store(true, Ordering::Relaxed);
    let asked = slow.asked.lock().unwrap().len();
    let mut server = Server::serve(&folder);
    server.token = token;
    let begun = Instant::now();
    loop {
        let row = server.signed("GET", "/api/v1/harvests/slow").send().json();
        if row["last"]["result"] == "done" {
            imported(&server, &row["last"]["import"]);
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{row}");
        std::thread::sleep(Duration::from_millis(20));
    }
    let asked: Vec<String> = slow.asked.lock().unwrap()[asked..].to_vec();
    assert_eq!(asked.len(), 1, "{asked:?}");
    server.settle();
    assert_eq!(server.live().len(), 3);
}

#[test]
fn the_page_adds_a_repository_and_only_an_administrator_may_name_one() {
    let slow = Slow::new();
    slow.open.store(true, Ordering::Relaxed);
    let server = Server::demo();
    let mut browser = Browser::demo(&server);
    let page = browser.get("/admin/harvests").text();
    assert!(page.contains("None is harvested yet."), "{page}");
    let refused = browser.post("/admin/harvests", &[("act", "add"), ("url", "ftp://x")]);
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("must begin with https:// or http://"),
        "{}",
        refused.text()
    );
    let added = browser.post(
        "/admin/harvests",
        &[
            ("act", "add"),
            ("url", &slow.url),
            ("name", "slow"),
            ("every", "24"),
        ],
    );
    assert_eq!(added.status, 303, "{}", added.text());
    let row = settled(&server, "slow");
    assert_eq!(row["last"]["records"], 2);
    let page = browser.get("/admin/harvests").text();
    assert!(page.contains("2 records came."), "{page}");
    assert!(page.contains("/admin/imports/"), "{page}");

    let made = json!({ "name": "cat", "role": "cataloguer" });
    let made = send(&server, "POST", "/api/v1/tokens", &made).json();
    let token = made["token"].as_str().unwrap();
    let wanted = json!({ "url": slow.url, "name": "mine" }).to_string();
    for (method, path, expected) in [
        ("POST", "/api/v1/harvests", 403),
        ("PUT", "/api/v1/harvests/slow", 403),
        ("DELETE", "/api/v1/harvests/slow", 403),
        ("POST", "/api/v1/harvests/slow/run", 202),
    ] {
        let ask = server.ask(method, path);
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        let body = if path.ends_with("run") { "{}" } else { &wanted };
        let answer = ask.body(body.as_bytes()).send();
        assert_eq!(
            answer.status,
            expected,
            "{method} {path}: {}",
            answer.text()
        );
    }
}
