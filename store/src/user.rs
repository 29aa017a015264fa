//! A person's account as the journal keeps it. Nothing here hashes or compares secrets.

use std::fmt;

use record::Datestamp;
use serde::{Deserialize, Serialize};

/// An account; of its secrets it has the hashes, the second factor's key apart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The name to sign in with: unique for ever, lower-case.
    pub name: String,
    /// The name that pages show.
    pub display: String,
    /// Where the person can be written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the person may do.
    pub role: String,
    /// The password's hash as a PHC string; none until the first one-time link is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The second factor's key in base32 (RFC 6238); it cannot be a hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp: Option<String>,
    /// The digests of the recovery codes not used yet, hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery: Vec<String>,
    /// The only source system that a partner may import into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// When it was made.
    pub created: Datestamp,
    /// Whether it is closed for the time being.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Whether it was removed for good; the name stays taken, because the history names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// The link by which a password can be set once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkRow>,
}

/// A one-time link, without its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The digest of its secret, hexadecimal.
    pub hash: String,
    /// When it ends.
    pub expires: Datestamp,
}

/// Shows who it is and no hash.
impl fmt::Debug for UserRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserRow")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("disabled", &self.disabled)
            .field("removed", &self.removed)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LinkRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkRow")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}
