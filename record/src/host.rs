//! The host item: what an article appeared in.

use serde::{Deserialize, Serialize};

/// What a part appeared in (MARC 21 773).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostItem {
    /// Its title ($t).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The journal's slug from the table of journals, as `international-labour-review`, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// ISSN, as `0020-7780` ($x).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issn: Option<String>,
    /// ISBN of a host book ($z), 13 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isbn: Option<String>,
    /// Volume, as given without its caption (`37`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// Issue, as given without its caption (`5`, `3-4`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
    /// The host's system number ($w), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_number: Option<String>,
    /// $g as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// A page range: typed where it could be read, always as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// As given, as `644-651` or `S12-S34`.
    pub raw: String,
    /// The first page, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// The last page, as written in full (`644-51` gives `651`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}
