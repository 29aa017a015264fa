//! SKOS out and in, as Turtle, RDF/XML and JSON-LD.
//!
//! A concept is `{base}/concepts/{scheme}/{id}` and its scheme `{base}/concepts/{scheme}`, where
//! `base` is the service's own address, as `https://host`. What is derived (narrower, top
//! concepts, the second side of related) is written for others and not needed on reading.

use crate::{ConceptId, SchemeId};

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

#[cfg(test)]
mod tests;
