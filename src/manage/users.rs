//! People: all of them, one, invite, change, a new link, remove.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::UserRow;

use super::AccountsError;
use crate::{
    access::{
        Actor, Role, password,
        user::{self, NewUser, UnfitUser},
    },
    app::App,
    pipeline::{AccountError, Terms},
};

/// The longest that an invitation is good, in days.
const MOST_DAYS: u32 = 90;

/// An invitation as the API takes it and the command line sends it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The name to sign in with.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The name that pages show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// Where the person can be written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The one source system that a partner imports into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// For how many days the link is good; a week when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// A password, instead of a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// A change of an account.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Another role; a partner's goes with its source system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The one source system that a partner imports into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether the person is kept out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// `{"users": [...]}`, removed ones too.
pub fn list(app: &App) -> Value {
    let users = app.store.users();
    json!({ "users": users.iter().map(view).collect::<Vec<_>>() })
}

/// A person, without secrets.
pub fn view(u: &UserRow) -> Value {
    json!({ "name": u.name, "display": u.display, "email": u.email, "role": u.role,
        "source": u.system, "created": u.created, "second_factor": u.totp.is_some(),
        "state": state(u) })
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

/// Adds a person: `{"name", "role", "link", "expires"}`, or without the last two when a password is given.
///
/// # Errors
/// When a part does not fit, or the name is or was in use.
pub fn add(app: &App, actor: &Actor, new: &Invitation) -> Result<Value, AccountsError> {
    let days = new.days.unwrap_or(7);
    if days > MOST_DAYS {
        return Err(UnfitUser::Days(MOST_DAYS).into());
    }
    let described = NewUser {
        name: new.name.clone(),
        display: new.display.clone(),
        email: new.email.clone(),
        system: new.source.clone(),
    };
    let mut row = user::new_user(&described, new.role)?;
    if let Some(text) = &new.password {
        password::check(text, &row.name)?;
        row.password = Some(password::hash(text)?);
        app.pipeline.add_user(actor, row)?;
        return Ok(json!({ "name": new.name, "role": new.role.as_str() }));
    }
    let (link, kept) = user::new_link(i64::from(days) * 86_400)?;
    row.link = Some(kept);
    app.pipeline.add_user(actor, row.clone())?;
    Ok(with_link(&row, &link))
}

fn with_link(row: &UserRow, link: &str) -> Value {
    let expires = row.link.as_ref().map(|l| l.expires);
    json!({ "name": row.name, "role": row.role, "link": format!("/invitations/{link}"), "expires": expires })
}

/// Makes a new one-time link, and takes a lost second factor away: `{"name", "role", "link", "expires"}`.
///
/// # Errors
/// When there is no such person, or the terms do not hold.
pub fn reset(
    app: &App,
    actor: &Actor,
    name: &str,
    second_factor: bool,
    terms: Terms<'_>,
) -> Result<Value, AccountsError> {
    let (link, kept) = user::new_link(user::RESET)?;
    let row = app.pipeline.govern_user(actor, name, terms, |row| {
        row.link = Some(kept);
        if second_factor {
            row.totp = None;
            row.recovery.clear();
        }
        Ok(())
    })?;
    Ok(with_link(&row, &link))
}

/// Changes role or state; the row as it then is.
///
/// # Errors
/// When there is no such person, role and source system do not go together, or the terms do not hold.
pub fn change(
    app: &App,
    actor: &Actor,
    name: &str,
    change: &UserChange,
    terms: Terms<'_>,
) -> Result<UserRow, AccountsError> {
    let changed = app.pipeline.govern_user(actor, name, terms, |row| {
        if change.role.is_some() || change.source.is_some() {
            let role = change.role.or_else(|| Role::of(&row.role));
            let role = role.unwrap_or(Role::Partner);
            user::check_system(role, change.source.as_deref()).map_err(AccountError::Unfit)?;
            row.role = role.as_str().to_owned();
            row.system.clone_from(&change.source);
        }
        row.disabled = change.disabled.unwrap_or(row.disabled);
        Ok(())
    })?;
    Ok(changed)
}

/// Removes a person for good; the row as it then is.
///
/// # Errors
/// When there is no such person, or the terms do not hold.
pub fn remove(
    app: &App,
    actor: &Actor,
    name: &str,
    terms: Terms<'_>,
) -> Result<UserRow, AccountsError> {
    Ok(app.pipeline.remove_user(actor, name, terms)?)
}
