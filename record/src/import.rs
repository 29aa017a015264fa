//! Imports: batches of records, and what became of them.

use serde::{Deserialize, Serialize};

use crate::{Datestamp, Via};

/// An import's number: 1, 2, 3, ...
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ImportId(pub u64);

impl std::fmt::Display for ImportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An import as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its number.
    pub id: ImportId,
    /// What it is.
    #[serde(default)]
    pub kind: ImportKind,
    /// The input's name, as the cataloguer knows it.
    pub input: String,
    /// BLAKE3 of the input's bytes, hexadecimal; its kept copy has this name until the import ends.
    pub digest: String,
    /// The input's size in bytes.
    pub bytes: u64,
    /// The source system it belongs to, as `labordoc`.
    pub system: String,
    /// Who started it.
    pub actor: String,
    /// From where it was started; unknown of imports before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// When it started.
    pub started: Datestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Datestamp>,
    /// Where it stands.
    pub status: ImportStatus,
    /// How many records of the input are done, broken ones included; an interrupted import goes on after these.
    pub cursor: u64,
    /// What became of them.
    pub counts: ImportCounts,
}

/// What an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportKind {
    /// An input was read.
    #[default]
    Import,
    /// A batch edit.
    Batch,
    /// Another import was undone.
    Undo,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportStatus {
    /// Under way, or interrupted and to be resumed.
    Running,
    /// All of the input was read.
    Done,
    /// Given up, with what was committed kept.
    Failed,
}

/// What became of an import's records; `created + changed + unchanged + rejected` is what the input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// New records.
    pub created: u64,
    /// Records whose build differs from before.
    pub changed: u64,
    /// Records that caused no commit.
    pub unchanged: u64,
    /// Records that nothing usable could be read of.
    pub rejected: u64,
}
