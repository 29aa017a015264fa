//! What is kept beside the records: small documents by kind and name, each replaced as a whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A document as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideRow {
    /// What it is.
    pub kind: AsideKind,
    /// Its name, unique within its kind; up to 200 bytes.
    pub name: String,
    /// What it says; null removes it.
    pub value: Value,
}

/// What a document beside the records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsideKind {
    /// The records that an import found as they were: `[[record, seq], ...]`, named by import and place.
    Seen,
    /// What was decided for records of an import that matching left open: `{position: decision}`.
    Decisions,
    /// A version of an import profile, named `name@version`.
    Profile,
    /// A repository that records are harvested from, by its name here.
    Harvest,
}

impl AsideKind {
    /// All kinds.
    pub(crate) const ALL: [AsideKind; 4] = [
        AsideKind::Seen,
        AsideKind::Decisions,
        AsideKind::Profile,
        AsideKind::Harvest,
    ];
}

impl AsideRow {
    /// The key of a kind's documents whose names begin with `name`, in the tree of what is no record.
    pub(crate) fn key(kind: AsideKind, name: &str) -> Vec<u8> {
        let kind = match kind {
            AsideKind::Seen => "seen/",
            AsideKind::Decisions => "decisions/",
            AsideKind::Profile => "profile/",
            AsideKind::Harvest => "harvest/",
        };
        [b"aside/", kind.as_bytes(), name.as_bytes()].concat()
    }
}
