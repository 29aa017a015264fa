//! Commands on a running service: the same work, over its API.

use std::{fs::File, path::Path, time::Duration};

use serde_json::Value;
use store::BackupReport;

use crate::pipeline::{ImportRequest, Outcome};

/// How often a running import is asked how far it is.
const ASK: Duration = Duration::from_millis(300);
/// Notices asked for at a time.
const PAGE: u64 = 1000;

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
enum Body {
    Nothing,
    File(File),
}

struct Service<'a> {
    server: &'a str,
    token: &'a str,
    agent: ureq::Agent,
}

impl<'a> Service<'a> {
    fn new(server: &'a str, token: &'a str) -> Service<'a> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build();
        Service {
            server,
            token,
            agent: config.new_agent(),
        }
    }

    /// Asks; with a body, sends it.
    fn ask(&self, path: &str, body: Option<Body>) -> Result<Value, RemoteError> {
        let url = format!("{}{path}", self.server.trim_end_matches('/'));
        let bearer = format!("Bearer {}", self.token);
        let failed = |e: ureq::Error| RemoteError::Reach {
            server: self.server.to_owned(),
            source: Box::new(e),
        };
        let answer = match body {
            Some(Body::Nothing) => self
                .agent
                .post(&url)
                .header("Authorization", &bearer)
                .send_empty(),
            Some(Body::File(file)) => self
                .agent
                .post(&url)
                .header("Authorization", &bearer)
                .send(file),
            None => self.agent.get(&url).header("Authorization", &bearer).call(),
        };
        let mut answer = answer.map_err(failed)?;
        let status = answer.status().as_u16();
        let text = answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string()
            .map_err(failed)?;
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status < 300 {
            return Ok(value);
        }
        let detail = value["detail"].as_str().map_or(text.clone(), str::to_owned);
        Err(RemoteError::Refused {
            server: self.server.to_owned(),
            status,
            detail,
        })
    }
}

/// Imports a file into a running service and waits until its records can be found.
pub fn import(
    server: &str,
    token: &str,
    file: &Path,
    request: &ImportRequest,
    dry_run: bool,
) -> Result<Outcome, RemoteError> {
    let name = file.display().to_string();
    let body = File::open(file).map_err(|source| RemoteError::File {
        file: name.clone(),
        source,
    })?;
    let service = Service::new(server, token);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("name", &name)
        .append_pair("system", &request.system)
        .append_pair("dry_run", if dry_run { "true" } else { "false" })
        .finish();
    let begun = service.ask(&format!("/api/v1/imports?{query}"), Some(Body::File(body)))?;
    if dry_run {
        return Ok(outcome(&begun));
    }
    let id = begun["import"].as_u64().unwrap_or(0);
    loop {
        let now = service.ask(&format!("/api/v1/imports/{id}?limit=0"), None)?;
        let searchable = now["index_seq"].as_u64() >= now["seq"].as_u64();
        if now["status"] != "running" && searchable {
            return with_notices(&service, id, &now);
        }
        std::thread::sleep(ASK);
    }
}

/// Has a running service make a backup in a folder of its machine.
pub fn backup(server: &str, token: &str, to: &Path) -> Result<BackupReport, RemoteError> {
    let service = Service::new(server, token);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", &to.display().to_string())
        .finish();
    let report = service.ask(&format!("/api/v1/backups?{query}"), Some(Body::Nothing))?;
    serde_json::from_value(report).map_err(|e| RemoteError::Refused {
        server: server.to_owned(),
        status: 200,
        detail: format!("its report cannot be read: {e}"),
    })
}

fn with_notices(service: &Service<'_>, id: u64, last: &Value) -> Result<Outcome, RemoteError> {
    let mut told = outcome(last);
    while (told.notices.len() as u64) < last["notice_count"].as_u64().unwrap_or(0) {
        let page = service.ask(
            &format!(
                "/api/v1/imports/{id}?skip={}&limit={PAGE}",
                told.notices.len()
            ),
            None,
        )?;
        let more = outcome(&page).notices;
        if more.is_empty() {
            break;
        }
        told.notices.extend(more);
    }
    Ok(told)
}

fn outcome(value: &Value) -> Outcome {
    let count = |name: &str| value[name].as_u64().unwrap_or(0);
    Outcome {
        import: value["import"].as_u64().map(record::ImportId),
        created: count("created"),
        changed: count("changed"),
        unchanged: count("unchanged"),
        rejected: count("rejected"),
        seconds: value["seconds"].as_f64().unwrap_or(0.0),
        notices: serde_json::from_value(value["notices"].clone()).unwrap_or_default(),
    }
}
