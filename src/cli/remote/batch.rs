//! Batch edits on a running service.

use std::time::Duration;

use serde_json::Value;

use super::{Body, RemoteError, Service, query};

/// How often a running batch edit is asked how far it is.
const ASK: Duration = Duration::from_millis(300);

impl Service {
    /// Has a batch edit done and waits until what it changed can be found; what became of it.
    pub fn batch(
        &self,
        name: &str,
        (kind, bytes): (&str, &[u8]),
        dry_run: bool,
    ) -> Result<Value, RemoteError> {
        let dry = if dry_run { "true" } else { "false" };
        let path = format!(
            "/api/v1/batches?{}",
            query(&[("name", name), ("dry_run", dry)])
        );
        let begun = self.value(&self.ask("POST", &path, &Body::Bytes(kind, bytes))?)?;
        if dry_run {
            return Ok(begun);
        }
        let Some(id) = begun["import"].as_u64() else {
            return Ok(begun);
        };
        loop {
            let mut now = self.get(&format!("/api/v1/imports/{id}"))?;
            let searchable = now["index_seq"].as_u64() >= now["seq"].as_u64();
            if now["status"] != "running" && searchable {
                now["faults"] = begun["faults"].clone();
                return Ok(now);
            }
            std::thread::sleep(ASK);
        }
    }
}
