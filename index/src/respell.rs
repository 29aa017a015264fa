//! "Did you mean": words of the collection that are spelled nearly as a word that it does not hold.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use tantivy::{Term, schema::Field as Column};
use taxonomy::Taxonomy;

use crate::{
    Index, ParsedQuery, SearchError,
    analysis::query_words,
    generation::Generation,
    labels::Labels,
    query::{Field, Node, print::print},
    schema::Fields,
};

/// How many spellings of a whole query are offered.
const OFFERED: usize = 3;
/// Shorter words may differ in one letter only, others in two.
const LONG: usize = 5;

/// Looks words up among those that there are.
struct Speller<'a> {
    generation: &'a Generation,
    fields: Fields,
    labels: &'a Labels,
}

impl Index {
    /// A query with its unknown words replaced by known ones of nearly the same spelling, the likeliest first;
    /// none where every word is known or nothing is near. Whether they find anything together is not looked at.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn respelled(
        &self,
        parsed: &ParsedQuery,
        taxonomy: &Arc<Taxonomy>,
    ) -> Result<Vec<String>, SearchError> {
        let Some(root) = &parsed.root else {
            return Ok(Vec::new());
        };
        let (generation, fields, labels) = self.parts(taxonomy);
        let speller = Speller {
            generation: &generation,
            fields,
            labels: &labels,
        };
        let mut spellings = Vec::new();
        speller.unknown(root, &mut spellings)?;
        let offered = (0..OFFERED).filter_map(|n| {
            let better = replaced(root, &spellings, n)?;
            Some(print(Some(&better)))
        });
        let mut offered: Vec<String> = offered.collect();
        offered.dedup();
        Ok(offered)
    }
}

/// The unknown words of a query, each with near ones.
type Spellings = Vec<(String, Vec<String>)>;

/// The query with every unknown word's `n`-th spelling, or its last; `None` where a word has none, or
/// there is no `n`-th of any.
fn replaced(node: &Node, spellings: &Spellings, n: usize) -> Option<Node> {
    let any = spellings.iter().any(|(_, near)| n < near.len());
    let all = spellings.iter().all(|(_, near)| !near.is_empty());
    if !any || !all {
        return None;
    }
    let spelled = |text: &String| {
        let found = spellings.iter().find(|(word, _)| word == text);
        let near = found.and_then(|(_, near)| near.get(n).or(near.last()));
        near.unwrap_or(text).clone()
    };
    Some(each_word(node, &spelled))
}

fn each_word(node: &Node, to: &impl Fn(&String) -> String) -> Node {
    let all = |nodes: &[Node]| nodes.iter().map(|n| each_word(n, to)).collect();
    match node {
        Node::Word(field, text) => Node::Word(*field, to(text)),
        Node::And(nodes) => Node::And(all(nodes)),
        Node::Or(nodes) => Node::Or(all(nodes)),
        other => other.clone(),
    }
}

impl Speller<'_> {
    fn columns(&self, field: Option<Field>) -> Vec<Column> {
        let f = &self.fields;
        match field {
            None => vec![f.title, f.subject, f.author, f.journal, f.body],
            Some(Field::Title) => vec![f.title],
            Some(Field::Subject) => vec![f.subject],
            Some(Field::Author) => vec![f.author],
            Some(Field::Journal) => vec![f.journal],
            Some(_) => Vec::new(),
        }
    }

    fn unknown(&self, node: &Node, to: &mut Spellings) -> Result<(), SearchError> {
        match node {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    self.unknown(node, to)?;
                }
            }
            Node::Word(field, text) => {
                let columns = self.columns(*field);
                if let [word] = query_words(text).as_slice()
                    && !columns.is_empty()
                    && !self.is_known(&columns, word)?
                {
                    to.push((text.clone(), self.near(&columns, word)?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn is_known(&self, columns: &[Column], word: &str) -> Result<bool, SearchError> {
        if !self.labels.exact(word).is_empty() {
            return Ok(true);
        }
        for column in columns {
            let term = Term::from_field_text(*column, word);
            if self.generation.searcher.doc_freq(&term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Known words that begin alike and differ little: the nearest first, of these the most frequent.
    fn near(&self, columns: &[Column], word: &str) -> Result<Vec<String>, SearchError> {
        let letters = word.chars().count();
        let most = if letters < LONG { 1 } else { 2 };
        let mut found: BTreeMap<String, (usize, u32)> = BTreeMap::new();
        let Some(first) = word.chars().next() else {
            return Ok(Vec::new());
        };
        let mut start = [0; 4];
        let start: &str = first.encode_utf8(&mut start);
        for segment in self.generation.searcher.segment_readers() {
            for column in columns {
                let inverted = segment.inverted_index(*column)?;
                let terms = inverted.terms().range().ge(start.as_bytes());
                let mut terms = terms.into_stream().map_err(tantivy::TantivyError::from)?;
                while terms.advance() && terms.key().starts_with(start.as_bytes()) {
                    let held = terms.value().doc_freq;
                    let Ok(term) = std::str::from_utf8(terms.key()) else {
                        continue;
                    };
                    if term.len().abs_diff(word.len()) > most {
                        continue;
                    }
                    let distance = strsim::osa_distance(word, term);
                    if distance <= most {
                        let known = found.entry(term.to_owned()).or_insert((distance, 0));
                        known.1 += held;
                    }
                }
            }
        }
        let mut near: Vec<(String, (usize, u32))> = found.into_iter().collect();
        near.sort_by_key(|(_, (distance, held))| (*distance, Reverse(*held)));
        near.truncate(OFFERED);
        Ok(near.into_iter().map(|(term, _)| term).collect())
    }
}
