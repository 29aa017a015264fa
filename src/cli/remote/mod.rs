//! Commands on a running service: the same work, over its API.

mod batch;
mod harvest;
mod import;

use std::{fs::File, io::Read, time::Duration};

use serde::Serialize;
use serde_json::Value;

/// How often a service that has had too many requests is asked again.
const TRIES: u32 = 10;
/// The longest wait between, in seconds.
const LONGEST_WAIT: u64 = 60;
/// How long a service may take to say that it will have a file, before it is sent anyway.
const ASKING: Duration = Duration::from_secs(10);
/// The largest answer that is read as a whole, in bytes.
const LARGEST: u64 = 1 << 30;

/// Why a service did not do as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// The file.
    #[error("cannot read {file}: {source}")]
    File {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be reached, or its answer cannot be read.
    #[error("{server} cannot be reached: {source}")]
    Reach {
        /// The service.
        server: String,
        /// Why.
        source: Box<ureq::Error>,
    },
    /// It refuses what was asked, for the same reason that a data directory here would have.
    #[error("{0}")]
    Unfit(String),
    /// It refuses.
    #[error("{server} answers {status}: {detail}")]
    Refused {
        /// The service.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What it says.
        detail: String,
    },
}

/// What is sent.
enum Body<'a> {
    Nothing,
    File(&'a File),
    Json(&'a Value),
    /// Bytes of this media type.
    Bytes(&'a str, &'a [u8]),
}

type Answer = ureq::http::Response<ureq::Body>;

/// A running service, and by which token it is asked.
pub struct Service {
    server: String,
    token: Option<String>,
    agent: ureq::Agent,
}

impl Service {
    /// The service at this address.
    pub fn new(server: &str, token: Option<&str>) -> Service {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_await_100(Some(ASKING))
            .build();
        Service {
            server: server.trim_end_matches('/').to_owned(),
            token: token.map(str::to_owned),
            agent: config.new_agent(),
        }
    }

    /// What is at a path of the API.
    pub fn get(&self, path: &str) -> Result<Value, RemoteError> {
        self.value(&self.ask("GET", path, &Body::Nothing)?)
    }

    /// Does something without a body.
    pub fn act(&self, method: &str, path: &str) -> Result<Value, RemoteError> {
        self.value(&self.ask(method, path, &Body::Nothing)?)
    }

    /// Sends something as JSON.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Value, RemoteError> {
        let body = serde_json::to_value(body).unwrap_or_default();
        self.value(&self.ask(method, path, &Body::Json(&body))?)
    }

    /// An answer of any size, as it comes.
    pub fn stream(&self, path: &str) -> Result<impl Read + use<>, RemoteError> {
        Ok(self
            .answer("GET", path, &Body::Nothing)?
            .into_body()
            .into_reader())
    }

    fn ask(&self, method: &str, path: &str, body: &Body<'_>) -> Result<String, RemoteError> {
        let mut answer = self.answer(method, path, body)?;
        let read = answer.body_mut().with_config().limit(LARGEST);
        read.read_to_string().map_err(|e| self.unreached(e))
    }

    fn value(&self, text: &str) -> Result<Value, RemoteError> {
        serde_json::from_str(text).map_err(|e| RemoteError::Refused {
            server: self.server.clone(),
            status: 200,
            detail: format!("its answer cannot be read: {e}"),
        })
    }

    /// The answer to a request, once it is a good one; waits when there were too many.
    fn answer(&self, method: &str, path: &str, body: &Body<'_>) -> Result<Answer, RemoteError> {
        let mut tries = 0;
        loop {
            let mut answer = self.once(method, path, body)?;
            let status = answer.status().as_u16();
            if status < 300 {
                return Ok(answer);
            }
            tries += 1;
            // What was read of a file cannot be sent again.
            if status == 429 && tries < TRIES && !matches!(body, Body::File(_)) {
                let told = answer.headers().get("retry-after");
                let told = told.and_then(|v| v.to_str().ok()?.parse().ok());
                std::thread::sleep(Duration::from_secs(told.unwrap_or(1).min(LONGEST_WAIT)));
                continue;
            }
            let text = answer.body_mut().read_to_string().unwrap_or_default();
            return Err(self.refused(status, &text));
        }
    }

    fn refused(&self, status: u16, text: &str) -> RemoteError {
        let told: Value = serde_json::from_str(text).unwrap_or_default();
        match (status, told["detail"].as_str()) {
            (400 | 404 | 409 | 410 | 412 | 422, Some(detail)) => {
                RemoteError::Unfit(detail.to_owned())
            }
            (_, detail) => RemoteError::Refused {
                server: self.server.clone(),
                status,
                detail: detail.unwrap_or(text).to_owned(),
            },
        }
    }

    fn once(&self, method: &str, path: &str, body: &Body<'_>) -> Result<Answer, RemoteError> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let failed = |e: ureq::http::Error| self.unreached(e.into());
        let answer = match body {
            Body::Nothing => self.agent.run(request.body(()).map_err(failed)?),
            Body::File(file) => {
                // Asked first: who is refused would else be cut off while sending, and see no reason.
                let request = request.header("Expect", "100-continue");
                let mut reader: &File = file;
                let sent = ureq::SendBody::from_reader(&mut reader);
                self.agent.run(request.body(sent).map_err(failed)?)
            }
            Body::Bytes(kind, bytes) => {
                let request = request.header("Content-Type", *kind);
                self.agent.run(request.body(*bytes).map_err(failed)?)
            }
            Body::Json(value) => {
                let request = request.header("Content-Type", "application/json");
                self.agent
                    .run(request.body(value.to_string()).map_err(failed)?)
            }
        };
        answer.map_err(|e| self.unreached(e))
    }

    fn unreached(&self, error: ureq::Error) -> RemoteError {
        RemoteError::Reach {
            server: self.server.clone(),
            source: Box::new(error),
        }
    }
}

/// A query string of these pairs.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(pairs).finish()
}
