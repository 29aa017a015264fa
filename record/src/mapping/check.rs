//! Checks of the tables against the taxonomy: every concept they name is there.

use taxonomy::Taxonomy;

use super::Mapping;

/// The names of concepts that the tables use and the taxonomy lacks, each with where it is used.
pub fn checked(mapping: &Mapping, taxonomy: &Taxonomy) -> Vec<String> {
    let types = taxonomy.document_types();
    let mut missing: Vec<String> = mapping
        .types
        .rules
        .iter()
        .filter(|rule| types.get(rule.concept.as_str()).is_none())
        .map(|rule| format!("document type {} of rule {}", rule.concept, rule.name))
        .collect();
    let themes = taxonomy.themes();
    missing.extend(
        mapping
            .subjects
            .facets()
            .filter(|(_, concept)| themes.get(concept.as_str()).is_none())
            .map(|(facet, concept)| format!("theme {concept} of facet {facet}")),
    );
    missing
}
