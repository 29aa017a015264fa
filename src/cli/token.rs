//! `labordoc token`

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;
use store::TokenRow;

use super::{Call, CliError, output};
use crate::{
    access::{self, Actor, NewToken, Role, user},
    clock,
};

/// Make, list and revoke access tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and show it this once.
    Add {
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
    },
    /// All tokens, without their secrets.
    List,
    /// End a token at once.
    Revoke {
        /// Its name.
        name: String,
    },
}

impl Token {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let app = call.open(&[])?;
        let find = |name: &str| app.store.tokens().into_iter().find(|t| t.name == name);
        match self {
            Token::Add {
                name,
                role,
                source,
                days,
            } => {
                user::check_system(*role, source.as_deref())?;
                if find(name).is_some_and(|t| !t.revoked) {
                    return Err(CliError::Usage(format!(
                        "there is a token {name:?} already; revoke it or choose another name"
                    )));
                }
                let expires =
                    days.map(|d| record::Datestamp(clock::now().0 + i64::from(d) * 86_400));
                let (token, row) = access::new_token(&NewToken {
                    name,
                    role: *role,
                    expires,
                    owner: None,
                    system: source.as_deref(),
                })?;
                app.pipeline.put_token(&Actor::command_line(), row)?;
                if call.json {
                    output::json(&json!({ "token": token, "name": name, "role": role.as_str() }));
                } else {
                    output::say(&token);
                    output::note("This is the only time it is shown.");
                }
            }
            Token::List => list(call, &app.store.tokens()),
            Token::Revoke { name } => {
                let missing = || {
                    CliError::Usage(format!(
                        "there is no token {name:?}; `labordoc token list` shows them"
                    ))
                };
                let row = find(name).ok_or_else(missing)?;
                app.pipeline.put_token(
                    &Actor::command_line(),
                    TokenRow {
                        revoked: true,
                        ..row
                    },
                )?;
                output::note(&format!("{name} is revoked"));
            }
        }
        app.close();
        Ok(ExitCode::SUCCESS)
    }
}

fn list(call: &Call, tokens: &[TokenRow]) {
    let shown = |t: &TokenRow| json!({ "name": t.name, "role": t.role, "created": t.created, "expires": t.expires, "revoked": t.revoked, "owner": t.owner, "source": t.system });
    if call.json {
        output::json(&json!({ "tokens": tokens.iter().map(shown).collect::<Vec<_>>() }));
        return;
    }
    for t in tokens {
        let until = t
            .expires
            .map_or("never ends".to_owned(), |at| format!("ends {at}"));
        let state = if t.revoked {
            "revoked".to_owned()
        } else {
            until
        };
        output::say(&format!(
            "{}\t{}\tmade {}\t{state}",
            t.name, t.role, t.created
        ));
    }
}
