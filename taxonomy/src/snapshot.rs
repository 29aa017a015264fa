//! The taxonomy as one immutable, shared snapshot.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    Concept, ConceptId, HeadingRules, LangMap, SchemeId, digest,
    id::{DOCUMENT_TYPES, THEMES},
    matching::LabelIndex,
};

/// All concept schemes at one moment.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    schemes: BTreeMap<SchemeId, Scheme>,
    version: Arc<str>,
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
    labels: LabelIndex,
    headings: HeadingRules,
}

impl Default for Taxonomy {
    fn default() -> Taxonomy {
        Taxonomy::new(BTreeMap::new())
    }
}

impl Taxonomy {
    /// A taxonomy of these schemes.
    pub fn new(schemes: BTreeMap<SchemeId, Scheme>) -> Taxonomy {
        Taxonomy {
            version: digest::version(schemes.iter()).into(),
            schemes,
            empty: Scheme::default(),
        }
    }

    /// The version: a hash of all that the taxonomy says, as 32 hexadecimal digits.
    ///
    /// Equal taxonomies have equal versions, on every machine and in every release.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The version, shared.
    pub fn shared_version(&self) -> Arc<str> {
        Arc::clone(&self.version)
    }

    /// The same taxonomy with one scheme put in or exchanged.
    pub fn with_scheme(&self, id: SchemeId, scheme: Scheme) -> Taxonomy {
        let mut schemes = self.schemes.clone();
        schemes.insert(id, scheme);
        Taxonomy::new(schemes)
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
    /// A scheme of these concepts; `related` is made symmetric and sorted, the rest is taken as it stands.
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
            }
        }
        for concept in concepts.values_mut() {
            concept.related.sort();
            concept.related.dedup();
        }
        let mut scheme = Scheme {
            title,
            concepts,
            ..Scheme::default()
        };
        scheme.derive();
        scheme
    }

    /// The same scheme with these rules about headings.
    #[must_use]
    pub fn with_headings(self, headings: HeadingRules) -> Scheme {
        Scheme { headings, ..self }
    }

    /// The rules about headings.
    pub fn headings(&self) -> &HeadingRules {
        &self.headings
    }

    fn derive(&mut self) {
        for concept in self.concepts.values() {
            if concept.replaced_by.is_some() {
                continue;
            }
            if concept.broader.is_empty() {
                self.top.push(concept.id.clone());
            }
            for above in &concept.broader {
                let below = self.narrower.entry(above.clone()).or_default();
                below.push(concept.id.clone());
            }
        }
        self.labels = LabelIndex::new(self.concepts.values().map(|concept| {
            let today = concept.replaced_by.as_ref().unwrap_or(&concept.id);
            (concept, today)
        }));
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

    pub(crate) fn label_index(&self) -> &LabelIndex {
        &self.labels
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
}
