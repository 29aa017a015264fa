//! Words that name a concept, in the other languages: a query in one language finds the work in all.

use tantivy::{TantivyError, query::Query};
use taxonomy::{Concept, Lang};

use super::{
    Node,
    plan::Planner,
    terms::{Any, best, boosted},
};
use crate::analysis::query_words;

/// What a translation weighs beside the word itself.
const WEIGHT: f32 = 0.3;

impl Planner<'_> {
    /// The preferred labels, in the interface languages, of the concept that `text` names; empty when it names none.
    pub(super) fn translated(&mut self, text: &str) -> Result<Any, TantivyError> {
        let scheme = self.taxonomy.themes();
        let Some(found) = scheme.match_heading(text, None) else {
            return Ok(Any::new());
        };
        let labels = scheme.get(found.concept.as_str()).map(pref_labels);
        let mut any = Any::new();
        for label in labels.unwrap_or_default() {
            let words = query_words(&label);
            let one = match words.as_slice() {
                [] => continue,
                [word] => self.one(None, word)?,
                several => self.in_order(None, several)?,
            };
            any.push(boosted(best(one), WEIGHT));
        }
        Ok(any)
    }

    /// As [`Planner::translated`], for plain words that name a concept together.
    pub(super) fn translated_words(&mut self, nodes: &[Node]) -> Result<Any, TantivyError> {
        let words: Option<Vec<&str>> = nodes
            .iter()
            .map(|node| match node {
                Node::Word(None, word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        match words {
            Some(words) if words.len() > 1 => self.translated(&words.join(" ")),
            _ => Ok(Any::new()),
        }
    }
}

/// A query, or any of its translations.
pub(super) fn or(query: Box<dyn Query>, translations: Any) -> Box<dyn Query> {
    if translations.is_empty() {
        return query;
    }
    best(std::iter::once(query).chain(translations).collect())
}

fn pref_labels(concept: &Concept) -> Vec<String> {
    let labels = Lang::INTERFACE
        .iter()
        .filter_map(|lang| concept.pref.get(lang));
    let mut labels: Vec<String> = labels.map(|label| plain(label)).collect();
    labels.sort();
    labels.dedup();
    labels
}

/// A label without its qualifier: `mercury (metal)` is looked for as `mercury`.
fn plain(label: &str) -> String {
    label.split(" (").next().unwrap_or(label).to_owned()
}
