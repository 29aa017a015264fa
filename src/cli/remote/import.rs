//! Imports into a running service.

use std::{fs::File, path::Path, time::Duration};

use record::{Notice, input::Format};
use serde_json::{Value, json};

use super::{Body, RemoteError, Service, query};
use crate::pipeline::{ImportRequest, Outcome, report::Line};

/// How often a running import is asked how far it is.
const ASK: Duration = Duration::from_millis(300);
/// Notices asked for at a time.
const PAGE: usize = 1000;

impl Service {
    /// Imports a file into a running service and waits until its records can be found.
    pub fn import(
        &self,
        file: &Path,
        request: &ImportRequest,
        dry_run: bool,
    ) -> Result<Outcome, RemoteError> {
        let name = file.display().to_string();
        let body = File::open(file).map_err(|source| RemoteError::File {
            file: name.clone(),
            source,
        })?;
        let pairs = [
            ("name", name.as_str()),
            ("system", &request.system),
            ("dry_run", if dry_run { "true" } else { "false" }),
        ];
        let format = request.format.map(Format::name);
        let wanted = [("format", format), ("profile", request.profile.as_deref())];
        let wanted = wanted.into_iter().filter_map(|(name, v)| Some((name, v?)));
        let pairs: Vec<(&str, &str)> = pairs.into_iter().chain(wanted).collect();
        let path = format!("/api/v1/imports?{}", query(&pairs));
        let begun = self.value(&self.ask("POST", &path, &Body::File(&body))?)?;
        if dry_run {
            return Ok(outcome(&begun));
        }
        let id = begun["import"].as_u64().unwrap_or(0);
        self.wait(id)
    }

    /// Waits until an import has ended and its records can be found.
    pub(super) fn wait(&self, id: u64) -> Result<Outcome, RemoteError> {
        loop {
            let now = self.get(&format!("/api/v1/imports/{id}?limit=0"))?;
            let searchable = now["index_seq"].as_u64() >= now["seq"].as_u64();
            if now["status"] != "running" && now["status"] != "staging" && searchable {
                let told = outcome(&now);
                return Ok(Outcome {
                    notices: self.told(id)?,
                    ..told
                });
            }
            std::thread::sleep(ASK);
        }
    }

    /// Commits a staged import or undoes one that is done, and waits for the end.
    pub fn run_import(&self, id: u64, act: &str) -> Result<Outcome, RemoteError> {
        let path = format!("/api/v1/imports/{id}/{act}");
        let begun = self.value(&self.ask("POST", &path, &Body::Nothing)?)?;
        self.wait(begun["import"].as_u64().unwrap_or(id))
    }

    /// Throws a staged import away, or cancels one that is under way.
    pub fn cancel_import(&self, id: u64) -> Result<(), RemoteError> {
        self.ask("DELETE", &format!("/api/v1/imports/{id}"), &Body::Nothing)?;
        Ok(())
    }

    /// All imports, oldest first: `{"imports": [...]}`.
    pub fn imports(&self) -> Result<Value, RemoteError> {
        let mut told = self.get("/api/v1/imports")?;
        if let Some(rows) = told["imports"].as_array_mut() {
            rows.reverse();
        }
        Ok(told)
    }

    /// One import with its notices: `{"import", "notices"}`; `None` when there is none.
    pub fn one_import(&self, id: u64) -> Result<Option<Value>, RemoteError> {
        let all = self.imports()?;
        let mut rows = all["imports"].as_array().into_iter().flatten();
        let Some(row) = rows.find(|row| row["id"] == id) else {
            return Ok(None);
        };
        Ok(Some(json!({ "import": row, "notices": self.notices(id)? })))
    }

    /// All that an import's report tells; of one without a report, what the service keeps.
    fn told(&self, id: u64) -> Result<Vec<Notice>, RemoteError> {
        let path = format!("/api/v1/imports/{id}/report?notices=true");
        let report = match self.ask("GET", &path, &Body::Nothing) {
            Ok(report) => report,
            Err(RemoteError::Refused { status: 404, .. }) => {
                return Ok(serde_json::from_value(self.notices(id)?).unwrap_or_default());
            }
            Err(error) => return Err(error),
        };
        let lines = report.lines();
        let lines = lines.filter_map(|line| serde_json::from_str::<Line>(line).ok());
        Ok(lines.flat_map(|line| line.notices).collect())
    }

    fn notices(&self, id: u64) -> Result<Value, RemoteError> {
        let mut all = Vec::new();
        loop {
            let path = format!("/api/v1/imports/{id}?skip={}&limit={PAGE}", all.len());
            let mut page = self.get(&path)?;
            let more = page["notices"].as_array_mut().map(std::mem::take);
            let more = more.unwrap_or_default();
            let last = more.len() < PAGE;
            all.extend(more);
            if last {
                return Ok(Value::Array(all));
            }
        }
    }
}

fn outcome(value: &Value) -> Outcome {
    let count = |name: &str| value[name].as_u64().unwrap_or(0);
    Outcome {
        import: value["import"].as_u64().map(record::ImportId),
        created: count("created"),
        changed: count("changed"),
        deleted: count("deleted"),
        unchanged: count("unchanged"),
        rejected: count("rejected"),
        undecided: count("undecided"),
        seconds: value["seconds"].as_f64().unwrap_or(0.0),
        notices: serde_json::from_value(value["notices"].clone()).unwrap_or_default(),
    }
}
