//! What librarians said about headings that no label matches: mappings, and headings to leave alone.
//!
//! A rule is about one heading of one source: a vocabulary as `lcsh`, or a field as `653` where the
//! heading claims no vocabulary. It comes before all labels (`matching.rs`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Concept, ConceptId, Lang, Scheme, matching};

/// What a heading means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A concept: records with the heading get it.
    Concept {
        /// The concept.
        concept: ConceptId,
        /// How near it is (SKOS section 10).
        relation: Relation,
    },
    /// No concept: it stays a keyword and is listed no more among the headings to look at.
    Keyword,
}

/// How near a heading is to the concept that it is mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same (`skos:exactMatch`).
    Exact,
    /// Nearly the same (`skos:closeMatch`).
    Close,
    /// The concept is broader than the heading (`skos:broadMatch`).
    Broad,
}

impl Relation {
    /// All of them, the nearest first.
    pub const ALL: [Relation; 3] = [Relation::Exact, Relation::Close, Relation::Broad];

    /// Its name, as `exact`.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Exact => "exact",
            Relation::Close => "close",
            Relation::Broad => "broad",
        }
    }
}

/// A rule about one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingRule {
    /// The heading as it was found.
    pub text: String,
    /// What it means.
    pub means: Means,
}

/// The rules of a scheme: by source, then by the heading's folded text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadingRules(pub(crate) BTreeMap<String, BTreeMap<String, HeadingRule>>);

impl HeadingRules {
    /// The rule about a heading.
    pub fn get(&self, source: &str, text: &str) -> Option<&HeadingRule> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(source)?.get(&matching::key(text))
    }

    /// Sets the rule about a heading, or removes it.
    pub(crate) fn set(&mut self, source: &str, text: &str, means: Option<Means>) {
        let key = matching::key(text);
        let rules = self.0.entry(source.to_owned()).or_default();
        match means {
            Some(means) => drop(rules.insert(
                key,
                HeadingRule {
                    text: text.to_owned(),
                    means,
                },
            )),
            None => drop(rules.remove(&key)),
        }
        self.0.retain(|_, rules| !rules.is_empty());
    }

    /// All rules with their sources, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &HeadingRule)> {
        self.0
            .iter()
            .flat_map(|(source, rules)| rules.values().map(move |rule| (source.as_str(), rule)))
    }

    /// Makes every rule that means one concept mean another.
    pub(crate) fn redirect(&mut self, from: &ConceptId, into: &ConceptId) {
        for rule in self.0.values_mut().flat_map(BTreeMap::values_mut) {
            if let Means::Concept { concept, .. } = &mut rule.means
                && concept == from
            {
                *concept = into.clone();
            }
        }
    }

    /// Whether a rule means this concept.
    pub(crate) fn mean(&self, id: &ConceptId) -> bool {
        self.iter()
            .any(|(_, rule)| matches!(&rule.means, Means::Concept { concept, .. } if concept == id))
    }
}

impl Scheme {
    /// The concept that a heading of a source names: by a rule, else by a label.
    ///
    /// `source` is the vocabulary that the heading claims, else the tag of its field. A heading in a
    /// language that the scheme has no labels in is matched by rules alone.
    pub fn name_heading(
        &self,
        source: &str,
        heading: &str,
        lang: Option<Lang>,
    ) -> Option<ConceptId> {
        if let Some(HeadingRule {
            means: Means::Concept { concept, .. },
            ..
        }) = self.headings().get(source, heading)
        {
            return self.standing(concept).map(|c| c.id.clone());
        }
        if lang.is_some_and(|l| !Lang::INTERFACE.contains(&l)) {
            return None;
        }
        self.match_heading(heading, lang).map(|m| m.concept)
    }

    /// The concept that an id stands for today, unless it is retired.
    fn standing(&self, id: &ConceptId) -> Option<&Concept> {
        self.resolve(id.as_str()).filter(|c| !c.deprecated)
    }
}
