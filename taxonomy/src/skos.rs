//! SKOS out and in, as Turtle, RDF/XML and JSON-LD.
//!
//! A concept is `{base}/concepts/{scheme}/{id}` and its scheme `{base}/concepts/{scheme}`, where
//! `base` is the service's own address, as `https://host`. What is derived (narrower, top
//! concepts, the second side of related) is written for others and not needed on reading.

use crate::{ConceptId, SchemeId, matching};

mod read;
mod vocab;
mod write;

pub use oxrdfio::RdfFormat;
pub use read::{ReadError, read};
pub use write::{WriteError, write, write_concept};

/// The URI of a scheme.
pub fn scheme_uri(base: &str, scheme: &SchemeId) -> String {
    format!("{}/concepts/{scheme}", base.trim_end_matches('/'))
}

/// The URI of a concept.
pub fn concept_uri(base: &str, scheme: &SchemeId, concept: &ConceptId) -> String {
    format!("{}/{concept}", scheme_uri(base, scheme))
}

/// What the URIs of headings begin with after the base address: they are no concepts of ours, only mapped to them.
const HEADINGS: &str = "/taxonomy#";

/// The URI of a heading of a source: a place on the page of the taxonomy.
pub fn heading_uri(base: &str, source: &str, text: &str) -> String {
    let base = base.trim_end_matches('/');
    let key = matching::key(text);
    format!("{base}{HEADINGS}{}/{}", escaped(source), escaped(&key))
}

/// The text with all but unreserved characters as their bytes (RFC 3986 section 2.3).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests;
