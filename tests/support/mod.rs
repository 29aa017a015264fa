//! What journeys are told with: the real binary as a command and as a service, a small HTTP client,
//! MARC records made by hand, and readers of OAI-PMH answers and of pages.
//!
//! Nothing here waits blindly: a service is waited for by the address it prints, the index by the
//! seq it has reached.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test file uses a part; helpers of tests may panic"
)]

pub mod browser;
pub mod html;
pub mod marc;
pub mod oai;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may stand still before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a seq is looked at again.
const LOOK: Duration = Duration::from_millis(10);

/// A folder of a test's own, removed when it ends.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file beside the data directory.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// Writes `labordoc.toml`.
    pub fn configure(&self, text: &str) {
        fs::create_dir_all(self.data()).unwrap();
        fs::write(self.data().join("labordoc.toml"), text).unwrap();
    }

    /// Runs a command on the data directory.
    pub fn run(&self, args: &[&str]) -> Said {
        let mut command = binary();
        command.arg("--data").arg(self.data()).args(args);
        let output = command.stdin(Stdio::null()).output().unwrap();
        Said {
            ok: output.status.success(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command that must succeed and reads the JSON object it ends with.
    pub fn json(&self, args: &[&str]) -> Value {
        let said = self.run(&[args, &["--json"]].concat());
        assert!(said.ok, "{args:?}: {}", said.err);
        said.json()
    }

    /// Runs a command that must fail; what it says.
    pub fn refused(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert!(!said.ok, "{args:?} succeeded: {}", said.text());
        said.err
    }

    /// Imports bytes through the command line.
    pub fn import(&self, name: &str, bytes: &[u8]) -> Value {
        let file = self.file(name, bytes);
        self.json(&["import", &file])
    }
}

/// What a command said.
pub struct Said {
    pub ok: bool,
    pub out: Vec<u8>,
    pub err: String,
}

impl Said {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    pub fn json(&self) -> Value {
        let text = self.text();
        let last = text.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|e| panic!("{e}: {text}\n{}", self.err))
    }
}

/// The binary, in an environment without settings of the machine it runs on.
fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_labordoc"));
    clean(&mut command);
    command
}

fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LABORDOC_") {
            command.env_remove(name);
        }
    }
    command.env("RUST_LOG", "warn").env_remove("REMOVE");
}

/// The service's keeper: ends the service when its own input ends, which it does at the latest when
/// the test's process is gone, however that went; then it removes the folder it was told to.
const KEEPER: &str = r#"
"$@" & service=$!
exec >&-
read -r _
kill "$service" 2>/dev/null
wait "$service"; ended=$?
[ -z "$REMOVE" ] || rm -rf "$REMOVE"
exit "$ended"
"#;

/// A running service, stopped when it goes out of scope.
pub struct Server {
    keeper: Child,
    hold: Option<ChildStdin>,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// An administrator's.
    pub token: String,
    /// The demonstration's administrator's.
    pub password: String,
    agent: ureq::Agent,
    log: PathBuf,
}

impl Server {
    /// Serves a folder's collection.
    pub fn serve(folder: &Folder) -> Server {
        Server::serve_with(folder, &[])
    }

    /// As [`Server::serve`], with settings in the environment.
    pub fn serve_with(folder: &Folder, settings: &[(&str, &str)]) -> Server {
        let args = ["token", "add", "journey", "--role", "administrator"];
        let known = folder.run(&[&args[..], &["--json"]].concat());
        let token = if known.ok {
            known.json()["token"].as_str().unwrap().to_owned()
        } else {
            String::new()
        };
        Server::start(folder.0.path(), "serve", settings, token)
    }

    /// Serves the bundled collection from a folder that goes when the service does.
    pub fn demo() -> Server {
        let place = Folder::new().0.keep();
        let settings = [("REMOVE", place.to_str().unwrap())];
        Server::start(&place, "demo", &settings, String::new())
    }

