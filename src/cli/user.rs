//! `labordoc user`

use std::{io::Read, process::ExitCode};

use clap::{Args, Subcommand};
use serde_json::json;
use store::UserRow;

use super::{Call, CliError, output};
use crate::{
    access::{
        Actor, Role, password,
        user::{self, NewUser},
    },
    app::App,
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
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(i64).range(0..=90))]
    days: i64,
    /// Read the password from standard input instead of making a link.
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let app = call.open(&[])?;
        let done = self.act(call, &app);
        app.close();
        done.map(|()| ExitCode::SUCCESS)
    }

    fn act(&self, call: &Call, app: &App) -> Result<(), CliError> {
        match self {
            User::Add(new) => new.add(call, app)?,
            User::List => list(call, &app.store.users()),
            User::Reset {
                name,
                second_factor,
            } => reset(call, app, name, *second_factor)?,
            User::Disable { name } => set_disabled(app, name, true)?,
            User::Enable { name } => set_disabled(app, name, false)?,
            User::Remove { name } => {
                app.pipeline.remove_user(&Actor::command_line(), name)?;
                output::note(&format!("{name} is removed"));
            }
        }
        Ok(())
    }
}

impl Add {
    fn add(&self, call: &Call, app: &App) -> Result<(), CliError> {
        let new = NewUser {
            name: self.name.clone(),
            display: self.display.clone(),
            email: self.email.clone(),
            system: self.source.clone(),
        };
        let mut row = user::new_user(&new, self.role)?;
        if self.password_stdin {
            let text = read_password()?;
            password::check(&text, &row.name)?;
            row.password = Some(password::hash(&text)?);
            app.pipeline.add_user(&Actor::command_line(), row)?;
            if call.json {
                output::json(&json!({ "name": self.name, "role": self.role.as_str() }));
            }
            return Ok(());
        }
        let (link, kept) = user::new_link(self.days * 86_400)?;
        row.link = Some(kept);
        app.pipeline.add_user(&Actor::command_line(), row.clone())?;
        show_link(call, &row, &link);
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

fn reset(call: &Call, app: &App, name: &str, second_factor: bool) -> Result<(), CliError> {
    let (link, kept) = user::new_link(user::RESET)?;
    let row = app
        .pipeline
        .change_user(&Actor::command_line(), name, |row| {
            row.link = Some(kept);
            if second_factor {
                row.totp = None;
                row.recovery.clear();
            }
            Ok(())
        })?;
    show_link(call, &row, &link);
    Ok(())
}

fn show_link(call: &Call, row: &UserRow, link: &str) {
    let path = format!("/invitations/{link}");
    let expires = row.link.as_ref().map(|l| l.expires);
    if call.json {
        output::json(
            &json!({ "name": row.name, "role": row.role, "link": path, "expires": expires }),
        );
        return;
    }
    output::say(&path);
    let until = expires.map_or_else(String::new, |at| format!(", until {at}"));
    output::note(&format!(
        "Put the library's address before it and hand it to {}; it works once{until}, and is not shown again.",
        row.name
    ));
}

fn set_disabled(app: &App, name: &str, disabled: bool) -> Result<(), CliError> {
    app.pipeline
        .change_user(&Actor::command_line(), name, |row| {
            row.disabled = disabled;
            Ok(())
        })?;
    let state = if disabled { "disabled" } else { "enabled" };
    output::note(&format!("{name} is {state}"));
    Ok(())
}

/// How an account stands, in one word.
fn state(user: &UserRow) -> &'static str {
    match user {
        _ if user.removed => "removed",
        _ if user.disabled => "disabled",
        _ if user.password.is_none() => "invited",
        _ => "active",
    }
}

fn list(call: &Call, users: &[UserRow]) {
    let shown = |u: &UserRow| {
        json!({ "name": u.name, "display": u.display, "email": u.email, "role": u.role,
            "source": u.system, "created": u.created, "second_factor": u.totp.is_some(),
            "state": state(u) })
    };
    if call.json {
        output::json(&json!({ "users": users.iter().map(shown).collect::<Vec<_>>() }));
        return;
    }
    for user in users {
        output::say(&format!(
            "{}\t{}\t{}\tmade {}\t{}",
            user.name,
            user.display,
            user.role,
            user.created,
            state(user)
        ));
    }
}
