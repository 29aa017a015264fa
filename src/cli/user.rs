//! `labordoc user`

use std::{io::Read, process::ExitCode};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Call, CliError, output};
use crate::{
    access::{Actor, Role},
    manage::users::{self, Invitation, UserChange},
    pipeline::Terms,
    web::segment,
};

/// The longest password that is read, in bytes.
const LONGEST: u64 = 4096;

/// Invite, list, disable and remove people who sign in.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person and show the one-time link by which they choose a password.
    Add(Add),
    /// All people, removed ones too.
    List,
    /// Make a new one-time link by which a person chooses another password.
    Reset {
        /// The name.
        name: String,
        /// Also take the second factor away, for who lost it.
        #[arg(long)]
        second_factor: bool,
    },
    /// Keep a person out until they are enabled.
    Disable {
        /// The name.
        name: String,
    },
    /// Let a disabled person in again.
    Enable {
        /// The name.
        name: String,
    },
    /// Remove a person for good; the name stays taken.
    Remove {
        /// The name.
        name: String,
    },
}

/// What `user add` is given.
#[derive(Debug, Args)]
pub struct Add {
    /// The name to sign in with.
    name: String,
    /// What the person may do.
    #[arg(long, value_enum)]
    role: Role,
    /// The name that pages show.
    #[arg(long, value_name = "NAME")]
    display: Option<String>,
    /// Where the person can be written to.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The one source system that a partner imports into.
    #[arg(long, value_name = "SYSTEM")]
    source: Option<String>,
    /// For how many days the link is good.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=90))]
    days: u32,
    /// Read the password from standard input instead of making a link.
    #[arg(long)]
    password_stdin: bool,
}

/// Who reaches the data directory may also take the last administrator away: the way out of a lost account.
const HERE: Terms<'static> = Terms {
    version: None,
    keep_one: false,
};

impl User {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            User::Add(new) => new.add(call)?,
            User::List => list(call)?,
            User::Reset {
                name,
                second_factor,
            } => reset(call, name, *second_factor)?,
            User::Disable { name } => set_disabled(call, name, true)?,
            User::Enable { name } => set_disabled(call, name, false)?,
            User::Remove { name } => {
                call.at_any(
                    |service| Ok(service.act("DELETE", &path(name)).map(drop)?),
                    |app| Ok(users::remove(app, &Actor::command_line(), name, HERE).map(drop)?),
                )?;
                output::note(&format!("{name} is removed"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Where the API has a person.
fn path(name: &str) -> String {
    format!("/api/v1/users/{}", segment(name))
}

impl Add {
    fn add(&self, call: &Call) -> Result<(), CliError> {
        let new = Invitation {
            name: self.name.clone(),
            role: self.role,
            display: self.display.clone(),
            email: self.email.clone(),
            source: self.source.clone(),
            days: Some(self.days),
            password: self.password_stdin.then(read_password).transpose()?,
        };
        let told = call.at_any(
            |service| Ok(service.send("POST", "/api/v1/users", &new)?),
            |app| Ok(users::add(app, &Actor::command_line(), &new)?),
        )?;
        match (&new.password, call.json) {
            (Some(_), true) => output::json(&told),
            (Some(_), false) => {}
            (None, _) => show_link(call, &told),
        }
        Ok(())
    }
}

fn read_password() -> Result<String, CliError> {
    let mut text = String::new();
    std::io::stdin()
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(CliError::io("the password cannot be read"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn reset(call: &Call, name: &str, second_factor: bool) -> Result<(), CliError> {
    let told = call.at_any(
        |service| {
            let path = format!("{}/link", path(name));
            let body = json!({ "second_factor": second_factor });
            Ok(service.send("POST", &path, &body)?)
        },
        |app| {
            Ok(users::reset(
                app,
                &Actor::command_line(),
                name,
                second_factor,
                HERE,
            )?)
        },
    )?;
    show_link(call, &told);
    Ok(())
}

fn show_link(call: &Call, told: &Value) {
    if call.json {
        output::json(told);
        return;
    }
    let text = |name: &str| told[name].as_str();
    output::say(text("link").unwrap_or_default());
    let until = text("expires").map_or_else(String::new, |at| format!(", until {at}"));
    output::note(&format!(
        "Put the library's address before it and hand it to {}; it works once{until}, and is not shown again.",
        text("name").unwrap_or_default()
    ));
}

fn set_disabled(call: &Call, name: &str, disabled: bool) -> Result<(), CliError> {
    let change = UserChange {
        disabled: Some(disabled),
        ..UserChange::default()
    };
    call.at_any(
        |service| Ok(service.send("PATCH", &path(name), &change).map(drop)?),
        |app| Ok(users::change(app, &Actor::command_line(), name, &change, HERE).map(drop)?),
    )?;
    let state = if disabled { "disabled" } else { "enabled" };
    output::note(&format!("{name} is {state}"));
    Ok(())
}

fn list(call: &Call) -> Result<(), CliError> {
    let told = call.at_any(
        |service| Ok(service.get("/api/v1/users")?),
        |app| Ok(users::list(app)),
    )?;
    if call.json {
        output::json(&told);
        return Ok(());
    }
    for user in told["users"].as_array().into_iter().flatten() {
        let text = |name: &str| user[name].as_str().unwrap_or_default();
        output::say(&format!(
            "{}\t{}\t{}\tmade {}\t{}",
            text("name"),
            text("display"),
            text("role"),
            text("created"),
            text("state")
        ));
    }
    Ok(())
}
