//! Titles.

use serde::{Deserialize, Serialize};
use taxonomy::Lang;

use crate::text::Certainty;

/// One title, in its parts (MARC 21 245, 246, 240, 130).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// The title proper (245 $a), without ISBD punctuation.
    pub main: String,
    /// The remainder (245 $b).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remainder: Option<String>,
    /// Number and name of the part (245 $n $p), joined by ". ".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Its language, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// How the language is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub certainty: Certainty,
    /// How many leading characters sorting leaves out (245 indicator 2), 0 to 9.
    #[serde(default, skip_serializing_if = "is_default")]
    pub non_filing: u8,
    /// The ISO 15924 code of its script, where it is not Latin: `Cyrl`, `Arab`, `Hani` (linked 880).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Title {
    /// The whole title as one line: `main: remainder. part`.
    pub fn full(&self) -> String {
        let mut full = self.main.clone();
        if let Some(remainder) = &self.remainder {
            full.push_str(if full.ends_with(['?', '!', ':']) {
                " "
            } else {
                ": "
            });
            full.push_str(remainder);
        }
        if let Some(part) = &self.part {
            full.push_str(". ");
            full.push_str(part);
        }
        full
    }

    /// The text to sort by: the full title without its non-filing characters, folded.
    pub fn sort_key(&self) -> String {
        let skipped: String = self
            .full()
            .chars()
            .skip(usize::from(self.non_filing))
            .collect();
        taxonomy::fold(&skipped)
    }
}

/// All titles of a record.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// The title (245). Its `main` is empty only for a record without any title.
    pub main: Title,
    /// Titles of the same publication in other languages or scripts (246 1_ / 246 31, linked 880).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parallel: Vec<Title>,
    /// The uniform or original title (130, 240, 765 $t).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Title>,
    /// Other titles it is known by (other 246, 210, 222, 740).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant: Vec<Title>,
}
