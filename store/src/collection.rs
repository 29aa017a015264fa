//! A collection: a saved query with names for readers.

use std::collections::BTreeMap;

use record::{Datestamp, SetSpec};
use serde::{Deserialize, Serialize};
use taxonomy::Lang;

/// A saved query that has a page, a feed and a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionRow {
    /// Its name in addresses and in its set: small letters, digits and hyphens; for ever.
    pub slug: String,
    /// Counts its changes, from 1.
    pub version: u64,
    /// Its names, by language.
    pub names: BTreeMap<Lang, String>,
    /// What it is, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub descriptions: BTreeMap<Lang, String>,
    /// The parameters of the search that finds its records, as `q=wages&lang=fr`.
    pub query: String,
    /// When it was made.
    pub created: Datestamp,
    /// When it was last changed.
    pub changed: Datestamp,
    /// Whether it was removed: its records leave its set, and its set stays for harvesters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl CollectionRow {
    /// The set of its records.
    pub fn set(&self) -> SetSpec {
        SetSpec::new(&format!("{}{}", CollectionRow::PREFIX, self.slug))
    }

    /// What the names of collections' sets begin with.
    pub const PREFIX: &str = "collection:";

    /// Its name in a language, else in English, else in any.
    pub fn name(&self, lang: Lang) -> &str {
        in_language(&self.names, lang).map_or(&self.slug, |(_, name)| name)
    }

    /// What it is, in a language, else in English, else in any, and in which.
    pub fn description(&self, lang: Lang) -> Option<(Lang, &str)> {
        in_language(&self.descriptions, lang)
    }
}

fn in_language(texts: &BTreeMap<Lang, String>, lang: Lang) -> Option<(Lang, &str)> {
    let found = texts.get_key_value(&lang);
    let found = found.or_else(|| texts.get_key_value(&Lang::EN));
    let (lang, text) = found.or_else(|| texts.iter().next())?;
    Some((*lang, text))
}