    fn start(place: &Path, verb: &str, settings: &[(&str, &str)], mut token: String) -> Server {
        let log = place.join("service.log");
        let mut command = Command::new("sh");
        clean(&mut command);
        command
            .args([
                "-c",
                KEEPER,
                "keeper",
                env!("CARGO_BIN_EXE_labordoc"),
                "--data",
            ])
            .arg(place.join("data"))
            .args([verb, "--listen", "127.0.0.1:0"])
            .envs(settings.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log).unwrap());
        let mut keeper = command.spawn().unwrap();
        let hold = keeper.stdin.take();
        let (mut base, mut password) = (None, String::new());
        for line in BufReader::new(keeper.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if line.starts_with("Serving ") {
                base = line
                    .rsplit(' ')
                    .next()
                    .map(|url| url.trim_end_matches('/').to_owned());
            }
            if let Some((_, shown)) = line.split_once("shown this once: ") {
                token = shown.to_owned();
            }
            if let Some((_, shown)) = line.split_once("with the password ") {
                password = shown.split(' ').next().unwrap_or_default().to_owned();
            }
            if base.is_some() && (verb != "demo" || line.starts_with("Stop")) {
                break;
            }
        }
        let said = || fs::read_to_string(&log).unwrap_or_default();
        let base = base.unwrap_or_else(|| panic!("the service did not start: {}", said()));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A connection that the service is closing is never taken up again.
            .max_idle_connections(0)
            .timeout_global(Some(PATIENCE))
            .build()
            .new_agent();
        Server {
            keeper,
            hold,
            base,
            token,
            password,
            agent,
            log,
        }
    }

    /// Asks the service to stop and waits for it; whether it ended well.
    pub fn stop(mut self) -> bool {
        self.hold = None;
        self.keeper.wait().unwrap().success()
    }

    /// What the service wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub fn ask<'a>(&'a self, method: &'a str, path: &str) -> Ask<'a> {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        Ask {
            server: self,
            method,
            url,
            headers: Vec::new(),
            body: None,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send()
    }

    /// A page that must be there.
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// A JSON answer that must be there.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn record(&self, id: u64) -> Value {
        self.json(&format!("/api/v1/records/{id}"))
    }

    /// The head of the store.
    pub fn head(&self) -> u64 {
        self.json("/api/v1/stats")["seq"].as_u64().unwrap()
    }

    /// Waits until the index has reached the head.
    pub fn settle(&self) -> u64 {
        let begun = Instant::now();
        loop {
            let stats = self.json("/api/v1/stats");
            let (head, mark) = (
                stats["seq"].as_u64().unwrap(),
                stats["index_seq"].as_u64().unwrap(),
            );
            if mark >= head {
                return head;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "the index stands at {mark} of {head}: {}",
                self.log()
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Imports through the API and waits until everything is committed and indexed; the import's row.
    pub fn import(&self, name: &str, bytes: &[u8]) -> Value {
        let answer = self
            .signed("POST", &format!("/api/v1/imports?name={name}"))
            .body(bytes)
            .send();
        assert_eq!(answer.status, 202, "{}", answer.text());
        let place = answer.header("location").unwrap();
        let begun = Instant::now();
        loop {
            let row = self.signed("GET", &place).send().json();
            if row["status"] != "running" {
                self.settle();
                return row;
            }
            assert!(begun.elapsed() < PATIENCE, "the import stands still: {row}");
            std::thread::sleep(LOOK);
        }
    }

    pub fn signed<'a>(&'a self, method: &'a str, path: &str) -> Ask<'a> {
        self.ask(method, path)
            .header("Authorization", &format!("Bearer {}", self.token))
    }

    /// Changes a record and waits until it can be found; its new seq.
    pub fn patch(&self, id: u64, change: &Value) -> u64 {
        let answer = self
            .signed("PATCH", &format!("/api/v1/records/{id}"))
            .body(change.to_string().as_bytes())
            .send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.settle();
        answer.json()["seq"].as_u64().unwrap()
    }

    pub fn delete(&self, id: u64) -> Answer {
        let answer = self
            .signed("DELETE", &format!("/api/v1/records/{id}"))
            .send();
        self.settle();
        answer
    }

    pub fn search(&self, query: &str) -> Value {
        self.json(&format!("/api/v1/search?per_page=100&{query}"))
    }

    /// The titles that a query finds, sorted.
    pub fn titles(&self, q: &str) -> Vec<String> {
        let found = self.search(&format!("q={}", encode(q)));
        let hits = found["hits"].as_array().unwrap();
        assert_eq!(
            found["total"].as_u64().unwrap(),
            hits.len() as u64,
            "{q}: all on one page"
        );
        let mut titles: Vec<String> = hits
            .iter()
            .map(|h| h["title"].as_str().unwrap().to_owned())
            .collect();
        titles.sort();
        titles
    }

    /// The id of the one record with this title.
    pub fn id_of(&self, title: &str) -> u64 {
        let found = self.search(&format!("q={}", encode(&format!("title:\"{title}\""))));
        let hits = found["hits"].as_array().unwrap();
        let ids: Vec<u64> = hits
            .iter()
            .filter(|h| h["title"] == title)
            .map(|h| h["id"].as_u64().unwrap())
            .collect();
        assert_eq!(ids.len(), 1, "{title}: {found}");
        ids[0]
    }

    /// The whole change log.
    pub fn changes(&self) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let page = self.json(&format!("/api/v1/changes?limit=1000&after={after}"));
            let rows = page["changes"].as_array().unwrap();
            if rows.is_empty() {
                return all;
            }
            all.extend(rows.iter().cloned());
            after = page["next"].as_u64().unwrap();
        }
    }

    /// The ids of the records that are live.
    pub fn live(&self) -> Vec<u64> {
        let rows = self.changes();
        let mut ids: Vec<u64> = rows
            .iter()
            .filter(|r| r["deleted"] == json!(false))
            .map(|r| r["id"].as_u64().unwrap())
            .collect();
        ids.sort_unstable();
        ids
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.hold = None;
        let _ = self.keeper.wait();
    }
}

/// A request being put together.
pub struct Ask<'a> {
    server: &'a Server,
    method: &'a str,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Ask<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, bytes: &[u8]) -> Self {
        self.body = Some(bytes.to_vec());
        self
    }

    pub fn send(self) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(self.method)
            .uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let agent = &self.server.agent;
        let answer = match self.body {
            Some(body) => agent.run(request.body(body).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        };
        let mut answer = answer
            .unwrap_or_else(|e| panic!("{} {}: {e}\n{}", self.method, self.url, self.server.log()));
        let headers = answer.headers().iter().map(|(n, v)| {
            (
                n.as_str().to_owned(),
                String::from_utf8_lossy(v.as_bytes()).into_owned(),
            )
        });
        Answer {
            status: answer.status().as_u16(),
            headers: headers.collect(),
            body: answer
                .body_mut()
                .with_config()
                .limit(1 << 28)
                .read_to_vec()
                .unwrap(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("answers are UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// A header's value; several are joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let all: Vec<&str> = self
            .headers
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    pub fn kind(&self) -> String {
        self.header("content-type").unwrap_or_default()
    }
}

/// A value for a query string.
pub fn encode(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// Everything between `start` and `end`, as often as it occurs.
pub fn all_between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once(end).map(|(found, _)| found))
        .collect()
}

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
