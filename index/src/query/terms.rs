//! The engine's queries for values, years and weights, and the languages by name.

use std::ops::Bound;

use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
        Query, RangeQuery, TermQuery,
    },
    schema::{Field as Column, IndexRecordOption},
};
use taxonomy::{ConceptId, Scheme};

use crate::{document::facet, labels::names, schema::Fields};

/// Queries of which any may match.
pub(crate) type Any = Vec<Box<dyn Query>>;

/// How much fields other than the best one count.
const TIE: f32 = 0.1;

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
    let mut any: Any = values
        .map(|value| facet(dimension, &value))
        .map(|value| term(Term::from_field_text(fields.facet, &value), 1.0))
        .collect();
    let query = match any.len() {
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(BooleanQuery::union(any)),
    };
    constant(query, 1.0)
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

pub(crate) fn term(term: Term, weight: f32) -> Box<dyn Query> {
    boosted(
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
        weight,
    )
}

pub(crate) fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if (weight - 1.0).abs() < f32::EPSILON {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}

pub(crate) fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

pub(crate) fn best(mut any: Any) -> Box<dyn Query> {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(any, TIE)),
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
