//! The JSON lines of a frame's payload: the commit, then one line per change.

use record::{
    Datestamp, ImportId, ImportRow, Key, Notice, RecordId, Seq, SetSpec, SourceFormat, Status, Via,
    WorkId,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Place;
use crate::{AsideRow, Cause, CollectionRow, RebuildRow, TaxonomyRow, TokenRow, UserRow};

/// A frame's first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitLine {
    /// The commit's number.
    pub commit: u64,
    /// The datestamp of all its changes.
    pub at: Datestamp,
    /// Who caused it.
    pub actor: String,
    /// From where it came; unknown of commits before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// What caused it.
    pub cause: Cause,
    /// The seq before its first put.
    pub after: Seq,
    /// How many puts follow.
    pub puts: u64,
    /// The lowest record id never used.
    pub next_record: u64,
    /// The lowest import id never used.
    pub next_import: u64,
}

/// A put as it is written; the source and the record's JSON follow by hand.
#[derive(Debug, Serialize)]
pub(crate) struct PutWrite<'a> {
    pub id: RecordId,
    pub seq: Seq,
    pub status: Status,
    pub work: WorkId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_work: Option<WorkId>,
    pub keys: &'a [Key],
    #[serde(skip_serializing_if = "<[Key]>::is_empty")]
    pub gone: &'a [Key],
    pub sets: &'a [SetSpec],
    #[serde(skip_serializing_if = "<[SetSpec]>::is_empty")]
    pub left: &'a [SetSpec],
    /// Where the source is when it is not on this line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<SourceFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// The source in base64 when it is no UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source64: Option<String>,
}

/// A put as it is read back; the source is left where it is.
#[derive(Debug, Deserialize)]
pub(crate) struct PutLine<'a> {
    pub id: RecordId,
    pub seq: Seq,
    pub status: Status,
    pub work: WorkId,
    #[serde(default)]
    pub was: Option<Seq>,
    #[serde(default)]
    pub was_work: Option<WorkId>,
    pub keys: Vec<Key>,
    #[serde(default)]
    pub gone: Vec<Key>,
    pub sets: Vec<SetSpec>,
    #[serde(default)]
    pub left: Vec<SetSpec>,
    #[serde(default)]
    pub at: Option<Place>,
    #[serde(default)]
    pub format: Option<SourceFormat>,
    #[serde(borrow)]
    pub record: &'a RawValue,
}

/// Further notices of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoticesLine {
    /// The import.
    pub import: ImportId,
    /// The first notice's place among the import's, from 0.
    pub from: u64,
    /// The notices.
    pub notices: Vec<Notice>,
}

/// Any line after the first.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineRef<'a> {
    Put(#[serde(borrow)] Box<PutLine<'a>>),
    Import(ImportRow),
    Notices(NoticesLine),
    Token(TokenRow),
    User(UserRow),
    Collection(CollectionRow),
    Aside(AsideRow),
    Taxonomy(TaxonomyRow),
    Rebuild(RebuildRow),
}

/// A put's source, read from its line alone.
#[derive(Debug, Deserialize)]
pub(crate) struct SourceRef {
    pub format: SourceFormat,
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub source64: Option<String>,
}

/// Appends a value as a line.
pub(crate) fn write_line<T: Serialize>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.push(b'\n');
    Ok(())
}

/// Appends a put's line: what is around the record, then the record's JSON as it is.
pub(crate) fn write_put(
    out: &mut Vec<u8>,
    put: &PutWrite<'_>,
    record: &[u8],
) -> serde_json::Result<()> {
    out.extend_from_slice(b"{\"put\":");
    serde_json::to_writer(&mut *out, put)?;
    out.pop(); // the closing brace: the record is its last member
    out.extend_from_slice(b",\"record\":");
    out.extend_from_slice(record);
    out.extend_from_slice(b"}}\n");
    Ok(())
}

/// Takes a payload's text apart.
pub(crate) fn parse_lines(text: &str) -> serde_json::Result<(CommitLine, Vec<LineRef<'_>>)> {
    let mut lines = text.lines();
    let commit = serde_json::from_str(lines.next().unwrap_or_default())?;
    let changes = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((commit, changes))
}
