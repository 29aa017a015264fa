//! Concept labels as a reader's words find them.
//!
//! Labels are not in the index: a word is looked up here and becomes the concepts whose labels
//! hold it, in any language. So `salaires` finds what is about *wages*, and a changed label or a
//! merge is searched for at once.

use std::collections::{BTreeMap, HashMap};

use taxonomy::{ConceptId, Scheme, Taxonomy};

use crate::analysis::{Stemming, query_words, stem};

/// The labels of all themes by word and by stem.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Each concept's identifiers: its own, then those merged into it.
    concepts: Vec<Vec<ConceptId>>,
    words: BTreeMap<String, Vec<u32>>,
    stems: HashMap<String, Vec<u32>>,
    labels: Vec<(u32, Vec<String>)>,
}

impl Labels {
    /// The labels of a taxonomy's themes.
    pub(crate) fn new(taxonomy: &Taxonomy) -> Labels {
        let scheme = taxonomy.themes();
        let mut labels = Labels::default();
        let mut places: HashMap<ConceptId, u32> = HashMap::new();
        for concept in scheme.concepts() {
            let Some(today) = scheme.resolve(concept.id.as_str()) else {
                continue;
            };
            let at = *places.entry(today.id.clone()).or_insert_with(|| {
                labels.concepts.push(vec![today.id.clone()]);
                u32::try_from(labels.concepts.len() - 1).unwrap_or(u32::MAX)
            });
            if concept.id != today.id {
                labels.concepts[at as usize].push(concept.id.clone());
            }
            for (lang, _, label) in concept.labels() {
                labels.add(at, label, Stemming::of(lang));
            }
        }
        labels
    }

    fn add(&mut self, at: u32, label: &str, languages: &[Stemming]) {
        let words = query_words(label);
        let mut term = String::new();
        for word in &words {
            push(self.words.entry(word.clone()).or_default(), at);
            for language in languages {
                if stem(word, *language, &mut term) {
                    push(self.stems.entry(term.clone()).or_default(), at);
                }
            }
        }
        self.labels.push((at, words));
    }

    /// The concepts with this word in a label.
    pub(crate) fn exact(&self, word: &str) -> Vec<u32> {
        self.words.get(word).cloned().unwrap_or_default()
    }

    /// The concepts with another form of this word in a label, in the label's language.
    pub(crate) fn stemmed(&self, word: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let mut term = String::new();
        for language in Stemming::ALL {
            if stem(word, language, &mut term)
                && let Some(concepts) = self.stems.get(&term)
            {
                concepts.iter().for_each(|at| push(&mut found, *at));
            }
        }
        let exact = self.words.get(word).map_or(&[][..], Vec::as_slice);
        found.retain(|at| !exact.contains(at));
        found
    }

    /// The concepts with these words in this order in a label.
    pub(crate) fn phrase(&self, words: &[String]) -> Vec<u32> {
        let mut found = Vec::new();
        for (at, label) in &self.labels {
            if label.windows(words.len().max(1)).any(|part| part == words) {
                push(&mut found, *at);
            }
        }
        found
    }

    /// The concepts with a word in a label that begins so.
    pub(crate) fn prefix(&self, start: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let from = self.words.range(start.to_owned()..);
        for (_, concepts) in from.take_while(|(word, _)| word.starts_with(start)) {
            concepts.iter().for_each(|at| push(&mut found, *at));
        }
        found
    }

    /// The concepts with a word in a label that begins so and fits.
    pub(crate) fn fitting(&self, start: &str, fits: impl Fn(&str) -> bool) -> Vec<u32> {
        let mut found = Vec::new();
        let from = self.words.range(start.to_owned()..);
        let begin = from.take_while(|(word, _)| word.starts_with(start));
        for (_, concepts) in begin.filter(|(word, _)| fits(word)) {
            concepts.iter().for_each(|at| push(&mut found, *at));
        }
        found
    }

    /// The words of labels from one on, ascending.
    pub(crate) fn words_from(&self, from: &str) -> impl Iterator<Item = &String> {
        self.words.range(from.to_owned()..).map(|(word, _)| word)
    }

    /// The words of labels before one, descending.
    pub(crate) fn words_below(&self, from: &str) -> impl Iterator<Item = &String> {
        self.words
            .range(..from.to_owned())
            .rev()
            .map(|(word, _)| word)
    }

    /// Everything that records may call these concepts.
    pub(crate) fn ids(&self, concepts: &[u32]) -> impl Iterator<Item = &ConceptId> {
        concepts
            .iter()
            .filter_map(|at| self.concepts.get(*at as usize))
            .flatten()
    }
}

/// Everything that records may call a concept: its name today, then those merged into it.
pub(crate) fn names(scheme: &Scheme, id: &ConceptId) -> Vec<ConceptId> {
    let today = scheme.resolve(id.as_str()).map_or(id, |c| &c.id);
    let merged = scheme
        .concepts()
        .filter(|c| c.replaced_by.as_ref() == Some(today))
        .map(|c| c.id.clone());
    std::iter::once(today.clone()).chain(merged).collect()
}

fn push(to: &mut Vec<u32>, at: u32) {
    if !to.contains(&at) {
        to.push(at);
    }
}
