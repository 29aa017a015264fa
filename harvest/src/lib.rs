//! What machines read: OAI-PMH, sitemaps, Scholar's tags, schema.org, and every crosswalk.
//!
//! The crate is pure and synchronous: questions come in as raw query strings, answers go out as
//! text. It reads the collection through [`Repository`] alone and knows no store, no index and
//! no HTTP.

pub mod atom;
pub mod cite;
pub mod coins;
pub mod format;
pub mod jsonld;
pub mod language;
pub mod oai;
pub mod opensearch;
pub mod openurl;
pub mod repec;
pub mod repository;
pub mod resourcesync;
pub mod robots;
pub mod scholar;
pub mod scholar_check;
pub mod signposting;
pub mod site;
pub mod sitemap;
pub mod sru;
pub mod table;
pub mod triples;
pub mod unapi;
pub mod xml;

mod alternates;
pub mod citation;
mod genre;
pub mod link;
#[cfg(test)]
mod memory;

pub use alternates::alternates;
pub use format::Format;
pub use repository::{Repository, RepositoryError, SetCount};
pub use robots::robots;
pub use site::Site;
