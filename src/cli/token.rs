//! `labordoc token`

use std::process::ExitCode;

use clap::Subcommand;

use super::{Call, CliError, output};
use crate::{
    access::{Actor, Role},
    manage::tokens::{self, TokenRequest},
    web::segment,
};

/// Make, list and revoke access tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and show it this once.
    Add(Add),
    /// All tokens, without their secrets.
    List,
    /// End a token at once.
    Revoke {
        /// Its name.
        name: String,
    },
}

/// What `token add` is given.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Whom or what it is for; kept with every change made with it.
    name: String,
    /// What it may do.
    #[arg(long, value_enum, default_value = "cataloguer")]
    role: Role,
    /// The one source system that a partner's token imports into.
    #[arg(long, value_name = "SYSTEM")]
    source: Option<String>,
    /// After how many days it ends; never when left out.
    #[arg(long, value_name = "DAYS")]
    days: Option<u32>,
}

impl Token {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            Token::Add(new) => new.add(call)?,
            Token::List => list(call)?,
            Token::Revoke { name } => {
                let path = format!("/api/v1/tokens/{}", segment(name));
                call.at_any(
                    |service| Ok(service.act("DELETE", &path)?),
                    |app| Ok(tokens::revoke(app, &Actor::command_line(), name)?),
                )?;
                output::note(&format!("{name} is revoked"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    fn add(&self, call: &Call) -> Result<(), CliError> {
        let new = TokenRequest {
            name: self.name.clone(),
            role: self.role,
            source: self.source.clone(),
            days: self.days,
        };
        let told = call.at_any(
            |service| Ok(service.send("POST", "/api/v1/tokens", &new)?),
            |app| Ok(tokens::add(app, &Actor::command_line(), &new)?),
        )?;
        if call.json {
            output::json(&told);
        } else {
            output::say(told["token"].as_str().unwrap_or_default());
            output::note("This is the only time it is shown.");
        }
        Ok(())
    }
}

fn list(call: &Call) -> Result<(), CliError> {
    let told = call.at_any(
        |service| Ok(service.get("/api/v1/tokens")?),
        |app| Ok(tokens::list(app)),
    )?;
    if call.json {
        output::json(&told);
        return Ok(());
    }
    for t in told["tokens"].as_array().into_iter().flatten() {
        let text = |name: &str| t[name].as_str().unwrap_or_default();
        let state = match t["expires"].as_str() {
            _ if t["revoked"] == true => "revoked".to_owned(),
            Some(at) => format!("ends {at}"),
            None => "never ends".to_owned(),
        };
        output::say(&format!(
            "{}\t{}\tmade {}\t{state}",
            text("name"),
            text("role"),
            text("created")
        ));
    }
    Ok(())
}
