//! Changes to a taxonomy: each gives a new snapshot, or the reason why not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Concept, ConceptId, Finding, Lang, LangMap, Scheme, SchemeId, Taxonomy, check};

mod merge;

/// One change, as it is kept in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TaxonomyChange {
    /// Adds a concept.
    Create {
        /// The scheme.
        scheme: SchemeId,
        /// The new concept.
        concept: Box<Concept>,
    },
    /// Gives a concept other labels and scope notes.
    Relabel {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
        /// All its labels and notes from now on.
        labels: Labels,
    },
    /// Puts a concept, with all below it, elsewhere.
    Move {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
        /// All concepts directly above it from now on; none makes it a top concept.
        broader: Vec<ConceptId>,
    },
    /// Says which concepts are associated.
    Relate {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
        /// All its related concepts from now on.
        related: Vec<ConceptId>,
    },
    /// Retires a concept without an heir.
    Deprecate {
        /// The scheme.
        scheme: SchemeId,
        /// The concept, with none below it.
        concept: ConceptId,
    },
    /// Merges a concept into another, for ever.
    Merge {
        /// The scheme.
        scheme: SchemeId,
        /// The concept that goes; its id stays and leads to the heir.
        from: ConceptId,
        /// The heir.
        into: ConceptId,
    },
}

/// The labels and notes of a concept, in all languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Preferred labels.
    pub pref: LangMap,
    /// Synonyms.
    #[serde(default)]
    pub alt: BTreeMap<Lang, Vec<String>>,
    /// Labels that are searched but never shown.
    #[serde(default)]
    pub hidden: BTreeMap<Lang, Vec<String>>,
    /// Scope notes.
    #[serde(default)]
    pub scope: LangMap,
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// There is no such scheme.
    #[error("no concept scheme {0:?}; the schemes are named in /taxonomy")]
    NoScheme(SchemeId),
    /// There is no such concept.
    #[error("no concept {concept:?} in {scheme}; look it up in /taxonomy")]
    NoConcept {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
    },
    /// The identifier is taken, perhaps by a concept that was merged away.
    #[error("there is a concept {0:?} already, or was; choose another id")]
    Exists(ConceptId),
    /// The concept was merged away and is changed no more.
    #[error("concept {concept} was merged into {heir}; change that")]
    Replaced {
        /// The concept.
        concept: ConceptId,
        /// What it was merged into.
        heir: ConceptId,
    },
    /// A new concept comes with a history.
    #[error("a new concept {0} can be neither deprecated nor replaced; create it plainly")]
    NewWithHistory(ConceptId),
    /// A concept cannot be merged into itself.
    #[error("concept {0} cannot be merged into itself; name another")]
    IntoItself(ConceptId),
    /// The concept has others below it.
    #[error("concept {concept} has {below} below it; move or merge them first")]
    HasNarrower {
        /// The concept.
        concept: ConceptId,
        /// How many are directly below it.
        below: usize,
    },
    /// The change would break rules.
    #[error("the change would break a rule: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Breaks(Vec<Finding>),
}

type Concepts = BTreeMap<ConceptId, Concept>;

/// Applies a change; gives the new taxonomy and the concepts that differ, by identifier.
///
/// A concept differs when any of its fields does or when it is below one that moved.
///
/// # Errors
/// When the change names what is not there, or would break a structural [rule](crate::Rule)
/// that is kept now.
pub fn apply(
    taxonomy: &Taxonomy,
    change: &TaxonomyChange,
) -> Result<(Taxonomy, Vec<ConceptId>), ChangeError> {
    let id = change.scheme();
    let before = taxonomy
        .scheme(id.as_str())
        .ok_or_else(|| ChangeError::NoScheme(id.clone()))?;
    let mut concepts: Concepts = before
        .concepts()
        .map(|c| (c.id.clone(), c.clone()))
        .collect();
    edit(&mut concepts, before, change)?;
    let after = Scheme::new(before.title.clone(), concepts.into_values());
    let affected = differing(before, &after);
    let changed = taxonomy.with_scheme(id.clone(), after);
    let known = check(taxonomy);
    let mut broken = check(&changed);
    broken.retain(|finding| finding.rule.is_structural() && !known.contains(finding));
    if broken.is_empty() {
        Ok((changed, affected))
    } else {
        Err(ChangeError::Breaks(broken))
    }
}

