//! Making changes one after the other on the concepts themselves; rules are checked at the end.

use super::{
    ChangeError, Concept, ConceptId, Concepts, HeadingRules, LangMap, Means, Scheme, SchemeId,
    Taxonomy, TaxonomyChange, add, labels, merge,
};

/// A taxonomy being changed.
pub(super) struct Draft<'t> {
    taxonomy: &'t Taxonomy,
    schemes: Vec<(SchemeId, Parts)>,
}

/// A scheme taken apart.
pub(super) struct Parts {
    title: LangMap,
    pub(super) concepts: Concepts,
    pub(super) headings: HeadingRules,
}

impl<'t> Draft<'t> {
    pub(super) fn new(taxonomy: &'t Taxonomy) -> Draft<'t> {
        Draft {
            taxonomy,
            schemes: Vec::new(),
        }
    }

    /// The taxonomy as it is after the changes.
    pub(super) fn finish(self) -> Taxonomy {
        let mut changed = self.taxonomy.clone();
        for (id, parts) in self.schemes {
            let scheme = Scheme::new(parts.title, parts.concepts.into_values());
            changed = changed.with_scheme(id, scheme.with_headings(parts.headings));
        }
        changed
    }

    /// A scheme's parts as they are after the changes so far.
    pub(super) fn parts(&mut self, id: &SchemeId) -> Result<&mut Parts, ChangeError> {
        let at = match self.schemes.iter().position(|(held, _)| held == id) {
            Some(at) => at,
            None => {
                let scheme = self.taxonomy.scheme(id.as_str());
                let scheme = scheme.ok_or_else(|| ChangeError::NoScheme(id.clone()))?;
                let parts = Parts {
                    title: scheme.title.clone(),
                    concepts: scheme
                        .concepts()
                        .map(|c| (c.id.clone(), c.clone()))
                        .collect(),
                    headings: scheme.headings().clone(),
                };
                self.schemes.push((id.clone(), parts));
                self.schemes.len() - 1
            }
        };
        match self.schemes.get_mut(at) {
            Some((_, parts)) => Ok(parts),
            None => Err(ChangeError::NoScheme(id.clone())),
        }
    }

    /// Makes one change, whole or not at all.
    pub(super) fn edit(&mut self, change: &TaxonomyChange) -> Result<(), ChangeError> {
        let scheme = change.scheme();
        let parts = self.parts(scheme)?;
        let concepts = &mut parts.concepts;
        match change {
            TaxonomyChange::Create { concept, .. } => create(concepts, concept)?,
            TaxonomyChange::Remove { concept, .. } => remove(parts, scheme, concept)?,
            TaxonomyChange::AddLabel {
                concept,
                lang,
                kind,
                label,
                at,
                ..
            } => labels::add(concepts, scheme, concept, (*lang, *kind, label, *at))?,
            TaxonomyChange::DropLabel {
                concept,
                lang,
                kind,
                label,
                ..
            } => {
                let concept = standing(concepts, scheme, concept)?;
                labels::drop_label(concept, (*lang, *kind, label))?;
            }
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
            } => relate(concepts, scheme, concept, related)?,
            TaxonomyChange::Deprecate { concept, .. } => deprecate(concepts, scheme, concept)?,
            TaxonomyChange::Restore { concept, .. } => {
                let found = standing(concepts, scheme, concept)?;
                if !std::mem::replace(&mut found.deprecated, false) {
                    return Err(ChangeError::NotRetired(concept.clone()));
                }
            }
            TaxonomyChange::Heading {
                source,
                text,
                means,
                ..
            } => {
                labels::plain("source", source)?;
                labels::plain("text", text)?;
                if let Some(Means::Concept { concept, .. }) = means {
                    standing(concepts, scheme, concept)?;
                }
                parts.headings.set(source, text, means.clone());
            }
            TaxonomyChange::Merge { from, into, .. } => {
                standing(concepts, scheme, from)?;
                standing(concepts, scheme, into)?;
                merge::merge(concepts, from, into)?;
                parts.headings.redirect(from, into);
            }
        }
        Ok(())
    }
}

fn create(concepts: &mut Concepts, concept: &Concept) -> Result<(), ChangeError> {
    if concepts.contains_key(&concept.id) {
        return Err(ChangeError::Exists(concept.id.clone()));
    }
    if concept.deprecated || concept.replaced_by.is_some() {
        return Err(ChangeError::NewWithHistory(concept.id.clone()));
    }
    concept
        .labels()
        .try_for_each(|(_, _, label)| labels::plain("label", label))?;
    concepts.insert(concept.id.clone(), concept.clone());
    for other in &concept.related {
        // `related` is held on both sides.
        if let Some(other) = concepts.get_mut(other) {
            add(&mut other.related, &concept.id);
        }
    }
    Ok(())
}

fn remove(parts: &mut Parts, scheme: &SchemeId, id: &ConceptId) -> Result<(), ChangeError> {
    standing(&mut parts.concepts, scheme, id)?;
    let names = |c: &&Concept| c.broader.contains(id) || c.replaced_by.as_ref() == Some(id);
    let other = parts
        .concepts
        .values()
        .find(names)
        .map(|c| c.id.to_string());
    let rule = || parts.headings.mean(id).then(|| "a heading's rule".into());
    if let Some(other) = other.or_else(rule) {
        let concept = id.clone();
        return Err(ChangeError::Named { concept, other });
    }
    parts.concepts.remove(id);
    for concept in parts.concepts.values_mut() {
        concept.related.retain(|other| other != id);
    }
    Ok(())
}

fn relate(
    concepts: &mut Concepts,
    scheme: &SchemeId,
    id: &ConceptId,
    related: &[ConceptId],
) -> Result<(), ChangeError> {
    standing(concepts, scheme, id)?.related = related.to_vec();
    for other in concepts.values_mut().filter(|c| &c.id != id) {
        other.related.retain(|held| held != id);
        if related.contains(&other.id) {
            add(&mut other.related, id);
            other.related.sort();
        }
    }
    Ok(())
}

fn deprecate(
    concepts: &mut Concepts,
    scheme: &SchemeId,
    id: &ConceptId,
) -> Result<(), ChangeError> {
    let below = |c: &&Concept| c.broader.contains(id) && !c.deprecated && c.replaced_by.is_none();
    let below = concepts.values().filter(below).count();
    let found = standing(concepts, scheme, id)?;
    if below > 0 {
        return Err(ChangeError::HasNarrower {
            concept: id.clone(),
            below,
        });
    }
    found.deprecated = true;
    Ok(())
}

/// The concept to change, which must exist and not have been merged away.
pub(super) fn standing<'a>(
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
