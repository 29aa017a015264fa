//! Undoing changes: the changes that lead back, unless what they changed was changed again.

use super::{
    ChangeError, Concept, ConceptId, Draft, LabelKind, Labels, Lang, SchemeId, Taxonomy,
    TaxonomyChange, apply_all,
};

/// Why changes cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// A merge is for ever: harvesters and readers were sent to the heir.
    #[error("{0} was merged, and a merge is for ever; make a new concept instead")]
    Merged(ConceptId),
    /// It was changed again since.
    #[error("{0} was changed again since; undo that first")]
    MovedOn(String),
    /// The way back would break something.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// The changes that undo others, and the taxonomy as it is `now` with these; `before` is as it was before
/// them.
///
/// # Errors
/// When there was a merge among them, when what they changed was changed again, or when the way back
/// would break a rule.
pub fn undo(
    before: &Taxonomy,
    changes: &[TaxonomyChange],
    now: &Taxonomy,
) -> Result<(Vec<TaxonomyChange>, Taxonomy), UndoError> {
    let mut draft = Draft::new(before);
    let mut back = Vec::with_capacity(changes.len());
    for change in changes {
        back.push(inverse(&mut draft, change)?);
        draft.edit(change)?;
    }
    let after = draft.finish();
    for change in changes {
        if let Some(what) = moved_on(change, &after, now) {
            return Err(UndoError::MovedOn(what));
        }
    }
    back.reverse();
    let undone = apply_all(now, &back)?;
    Ok((back, undone))
}

/// The change that leads back from one that is about to be made.
fn inverse(draft: &mut Draft<'_>, change: &TaxonomyChange) -> Result<TaxonomyChange, UndoError> {
    let scheme = change.scheme().clone();
    let parts = draft.parts(&scheme)?;
    let held = |id: &ConceptId| {
        parts
            .concepts
            .get(id)
            .ok_or_else(|| ChangeError::NoConcept {
                scheme: scheme.clone(),
                concept: id.clone(),
            })
    };
    Ok(match change.clone() {
        TaxonomyChange::Create { concept, .. } => TaxonomyChange::Remove {
            concept: concept.id,
            scheme,
        },
        TaxonomyChange::Remove { concept, .. } => TaxonomyChange::Create {
            concept: Box::new(held(&concept)?.clone()),
            scheme,
        },
        TaxonomyChange::AddLabel {
            concept,
            lang,
            kind,
            label,
            ..
        } => TaxonomyChange::DropLabel {
            scheme,
            concept,
            lang,
            kind,
            label,
        },
        TaxonomyChange::DropLabel {
            concept,
            lang,
            kind,
            label,
            ..
        } => TaxonomyChange::AddLabel {
            at: place_of(held(&concept)?, lang, kind, &label),
            scheme,
            concept,
            lang,
            kind,
            label,
        },
        TaxonomyChange::Relabel { concept, .. } => TaxonomyChange::Relabel {
            labels: labels_of(held(&concept)?),
            scheme,
            concept,
        },
        TaxonomyChange::Move { concept, .. } => TaxonomyChange::Move {
            broader: held(&concept)?.broader.clone(),
            scheme,
            concept,
        },
        TaxonomyChange::Relate { concept, .. } => TaxonomyChange::Relate {
            related: held(&concept)?.related.clone(),
            scheme,
            concept,
        },
        TaxonomyChange::Deprecate { concept, .. } => TaxonomyChange::Restore { scheme, concept },
        TaxonomyChange::Restore { concept, .. } => TaxonomyChange::Deprecate { scheme, concept },
        TaxonomyChange::Heading { source, text, .. } => {
            let rule = parts.headings.get(&source, &text);
            TaxonomyChange::Heading {
                text: rule.map_or(text, |rule| rule.text.clone()),
                means: rule.map(|rule| rule.means.clone()),
                scheme,
                source,
            }
        }
        TaxonomyChange::Merge { from, .. } => return Err(UndoError::Merged(from)),
    })
}

/// Where a label stands among those of its kind.
fn place_of(concept: &Concept, lang: Lang, kind: LabelKind, label: &str) -> Option<usize> {
    let labels = match kind {
        LabelKind::Pref => return None,
        LabelKind::Alt => &concept.alt,
        LabelKind::Hidden => &concept.hidden,
    };
    labels.get(&lang)?.iter().position(|held| held == label)
}

fn labels_of(concept: &Concept) -> Labels {
    Labels {
        pref: concept.pref.clone(),
        alt: concept.alt.clone(),
        hidden: concept.hidden.clone(),
        scope: concept.scope.clone(),
    }
}

/// What a change set and is no more as it was right after; a label that is gone, or back, is told
/// when the way back is tried.
fn moved_on(change: &TaxonomyChange, after: &Taxonomy, now: &Taxonomy) -> Option<String> {
    let scheme = change.scheme();
    let differs = |id: &ConceptId, same: &dyn Fn(&Concept, &Concept) -> bool| {
        let (then, now) = (concept(after, scheme, id), concept(now, scheme, id));
        let same = match (then, now) {
            (Some(then), Some(now)) => same(then, now),
            (then, now) => then.is_none() && now.is_none(),
        };
        (!same).then(|| id.to_string())
    };
    match change {
        TaxonomyChange::Create { concept, .. } => differs(&concept.id, &|a, b| a == b),
        TaxonomyChange::Relabel { concept, .. } => {
            differs(concept, &|a, b| labels_of(a) == labels_of(b))
        }
        TaxonomyChange::Move { concept, .. } => differs(concept, &|a, b| a.broader == b.broader),
        TaxonomyChange::Relate { concept, .. } => differs(concept, &|a, b| a.related == b.related),
        TaxonomyChange::Heading { source, text, .. } => {
            let rule = |taxonomy: &Taxonomy| {
                let scheme = taxonomy.scheme(scheme.as_str())?;
                scheme.headings().get(source, text).cloned()
            };
            (rule(after) != rule(now)).then(|| format!("{text:?} of {source}"))
        }
        _ => None,
    }
}

fn concept<'t>(taxonomy: &'t Taxonomy, scheme: &SchemeId, id: &ConceptId) -> Option<&'t Concept> {
    taxonomy.scheme(scheme.as_str())?.get(id.as_str())
}
