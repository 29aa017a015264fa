//! Words that name a concept, in the other languages: a query in one language finds the work in all.

use tantivy::{TantivyError, query::Query};
use taxonomy::{Concept, Lang};

use super::{
    Node,
    part::Part,
    plan::Planner,
    terms::{Any, best},
};
use crate::analysis::query_words;

/// What a translation weighs beside the word itself.
const WEIGHT: f32 = 0.25;

impl Planner<'_> {
    /// The preferred labels, in the interface languages, of the concept that `text` names, without `text`
    /// itself; empty when it names none.
    pub(super) fn translated(&mut self, text: &str) -> Result<Any, TantivyError> {
        let scheme = self.taxonomy.themes();
        let Some(found) = scheme.match_heading(text, None) else {
            return Ok(Any::new());
        };
        let labels = scheme.get(found.concept.as_str()).map(pref_labels);
        let typed = query_words(text);
        let mut any = Any::new();
        for label in labels.unwrap_or_default() {
            let words = query_words(&label);
            let one = match words.as_slice() {
                [] => continue,
                _ if typed == words => continue,
                [word] => self.one(None, word)?,
                several => self.in_order(None, several)?,
            };
            any.extend(one.into_iter().map(|part| part.times(WEIGHT)));
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
            Some(words) if words.len() > 1 => {
                let text = words.join(" ");
                let mut any = self.translated(&text)?;
                if !any.is_empty() {
                    // Side by side they are the concept's name itself.
                    let named = self.in_order(None, &query_words(&text))?;
                    any.extend(named.into_iter().map(|part| part.times(WEIGHT)));
                }
                Ok(any)
            }
            _ => Ok(Any::new()),
        }
    }
}

/// A query, or any of its translations.
pub(super) fn or(query: impl Query, mut translations: Any) -> Box<dyn Query> {
    if translations.is_empty() {
        return Box::new(query);
    }
    translations.push(Part::query(query, 1.0));
    best(translations)
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
