//! Who made a publication.

use serde::{Deserialize, Serialize};

/// What a contributor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContributorKind {
    /// A person (100, 700).
    Person,
    /// An organization (110, 710).
    Corporate,
    /// A meeting (111, 711).
    Meeting,
}

/// One contributor, in source order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributor {
    /// What it is.
    pub kind: ContributorKind,
    /// The name as a heading, without closing punctuation: `Family, Given`, or `International Labour Office. Governing Body`.
    pub name: String,
    /// The roles, as MARC relator codes (`aut`, `edt`, `trl`, ...); never empty.
    pub roles: Vec<String>,
    /// Whether it is the main entry (1xx).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub main_entry: bool,
    /// Dates of a person or a meeting ($d), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// The affiliation ($u), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// URIs of the contributor: ORCID, VIAF, ISNI ($0, $1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uris: Vec<String>,
    /// The MARC field it came from, as `700[2]`.
    pub field: String,
}

impl Contributor {
    /// Whether it is an author or other creator, as against editors, translators, issuing bodies and the like.
    pub fn is_creator(&self) -> bool {
        self.roles
            .iter()
            .any(|r| matches!(r.as_str(), "aut" | "cre" | "cmp" | "com" | "art" | "dis"))
    }
}
