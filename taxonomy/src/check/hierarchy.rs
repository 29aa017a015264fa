//! Rules on how concepts hang together.

use super::{Report, Rule};
use crate::{ConceptId, Means};

/// Every concept named as broader or related exists and was not merged away.
pub(super) fn targets(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let broader = concept.broader.iter().map(|id| ("broader", id));
        let related = concept.related.iter().map(|id| ("related", id));
        for (property, id) in broader.chain(related) {
            let text = match report.scheme.get(id.as_str()).map(|c| &c.replaced_by) {
                Some(None) => continue,
                Some(Some(heir)) => format!("{property} {id} was merged into {heir}; name that"),
                None => format!("{property} {id} does not exist"),
            };
            report.add(Rule::Target, Some(&concept.id), text);
        }
    }
}

/// Every concept that a rule about headings means exists and was not merged away.
pub(super) fn headings(report: &mut Report<'_>) {
    for (source, rule) in report.scheme.headings().iter() {
        let Means::Concept { concept, .. } = &rule.means else {
            continue;
        };
        let what = match report.scheme.get(concept.as_str()).map(|c| &c.replaced_by) {
            Some(None) => continue,
            Some(Some(heir)) => format!("was merged into {heir}; name that"),
            None => "does not exist; say what it means".to_owned(),
        };
        let text = format!(
            "heading {:?} of {source} means {concept}, which {what}",
            rule.text
        );
        report.add(Rule::Target, None, text);
    }
}

/// No concept is above itself.
pub(super) fn cycles(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let id = concept.id.as_str();
        if report.scheme.is_below(id, id) {
            let text = "is above itself through its broader concepts; cut the circle";
            report.add(Rule::Cycle, Some(&concept.id), text.into());
        }
    }
}

/// SKOS S27: what is related is neither above nor below, nor the concept itself.
pub(super) fn related_apart(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        for other in &concept.related {
            let how = if other == &concept.id {
                "the concept itself"
            } else if report.scheme.is_below(concept.id.as_str(), other.as_str()) {
                "above it"
            } else if report.scheme.is_below(other.as_str(), concept.id.as_str()) {
                "below it"
            } else {
                continue;
            };
            let text = format!("related to {other}, which is {how}; drop one of the two");
            report.add(Rule::S27, Some(&concept.id), text);
        }
    }
}

/// A merged concept leads in one hop to a concept that stands.
pub(super) fn replacements(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let Some(heir) = &concept.replaced_by else {
            continue;
        };
        if let Some(fault) = fault_of_heir(report, heir) {
            let text = format!("replaced by {heir}, which {fault}; name one that stands");
            report.add(Rule::ReplacedBy, Some(&concept.id), text);
        }
    }
}

fn fault_of_heir(report: &Report<'_>, heir: &ConceptId) -> Option<&'static str> {
    match report.scheme.get(heir.as_str()) {
        None => Some("does not exist"),
        Some(heir) if heir.replaced_by.is_some() => Some("is itself replaced"),
        Some(heir) if heir.deprecated => Some("is deprecated"),
        Some(_) => None,
    }
}
