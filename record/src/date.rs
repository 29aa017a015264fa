//! Dates of publication: what is known, and what was written.

use serde::{Deserialize, Serialize};

/// A date of publication: partial, perhaps a range, perhaps open; the text as given is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationDate {
    /// As the source writes it, as `[195-?]-`.
    pub raw: String,
    /// The first year, where one could be read; 1000 to 2999.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// The month, 1 to 12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// The day, 1 to 31.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// The last year of a range, or of the decade or century that is all one knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i16>,
    /// Whether the range is open (`1919-`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether the date is a guess (`[1985?]`, `195-`, `ca. 1920`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
}

impl PublicationDate {
    /// The date as precisely as it is known: `2012-05-01`, `2012-05` or `2012` (W3CDTF).
    pub fn iso(&self) -> Option<String> {
        let year = self.year?;
        Some(match (self.month, self.day) {
            (Some(m), Some(d)) => format!("{year:04}-{m:02}-{d:02}"),
            (Some(m), None) => format!("{year:04}-{m:02}"),
            _ => format!("{year:04}"),
        })
    }
}
