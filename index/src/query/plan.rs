//! From a parsed query to the engine's: every word over all fields, languages and labels.
//!
//! A word matches when any field holds it; the best field counts, the others a tenth. Exact words
//! weigh more than other forms, titles more than subjects and names, those more than abstracts.

use tantivy::{
    Searcher, TantivyError, Term,
    query::{BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query},
    schema::Field as Column,
};
use taxonomy::{ConceptId, Taxonomy};

use super::{
    Field, Node, QueryNotice,
    excluded::Excluded,
    parse::notice,
    part::Part,
    terms::{Any, LANGUAGES, best, chosen, everything, years},
    translate::or,
};
use crate::{
    analysis::{Stemming, identifier, query_words, script, stem, stop::is_stop_anywhere},
    document::{dimension, facet},
    labels::Labels,
    schema::Fields,
};

/// Makes engine queries.
pub(crate) struct Planner<'a> {
    pub(crate) fields: Fields,
    pub(crate) labels: &'a Labels,
    pub(crate) taxonomy: &'a Taxonomy,
    pub(crate) searcher: &'a Searcher,
    pub(crate) notices: Vec<QueryNotice>,
}

/// Where to look for a word, and its weight there as it stands and in another form.
struct Place {
    exact: Column,
    weight: f32,
    stems: Option<(Column, f32)>,
}

