//! Rules on labels.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, Rule};
use crate::{Concept, ConceptId, LabelKind, Lang, matching};

/// Every standing concept has a preferred label in the interface's languages.
pub(super) fn required(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        if concept.replaced_by.is_some() {
            continue;
        }
        for lang in Lang::INTERFACE {
            if concept.pref.get(&lang).is_none_or(|l| l.trim().is_empty()) {
                let text = format!("no prefLabel in {lang}; add one");
                report.add(Rule::MissingLabel, Some(&concept.id), text);
            }
        }
    }
}

/// SKOS S13: within a language, no label of a concept is of two kinds; nor is it given twice.
pub(super) fn disjoint(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let mut seen: BTreeMap<(Lang, &str), LabelKind> = BTreeMap::new();
        for (lang, kind, label) in concept.labels() {
            if let Some(other) = seen.insert((lang, label), kind) {
                let (one, two) = (property(other), property(kind));
                let text = format!("{label:?} is {one} and {two} in {lang}; keep one");
                report.add(Rule::S13, Some(&concept.id), text);
            }
        }
    }
}

fn property(kind: LabelKind) -> &'static str {
    match kind {
        LabelKind::Pref => "prefLabel",
        LabelKind::Alt => "altLabel",
        LabelKind::Hidden => "hiddenLabel",
    }
}

/// SKOS S14: one preferred label for each language; two codes of one language would hold two.
pub(super) fn one_preferred(report: &mut Report<'_>) {
    for concept in report.scheme.concepts() {
        let mut seen: BTreeMap<Lang, Lang> = BTreeMap::new();
        for lang in concept.pref.keys() {
            let meant = Lang::from_tag(lang.as_str()).unwrap_or(*lang);
            if let Some(other) = seen.insert(meant, *lang) {
                let text =
                    format!("prefLabels under {other} and {lang} are of one language; keep one");
                report.add(Rule::S14, Some(&concept.id), text);
            }
        }
    }
}

/// A label names one concept only, so that a heading can be matched to it.
pub(super) fn clashes(report: &mut Report<'_>) {
    let standing = |c: &&Concept| c.replaced_by.is_none() && !c.deprecated;
    let mut named: BTreeMap<(String, Lang), BTreeSet<&ConceptId>> = BTreeMap::new();
    for concept in report.scheme.concepts().filter(standing) {
        for (lang, _, label) in concept.labels() {
            let at = named.entry((matching::key(label), lang)).or_default();
            at.insert(&concept.id);
        }
    }
    for ((label, lang), concepts) in named {
        let mut concepts = concepts.into_iter();
        let (Some(first), rest) = (concepts.next(), concepts) else {
            continue;
        };
        let others: Vec<&str> = rest.map(ConceptId::as_str).collect();
        if !others.is_empty() {
            let others = others.join(", ");
            let text = format!("{label:?} in {lang} also names {others}; qualify or drop one");
            report.add(Rule::LabelClash, Some(first), text);
        }
    }
}
