//! Bearer tokens, for programs; only their hashes are kept.

use record::{Channel, Datestamp, Via};
use store::{Store, TokenRow};

use super::{Caller, Role, secret, secret::NoRandom, user};
use crate::clock;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// Its name, kept with every change made with it.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// When it ends.
    pub expires: Option<Datestamp>,
    /// The user for whom it acts.
    pub owner: Option<&'a str>,
    /// The only source system it may import into, for a partner's.
    pub system: Option<&'a str>,
}

/// A fresh token and the row that stands for it; the text is shown once and kept nowhere.
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_token(new: &NewToken<'_>) -> Result<(String, TokenRow), NoRandom> {
    let token = format!("labordoc_{}", secret::random_hex::<24>()?);
    let row = TokenRow {
        name: new.name.to_owned(),
        role: new.role.as_str().to_owned(),
        hash: secret::digest(&token),
        created: clock::now(),
        expires: new.expires,
        revoked: false,
        owner: new.owner.map(str::to_owned),
        system: new.system.map(str::to_owned),
    };
    Ok((token, row))
}

/// Who holds this token, if it is known, not revoked and not expired.
///
/// A user's token can do no more than its user can now, and nothing once the user is disabled.
pub fn caller(store: &Store, token: &str) -> Option<Caller> {
    let hash = secret::digest(token);
    let row = store.tokens().into_iter().find(|row| row.hash == hash)?;
    let valid = !row.revoked && row.expires.is_none_or(|at| at > clock::now());
    if !valid {
        return None;
    }
    let role = Role::of(&row.role)?;
    let Some(owner) = row.owner else {
        return Some(Caller {
            name: row.name,
            role,
            system: row.system,
            via: Via::of(Channel::Api),
        });
    };
    let owner = user::caller(store, &owner)?;
    Some(Caller {
        name: row.name,
        role: role.min(owner.role),
        system: owner.system,
        via: Via::of(Channel::Api),
    })
}
