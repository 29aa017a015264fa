//! The API, version 1: JSON in and out, faults as `application/problem+json`.

pub mod audit;
pub mod backups;
pub mod changes;
pub mod collections;
pub mod history;
pub mod imports;
pub mod records;
pub mod search;
pub mod stats;
pub mod suggest;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{Service, fault::Fault};
use crate::access::Caller;

/// Who is asking; the gate (`src/web/gate.rs`) has let them through by then.
pub struct Signed(pub Caller);

impl FromRequestParts<Service> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Signed, Fault> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.map(Signed).ok_or_else(|| {
            Fault::unauthorized(
                "a token is needed: send `Authorization: Bearer TOKEN`; `labordoc token add NAME` makes one",
            )
        })
    }
}

/// One number from a query string.
pub(super) fn number(query: &str, name: &str, default: u64, most: u64) -> Result<u64, Fault> {
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
