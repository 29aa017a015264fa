//! Rules on identifiers, notations, URIs and what a scheme must have.

use std::collections::BTreeMap;

use super::{Report, Rule};
use crate::{ConceptId, Taxonomy, id::DOCUMENT_TYPES};

/// The lengths an identifier may have, in bytes.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 2..=60;

/// Identifiers are slugs, so that they can stand in URIs and query strings as they are.
pub(super) fn ids(report: &mut Report<'_>) {
    const WAY_OUT: &str = "is no slug; use 2 to 60 of a-z, 0-9 and single inner hyphens";
    if !is_slug(report.id.as_str()) {
        report.add(Rule::Id, None, format!("the scheme's id {WAY_OUT}"));
    }
    for concept in report.scheme.concepts() {
        if !is_slug(concept.id.as_str()) {
            report.add(Rule::Id, Some(&concept.id), format!("the id {WAY_OUT}"));
        }
    }
}

fn is_slug(id: &str) -> bool {
    ID_LENGTH.contains(&id.len())
        && id.split('-').all(|w| {
            !w.is_empty()
                && w.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// A notation is given once in a scheme.
pub(super) fn notations(report: &mut Report<'_>) {
    let mut first: BTreeMap<&str, &ConceptId> = BTreeMap::new();
    for concept in report.scheme.concepts() {
        let Some(notation) = &concept.notation else {
            continue;
        };
        if let Some(other) = first.get(notation.as_str()) {
            let text = format!("notation {notation} is also that of {other}; change one");
            report.add(Rule::Notation, Some(&concept.id), text);
        } else {
            first.insert(notation, &concept.id);
        }
    }
}

/// SKOS S9: no URI is a concept's and a scheme's; ours collide when a scheme's id is `scheme/concept`.
pub(super) fn concepts_are_no_schemes(report: &mut Report<'_>, taxonomy: &Taxonomy) {
    for concept in report.scheme.concepts() {
        let path = format!("{}/{}", report.id, concept.id);
        if taxonomy.scheme(&path).is_some() {
            let text = format!("is also the concept scheme {path}; rename the scheme");
            report.add(Rule::S9, Some(&concept.id), text);
        }
    }
}

/// Every record has a type, if only `unclassified`.
pub(super) fn unclassified(report: &mut Report<'_>) {
    let there = report
        .scheme
        .get("unclassified")
        .is_some_and(|c| c.replaced_by.is_none() && !c.deprecated);
    if report.id.as_str() == DOCUMENT_TYPES && !there {
        let text = "no concept \"unclassified\"; every record without a type needs it";
        report.add(Rule::Unclassified, None, text.into());
    }
}

/// `exactMatch` and `closeMatch` lead out of the taxonomy by absolute URIs.
pub(super) fn matches_are_uris(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let exact = concept.exact.iter().map(|uri| ("exactMatch", uri));
        let close = concept.close.iter().map(|uri| ("closeMatch", uri));
        for (property, uri) in exact.chain(close) {
            if oxrdf::NamedNodeRef::new(uri).is_err() {
                let text = format!("{property} {uri:?} is no URI; write it in full or drop it");
                report.add(Rule::Target, Some(&concept.id), text);
            }
        }
    }
}
