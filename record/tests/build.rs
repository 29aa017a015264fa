//! The build, on records written by hand: real mess restated as facts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail"
)]

#[path = "build/support.rs"]
mod support;

#[path = "build/contributors.rs"]
mod contributors;
#[path = "build/edits.rs"]
mod edits;
#[path = "build/host.rs"]
mod host;
#[path = "build/identifiers.rs"]
mod identifiers;
#[path = "build/languages.rs"]
mod languages;
#[path = "build/marc_out.rs"]
mod marc_out;
#[path = "build/properties.rs"]
mod properties;
#[path = "build/sets.rs"]
mod sets;
#[path = "build/subjects.rs"]
mod subjects;
#[path = "build/titles.rs"]
mod titles;
#[path = "build/types.rs"]
mod types;
#[path = "build/works.rs"]
mod works;