impl TaxonomyChange {
    /// The scheme that it changes.
    pub fn scheme(&self) -> &SchemeId {
        match self {
            TaxonomyChange::Create { scheme, .. }
            | TaxonomyChange::Relabel { scheme, .. }
            | TaxonomyChange::Move { scheme, .. }
            | TaxonomyChange::Relate { scheme, .. }
            | TaxonomyChange::Deprecate { scheme, .. }
            | TaxonomyChange::Merge { scheme, .. } => scheme,
        }
    }
}

fn edit(
    concepts: &mut Concepts,
    before: &Scheme,
    change: &TaxonomyChange,
) -> Result<(), ChangeError> {
    let scheme = change.scheme();
    match change {
        TaxonomyChange::Create { concept, .. } => create(concepts, concept)?,
        TaxonomyChange::Relabel {
            concept, labels, ..
        } => {
            let concept = standing(concepts, scheme, concept)?;
            concept.pref = labels.pref.clone();
            concept.alt = labels.alt.clone();
            concept.hidden = labels.hidden.clone();
            concept.scope = labels.scope.clone();
        }
        TaxonomyChange::Move {
            concept, broader, ..
        } => {
            let concept = standing(concepts, scheme, concept)?;
            concept.broader.clear();
            broader.iter().for_each(|id| add(&mut concept.broader, id));
        }
        TaxonomyChange::Relate {
            concept, related, ..
        } => {
            standing(concepts, scheme, concept)?.related = related.clone();
            for other in concepts.values_mut().filter(|c| &c.id != concept) {
                other
                    .related
                    .retain(|id| id != concept || related.contains(&other.id));
            }
        }
        TaxonomyChange::Deprecate { concept, .. } => {
            let below = before.narrower(concept.as_str()).iter();
            let below = below.filter(|id| before.get(id.as_str()).is_some_and(|c| !c.deprecated));
            let below = below.count();
            let found = standing(concepts, scheme, concept)?;
            if below > 0 {
                return Err(ChangeError::HasNarrower {
                    concept: concept.clone(),
                    below,
                });
            }
            found.deprecated = true;
        }
        TaxonomyChange::Merge { from, into, .. } => {
            standing(concepts, scheme, from)?;
            standing(concepts, scheme, into)?;
            merge::merge(concepts, from, into)?;
        }
    }
    Ok(())
}

fn create(concepts: &mut Concepts, concept: &Concept) -> Result<(), ChangeError> {
    if concepts.contains_key(&concept.id) {
        return Err(ChangeError::Exists(concept.id.clone()));
    }
    if concept.deprecated || concept.replaced_by.is_some() {
        return Err(ChangeError::NewWithHistory(concept.id.clone()));
    }
    concepts.insert(concept.id.clone(), concept.clone());
    Ok(())
}

/// The concept to change, which must exist and not have been merged away.
fn standing<'a>(
    concepts: &'a mut Concepts,
    scheme: &SchemeId,
    id: &ConceptId,
) -> Result<&'a mut Concept, ChangeError> {
    let concept = concepts.get_mut(id).ok_or_else(|| ChangeError::NoConcept {
        scheme: scheme.clone(),
        concept: id.clone(),
    })?;
    match &concept.replaced_by {
        Some(heir) => Err(ChangeError::Replaced {
            concept: id.clone(),
            heir: heir.clone(),
        }),
        None => Ok(concept),
    }
}

/// Adds an identifier to a list that has it not.
fn add(ids: &mut Vec<ConceptId>, id: &ConceptId) {
    if !ids.contains(id) {
        ids.push(id.clone());
    }
}

fn differing(before: &Scheme, after: &Scheme) -> Vec<ConceptId> {
    let mut differing = Vec::new();
    for concept in after.concepts() {
        let was = before.get(concept.id.as_str());
        if was == Some(concept) {
            continue;
        }
        add(&mut differing, &concept.id);
        if was.is_some_and(|was| was.broader != concept.broader) {
            let below = after.descendants(concept.id.as_str());
            below.iter().for_each(|id| add(&mut differing, id));
        }
    }
    differing.sort();
    differing
}

#[cfg(test)]
mod tests;
