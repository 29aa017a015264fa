//! Walking a scheme up and down its `skos:broader` links.

use std::collections::HashSet;

use crate::{ConceptId, Scheme};

impl Scheme {
    /// Every concept above, nearest first, each once, without `id` itself.
    pub fn ancestors(&self, id: &str) -> Vec<ConceptId> {
        walk(id, |at| self.broader(at))
    }

    /// Every concept below, nearest first, each once, without `id` itself.
    pub fn descendants(&self, id: &str) -> Vec<ConceptId> {
        walk(id, |at| self.narrower(at))
    }

    /// The way from a top concept down to `id`, both included, by the first broader concept of each.
    ///
    /// Empty when there is no such concept.
    pub fn path(&self, id: &str) -> Vec<ConceptId> {
        let mut path: Vec<ConceptId> = Vec::new();
        let mut at = self.get(id);
        while let Some(concept) = at {
            if path.contains(&concept.id) {
                break;
            }
            path.push(concept.id.clone());
            at = concept.broader.first().and_then(|b| self.get(b.as_str()));
        }
        path.reverse();
        path
    }

    /// How many concepts are above `id` on its [`Scheme::path`]: 0 for a top concept.
    pub fn depth(&self, id: &str) -> usize {
        self.path(id).len().saturating_sub(1)
    }

    /// Whether following `skos:broader` from `id` meets `above` (SKOS `broaderTransitive`).
    pub fn is_below(&self, id: &str, above: &str) -> bool {
        let mut seen = HashSet::new();
        let mut waiting: Vec<&ConceptId> = self.broader(id).iter().collect();
        while let Some(at) = waiting.pop() {
            if at.as_str() == above {
                return true;
            }
            if seen.insert(at) {
                waiting.extend(self.broader(at.as_str()));
            }
        }
        false
    }

    fn broader(&self, id: &str) -> &[ConceptId] {
        self.get(id).map_or(&[], |c| c.broader.as_slice())
    }
}

fn walk<'a>(id: &str, next: impl Fn(&str) -> &'a [ConceptId]) -> Vec<ConceptId> {
    let mut found: Vec<&ConceptId> = Vec::new();
    let mut seen = HashSet::from([id]);
    let mut at = next(id);
    let mut done = 0;
    loop {
        for id in at {
            if seen.insert(id.as_str()) {
                found.push(id);
            }
        }
        let Some(id) = found.get(done) else { break };
        at = next(id.as_str());
        done += 1;
    }
    found.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::scheme;

    #[test]
    fn paths_lead_down_by_the_first_broader_concept() {
        let scheme = scheme();
        let text = |ids: Vec<crate::ConceptId>| {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            ids.join(" ")
        };
        assert_eq!(text(scheme.path("minimum-wage")), "work wages minimum-wage");
        assert_eq!(text(scheme.path("nothing")), "");
        assert_eq!(scheme.depth("minimum-wage"), 2);
        assert_eq!(scheme.depth("work"), 0);
        assert_eq!(
            text(scheme.ancestors("minimum-wage")),
            "wages social-policy work"
        );
        assert_eq!(
            text(scheme.descendants("work")),
            "older-workers wages minimum-wage"
        );
        assert!(scheme.is_below("minimum-wage", "work"));
        assert!(!scheme.is_below("work", "work"));
    }
}
