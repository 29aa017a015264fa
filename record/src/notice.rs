//! Notices: findings about data, each with its place.

use serde::{Deserialize, Serialize};

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something was repaired or left out.
    Warning,
    /// The record could not be used.
    Error,
}

/// A finding about data, with its place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How grave.
    pub severity: Severity,
    /// A stable name of the finding, as `bad-directory`.
    pub code: String,
    /// The input's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub input: String,
    /// The record's place in the input, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The byte offset in the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The file within the input, where the input is an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The line in the input or its member, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The cell of a spreadsheet, as `B7` or `Sheet 2!B7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The field, as `245$a` or `650[3]$a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong, and what was done or can be done.
    pub text: String,
}

impl Notice {
    /// A notice on a field; input, record and offset are filled in by the reader of the input.
    pub fn on(
        severity: Severity,
        code: &str,
        field: impl Into<String>,
        text: impl Into<String>,
    ) -> Notice {
        Notice {
            field: Some(field.into()),
            ..Notice::new(severity, code, text)
        }
    }

    /// A notice without a place yet.
    pub fn new(severity: Severity, code: &str, text: impl Into<String>) -> Notice {
        Notice {
            severity,
            code: code.to_owned(),
            input: String::new(),
            record: None,
            offset: None,
            member: None,
            line: None,
            cell: None,
            field: None,
            text: text.into(),
        }
    }
}
