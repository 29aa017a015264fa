//! Who may do what: bearer tokens, stored as hashes.

use record::Datestamp;
use store::{Store, TokenRow};

use crate::clock;

/// What a token's holder may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Role {
    /// Imports and edits records.
    Cataloguer,
    /// Also curates the taxonomy.
    Librarian,
    /// Also runs the service.
    Administrator,
}

impl Role {
    /// The role's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Cataloguer => "cataloguer",
            Role::Librarian => "librarian",
            Role::Administrator => "administrator",
        }
    }

    fn of(name: &str) -> Option<Role> {
        [Role::Cataloguer, Role::Librarian, Role::Administrator]
            .into_iter()
            .find(|r| r.as_str() == name)
    }
}

/// Who is asking, by a valid token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's name, kept with every change.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Why a new token could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewTokenError {
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
}

/// A fresh token and the row that stands for it; the text is shown once and kept nowhere.
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_token(
    name: &str,
    role: Role,
    expires: Option<Datestamp>,
) -> Result<(String, TokenRow), NewTokenError> {
    let mut secret = [0_u8; 24];
    getrandom::fill(&mut secret).map_err(NewTokenError::Random)?;
    let hex: String = secret.iter().map(|b| format!("{b:02x}")).collect();
    let token = format!("labordoc_{hex}");
    let row = TokenRow {
        name: name.to_owned(),
        role: role.as_str().to_owned(),
        hash: hash(&token),
        created: clock::now(),
        expires,
        revoked: false,
        owner: None,
        system: None,
    };
    Ok((token, row))
}

/// Who holds this token, if it is known, not revoked and not expired.
///
/// The secret has 192 random bits, so one fast hash protects it as well as a slow one.
pub fn caller(store: &Store, token: &str) -> Option<Caller> {
    let hash = hash(token);
    let row = store.tokens().into_iter().find(|row| row.hash == hash)?;
    let valid = !row.revoked && row.expires.is_none_or(|at| at > clock::now());
    let role = Role::of(&row.role)?;
    valid.then_some(Caller {
        name: row.name,
        role,
    })
}

fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}
