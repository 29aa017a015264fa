//! What those who run the service do, once for the command line and the API: each act gives the JSON
//! object that both show, so that a running service and a data directory answer the same.

pub mod bulk;
pub mod changes;
pub mod check;
pub mod export;
pub mod harvests;
pub mod headings;
pub mod import_original;
pub mod import_report;
pub mod quality;
pub mod scholar;
pub mod settings;
pub mod taxonomy;
pub mod tokens;
pub mod users;

use crate::{
    access::{password, secret::NoRandom, user::UnfitUser},
    pipeline::AccountError,
};

/// Why an account or token was not made or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// The pipeline refuses.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A part of it does not fit.
    #[error(transparent)]
    Unfit(#[from] UnfitUser),
    /// A name that cannot be a token's.
    #[error("a token's name has 1 to 100 letters and no control characters")]
    TokenName,
    /// The password is too easy to guess.
    #[error(transparent)]
    Weak(#[from] password::WeakPassword),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] password::HashError),
    /// The system gave no random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}
