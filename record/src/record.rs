//! The record: a description with its place in the collection.

use serde::{Deserialize, Serialize};

use crate::{Datestamp, Description, ImportId, Key, RecordId, Seq, WorkId};

/// A record at rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its identifier.
    pub id: RecordId,
    /// The sequence number of its latest change.
    pub seq: Seq,
    /// When its disseminated bytes last changed.
    pub datestamp: Datestamp,
    /// When it was first committed.
    pub created: Datestamp,
    /// Whether it is shown.
    #[serde(default, skip_serializing_if = "Status::is_live")]
    pub status: Status,
    /// The work it is a language version of; alone in its work, it founded it (`work == id`).
    pub work: WorkId,
    /// Where it came from.
    pub provenance: Provenance,
    /// What tells whether a new build differs.
    pub fingerprint: Fingerprint,
    /// What the last import left standing of before, by the rules of its profile: one JSON Merge
    /// Patch (RFC 7396) on what the source says, beneath the edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<serde_json::Value>,
    /// The edits over its source, as one JSON Merge Patch (RFC 7396) on the description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits: Option<serde_json::Value>,
    /// The description.
    pub description: Description,
}

/// Whether a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Shown to all.
    #[default]
    Live,
    /// Kept from readers and crawlers; harvesters are told "deleted".
    Suppressed,
    /// The same until its embargo ends; then it is live.
    Embargoed,
    /// Deleted; a tombstone for ever.
    Deleted,
}

impl Status {
    /// Whether it is shown: the one rule of every page, answer, file and search.
    pub fn is_live(&self) -> bool {
        *self == Status::Live
    }
}

/// Where a record came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The source system, as `labordoc`; record numbers are unique within one.
    pub system: String,
    /// The import that last brought its source, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// The record's place in that import's input, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// The import profile that its source is read by, as `articles-csv@1`; none is that of its format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The repository it was harvested from, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl Provenance {
    /// The key that a harvested record is matched by when it comes again: its identifier in the
    /// repository, within its source system.
    pub fn harvest_key(&self) -> Option<Key> {
        let origin = self.origin.as_ref()?;
        Some(Key(format!("oai:{}:{}", self.system, origin.identifier)))
    }

    /// Whether the repository that it came from has deleted it.
    pub fn is_deleted_there(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.deleted)
    }
}

/// What another repository said when a record was harvested from it (OAI-PMH provenance guidelines).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The repository's base URL.
    pub base_url: String,
    /// The record's identifier there.
    pub identifier: String,
    /// Its datestamp there, as given: a day or a moment.
    pub datestamp: String,
    /// The namespace of the metadata that came.
    pub namespace: String,
    /// When it was harvested.
    pub harvested: Datestamp,
    /// Whether it has been changed since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub altered: bool,
    /// Whether that repository has deleted it: it is deleted here too, unless somebody here said otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Where that repository had it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Origin>>,
}

/// A digest over everything that a build makes and a commit would store: equal means unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub u64);
