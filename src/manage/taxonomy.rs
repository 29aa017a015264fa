//! The taxonomy as SKOS, and what is wrong with it.

use clap::ValueEnum;
use serde_json::{Value, json};
use taxonomy::{Taxonomy, skos};

/// A form of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Turtle.
    Turtle,
    /// RDF/XML.
    Rdfxml,
    /// JSON-LD.
    Jsonld,
}

impl Form {
    /// What the library calls it.
    pub fn rdf(self) -> skos::RdfFormat {
        match self {
            Form::Turtle => skos::RdfFormat::Turtle,
            Form::Rdfxml => skos::RdfFormat::RdfXml,
            Form::Jsonld => skos::RdfFormat::JsonLd {
                profile: Default::default(),
            },
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Turtle => "text/turtle",
            Form::Rdfxml => "application/rdf+xml",
            Form::Jsonld => "application/ld+json",
        }
    }
}

/// Missing labels, clashes and broken hierarchy: `{"ok", "findings"}`.
pub fn check(taxonomy: &Taxonomy) -> Value {
    let findings = taxonomy::check::check(taxonomy);
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    json!({ "ok": texts.is_empty(), "findings": texts })
}
