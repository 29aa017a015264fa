//! Harvests by a running service.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Body, RemoteError, Service};
use crate::{
    manage::harvests::{Run, Wanted},
    pipeline::Outcome,
};

/// How often a running harvest is asked how far it is.
const ASK: Duration = Duration::from_millis(300);

impl Service {
    /// Has a repository harvested, and waits until its records can be found. A dry run is one whose import
    /// is looked through and thrown away.
    pub fn harvest(
        &self,
        wanted: &Wanted,
        run: Run,
        dry_run: bool,
    ) -> Result<Outcome, RemoteError> {
        let wanted = Wanted {
            run: Some(Run {
                look: dry_run,
                ..run
            }),
            ..wanted.clone()
        };
        let begun = self.ask("POST", "/api/v1/harvests", &Body::Json(&json!(wanted)))?;
        let begun = self.value(&begun)?;
        let name = begun["name"].as_str().unwrap_or_default();
        let ended = self.harvest_end(name)?;
        let last = &ended["last"];
        if let Some(why) = last["why"].as_str() {
            return Err(RemoteError::Unfit(why.to_owned()));
        }
        let mut outcome = Outcome::default();
        if let Some(import) = last["import"].as_u64() {
            outcome = self.wait(import)?;
            if dry_run {
                self.cancel_import(import)?;
                outcome.import = None;
            }
        }
        if dry_run && begun["created"] == true {
            self.remove_harvest(name)?;
        }
        Ok(outcome)
    }

    /// Waits until a repository is not being harvested.
    fn harvest_end(&self, name: &str) -> Result<Value, RemoteError> {
        loop {
            let now = self.one_harvest(name)?;
            if now["standing"] == "idle" {
                return Ok(now);
            }
            std::thread::sleep(ASK);
        }
    }

    /// All repositories that are harvested.
    pub fn harvests(&self) -> Result<Value, RemoteError> {
        self.get("/api/v1/harvests")
    }

    /// One of them.
    pub fn one_harvest(&self, name: &str) -> Result<Value, RemoteError> {
        self.get(&format!("/api/v1/harvests/{}", path_of(name)))
    }

    /// Stops what is being harvested of one.
    pub fn cancel_harvest(&self, name: &str) -> Result<(), RemoteError> {
        let path = format!("/api/v1/harvests/{}/cancel", path_of(name));
        self.ask("POST", &path, &Body::Nothing)?;
        Ok(())
    }

    /// Harvests one no more.
    pub fn remove_harvest(&self, name: &str) -> Result<(), RemoteError> {
        let path = format!("/api/v1/harvests/{}", path_of(name));
        self.ask("DELETE", &path, &Body::Nothing)?;
        Ok(())
    }
}

/// A name as a part of a path.
fn path_of(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect()
}
