//! From an exact query to the engine's.

use std::ops::Bound;

use record::RecordId;
use tantivy::{
    Searcher, Term,
    query::{BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery},
    schema::Field as Column,
};
use taxonomy::{ConceptId, Lang, Taxonomy};

use super::{
    Exact, ExactError, How, MOST_MASKED, MOST_READ, Read, Text, Token,
    pattern::{Atom, Row, meets},
    place::{Place, columns},
    values,
};
use crate::{
    analysis::{Stemming, identifier, stem},
    collect::MatchedCollector,
    document::{dimension, facet},
    generation::Generation,
    labels::Labels,
    query::{
        excluded::Excluded,
        part::Part,
        terms::{Any, LANGUAGES, best, chosen, constant, everything},
    },
    schema::Fields,
};

type Planned = Result<Box<dyn Query>, ExactError>;

/// Makes engine queries of exact ones.
pub(super) struct Planner<'a> {
    pub(super) generation: &'a Generation,
    pub(super) fields: Fields,
    pub(super) labels: &'a Labels,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) read: &'a Read<'a>,
}

impl Planner<'_> {
    fn searcher(&self) -> &Searcher {
        &self.generation.searcher
    }

    /// The engine's query; `within` is what else must hold, so that fewer records need be read.
    pub(super) fn plan(&self, query: &Exact, within: Option<&dyn Query>) -> Planned {
        Ok(match query {
            Exact::All => everything(),
            Exact::Nothing => Box::new(EmptyQuery),
            Exact::Text {
                text,
                how,
                tokens,
                stem,
            } => self.text(*text, *how, tokens, *stem, within)?,
            Exact::Type(value) => self.kind(value),
            Exact::Language(value) => self.language(value),
            Exact::Identifier(value, begins) => best(self.identifier(value, *begins)?),
            Exact::Date(from, until) => {
                let key = |at| Term::from_field_i64(self.fields.date, at);
                between(key(*from), key(*until))
            }
            Exact::Changed(from, until) => {
                let key = |at| Term::from_field_u64(self.fields.seq, at);
                between(key(from.0), key(until.0))
            }
            Exact::Records(from, until) => {
                let key = |at| Term::from_field_u64(self.fields.id, at);
                between(key(from.0), key(until.0))
            }
            Exact::Given(records) => self.given(records),
            Exact::And(left, right) => {
                let (first, second) = match reads(left) && !reads(right) {
                    true => (right, left),
                    false => (left, right),
                };
                let first = self.plan(first, within)?;
                let narrowed = both(within, first.as_ref());
                let second = self.plan(second, Some(narrowed.as_ref()))?;
                Box::new(BooleanQuery::intersection(vec![first, second]))
            }
            Exact::Or(left, right) => {
                let parts = vec![self.plan(left, within)?, self.plan(right, within)?];
                Box::new(BooleanQuery::union(parts))
            }
            Exact::Not(left, right) => {
                let left = self.plan(left, within)?;
                let narrowed = both(within, left.as_ref());
                let right = self.plan(right, Some(narrowed.as_ref()))?;
                Box::new(BooleanQuery::new(vec![
                    (Occur::Must, left),
                    (Occur::MustNot, Box::new(Excluded(right))),
                ]))
            }
        })
    }

    fn given(&self, records: &[RecordId]) -> Box<dyn Query> {
        let terms = records
            .iter()
            .map(|id| Term::from_field_u64(self.fields.id, id.0));
        best(vec![Part::any(terms, 1.0)])
    }

    fn text(
        &self,
        text: Text,
        how: How,
        tokens: &[Token],
        stem: bool,
        within: Option<&dyn Query>,
    ) -> Planned {
        let rows: Vec<Row> = match how {
            How::Any | How::All => tokens.iter().map(Row::of).collect(),
            How::Adjacent | How::Whole => vec![Row::of_all(tokens)],
        };
        let mut parts = Vec::with_capacity(rows.len());
        for (row, own) in rows.iter().zip(own_tokens(how, tokens)) {
            parts.push(self.row(text, row, stem, own)?);
        }
        let found: Box<dyn Query> = match (how, parts.len()) {
            (_, 1) => parts.remove(0),
            (How::Any, _) => Box::new(BooleanQuery::union(parts)),
            _ => Box::new(BooleanQuery::intersection(parts)),
        };
        let decided = how != How::Whole && columns(self.fields, text).decides;
        match decided && rows.iter().all(Row::is_simple) {
            true => Ok(found),
            false => self.read_through(text, how, tokens, both(within, found.as_ref())),
        }
    }

    /// The records of `maybe` whose values meet the tokens.
    fn read_through(
        &self,
        text: Text,
        how: How,
        tokens: &[Token],
        maybe: Box<dyn Query>,
    ) -> Planned {
        let collector = MatchedCollector { scoring: false };
        let matched = self.searcher().search(&maybe, &collector)?;
        let held: usize = matched.iter().map(|m| m.held as usize).sum();
        if held > MOST_READ {
            return Err(ExactError::TooManyToRead(MOST_READ));
        }
        let mut met = Vec::new();
        for (table, matched) in self.generation.tables.iter().zip(&matched) {
            for doc in matched.documents() {
                let id = RecordId(table.ids.get_val(doc));
                let Some(record) = (self.read)(id).map_err(ExactError::Read)? else {
                    continue;
                };
                let own = match how {
                    How::Whole => values::whole(&record, text, self.taxonomy),
                    _ => values::values(&record, text, self.taxonomy),
                };
                let known = || text == Text::Anywhere && is_identifier(&record, how, tokens);
                if meets(how, tokens, &own) || known() {
                    met.push(id);
                }
            }
        }
        Ok(self.given(&met))
    }

    /// The records that have a row, or may have it where the index cannot tell.
    fn row(&self, text: Text, row: &Row, stem: bool, own: &[Token]) -> Planned {
        let place = columns(self.fields, text);
        if place.columns.is_empty() {
            return Ok(everything());
        }
        let mut any = match (row.words(), row.atoms.as_slice()) {
            (Some(words), _) if words.is_empty() => Vec::new(),
            (Some(words), [_]) => self.word(&place, &words[0], stem)?,
            (Some(words), _) => self.phrase(&place, &words),
            (None, [atom]) => self.mask(&place, atom)?,
            (None, atoms) => {
                let mut all = Vec::with_capacity(atoms.len());
                for atom in atoms {
                    all.push(best(match atom {
                        Atom::Word(word) => self.word(&place, word, false)?,
                        mask => self.mask(&place, mask)?,
                    }));
                }
                vec![Part::query(BooleanQuery::intersection(all), 1.0)]
            }
        };
        if text == Text::Anywhere
            && let Some(value) = identifier_of(own)
        {
            any.extend(self.identifier(&value, false)?);
        }
        Ok(best(any))
    }

    fn word(&self, place: &Place, word: &str, stems: bool) -> Result<Any, ExactError> {
        let mut any: Any = Vec::new();
        let mut marked = String::new();
        for column in &place.columns {
            any.push(Part::Word(
                Term::from_field_text(column.exact, word),
                column.weight,
            ));
            let Some(other) = column.stems.filter(|_| stems) else {
                continue;
            };
            for language in Stemming::ALL {
                if stem(word, language, &mut marked) {
                    let term = Term::from_field_text(other, &marked);
                    any.push(Part::Word(term, column.weight / 2.0));
                }
            }
        }
        if place.labels {
            any.extend(self.themes(&self.labels.exact(word)));
            if stems {
                any.extend(self.themes(&self.labels.stemmed(word)));
            }
        }
        Ok(any)
    }

    fn phrase(&self, place: &Place, words: &[String]) -> Any {
        let mut any: Any = Vec::new();
        for column in &place.columns {
            let terms = words.iter().map(|w| Term::from_field_text(column.exact, w));
            any.push(Part::query(
                PhraseQuery::new(terms.collect()),
                column.weight,
            ));
        }
        if place.labels {
            any.extend(self.themes(&self.labels.phrase(words)));
        }
        any
    }

    fn mask(&self, place: &Place, mask: &Atom) -> Result<Any, ExactError> {
        let head = match mask {
            Atom::Word(word) => word.as_str(),
            Atom::Mask(head, _) => head.as_str(),
        };
        let mut any: Any = Vec::new();
        for column in &place.columns {
            let words = self.dictionary(column.exact, head, |word| mask.fits(word))?;
            let terms = words.iter().map(|w| Term::from_field_text(column.exact, w));
            any.push(Part::any(terms, column.weight));
        }
        if place.labels {
            any.extend(self.themes(&self.labels.fitting(head, |word| mask.fits(word))));
        }
        Ok(any)
    }

    /// The words of a column that begin so and fit.
    fn dictionary(
        &self,
        column: Column,
        head: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, ExactError> {
        let mut found = std::collections::BTreeSet::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(column)?;
            let range = inverted.terms().range().ge(head.as_bytes());
            let mut terms = range.into_stream().map_err(crate::SearchError::Io)?;
            while terms.advance() && terms.key().starts_with(head.as_bytes()) {
                if let Ok(word) = std::str::from_utf8(terms.key())
                    && fits(word)
                {
                    found.insert(word.to_owned());
                }
                if found.len() > MOST_MASKED {
                    return Err(ExactError::TooBroad(MOST_MASKED));
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    /// Records with one of these concepts as their own.
    fn themes(&self, concepts: &[u32]) -> Option<Part> {
        let ids = self.labels.ids(concepts);
        let terms = ids.map(|id| Term::from_field_text(self.fields.theme, id.as_str()));
        let terms: Vec<Term> = terms.collect();
        (!terms.is_empty()).then(|| Part::any(terms, 2.5))
    }

    fn kind(&self, value: &str) -> Box<dyn Query> {
        let scheme = self.taxonomy.document_types();
        let id = ConceptId::new(&taxonomy::fold(value));
        let found = match scheme.resolve(id.as_str()) {
            Some(concept) => Some(concept.id.clone()),
            None => scheme.match_heading(value, None).map(|m| m.concept),
        };
        match found {
            Some(concept) => chosen(self.fields, dimension::TYPE, scheme, &[concept]),
            None => Box::new(EmptyQuery),
        }
    }

    fn language(&self, value: &str) -> Box<dyn Query> {
        match language(value) {
            Some(lang) => {
                let value = facet(dimension::LANG, lang.as_str());
                let term = Term::from_field_text(self.fields.facet, &value);
                best(vec![Part::any([term], 1.0)])
            }
            None => Box::new(EmptyQuery),
        }
    }

    fn identifier(&self, value: &str, begins: bool) -> Result<Any, ExactError> {
        let value = identifier(value);
        if value.is_empty() {
            return Ok(Vec::new());
        }
        let values = match begins {
            true => self.dictionary(self.fields.ident, &value, |_| true)?,
            false => vec![value],
        };
        let terms = values
            .iter()
            .map(|v| Term::from_field_text(self.fields.ident, v));
        Ok(vec![Part::any(terms, 20.0)])
    }
}

/// A language by its code of any standard, or by its name in English, French or Spanish.
pub(super) fn language(value: &str) -> Option<Lang> {
    let folded = taxonomy::fold(value);
    let known = LANGUAGES.iter().find(|(name, _)| *name == folded);
    if let Some((_, code)) = known {
        return Lang::new(code).ok();
    }
    let by_code = Lang::from_tag(&folded).or_else(|| Lang::from_marc(&folded));
    by_code.or_else(|| {
        Lang::all().find(|lang| {
            let mut names = Lang::INTERFACE.into_iter();
            names.any(|of| taxonomy::fold(&lang.name(of)) == folded)
        })
    })
}

/// The tokens that each row is made of.
fn own_tokens(how: How, tokens: &[Token]) -> std::slice::Chunks<'_, Token> {
    match how {
        How::Any | How::All => tokens.chunks(1),
        How::Adjacent | How::Whole => tokens.chunks(tokens.len().max(1)),
    }
}

/// Tokens as the identifier that they may be: plain, with a digit, without anchors.
fn identifier_of(tokens: &[Token]) -> Option<String> {
    let mut texts = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.pieces.as_slice() {
            [super::Piece::Text(text)] if !token.first && !token.last => texts.push(text.as_str()),
            _ => return None,
        }
    }
    let text = texts.join(" ");
    text.bytes().any(|b| b.is_ascii_digit()).then_some(text)
}

/// The same, told from a record.
fn is_identifier(record: &record::Record, how: How, tokens: &[Token]) -> bool {
    let own: Vec<String> = values::identifiers(record)
        .iter()
        .map(|i| identifier(i))
        .collect();
    let is = |tokens: &[Token]| {
        identifier_of(tokens).is_some_and(|value| own.contains(&identifier(&value)))
    };
    own_tokens(how, tokens).any(is)
}

/// Whether deciding a query means reading records.
fn reads(query: &Exact) -> bool {
    match query {
        Exact::Text {
            text, how, tokens, ..
        } => {
            let filtered = !matches!(
                text,
                Text::Anywhere
                    | Text::Title
                    | Text::Name
                    | Text::Subject
                    | Text::Source
                    | Text::Description
            );
            let plain = tokens.iter().all(|t| Row::of(t).is_simple());
            filtered || *how == How::Whole || !plain
        }
        Exact::And(a, b) | Exact::Or(a, b) | Exact::Not(a, b) => reads(a) || reads(b),
        _ => false,
    }
}

fn between(from: Term, until: Term) -> Box<dyn Query> {
    let range = RangeQuery::new(Bound::Included(from), Bound::Included(until));
    constant(Box::new(range), 1.0)
}

fn both(within: Option<&dyn Query>, query: &dyn Query) -> Box<dyn Query> {
    match within {
        None => query.box_clone(),
        Some(within) => {
            let parts = vec![within.box_clone(), query.box_clone()];
            Box::new(BooleanQuery::intersection(parts))
        }
    }
}
