//! What of a collection a new taxonomy touches: which records are to be looked at again.

use std::collections::{BTreeSet, HashSet};

use crate::{Concept, ConceptId, Lang, Scheme, SchemeId, Taxonomy, id::THEMES};

/// What differs between two taxonomies, as far as records show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Concepts that were merged, moved or taken out: all records at or below them.
    pub placed: BTreeSet<(SchemeId, ConceptId)>,
    /// Concepts whose shown labels, notation or matches differ: all records that name them.
    pub shown: BTreeSet<(SchemeId, ConceptId)>,
    /// Themes that some heading named and names no more: all records that name them.
    pub unnamed: BTreeSet<ConceptId>,
    /// Whether headings that named nothing may name a theme now.
    pub naming: bool,
}

/// Compares two taxonomies.
pub fn touched(before: &Taxonomy, after: &Taxonomy) -> Touched {
    let mut touched = Touched::default();
    for (id, was) in before.schemes() {
        let Some(is) = after.scheme(id.as_str()) else {
            continue;
        };
        for concept in was.concepts() {
            let now = is.get(concept.id.as_str());
            if now.is_none_or(|now| now.broader != concept.broader || heir(now) != heir(concept)) {
                touched.placed.insert((id.clone(), concept.id.clone()));
            } else if now.is_some_and(|now| !shows_alike(concept, now)) {
                touched.shown.insert((id.clone(), concept.id.clone()));
            }
        }
        if id.as_str() == THEMES {
            touched.headings(was, is);
        }
    }
    touched
}

fn heir(concept: &Concept) -> Option<&ConceptId> {
    concept.replaced_by.as_ref()
}

fn shows_alike(was: &Concept, is: &Concept) -> bool {
    was.pref == is.pref
        && was.notation == is.notation
        && was.exact == is.exact
        && was.close == is.close
}

impl Touched {
    fn headings(&mut self, was: &Scheme, is: &Scheme) {
        let (before, after) = (was.label_index(), is.label_index());
        let mut seen = HashSet::new();
        for key in before.keys().chain(after.keys()) {
            if !seen.insert(key) || before.is_alike(after, key) {
                continue;
            }
            let (before, after) = (before.outcomes(key), after.outcomes(key));
            if before != after {
                self.naming = true;
                self.unnamed.extend(before.into_iter().flatten());
            }
        }
        let rules = was.headings().iter().chain(is.headings().iter());
        for (source, rule) in rules {
            let means =
                |scheme: &Scheme| LANGS.map(|lang| scheme.name_heading(source, &rule.text, lang));
            let (before, after) = (means(was), means(is));
            if before != after {
                self.naming = true;
                self.unnamed.extend(before.into_iter().flatten());
            }
        }
    }

    /// Whether nothing is touched.
    pub fn is_nothing(&self) -> bool {
        *self == Touched::default()
    }
}

/// The languages that a heading may be declared to be in, as far as that matters.
pub(crate) const LANGS: [Option<Lang>; 4] = [None, Some(Lang::EN), Some(Lang::FR), Some(Lang::ES)];

/// Whether a heading of a source may name another concept in one scheme than in the other, whatever
/// language it is declared to be in; so may what stands before its subdivisions (` -- `).
pub fn names_otherwise(was: &Scheme, is: &Scheme, source: &str, heading: &str) -> bool {
    let main = heading.split_once(" -- ").map(|(main, _)| main);
    std::iter::once(heading).chain(main).any(|text| {
        LANGS
            .into_iter()
            .any(|lang| was.name_heading(source, text, lang) != is.name_heading(source, text, lang))
    })
}
