//! The engine's queries for values, years and weights, and the languages by name.

use std::ops::Bound;

use tantivy::{
    Term,
    query::{AllQuery, ConstScoreQuery, EmptyQuery, Query, RangeQuery},
    schema::Field as Column,
};
use taxonomy::{ConceptId, Scheme};

use super::{best::Best, part::Part};
use crate::{document::facet, labels::names, names::term_text, schema::Fields};

/// Ways of which any may match.
pub(crate) type Any = Vec<Part>;

/// Records with any of these concepts, or with something below one.
pub(crate) fn chosen(
    fields: Fields,
    dimension: u8,
    scheme: &Scheme,
    concepts: &[ConceptId],
) -> Box<dyn Query> {
    let names = concepts.iter().flat_map(|c| names(scheme, c));
    any_facet(fields, dimension, names.map(|c| c.as_str().to_owned()))
}

/// Records with any of these values.
pub(crate) fn any_facet(
    fields: Fields,
    dimension: u8,
    values: impl Iterator<Item = String>,
) -> Box<dyn Query> {
    let terms = values.map(|value| facet(dimension, &value));
    let terms = terms.map(|value| Term::from_field_text(fields.facet, &value));
    best(vec![Part::any(terms, 1.0)])
}

/// Records with a contributor of any of these names.
pub(crate) fn any_name(fields: Fields, names: &[String]) -> Box<dyn Query> {
    let terms = names.iter().map(|name| term_text(name));
    let terms = terms.map(|text| Term::from_field_text(fields.name, &text));
    best(vec![Part::any(terms, 1.0)])
}

/// Records published in these years.
pub(crate) fn years(date: Column, from: Option<i16>, until: Option<i16>) -> Box<dyn Query> {
    let key = |year: i16| i64::from(year) * 10_000;
    let lower = from.map_or(i64::MIN, key);
    let upper = until.map_or(i64::MAX, |y| key(y) + 9_999);
    constant(
        Box::new(RangeQuery::new(
            Bound::Included(Term::from_field_i64(date, lower)),
            Bound::Included(Term::from_field_i64(date, upper)),
        )),
        1.0,
    )
}

pub(crate) fn everything() -> Box<dyn Query> {
    constant(Box::new(AllQuery), 0.0)
}

pub(crate) fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// Records that any part matches. A word that stands there twice counts once, with the higher weight.
pub(crate) fn best(any: Any) -> Box<dyn Query> {
    let mut parts: Any = Vec::with_capacity(any.len());
    for part in any {
        let twin = parts.iter_mut().find_map(|held| match (held, &part) {
            (Part::Word(held, weight), Part::Word(term, _)) if held == term => Some(weight),
            _ => None,
        });
        match (twin, part) {
            (Some(held), Part::Word(_, weight)) => *held = held.max(weight),
            (_, part) => parts.push(part),
        }
    }
    match parts.is_empty() {
        true => Box::new(EmptyQuery),
        false => Box::new(Best(parts)),
    }
}

/// Names of languages that librarians type, and the ISO 639-2 codes of MARC.
pub(crate) const LANGUAGES: [(&str, &str); 22] = [
    ("eng", "en"),
    ("english", "en"),
    ("anglais", "en"),
    ("ingles", "en"),
    ("fre", "fr"),
    ("fra", "fr"),
    ("french", "fr"),
    ("francais", "fr"),
    ("frances", "fr"),
    ("spa", "es"),
    ("spanish", "es"),
    ("espagnol", "es"),
    ("espanol", "es"),
    ("ger", "de"),
    ("deu", "de"),
    ("german", "de"),
    ("por", "pt"),
    ("ita", "it"),
    ("rus", "ru"),
    ("chi", "zh"),
    ("zho", "zh"),
    ("ara", "ar"),
];
