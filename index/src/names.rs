//! The names of contributors as a list from A to Z: read from the index's own dictionary of terms.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{SegmentReader, Term, query::TermQuery, schema::IndexRecordOption};

use crate::{Index, SearchError, schema::Fields};

/// What stands in a term between the folded name and the name.
pub(crate) const BETWEEN: char = '\u{1}';

/// A contributor's name and how many records have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameCount {
    /// The name, as it is written in records.
    pub name: String,
    /// The records with exactly this name.
    pub records: u64,
}

/// A name as a term: folded, so that the dictionary is in order, then as it is.
pub(crate) fn term_text(name: &str) -> String {
    format!("{}{BETWEEN}{name}", folded(name))
}

/// A name, or the beginning of one, as names are put in order.
fn folded(name: &str) -> String {
    let folded = taxonomy::fold(name);
    folded
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_owned()
}

impl Index {
    /// The characters that names begin with, folded, in their order.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn name_initials(&self) -> Result<BTreeSet<char>, SearchError> {
        let (generation, fields) = self.now();
        let mut found = BTreeSet::new();
        for segment in generation.searcher.segment_readers() {
            let mut from = String::new();
            while let Some(initial) = first_from(segment, fields, &from)? {
                found.insert(initial);
                // On to the first character that can follow.
                let Some(next) = (initial..).nth(1) else {
                    break;
                };
                from = next.to_string();
            }
        }
        Ok(found)
    }

    /// All names whose folded form begins so, in the order of their folded forms.
    ///
    /// Names of records that were changed meanwhile may be among them until the engine has merged
    /// their segments; [`Index::name_counts`] tells.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn names(&self, prefix: &str) -> Result<Vec<String>, SearchError> {
        let (generation, fields) = self.now();
        let prefix = folded(prefix);
        let mut found = BTreeMap::new();
        for segment in generation.searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.name)?;
            let range = inverted.terms().range().ge(prefix.as_bytes());
            let mut terms = range.into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let term = String::from_utf8_lossy(terms.key());
                if let Some((_, name)) = term.split_once(BETWEEN) {
                    found.insert(term.to_string(), name.to_owned());
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// How many records have each of these names; in their order, without those that none has.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn name_counts(&self, names: &[String]) -> Result<Vec<NameCount>, SearchError> {
        let (generation, fields) = self.now();
        let mut counts = Vec::with_capacity(names.len());
        for name in names {
            let term = Term::from_field_text(fields.name, &term_text(name));
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let count = generation
                .searcher
                .search(&query, &tantivy::collector::Count)?;
            if count > 0 {
                counts.push(NameCount {
                    name: name.clone(),
                    records: count as u64,
                });
            }
        }
        Ok(counts)
    }
}

fn first_from(
    segment: &SegmentReader,
    fields: Fields,
    from: &str,
) -> Result<Option<char>, SearchError> {
    let inverted = segment.inverted_index(fields.name)?;
    let mut terms = inverted.terms().range().ge(from.as_bytes()).into_stream()?;
    if !terms.advance() {
        return Ok(None);
    }
    let term = String::from_utf8_lossy(terms.key());
    Ok(term.chars().next())
}
