//! The taxonomy as one immutable, shared snapshot.

use std::collections::{BTreeMap, HashMap};

use crate::{
    Concept, ConceptId, LabelKind, Lang, LangMap, SchemeId, fold,
    id::{DOCUMENT_TYPES, THEMES},
};

/// All concept schemes at one moment.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    schemes: BTreeMap<SchemeId, Scheme>,
    empty: Scheme,
}

/// One concept scheme (`skos:ConceptScheme`) with what is derived from it.
#[derive(Debug, Clone, Default)]
pub struct Scheme {
    /// Its title in each language.
    pub title: LangMap,
    concepts: BTreeMap<ConceptId, Concept>,
    narrower: HashMap<ConceptId, Vec<ConceptId>>,
    top: Vec<ConceptId>,
    by_label: HashMap<String, Vec<(ConceptId, Lang, LabelKind)>>,
}

/// A concept that a heading names, and by which label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingMatch {
    /// The concept, replaced ones already resolved.
    pub concept: ConceptId,
    /// The matched label's kind.
    pub kind: LabelKind,
    /// The matched label's language.
    pub lang: Lang,
}

impl Taxonomy {
    /// A taxonomy of these schemes.
    pub fn new(schemes: BTreeMap<SchemeId, Scheme>) -> Taxonomy {
        Taxonomy {
            schemes,
            empty: Scheme::default(),
        }
    }

    /// A scheme by its identifier.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.get(id)
    }

    /// The schemes, by identifier.
    pub fn schemes(&self) -> impl Iterator<Item = (&SchemeId, &Scheme)> {
        self.schemes.iter()
    }

    /// The scheme of document types (empty when there is none).
    pub fn document_types(&self) -> &Scheme {
        self.scheme(DOCUMENT_TYPES).unwrap_or(&self.empty)
    }

    /// The scheme of themes (empty when there is none).
    pub fn themes(&self) -> &Scheme {
        self.scheme(THEMES).unwrap_or(&self.empty)
    }
}

impl Scheme {
    /// A scheme of these concepts; `related` is made symmetric, the rest is taken as it stands.
    pub fn new(title: LangMap, concepts: impl IntoIterator<Item = Concept>) -> Scheme {
        let mut concepts: BTreeMap<ConceptId, Concept> =
            concepts.into_iter().map(|c| (c.id.clone(), c)).collect();
        let pairs: Vec<(ConceptId, ConceptId)> = concepts
            .values()
            .flat_map(|c| c.related.iter().map(|r| (r.clone(), c.id.clone())))
            .collect();
        for (to, from) in pairs {
            if let Some(concept) = concepts.get_mut(&to)
                && !concept.related.contains(&from)
            {
                concept.related.push(from);
                concept.related.sort();
            }
        }
        let mut scheme = Scheme {
            title,
            concepts,
            ..Scheme::default()
        };
        scheme.derive();
        scheme
    }

    fn derive(&mut self) {
        for concept in self.concepts.values() {
            if concept.broader.is_empty() && concept.replaced_by.is_none() {
                self.top.push(concept.id.clone());
            }
            for above in &concept.broader {
                self.narrower
                    .entry(above.clone())
                    .or_default()
                    .push(concept.id.clone());
            }
            for (lang, kind, label) in concept.labels() {
                let at = self.by_label.entry(fold(label)).or_default();
                at.push((concept.id.clone(), lang, kind));
            }
        }
        let concepts = &self.concepts;
        let order = |id: &ConceptId| concepts.get(id).and_then(|c| c.notation.clone());
        self.top.sort_by_cached_key(|id| (order(id), id.clone()));
        for below in self.narrower.values_mut() {
            below.sort_by_cached_key(|id| (order(id), id.clone()));
        }
    }

    /// The concept itself, replaced or not.
    pub fn get(&self, id: &str) -> Option<&Concept> {
        self.concepts.get(id)
    }

    /// The concept that `id` stands for today: itself, or the one it was merged into.
    pub fn resolve(&self, id: &str) -> Option<&Concept> {
        let concept = self.concepts.get(id)?;
        match &concept.replaced_by {
            Some(heir) => self.concepts.get(heir),
            None => Some(concept),
        }
    }

    /// All concepts, by identifier.
    pub fn concepts(&self) -> impl Iterator<Item = &Concept> {
        self.concepts.values()
    }

    /// How many concepts there are.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// The top concepts, by notation.
    pub fn top(&self) -> &[ConceptId] {
        &self.top
    }

    /// The concepts directly below, by notation.
    pub fn narrower(&self, id: &str) -> &[ConceptId] {
        self.narrower.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every concept above, nearest first, each once, without `id` itself.
    pub fn ancestors(&self, id: &str) -> Vec<ConceptId> {
        self.walk(id, |at| {
            self.concepts.get(at).map_or(&[], |c| c.broader.as_slice())
        })
    }

    /// Every concept below, nearest first, each once, without `id` itself.
    pub fn descendants(&self, id: &str) -> Vec<ConceptId> {
        self.walk(id, |at| self.narrower(at))
    }

    fn walk<'a>(&'a self, id: &str, next: impl Fn(&str) -> &'a [ConceptId]) -> Vec<ConceptId> {
        let mut found: Vec<ConceptId> = next(id).to_vec();
        let mut at = 0;
        while at < found.len() {
            for id in next(found[at].as_str()) {
                if !found.contains(id) {
                    found.push(id.clone());
                }
            }
            at += 1;
        }
        found.retain(|f| f.as_str() != id);
        found
    }

    /// The concept that a heading names; a label in `lang` wins, a preferred label before others.
    pub fn match_heading(&self, heading: &str, lang: Option<Lang>) -> Option<HeadingMatch> {
        let candidates = self
            .by_label
            .get(&fold(heading.trim_end_matches(['.', ' '])))?;
        let best = candidates
            .iter()
            .min_by_key(|(id, l, kind)| (Some(*l) != lang, *kind, id))?;
        let concept = self.resolve(best.0.as_str())?.id.clone();
        Some(HeadingMatch {
            concept,
            kind: best.2,
            lang: best.1,
        })
    }
}
