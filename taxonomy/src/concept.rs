//! A concept: its labels, its place, its history.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ConceptId, Lang, LangMap};

/// Which of a concept's labels (SKOS section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelKind {
    /// `skos:prefLabel`.
    Pref,
    /// `skos:altLabel`.
    Alt,
    /// `skos:hiddenLabel`: searched, never shown.
    Hidden,
}

/// One concept of a scheme (`skos:Concept`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Its identifier within the scheme.
    pub id: ConceptId,
    /// Its notation, as `A.20.02` (`skos:notation`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notation: Option<String>,
    /// Its preferred label in each language (`skos:prefLabel`).
    pub pref: LangMap,
    /// Its synonyms in each language (`skos:altLabel`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub alt: BTreeMap<Lang, Vec<String>>,
    /// Labels that are searched but never shown (`skos:hiddenLabel`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<Lang, Vec<String>>,
    /// What it covers, in each language (`skos:scopeNote`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scope: LangMap,
    /// The concepts directly above it (`skos:broader`); empty for a top concept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<ConceptId>,
    /// Associated concepts, held on both sides (`skos:related`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<ConceptId>,
    /// Equal concepts elsewhere, as URIs (`skos:exactMatch`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<String>,
    /// Close concepts elsewhere, as URIs (`skos:closeMatch`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub close: Vec<String>,
    /// Retired without an heir (`owl:deprecated`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The concept that this one was merged into (`dcterms:isReplacedBy`), never itself replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<ConceptId>,
}

impl Concept {
    /// The label to show a reader of `lang`: that language, else English, French, Spanish, else any, else the id.
    pub fn label(&self, lang: Lang) -> &str {
        std::iter::once(lang)
            .chain(Lang::INTERFACE)
            .find_map(|l| self.pref.get(&l))
            .or_else(|| self.pref.values().next())
            .map_or(self.id.as_str(), String::as_str)
    }

    /// All its labels with language and kind, in a fixed order.
    pub fn labels(&self) -> impl Iterator<Item = (Lang, LabelKind, &str)> {
        let pref = self
            .pref
            .iter()
            .map(|(l, s)| (*l, LabelKind::Pref, s.as_str()));
        let alt = self
            .alt
            .iter()
            .flat_map(|(l, all)| all.iter().map(|s| (*l, LabelKind::Alt, s.as_str())));
        let hidden = self
            .hidden
            .iter()
            .flat_map(|(l, all)| all.iter().map(|s| (*l, LabelKind::Hidden, s.as_str())));
        pref.chain(alt).chain(hidden)
    }
}
