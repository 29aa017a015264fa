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
    /// What it does.
    #[serde(default)]
    pub kind: ImportKind,
    /// The import that this one undoes, where it undoes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<ImportId>,
    /// The one that undid this one, once it has been undone or is being undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<ImportId>,
    /// The input's name, as the cataloguer knows it.
    pub input: String,
    /// BLAKE3 of the input's bytes, hexadecimal; its kept copy has this name until the import ends.
    pub digest: String,
    /// The input's size in bytes.
    pub bytes: u64,
    /// The source system it belongs to, as `labordoc`.
    pub system: String,
    /// The format that the input was said to be in; none is detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<crate::input::Format>,
    /// The profile that it is read by, as `articles-csv@1`; none is that of its format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
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
    /// How many there are, once they have been counted by looking at the whole input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// What became of them.
    pub counts: ImportCounts,
    /// The notice that keeps it from being committed, where its profile says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<String>,
}

impl ImportRow {
    /// Whether it has neither ended nor waits for somebody's word.
    pub fn is_under_way(&self) -> bool {
        matches!(self.status, ImportStatus::Staging | ImportStatus::Running)
    }

    /// Whether its input is still needed.
    pub fn needs_input(&self) -> bool {
        self.is_under_way() || self.status == ImportStatus::Staged
    }
}

/// What an import does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportKind {
    /// Brings records in from a file.
    #[default]
    Import,
    /// Edits many records at once.
    Batch,
    /// Undoes another.
    Undo,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportStatus {
    /// Being looked through: what it would do is written down, nothing is changed.
    Staging,
    /// Looked through; it waits to be committed or thrown away.
    Staged,
    /// Under way, or interrupted and to be resumed.
    Running,
    /// All of the input was read.
    Done,
    /// Given up, with what was committed kept.
    Failed,
    /// Thrown away before anything was committed, or stopped and taken back.
    Cancelled,
}

/// What became of an import's records; `created + changed + deleted + unchanged + rejected + undecided` is what the input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// New records.
    pub created: u64,
    /// Records whose build differs from before.
    pub changed: u64,
    /// Records that the repository which they were harvested from has deleted.
    #[serde(default, skip_serializing_if = "is_none")]
    pub deleted: u64,
    /// Records that caused no commit.
    pub unchanged: u64,
    /// Records that nothing usable could be read of.
    pub rejected: u64,
    /// Records that were left out because nobody said whether they are one that is there.
    #[serde(default, skip_serializing_if = "is_none")]
    pub undecided: u64,
    /// Of an undo: records with later edits that do not fit any more.
    #[serde(default, skip_serializing_if = "is_none")]
    pub conflicts: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}
