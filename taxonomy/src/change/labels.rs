//! Adding and dropping one label.

use super::{ChangeError, Concept, ConceptId, Concepts, LabelKind, Lang, SchemeId, edit::standing};
use crate::matching;

/// The longest label or heading, in characters.
const LONGEST: usize = 300;

/// Adds a synonym or hidden label that no concept of the scheme has in that language.
pub(super) fn add(
    concepts: &mut Concepts,
    scheme: &SchemeId,
    id: &ConceptId,
    (lang, kind, label, at): (Lang, LabelKind, &str, Option<usize>),
) -> Result<(), ChangeError> {
    plain("label", label)?;
    standing(concepts, scheme, id)?;
    let key = matching::key(label);
    let names = |c: &&Concept| {
        // What was merged away names its heir only.
        c.replaced_by.is_none()
            && !c.deprecated
            && c.labels()
                .any(|(l, _, other)| l == lang && matching::key(other) == key)
    };
    if let Some(held) = concepts.values().find(names) {
        return Err(ChangeError::HasLabel {
            concept: held.id.clone(),
            lang,
            label: label.to_owned(),
        });
    }
    let concept = standing(concepts, scheme, id)?;
    let labels = match kind {
        LabelKind::Pref => return Err(ChangeError::Preferred(id.clone())),
        LabelKind::Alt => &mut concept.alt,
        LabelKind::Hidden => &mut concept.hidden,
    };
    let labels = labels.entry(lang).or_default();
    let at = at.map_or(labels.len(), |at| at.min(labels.len()));
    labels.insert(at, label.to_owned());
    Ok(())
}

/// Takes a synonym or hidden label from a concept.
pub(super) fn drop_label(
    concept: &mut Concept,
    (lang, kind, label): (Lang, LabelKind, &str),
) -> Result<(), ChangeError> {
    let labels = match kind {
        LabelKind::Pref => return Err(ChangeError::Preferred(concept.id.clone())),
        LabelKind::Alt => &mut concept.alt,
        LabelKind::Hidden => &mut concept.hidden,
    };
    let held = labels.get_mut(&lang);
    let at = held
        .as_ref()
        .and_then(|held| held.iter().position(|other| other == label));
    match (held, at) {
        (Some(held), Some(at)) => {
            held.remove(at);
            if held.is_empty() {
                labels.remove(&lang);
            }
            Ok(())
        }
        _ => Err(ChangeError::NoLabel {
            concept: concept.id.clone(),
            lang,
            label: label.to_owned(),
        }),
    }
}

/// Refuses a text that cannot be shown or compared.
pub(super) fn plain(what: &'static str, text: &str) -> Result<(), ChangeError> {
    let bad = matching::key(text).is_empty()
        || text.chars().count() > LONGEST
        || text.contains(char::is_control);
    if bad {
        return Err(ChangeError::Text(what));
    }
    Ok(())
}
