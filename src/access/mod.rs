//! Who may do what: roles, people, tokens, passwords, sessions, and which role each route needs.
//!
//! Nothing here knows HTTP's headers and forms (they are in `src/web`), and nothing here writes:
//! rows are made here and committed by the pipeline.

mod actor;
pub mod lanes;
pub mod password;
pub mod rate;
mod role;
pub mod routes;
pub mod secret;
pub mod session;
pub mod throttle;
mod token;
pub mod totp;
pub mod user;

use record::Via;

pub use actor::Actor;
pub use role::Role;
pub use token::{NewToken, caller, new_token};

/// Who is asking, by a valid token or session.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's or user's name, kept with every change.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The only source system that a partner may import into.
    pub system: Option<String>,
    /// From where they ask.
    pub via: Via,
}

impl Caller {
    /// They as those who cause a change.
    pub fn actor(&self) -> Actor {
        Actor::new(&self.name, self.via.clone())
    }
}

/// What a service remembers of those who sign in.
pub struct Accounts {
    /// The sessions.
    pub sessions: session::Sessions,
    /// The failures.
    pub throttle: throttle::Throttle,
    /// The turns for hashing passwords.
    pub passwords: password::Passwords,
    /// The codes that were used.
    pub codes: totp::Codes,
}

impl Accounts {
    /// Nobody has signed in yet.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Accounts, secret::NoRandom> {
        Ok(Accounts {
            sessions: session::Sessions::new()?,
            throttle: throttle::Throttle::default(),
            passwords: password::Passwords::default(),
            codes: totp::Codes::default(),
        })
    }
}
