//! Lists of terms as a scan shows them: words and values in order, each with how many records it finds.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use taxonomy::{Lang, Taxonomy};

use super::{Exact, ExactError, How, Read, Text, Token, place};
use crate::{Index, SearchError, document::dimension, names};

/// A list of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The words of a text that the index decides alone.
    Words(Text),
    /// Names of contributors.
    Names,
    /// Identifiers in the one form in which they are compared.
    Identifiers,
    /// Document types by id, those above included.
    Types,
    /// Languages by code.
    Languages,
    /// Years of publication.
    Years,
}

/// A term and how many records it finds; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTerm {
    /// The term.
    pub value: String,
    /// Its name in English, where it is a code.
    pub display: Option<String>,
    /// How many records a search for it finds.
    pub records: u64,
}

/// A part of a list around a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The terms in order.
    pub terms: Vec<ListTerm>,
    /// How many of them stand before the place.
    pub before: usize,
    /// Whether the first is the list's first.
    pub begins: bool,
    /// Whether the last is the list's last.
    pub ends: bool,
}

/// Terms looked at beside those that are wanted: some find nothing any more.
const SPARE: usize = 32;

impl Index {
    /// At most `before` terms before `from`, and at most `after` from there on.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn list(
        &self,
        list: List,
        from: &str,
        (before, after): (usize, usize),
        taxonomy: &Arc<Taxonomy>,
        read: &Read<'_>,
    ) -> Result<Part, ExactError> {
        let lister = Lister {
            index: self,
            list,
            taxonomy,
            read,
        };
        let from = lister.key(from);
        let (mut terms, begins) = lister.back(&from, before)?;
        terms.reverse();
        let before = terms.len();
        let (behind, ends) = lister.forth(&from, after)?;
        terms.extend(behind);
        Ok(Part {
            terms,
            before,
            begins,
            ends,
        })
    }
}

struct Lister<'a> {
    index: &'a Index,
    list: List,
    taxonomy: &'a Arc<Taxonomy>,
    read: &'a Read<'a>,
}

/// Terms with their counts, and whether the list goes no further.
type Run = (Vec<ListTerm>, bool);

