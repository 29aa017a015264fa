//! Merging one concept into another.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeError, Concepts, add};
use crate::{Concept, ConceptId, LabelKind, Lang, matching};

/// Moves all that `from` had to `into` and leaves `from` as a signpost with its preferred labels.
///
/// Both exist and stand; whether the outcome is a sound hierarchy is for the caller to check.
pub(super) fn merge(
    concepts: &mut Concepts,
    from: &ConceptId,
    into: &ConceptId,
) -> Result<(), ChangeError> {
    if from == into {
        return Err(ChangeError::IntoItself(from.clone()));
    }
    let Some(gone) = concepts.get_mut(from).map(|c| retire(c, into)) else {
        return Ok(());
    };
    if let Some(heir) = concepts.get_mut(into) {
        inherit(heir, &gone);
    }
    for concept in concepts.values_mut().filter(|c| &c.id != from) {
        redirect(concept, from, into);
    }
    part_related(concepts);
    Ok(())
}

/// Makes `concept` a signpost; gives what it was.
fn retire(concept: &mut Concept, into: &ConceptId) -> Concept {
    let signpost = Concept {
        id: concept.id.clone(),
        notation: concept.notation.clone(),
        pref: concept.pref.clone(),
        alt: BTreeMap::new(),
        hidden: BTreeMap::new(),
        scope: concept.scope.clone(),
        broader: Vec::new(),
        related: Vec::new(),
        exact: Vec::new(),
        close: Vec::new(),
        deprecated: false,
        replaced_by: Some(into.clone()),
    };
    std::mem::replace(concept, signpost)
}

/// Gives the heir the labels, links and, where it was below the other, the place of the concept that goes.
fn inherit(heir: &mut Concept, gone: &Concept) {
    for (lang, kind, label) in gone.labels() {
        if !has_label(heir, lang, label) {
            let labels = match kind {
                LabelKind::Hidden => &mut heir.hidden,
                LabelKind::Pref | LabelKind::Alt => &mut heir.alt,
            };
            labels.entry(lang).or_default().push(label.to_owned());
        }
    }
    if let Some(at) = heir.broader.iter().position(|id| *id == gone.id) {
        heir.broader.remove(at);
        gone.broader
            .iter()
            .for_each(|id| add(&mut heir.broader, id));
    }
    gone.related
        .iter()
        .for_each(|id| add(&mut heir.related, id));
    for uri in &gone.exact {
        if !heir.exact.contains(uri) {
            heir.exact.push(uri.clone());
            heir.close.retain(|other| other != uri);
        }
    }
    for uri in &gone.close {
        if !heir.exact.contains(uri) && !heir.close.contains(uri) {
            heir.close.push(uri.clone());
        }
    }
}

fn has_label(concept: &Concept, lang: Lang, label: &str) -> bool {
    let key = matching::key(label);
    concept
        .labels()
        .any(|(l, _, other)| l == lang && matching::key(other) == key)
}

/// Makes every link to `from` one to `into`; what was replaced by `from` stays one hop away.
fn redirect(concept: &mut Concept, from: &ConceptId, into: &ConceptId) {
    for ids in [&mut concept.broader, &mut concept.related] {
        let old = std::mem::take(ids);
        for id in old {
            add(ids, if id == *from { into } else { &id });
        }
    }
    if concept.id == *into {
        concept.broader.retain(|id| id != into);
    }
    let own = concept.id.clone();
    concept.related.retain(|id| *id != own);
    if concept.replaced_by.as_ref() == Some(from) {
        concept.replaced_by = Some(into.clone());
    }
}

/// Drops the related links that the new hierarchy makes redundant (SKOS S27).
fn part_related(concepts: &mut Concepts) {
    let mut redundant = Vec::new();
    for concept in concepts.values() {
        for other in &concept.related {
            let (own, other) = (&concept.id, other);
            if is_below(concepts, own, other) || is_below(concepts, other, own) {
                redundant.push((own.clone(), other.clone()));
            }
        }
    }
    for (own, other) in redundant {
        if let Some(concept) = concepts.get_mut(&own) {
            concept.related.retain(|id| *id != other);
        }
    }
}

/// As [`crate::Scheme::is_below`], without making a scheme of the concepts.
fn is_below(concepts: &Concepts, id: &ConceptId, above: &ConceptId) -> bool {
    let broader = |id: &ConceptId| concepts.get(id).map_or(&[][..], |c| &c.broader);
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&ConceptId> = broader(id).iter().collect();
    while let Some(at) = waiting.pop() {
        if at == above {
            return true;
        }
        if seen.insert(at) {
            waiting.extend(broader(at));
        }
    }
    false
}
