//! Text with its language and how that is known.

use serde::{Deserialize, Serialize};
use taxonomy::Lang;

/// A text from a record: NFC, in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The text, NFC, without characters that XML 1.0 forbids.
    pub value: String,
    /// Its language; `und` when neither declared nor detected.
    pub lang: Lang,
    /// How the language is known.
    #[serde(default, skip_serializing_if = "Certainty::is_declared")]
    pub certainty: Certainty,
}

/// How a language is known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The source declares it.
    #[default]
    Declared,
    /// The text was looked at; confidence from 0.0 to 1.0.
    Detected(f32),
    /// Nobody knows.
    Unknown,
}

impl Certainty {
    fn is_declared(&self) -> bool {
        *self == Certainty::Declared
    }
}

impl Text {
    /// A text whose language is declared.
    pub fn new(value: impl Into<String>, lang: Lang) -> Text {
        Text {
            value: value.into(),
            lang,
            certainty: Certainty::Declared,
        }
    }
}
