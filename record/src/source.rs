//! The bytes a record came as.

use serde::{Deserialize, Serialize};

/// The form of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceFormat {
    /// ISO 2709.
    Marc,
    /// MARCXML: one `record` element.
    Marcxml,
    /// MARC-in-JSON: one object with `leader` and `fields`.
    MarcJson,
    /// The MarcEdit text form: lines such as `=245  10$aTitle`.
    Mrk,
    /// MODS: one `mods` element.
    Mods,
    /// Dublin Core in XML: one `oai_dc:dc` element.
    OaiDc,
    /// A row of a spreadsheet: one JSON object of column name to cell text, in the order of the columns.
    Row,
    /// RIS: the lines from `TY` to `ER`.
    Ris,
    /// BibTeX: one entry, after the `@string` definitions that it needs.
    Bibtex,
    /// CSL-JSON: one item.
    CslJson,
    /// Our own JSON: a description and its status.
    Labordoc,
}

impl SourceFormat {
    /// Whether it is MARC itself, of which no other MARC is made.
    pub fn is_marc(self) -> bool {
        matches!(
            self,
            SourceFormat::Marc | SourceFormat::Marcxml | SourceFormat::MarcJson | SourceFormat::Mrk
        )
    }
}

/// One record's source, byte for byte as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its form.
    pub format: SourceFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
