//! A harvest as it is kept: what another repository answered, one JSON line for each record.
//!
//! A line that begins with `{"labordoc_harvest"` says where the records behind it come from; each further
//! line is one record, its metadata as the text of one element. So a harvest that goes on later is only
//! written on, and any of its lines can be read by itself.

use serde::{Deserialize, Serialize};

use super::Format;
use crate::{Datestamp, Origin, SourceFormat};

/// What every harvest begins with.
pub const START: &[u8] = b"{\"labordoc_harvest\"";
/// The version of this form.
pub const VERSION: u32 = 1;
/// The longest identifier of a record, in bytes.
pub const LONGEST_IDENTIFIER: usize = 1000;

/// Where the records behind it come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of this form.
    pub labordoc_harvest: u32,
    /// The repository's base URL.
    pub base_url: String,
    /// What the metadata are.
    pub format: SourceFormat,
    /// Their namespace.
    pub namespace: String,
}

/// One record as a repository gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its identifier there.
    pub identifier: String,
    /// Its datestamp there, as given.
    pub datestamp: String,
    /// When it was harvested, by the repository's clock.
    pub harvested: Datestamp,
    /// Whether it is deleted there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The element within `metadata`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// Where that repository had it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Origin>>,
}

impl Line {
    /// Where the record comes from.
    pub(super) fn origin(&mut self, head: &Head) -> Origin {
        Origin {
            base_url: head.base_url.clone(),
            identifier: self.identifier.clone(),
            datestamp: std::mem::take(&mut self.datestamp),
            namespace: head.namespace.clone(),
            harvested: self.harvested,
            altered: false,
            deleted: self.deleted,
            before: self.before.take(),
        }
    }
}

/// The format of records in a form that may hold those of another: what a profile must fit.
pub(super) fn format_within(format: Format, head: &[u8]) -> Format {
    let said = (format == Format::Harvest).then(|| first(head)).flatten();
    match said.map(|head| head.format) {
        Some(SourceFormat::Marcxml) => Format::Marcxml,
        Some(SourceFormat::Mods) => Format::Mods,
        Some(SourceFormat::OaiDc) => Format::OaiDc,
        _ => format,
    }
}

/// `, from https://example.org/oai (MODS)`
pub(super) fn title(head: &[u8]) -> String {
    first(head).map_or_else(String::new, |said| {
        let within = format_within(Format::Harvest, head);
        format!(", from {} ({})", said.base_url, within.title())
    })
}

fn first(head: &[u8]) -> Option<Head> {
    let line = head.trim_ascii_start().split(|b| *b == b'\n').next()?;
    serde_json::from_slice(line).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::input::{Options, Reader};

    #[test]
    fn a_bad_line_costs_itself_and_each_record_is_placed_by_its_identifier() {
        let head = "{\"labordoc_harvest\":1,\"base_url\":\"http://x\",\"format\":\"oai-dc\",\"namespace\":\"n\"}";
        let line = |id: &str, more: &str| {
            format!(
                "{{\"identifier\":\"{id}\",\"datestamp\":\"2026-01-01\",\"harvested\":\"2026-01-02T00:00:00Z\"{more}}}"
            )
        };
        let live = ",\"metadata\":\"<dc/>\"";
        let text = [
            head.to_owned(),
            line("a", live),
            "{half".to_owned(),
            line("b", ",\"deleted\":true"),
            line("c", ""),
            head.replace(":1,", ":2,"),
            line("d", live),
        ]
        .join("\n");
        let reader = Reader::open(Cursor::new(text.into_bytes()), Options::default());
        let told: Vec<String> = reader
            .map(|read| match read {
                Ok(given) => format!(
                    "{} {} {}",
                    given.place.member.unwrap(),
                    given.origin.unwrap().deleted,
                    given.source.bytes.len()
                ),
                Err(broken) => format!(
                    "{} {}",
                    broken.notice.code,
                    broken.place.member.as_deref().unwrap_or("-")
                ),
            })
            .collect();
        assert_eq!(
            told,
            [
                "a false 5",
                "bad-json -",
                "b true 0",
                "empty-record c",
                "bad-json -",
                "d false 5"
            ]
        );
    }
}
