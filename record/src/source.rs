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
}

/// One record's source, byte for byte as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its form.
    pub format: SourceFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
