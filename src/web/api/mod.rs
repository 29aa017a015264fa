//! The API, version 1: JSON in and out, faults as `application/problem+json`.

pub mod backups;
pub mod changes;
pub mod imports;
pub mod records;
pub mod search;
pub mod stats;
pub mod suggest;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::{Service, fault::Fault};
use crate::access::{self, Caller, Role};

/// A caller with a valid token; without one the request ends with 401.
pub struct Signed(pub Caller);

impl FromRequestParts<Service> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Signed, Fault> {
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok());
        let Some(token) = header.and_then(|h| h.strip_prefix("Bearer ")) else {
            return Err(Fault::unauthorized(
                "a token is needed: send `Authorization: Bearer TOKEN`; `labordoc token add NAME` makes one",
            ));
        };
        let caller = access::caller(&service.app.store, token.trim());
        caller.map(Signed).ok_or_else(|| {
            Fault::unauthorized("the token is unknown, revoked or expired; `labordoc token list` shows what there is")
        })
    }
}

impl Signed {
    /// Refuses a caller of a lower role with 403.
    fn at_least(&self, role: Role) -> Result<(), Fault> {
        if self.0.role >= role {
            return Ok(());
        }
        Err(Fault::forbidden(format!(
            "{} is a {}; a token of role {} is needed",
            self.0.name,
            self.0.role.as_str(),
            role.as_str()
        )))
    }
}

/// One number from a query string.
fn number(query: &str, name: &str, default: u64, most: u64) -> Result<u64, Fault> {
    let found = form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name);
    let Some((_, value)) = found else {
        return Ok(default);
    };
    let fits = value.parse().ok().filter(|n| *n <= most);
    fits.ok_or_else(|| {
        Fault::bad_request(format!(
            "{name}={value}: a whole number up to {most} is expected"
        ))
    })
}

/// One word from a query string.
fn word(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(n, _)| n == name)
        .map(|(_, value)| value.into_owned())
}
