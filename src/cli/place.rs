//! Where a command does its work: the one place that decides between a data directory here and a
//! running service.

use std::{path::PathBuf, sync::Arc};

use clap::{ArgMatches, parser::ValueSource};

use super::{CliError, Command, output, remote::Service};
use crate::{
    app::{self, App},
    config::Config,
};

/// What every command is given.
pub(super) struct Call {
    pub(super) data: PathBuf,
    pub(super) json: bool,
    /// The running service to act on.
    pub(super) service: Option<Service>,
}

/// Why a command works on a data directory only; `None` when a service will do.
fn only_here(command: &Command) -> Option<&'static str> {
    match command {
        Command::Serve(_) | Command::Demo(_) => Some("it is the service"),
        Command::Restore(_) => Some("it fills an empty data directory"),
        Command::Generate(_) => Some("it writes a file here"),
        _ => None,
    }
}

/// The service that a command acts on, if any: `--server` before `--data` before their variables.
///
/// # Errors
/// When the command works here only.
pub(super) fn service(
    matches: &ArgMatches,
    command: &Command,
    (server, token): (Option<&str>, Option<&str>),
) -> Result<Option<Service>, CliError> {
    let Some(server) = server else {
        return Ok(None);
    };
    let said = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    if said("data") && !said("server") {
        return Ok(None);
    }
    if let Some(why) = only_here(command) {
        return Err(CliError::Usage(format!(
            "this command cannot act on a running service: {why}; leave --server out and LABORDOC_SERVER unset"
        )));
    }
    Ok(Some(Service::new(server, token)))
}

impl Call {
    pub(super) fn config(&self, flags: &[(&'static str, String)]) -> Result<Config, CliError> {
        Ok(Config::load(&self.data, flags)?)
    }

    /// Opens the collection; what was mended on the way is said on standard error.
    pub(super) fn open(&self, flags: &[(&'static str, String)]) -> Result<Arc<App>, CliError> {
        let (app, findings) = App::open(self.config(flags)?)?;
        output::findings(&findings);
        Ok(app)
    }

    /// Refuses a folder that holds no collection.
    pub(super) fn must_exist(&self) -> Result<(), CliError> {
        if app::holds_collection(&self.data) {
            return Ok(());
        }
        Err(CliError::Usage(format!(
            "{} holds no collection; name the folder with --data, or start one with `labordoc import` or `labordoc demo`",
            self.data.display()
        )))
    }

    /// Does the work where it is to be done: `there` on a running service, `here` on a collection that exists.
    pub(super) fn at<T>(
        &self,
        there: impl FnOnce(&Service) -> Result<T, CliError>,
        here: impl FnOnce(&Arc<App>) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        if self.service.is_none() {
            self.must_exist()?;
        }
        self.at_any(there, here)
    }

    /// As [`Call::at`]; a data directory that is not there yet is made.
    pub(super) fn at_any<T>(
        &self,
        there: impl FnOnce(&Service) -> Result<T, CliError>,
        here: impl FnOnce(&Arc<App>) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        match &self.service {
            Some(service) => there(service),
            None => closing(&self.open(&[])?, here),
        }
    }
}

fn closing<T>(
    app: &Arc<App>,
    work: impl FnOnce(&Arc<App>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let done = work(app);
    app.close();
    done
}
