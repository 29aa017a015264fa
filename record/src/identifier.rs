//! Identifiers of publications, and the keys that records are found by.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierKind {
    /// DOI, lower-cased, without resolver: `10.1111/ilr.12075`.
    Doi,
    /// ISBN, 13 digits.
    Isbn,
    /// ISSN, `0020-7780`.
    Issn,
    /// Handle, without resolver.
    Handle,
    /// The source system's own number (001).
    ControlNumber,
    /// Another system's number (035, 970).
    SystemNumber,
    /// Number of an instrument: `C138`, `P81` (980 $n).
    InstrumentNumber,
    /// Report or document number: `GB.344/PFA/3` (088, 490 $v).
    ReportNumber,
    /// Shelf mark (099, 852).
    CallNumber,
}

/// One identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// Its kind.
    pub kind: IdentifierKind,
    /// Its normalized value.
    pub value: String,
    /// False when its check digit or form is wrong; it is then kept but never matched by.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub valid: bool,
}

fn yes() -> bool {
    true
}

/// A text that records are looked up by: `doi:10.1111/ilr.12075`, `001:labordoc:447053`.
///
/// Prefixes: `001:{system}:{number}` control number, `sys:` system number, `doi:`, `isbn:`,
/// `work:` evidence that groups language versions. A key may name several records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub String);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
