//! Access tokens: all of them, make one, end one.

use record::Datestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::TokenRow;

use super::AccountsError;
use crate::{
    access::{
        self, Actor, NewToken, Role,
        user::{self, UnfitUser},
    },
    app::App,
    clock,
};

/// The longest that a token lasts which ends, in days.
const MOST_DAYS: u32 = 36_500;
/// The longest name, in letters.
const LONGEST_NAME: usize = 100;

/// A token as the API is asked for it and the command line asks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// Whom or what it is for; kept with every change made with it.
    pub name: String,
    /// What it may do.
    #[serde(default = "cataloguer")]
    pub role: Role,
    /// The one source system that a partner's token imports into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// After how many days it ends; never when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

fn cataloguer() -> Role {
    Role::Cataloguer
}

/// `{"tokens": [...]}`, revoked ones too, without their secrets.
pub fn list(app: &App) -> Value {
    let shown = |t: &TokenRow| {
        json!({ "name": t.name, "role": t.role, "created": t.created, "expires": t.expires,
            "revoked": t.revoked, "owner": t.owner, "source": t.system })
    };
    json!({ "tokens": app.store.tokens().iter().map(shown).collect::<Vec<_>>() })
}

/// Makes a token: `{"token", "name", "role"}`; its text is shown this once.
///
/// # Errors
/// When a part does not fit, or a token of that name is in force.
pub fn add(app: &App, actor: &Actor, new: &TokenRequest) -> Result<Value, AccountsError> {
    let plain = !new.name.contains(char::is_control);
    if !plain || !(1..=LONGEST_NAME).contains(&new.name.chars().count()) {
        return Err(AccountsError::TokenName);
    }
    user::check_system(new.role, new.source.as_deref())?;
    if new.days.is_some_and(|days| days > MOST_DAYS) {
        return Err(UnfitUser::Days(MOST_DAYS).into());
    }
    let until = |days: u32| Datestamp(clock::now().0 + i64::from(days) * 86_400);
    let (token, row) = access::new_token(&NewToken {
        name: &new.name,
        role: new.role,
        expires: new.days.map(until),
        owner: None,
        system: new.source.as_deref(),
    })?;
    app.pipeline.add_token(actor, row)?;
    Ok(json!({ "token": token, "name": new.name, "role": new.role.as_str() }))
}

/// Ends a token at once: `{"name", "revoked"}`.
///
/// # Errors
/// When there is no such token.
pub fn revoke(app: &App, actor: &Actor, name: &str) -> Result<Value, AccountsError> {
    app.pipeline.revoke_token(actor, name)?;
    Ok(json!({ "name": name, "revoked": true }))
}
