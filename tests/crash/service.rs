//! A running service, and the few requests that the stories make.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::library::Library;

/// A service under way; dropped, it is killed.
pub struct Service {
    child: Child,
    client: Client,
    log: Log,
}

/// What it writes to standard error: in memory, since its disk may be full.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<String>>);

impl Log {
    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

/// A service that was started and has not said its address.
pub struct Starting {
    pub child: Child,
    lines: mpsc::Receiver<String>,
    pub log: Log,
}

/// Talks to a service; clones may outlive it.
#[derive(Clone)]
pub struct Client {
    url: String,
    token: String,
    agent: ureq::Agent,
}

/// How long a start, with a rebuild if need be, may take on a busy machine.
pub const START: Duration = Duration::from_secs(120);

impl Service {
    /// Starts and waits until it listens.
    pub fn start(library: &Library, token: &str) -> Service {
        let starting = Service::spawn(library);
        let log = starting.log.clone();
        let started = starting.within(START, token);
        started.unwrap_or_else(|_| panic!("the service did not start: {}", log.text()))
    }

    /// Starts.
    pub fn spawn(library: &Library) -> Starting {
        let mut command = library.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let err = BufReader::new(child.stderr.take().unwrap());
        let log = Log::default();
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                *kept.0.lock().unwrap() += &format!("{line}\n");
            }
        });
        Starting { child, lines, log }
    }

    pub fn log(&self) -> String {
        self.log.text()
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Kills it at once; whether it was still running.
    pub fn kill(mut self) -> bool {
        let alive = self.child.try_wait().unwrap().is_none();
        let _ = self.child.kill();
        let _ = self.child.wait();
        alive
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "the service ended with {status}");
                return;
            }
            assert!(begun.elapsed() < START, "the service does not stop");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Starting {
    /// The service when it has said its address in time; else what was started.
    pub fn within(self, time: Duration, token: &str) -> Result<Service, Starting> {
        let Ok(line) = self.lines.recv_timeout(time) else {
            return Err(self);
        };
        let (_, url) = line
            .rsplit_once(" at ")
            .unwrap_or_else(|| panic!("no address: {line}"));
        let client = Client::new(url.trim_end_matches('/'), token);
        Ok(Service {
            child: self.child,
            client,
            log: self.log,
        })
    }
}

impl Client {
    fn new(url: &str, token: &str) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Client {
            url: url.to_owned(),
            token: token.to_owned(),
            agent: config.into(),
        }
    }

    /// Its address, which is another one after each start.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Status and body; an error when there was no whole answer.
    pub fn get(&self, path: &str) -> Result<(u16, String), ureq::Error> {
        let mut answer = self
            .agent
            .get(format!("{}{path}", self.url))
            .header("Authorization", self.bearer())
            .call()?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    /// The JSON of an answer that must be 200.
    pub fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path).unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    pub fn patch(&self, id: u64, change: &Value) -> Result<(u16, String), ureq::Error> {
        let url = format!("{}/api/v1/records/{id}", self.url);
        let request = self.agent.patch(url).header("Authorization", self.bearer());
        let mut answer = request
            .content_type("application/merge-patch+json")
            .send(change.to_string())?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    /// Puts what is there in the version `etag`, or is not there yet.
    pub fn put(
        &self,
        path: &str,
        body: &Value,
        etag: Option<&str>,
    ) -> Result<(u16, String), ureq::Error> {
        let request = self.agent.put(format!("{}{path}", self.url));
        let mut answer = etag
            .into_iter()
            .fold(request, |request, etag| request.header("If-Match", etag))
            .header("Authorization", self.bearer())
            .content_type("application/json")
            .send(body.to_string())?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    pub fn post_import(&self, bytes: &[u8]) -> Result<(u16, String), ureq::Error> {
        let url = format!("{}/api/v1/imports?name=records.mrc", self.url);
        let mut answer = self
            .agent
            .post(url)
            .header("Authorization", self.bearer())
            .send(bytes)?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    /// Posts JSON.
    pub fn post(&self, path: &str, body: &Value) -> Result<(u16, String), ureq::Error> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let mut answer = request
            .header("Authorization", self.bearer())
            .content_type("application/json")
            .send(body.to_string())?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    /// Waits until an import has ended and the index has followed.
    pub fn wait_import(&self, id: u64) -> Value {
        let begun = Instant::now();
        loop {
            let row = self.json(&format!("/api/v1/imports/{id}"));
            if row["status"] == "done" && row["seq"] == row["index_seq"] {
                return row;
            }
            assert!(begun.elapsed() < START, "the import does not end: {row}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the index has followed; whether it did.
    pub fn wait_indexed(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < START {
            let Ok((200, body)) = self.get("/api/v1/stats") else {
                return false;
            };
            let stats: Value = serde_json::from_str(&body).unwrap();
            if stats["seq"] == stats["index_seq"] {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}
