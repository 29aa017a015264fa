//! The roles, from the least to the most.

use serde::{Deserialize, Serialize};

/// What somebody may do; each role may also do what the ones before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Imports into one source system of their own.
    Partner,
    /// Imports and edits records.
    Cataloguer,
    /// Also curates the taxonomy.
    Librarian,
    /// Also runs the service.
    Administrator,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Role; 4] = [
        Role::Partner,
        Role::Cataloguer,
        Role::Librarian,
        Role::Administrator,
    ];

    /// The role's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Partner => "partner",
            Role::Cataloguer => "cataloguer",
            Role::Librarian => "librarian",
            Role::Administrator => "administrator",
        }
    }

    /// The role of this name.
    pub fn of(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.as_str() == name)
    }
}