impl Planner<'_> {
    /// The engine's query for a whole query.
    pub(crate) fn root(&mut self, root: Option<&Node>) -> Result<Box<dyn Query>, TantivyError> {
        match root {
            None => Ok(Box::new(tantivy::query::AllQuery)),
            Some(node) => self.node(node),
        }
    }

    pub(crate) fn node(&mut self, node: &Node) -> Result<Box<dyn Query>, TantivyError> {
        Ok(match node {
            Node::Word(field, text) => self.word(*field, text)?,
            Node::Phrase(field, text) => self.phrase(*field, text)?,
            Node::Prefix(field, text) => self.prefix(*field, text)?,
            Node::Years(from, until) => years(self.fields.date, *from, *until),
            Node::And(all) => self.all(all)?,
            Node::Or(any) => {
                let any = any
                    .iter()
                    .map(|n| self.node(n))
                    .collect::<Result<Vec<_>, _>>()?;
                Box::new(BooleanQuery::union(any))
            }
            Node::Not(inner) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, everything()),
                (Occur::MustNot, Box::new(Excluded(self.node(inner)?))),
            ])),
        })
    }

    /// All of them; words too common to matter need not be there when others are asked for.
    fn all(&mut self, nodes: &[Node]) -> Result<Box<dyn Query>, TantivyError> {
        let wanted = nodes
            .iter()
            .any(|n| !matches!(n, Node::Not(_)) && !is_common(n));
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(nodes.len() + 1);
        let mut positive = false;
        for node in nodes {
            let (occur, node) = match node {
                Node::Not(inner) => (Occur::MustNot, inner.as_ref()),
                node if wanted && is_common(node) => (Occur::Should, node),
                node => (Occur::Must, node),
            };
            positive |= occur == Occur::Must;
            let query = self.node(node)?;
            clauses.push(match occur {
                Occur::MustNot => (occur, Box::new(Excluded(query))),
                _ => (occur, query),
            });
        }
        if !positive {
            clauses.push((Occur::Must, everything()));
        }
        let translations = self.translated_words(nodes)?;
        Ok(or(BooleanQuery::new(clauses), translations))
    }

    fn word(&mut self, field: Option<Field>, text: &str) -> Result<Box<dyn Query>, TantivyError> {
        if let Some(query) = self.value(field, text) {
            return Ok(query);
        }
        let words = query_words(text);
        let mut any = match words.as_slice() {
            [] => Vec::new(),
            [word] => self.one(field, word)?,
            several if several.iter().all(|w| is_pair(w)) => self.in_order(field, several)?,
            several => {
                let mut each = Vec::with_capacity(several.len());
                for word in several {
                    let one = self.one(field, word)?;
                    each.push((Occur::Must, best(one)));
                }
                each.push((Occur::Should, best(self.in_order(field, several)?)));
                vec![Part::query(BooleanQuery::new(each), 1.0)]
            }
        };
        if field.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
            any.push(self.number(text));
        }
        if field == Some(Field::Journal) {
            any.push(self.facet(dimension::JOURNAL, text));
        }
        if field.is_none() {
            any.extend(self.translated(text)?);
        }
        Ok(best(any))
    }

    /// Fields whose value is one term.
    fn value(&mut self, field: Option<Field>, text: &str) -> Option<Box<dyn Query>> {
        Some(match field? {
            Field::Isbn | Field::Issn | Field::Doi => best(vec![self.number(text)]),
            Field::Id => match text.parse() {
                Ok(id) => best(vec![Part::any(
                    [Term::from_field_u64(self.fields.id, id)],
                    1.0,
                )]),
                Err(_) => self.unknown(Field::Id, text),
            },
            Field::Lang => {
                let folded = taxonomy::fold(text);
                let code = LANGUAGES
                    .iter()
                    .find(|(name, _)| *name == folded)
                    .map_or(folded.as_str(), |(_, code)| *code);
                match taxonomy::Lang::new(code) {
                    Ok(lang) => best(vec![self.facet(dimension::LANG, lang.as_str())]),
                    Err(_) => self.unknown(Field::Lang, text),
                }
            }
            Field::Type => self.concept(Field::Type, text),
            Field::Theme => self.concept(Field::Theme, text),
            _ => return None,
        })
    }

    fn concept(&mut self, field: Field, text: &str) -> Box<dyn Query> {
        let (dimension, scheme) = match field {
            Field::Type => (dimension::TYPE, self.taxonomy.document_types()),
            _ => (dimension::THEME, self.taxonomy.themes()),
        };
        let id = ConceptId::new(&taxonomy::fold(text));
        let found = match scheme.resolve(id.as_str()) {
            Some(concept) => Some(concept.id.clone()),
            None => scheme.match_heading(text, None).map(|m| m.concept),
        };
        match found {
            Some(concept) => chosen(self.fields, dimension, scheme, &[concept]),
            None => self.unknown(field, text),
        }
    }

    fn unknown(&mut self, field: Field, text: &str) -> Box<dyn Query> {
        let args = [field.name(), text];
        self.notices.push(notice("unknown-value", &args, 0));
        Box::new(EmptyQuery)
    }

    fn facet(&self, dimension: u8, value: &str) -> Part {
        let value = facet(dimension, value);
        Part::any([Term::from_field_text(self.fields.facet, &value)], 1.0)
    }

    fn number(&self, text: &str) -> Part {
        let value = identifier(text);
        Part::any([Term::from_field_text(self.fields.ident, &value)], 20.0)
    }

    fn places(&self, field: Option<Field>) -> Vec<Place> {
        let f = &self.fields;
        let place = |exact, weight, stems| Place {
            exact,
            weight,
            stems,
        };
        let title = || place(f.title, 4.0, Some((f.title_stem, 1.8)));
        let subject = || place(f.subject, 2.5, Some((f.subject_stem, 1.2)));
        let author = || place(f.author, 3.0, None);
        let journal = || place(f.journal, 1.2, None);
        match field {
            Some(Field::Title) => vec![title()],
            Some(Field::Subject) => vec![subject()],
            Some(Field::Author) => vec![author()],
            Some(Field::Journal) => vec![journal()],
            _ => {
                let body = place(f.body, 1.0, Some((f.body_stem, 0.45)));
                vec![title(), subject(), author(), journal(), body]
            }
        }
    }

    /// Everything that one folded word may match.
    pub(super) fn one(&mut self, field: Option<Field>, word: &str) -> Result<Any, TantivyError> {
        if is_pair(word) && word.chars().count() == 1 {
            return self.beginning(field, word);
        }
        let mut any: Any = Vec::new();
        let mut marked = String::new();
        for place in self.places(field) {
            any.push(Part::Word(
                Term::from_field_text(place.exact, word),
                place.weight,
            ));
            let Some((stems, weight)) = place.stems.filter(|_| !is_stop_anywhere(word)) else {
                continue;
            };
            for language in Stemming::ALL {
                if stem(word, language, &mut marked) {
                    any.push(Part::Word(Term::from_field_text(stems, &marked), weight));
                }
            }
        }
        if is_subject(field) && !is_stop_anywhere(word) {
            any.extend(self.themes(&self.labels.exact(word), 2.0)?);
            any.extend(self.themes(&self.labels.stemmed(word), 1.0)?);
        }
        Ok(any)
    }

    fn phrase(&mut self, field: Option<Field>, text: &str) -> Result<Box<dyn Query>, TantivyError> {
        if let Some(query) = self.value(field, text) {
            return Ok(query);
        }
        let words = query_words(text);
        let mut any = match words.as_slice() {
            [word] if is_pair(word) => self.one(field, word)?,
            _ => self.in_order(field, &words)?,
        };
        if field.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
            any.push(self.number(text));
        }
        if field.is_none() {
            any.extend(self.translated(text)?);
        }
        Ok(best(any))
    }

    /// These words next to each other, as they stand.
    pub(super) fn in_order(
        &self,
        field: Option<Field>,
        words: &[String],
    ) -> Result<Any, TantivyError> {
        let mut any: Any = Vec::new();
        for place in self.places(field) {
            let mut terms: Vec<Term> = words
                .iter()
                .map(|w| Term::from_field_text(place.exact, w))
                .collect();
            match terms.len() {
                0 => {}
                1 => any.extend(terms.pop().map(|t| Part::Word(t, place.weight))),
                _ => any.push(Part::query(PhraseQuery::new(terms), place.weight)),
            }
        }
        if is_subject(field) && !words.is_empty() {
            any.extend(self.themes(&self.labels.phrase(words), 2.0)?);
        }
        Ok(any)
    }

    /// Records with one of these concepts as their own, weighed by how rare that is.
    fn themes(&self, concepts: &[u32], weight: f32) -> Result<Any, TantivyError> {
        let terms: Vec<Term> = self
            .labels
            .ids(concepts)
            .map(|id| Term::from_field_text(self.fields.theme, id.as_str()))
            .collect();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let mut held = 0;
        for term in terms.iter().take(50) {
            held += self.searcher.doc_freq(term)?;
        }
        if held == 0 {
            return Ok(Vec::new());
        }
        let rarity = (1.0 + self.searcher.num_docs() as f32 / held as f32).ln();
        Ok(vec![Part::any(terms, weight * rarity)])
    }

    fn prefix(&mut self, field: Option<Field>, text: &str) -> Result<Box<dyn Query>, TantivyError> {
        if matches!(field, Some(Field::Isbn | Field::Issn | Field::Doi)) {
            let start = identifier(text);
            return Ok(best(self.expand(self.fields.ident, &start, text, 1.0)?));
        }
        if matches!(
            field,
            Some(Field::Id | Field::Lang | Field::Type | Field::Theme)
        ) {
            return self.word(field, text);
        }
        let mut words = query_words(text);
        let Some(last) = words.pop() else {
            return Ok(Box::new(EmptyQuery));
        };
        let mut any = self.beginning(field, &last)?;
        if field.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
            any.extend(self.expand(self.fields.ident, &identifier(text), text, 4.0)?);
        }
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, best(any))];
        for word in words {
            let one = self.one(field, &word)?;
            all.push((Occur::Must, best(one)));
        }
        Ok(Box::new(BooleanQuery::new(all)))
    }

    fn beginning(&mut self, field: Option<Field>, start: &str) -> Result<Any, TantivyError> {
        let mut any: Any = Vec::new();
        for place in self.places(field) {
            any.extend(self.expand(place.exact, start, start, place.weight)?);
        }
        if is_subject(field) {
            any.extend(self.themes(&self.labels.prefix(start), 1.0)?);
        }
        Ok(any)
    }
}

fn is_subject(field: Option<Field>) -> bool {
    matches!(field, None | Some(Field::Subject))
}

fn is_pair(word: &str) -> bool {
    word.chars().all(|c| script::kind(c) == script::Kind::Pair)
}

/// Whether a clause is a word too common to matter.
fn is_common(node: &Node) -> bool {
    match node {
        Node::Word(None | Some(Field::Title | Field::Subject), text) => {
            let words = query_words(text);
            !words.is_empty() && words.iter().all(|w| is_stop_anywhere(w))
        }
        _ => false,
    }
}
