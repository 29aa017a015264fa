//! What one commit may hold, and the receipt for it.

use record::{
    Datestamp, Description, Fingerprint, ImportId, ImportRow, Key, Notice, Provenance, RecordId,
    Seq, SetSpec, Source, Status, Via, WorkId,
};
use serde::{Deserialize, Serialize};

use crate::{AsideRow, CollectionRow, RebuildRow, TaxonomyRow, UserRow};

/// Changes that are saved together or not at all.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Who caused them.
    pub actor: String,
    /// From where they came.
    pub via: Option<Via>,
    /// What caused them.
    pub cause: Cause,
    /// New or changed records, in the order in which they get their seqs.
    pub puts: Vec<Put>,
    /// Changes to what is no record.
    pub metas: Vec<Meta>,
}

/// What caused a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// An import.
    Import(ImportId),
    /// A cataloguer's edit.
    Edit,
    /// The system itself, and why.
    System(String),
}

/// One record as it shall be.
#[derive(Debug, Clone)]
pub struct Put {
    /// Its id: one that is there, or a new one from [`Store::new_record_id`](crate::Store::new_record_id).
    pub id: RecordId,
    /// Whether it is shown.
    pub status: Status,
    /// The work it belongs to.
    pub work: WorkId,
    /// Where it came from.
    pub provenance: Provenance,
    /// What tells whether a new build differs.
    pub fingerprint: Fingerprint,
    /// What the last import left standing of before.
    pub kept: Option<serde_json::Value>,
    /// The edits over its source.
    pub edits: Option<serde_json::Value>,
    /// The description.
    pub description: Description,
    /// The keys it is found by.
    pub keys: Vec<Key>,
    /// The sets it is in.
    pub sets: Vec<SetSpec>,
    /// Its source; `None` keeps the one it has.
    pub source: Option<Source>,
}

/// One change to what is no record.
#[derive(Debug, Clone)]
pub enum Meta {
    /// An import as it now stands.
    Import(ImportRow),
    /// Further notices of an import.
    Notices(ImportId, Vec<Notice>),
    /// A token as it now stands.
    Token(TokenRow),
    /// A user as it now stands.
    User(UserRow),
    /// A collection as it now stands.
    Collection(CollectionRow),
    /// A document beside the records as it now stands.
    Aside(AsideRow),
    /// Changes to the taxonomy, for ever.
    Taxonomy(TaxonomyRow),
    /// How far the records follow a change of the taxonomy.
    Rebuild(RebuildRow),
}

/// An access token, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRow {
    /// Its name, unique.
    pub name: String,
    /// What its bearer may do.
    pub role: String,
    /// The digest of the secret, hexadecimal.
    pub hash: String,
    /// When it was made.
    pub created: Datestamp,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Datestamp>,
    /// Whether it was revoked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The user who made it and for whom it acts; `None` when it was made on the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The only source system that its bearer may import into, when it is a partner's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
}

/// What a commit was given. A batch without puts has `first` one above `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The first put's seq.
    pub first: Seq,
    /// The last put's seq.
    pub last: Seq,
    /// The datestamp of all of them.
    pub datestamp: Datestamp,
}
