//! Changes to a taxonomy: each gives a new snapshot, or the reason why not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Concept, ConceptId, Finding, HeadingRules, LabelKind, Lang, LangMap, Means, Scheme, SchemeId,
    Taxonomy, check,
};

mod edit;
mod labels;
mod merge;
mod undo;

use edit::Draft;
pub use undo::{UndoError, undo};

/// One change, as it is kept in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum TaxonomyChange {
    /// Adds a concept.
    Create {
        /// The scheme.
        scheme: SchemeId,
        /// The new concept.
        concept: Box<Concept>,
    },
    /// Takes a concept out that was made by mistake: nothing is below it or names it.
    Remove {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
    },
    /// Gives a concept one more synonym or hidden label.
    AddLabel {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
        /// The label's language.
        lang: Lang,
        /// `alt` or `hidden`.
        kind: LabelKind,
        /// The label.
        label: String,
        /// Its place among those, from 0; none puts it last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<usize>,
    },
    /// Takes a synonym or hidden label from a concept.
    DropLabel {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
        /// The label's language.
        lang: Lang,
        /// `alt` or `hidden`.
        kind: LabelKind,
        /// The label, as it stands.
        label: String,
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
    /// Brings a retired concept back.
    Restore {
        /// The scheme.
        scheme: SchemeId,
        /// The concept.
        concept: ConceptId,
    },
    /// Says what a heading of a source means.
    Heading {
        /// The scheme.
        scheme: SchemeId,
        /// The vocabulary that the heading claims, as `lcsh`, else the tag of its field, as `653`.
        source: String,
        /// The heading as it was found.
        text: String,
        /// What it means; none forgets what was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        means: Option<Means>,
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
    /// The label is there already.
    #[error("{label:?} in {lang} is a label of {concept} already; leave it out")]
    HasLabel {
        /// The concept that has it.
        concept: ConceptId,
        /// The label's language.
        lang: Lang,
        /// The label.
        label: String,
    },
    /// The label is not there.
    #[error("{concept} has no such label {label:?} in {lang}; look it up in /taxonomy")]
    NoLabel {
        /// The concept.
        concept: ConceptId,
        /// The label's language.
        lang: Lang,
        /// The label.
        label: String,
    },
    /// A preferred label cannot be added or dropped alone.
    #[error("{0}: a preferred label is changed with relabel; kind is \"alt\" or \"hidden\" here")]
    Preferred(ConceptId),
    /// A text that is empty, or too long, or has control characters.
    #[error("{0}: a text of 1 to 300 letters without control characters is expected; correct it")]
    Text(&'static str),
    /// Something names the concept.
    #[error("{concept} cannot be taken out, {other} names it; retire it with deprecate")]
    Named {
        /// The concept.
        concept: ConceptId,
        /// What names it.
        other: String,
    },
    /// The concept is not retired.
    #[error("concept {0} is not retired; leave it as it is")]
    NotRetired(ConceptId),
    /// One of several changes.
    #[error("change {number}: {error}")]
    At {
        /// Which, from 1.
        number: usize,
        /// What is wrong with it.
        error: Box<ChangeError>,
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
    let changed = match apply_all(taxonomy, std::slice::from_ref(change)) {
        Err(ChangeError::At { error, .. }) => return Err(*error),
        applied => applied?,
    };
    let id = change.scheme().as_str();
    let affected = match (taxonomy.scheme(id), changed.scheme(id)) {
        (Some(before), Some(after)) => differing(before, after),
        _ => Vec::new(),
    };
    Ok((changed, affected))
}

/// Applies several changes in order, all or none.
///
/// # Errors
/// As [`apply`]; a change that names what is not there is told by its number, from 1. Rules are
/// checked on the outcome.
pub fn apply_all(taxonomy: &Taxonomy, changes: &[TaxonomyChange]) -> Result<Taxonomy, ChangeError> {
    let mut draft = Draft::new(taxonomy);
    for (number, change) in (1..).zip(changes) {
        draft.edit(change).map_err(|error| ChangeError::At {
            number,
            error: Box::new(error),
        })?;
    }
    let changed = draft.finish();
    let mut broken = check(&changed);
    broken.retain(|finding| finding.rule.is_structural());
    if !broken.is_empty() {
        let known = check(taxonomy);
        broken.retain(|finding| !known.contains(finding));
    }
    if broken.is_empty() {
        Ok(changed)
    } else {
        Err(ChangeError::Breaks(broken))
    }
}

/// Applies changes that were checked when they were made; one that fits no more, because the
/// taxonomy under it is another by now, is left out and told by its number, from 0.
pub fn replay<'c>(
    taxonomy: &Taxonomy,
    changes: impl IntoIterator<Item = &'c TaxonomyChange>,
) -> (Taxonomy, Vec<(usize, ChangeError)>) {
    let mut draft = Draft::new(taxonomy);
    let mut left_out = Vec::new();
    for (number, change) in changes.into_iter().enumerate() {
        if let Err(error) = draft.edit(change) {
            left_out.push((number, error));
        }
    }
    (draft.finish(), left_out)
}

impl TaxonomyChange {
    /// The scheme that it changes.
    pub fn scheme(&self) -> &SchemeId {
        match self {
            TaxonomyChange::Create { scheme, .. }
            | TaxonomyChange::Remove { scheme, .. }
            | TaxonomyChange::AddLabel { scheme, .. }
            | TaxonomyChange::DropLabel { scheme, .. }
            | TaxonomyChange::Relabel { scheme, .. }
            | TaxonomyChange::Move { scheme, .. }
            | TaxonomyChange::Relate { scheme, .. }
            | TaxonomyChange::Deprecate { scheme, .. }
            | TaxonomyChange::Restore { scheme, .. }
            | TaxonomyChange::Heading { scheme, .. }
            | TaxonomyChange::Merge { scheme, .. } => scheme,
        }
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