impl Lister<'_> {
    /// A place in the list as its keys are written.
    fn key(&self, from: &str) -> String {
        match self.list {
            List::Identifiers => crate::analysis::identifier(from),
            List::Words(_) => {
                let mut words = crate::analysis::query_words(from).into_iter();
                words.next().unwrap_or_default()
            }
            _ => taxonomy::fold(from),
        }
    }

    /// The terms before a place, the nearest first.
    fn back(&self, from: &str, wanted: usize) -> Result<Run, ExactError> {
        let mut reach = wanted + 1 + SPARE;
        loop {
            let keys = self.keys_below(from, reach)?;
            let all = keys.len() < reach;
            let (terms, over) = self.counted(keys.iter().rev(), wanted)?;
            if over || all {
                return Ok((terms, !over));
            }
            reach *= 4;
        }
    }

    /// The terms from a place on.
    fn forth(&self, from: &str, wanted: usize) -> Result<Run, ExactError> {
        let mut reach = wanted + 1 + SPARE;
        loop {
            let keys = self.keys_from(from, reach)?;
            let all = keys.len() < reach;
            let (terms, over) = self.counted(keys.iter(), wanted)?;
            if over || all {
                return Ok((terms, !over));
            }
            reach *= 4;
        }
    }

    /// The first `wanted` that find something, and whether there is one more.
    fn counted<'k>(
        &self,
        keys: impl Iterator<Item = &'k String>,
        wanted: usize,
    ) -> Result<(Vec<ListTerm>, bool), ExactError> {
        let mut terms = Vec::new();
        for key in keys {
            let (value, query) = self.query(key);
            let records = self.count(&value, &query)?;
            if records == 0 {
                continue;
            }
            if terms.len() == wanted {
                return Ok((terms, true));
            }
            terms.push(ListTerm {
                display: self.display(&value),
                value,
                records,
            });
        }
        Ok((terms, false))
    }

    /// How many records a search finds; where it would read too many, those with the very name.
    fn count(&self, value: &str, query: &Exact) -> Result<u64, ExactError> {
        let page = (0, 0);
        match self.index.exact(query, &[], page, self.taxonomy, self.read) {
            Ok(found) => Ok(found.total),
            Err(ExactError::TooManyToRead(_)) => {
                let counts = self.index.name_counts(&[value.to_owned()])?;
                Ok(counts.first().map_or(0, |c| c.records))
            }
            Err(error) => Err(error),
        }
    }

    /// A key's term, and the search for it.
    fn query(&self, key: &str) -> (String, Exact) {
        let words = |text, how, term: &str| Exact::Text {
            text,
            how,
            tokens: vec![Token::plain(term)],
            stem: false,
        };
        match self.list {
            List::Words(text) => (key.to_owned(), words(text, How::Adjacent, key)),
            List::Names => {
                let name = key.split_once(names::BETWEEN).map_or(key, |(_, name)| name);
                (name.to_owned(), words(Text::Name, How::Whole, name))
            }
            List::Identifiers => (key.to_owned(), Exact::Identifier(key.to_owned(), false)),
            List::Types => (key.to_owned(), Exact::Type(key.to_owned())),
            List::Languages => (key.to_owned(), Exact::Language(key.to_owned())),
            List::Years => {
                let year = key.parse().unwrap_or(0) * 10_000;
                (key.to_owned(), Exact::Date(year, year + 9_999))
            }
        }
    }

    fn display(&self, value: &str) -> Option<String> {
        match self.list {
            List::Types => {
                let concept = self.taxonomy.document_types().resolve(value)?;
                Some(concept.label(Lang::EN).to_owned())
            }
            List::Languages => Lang::new(value).ok().map(|lang| lang.name(Lang::EN)),
            _ => None,
        }
    }

    /// At most `reach` keys from a place on, in order.
    fn keys_from(&self, from: &str, reach: usize) -> Result<Vec<String>, ExactError> {
        let mut keys = BTreeSet::new();
        let (generation, fields, labels) = self.index.parts(self.taxonomy);
        for column in self.columns(fields) {
            for segment in generation.searcher.segment_readers() {
                let inverted = segment.inverted_index(column)?;
                let range = inverted.terms().range().ge(from.as_bytes());
                let mut terms = range.into_stream().map_err(SearchError::Io)?;
                let mut taken = 0;
                while taken < reach && terms.advance() {
                    keys.insert(String::from_utf8_lossy(terms.key()).into_owned());
                    taken += 1;
                }
            }
        }
        if self.has_labels() {
            keys.extend(labels.words_from(from).take(reach).cloned());
        }
        keys.extend(
            self.values(&generation)
                .into_iter()
                .filter(|v| v.as_str() >= from),
        );
        Ok(keys.into_iter().take(reach).collect())
    }

    /// At most `reach` keys before a place, in order, the nearest.
    fn keys_below(&self, from: &str, reach: usize) -> Result<Vec<String>, ExactError> {
        let mut keys = BTreeSet::new();
        let (generation, fields, labels) = self.index.parts(self.taxonomy);
        for column in self.columns(fields) {
            for segment in generation.searcher.segment_readers() {
                let inverted = segment.inverted_index(column)?;
                let range = inverted.terms().range().lt(from.as_bytes());
                let mut terms = range.into_stream().map_err(SearchError::Io)?;
                let mut nearest: VecDeque<Vec<u8>> = VecDeque::with_capacity(reach + 1);
                while terms.advance() {
                    if nearest.len() == reach {
                        nearest.pop_front();
                    }
                    nearest.push_back(terms.key().to_vec());
                }
                let texts = nearest
                    .iter()
                    .map(|key| String::from_utf8_lossy(key).into_owned());
                keys.extend(texts);
            }
        }
        if self.has_labels() {
            keys.extend(labels.words_below(from).take(reach).cloned());
        }
        keys.extend(
            self.values(&generation)
                .into_iter()
                .filter(|v| v.as_str() < from),
        );
        let surplus = keys.len().saturating_sub(reach);
        Ok(keys.into_iter().skip(surplus).collect())
    }

    /// The dictionaries that the list is made of.
    fn columns(&self, fields: crate::schema::Fields) -> Vec<tantivy::schema::Field> {
        match self.list {
            List::Words(text) => {
                let place = place::columns(fields, text);
                place.columns.iter().map(|c| c.exact).collect()
            }
            List::Names => vec![fields.name],
            List::Identifiers => vec![fields.ident],
            List::Types | List::Languages | List::Years => Vec::new(),
        }
    }

    fn has_labels(&self) -> bool {
        matches!(self.list, List::Words(Text::Anywhere | Text::Subject))
    }

    /// The list as a whole, where it is one of facet values.
    fn values(&self, generation: &crate::generation::Generation) -> Vec<String> {
        let dimension = match self.list {
            List::Types => dimension::TYPE,
            List::Languages => dimension::LANG,
            List::Years => dimension::YEAR,
            _ => return Vec::new(),
        };
        let mark = format!("{}:", char::from(dimension));
        let own = generation
            .values
            .iter()
            .filter_map(|v| v.strip_prefix(&mark));
        own.map(str::to_owned).collect()
    }
}
