//! The sets a record is in by its description (OAI-PMH 2.0 section 2.6).

use taxonomy::{ConceptId, Scheme, Taxonomy};

use crate::{Description, SetSpec};

/// The sets of a description, sorted, each once: `type:` and `theme:` with every broader concept as
/// a set of its own, `lang:` and `journal:`. Saved collections are no part of it.
pub fn sets(description: &Description, taxonomy: &Taxonomy) -> Vec<SetSpec> {
    let mut sets = Vec::with_capacity(8 + 3 * description.themes.len());
    let types = taxonomy.document_types();
    with_broader(&mut sets, "type", types, &description.document_type.concept);
    let themes = taxonomy.themes();
    for theme in &description.themes {
        with_broader(&mut sets, "theme", themes, &theme.concept);
    }
    for place in description.places.iter().filter_map(|p| p.concept.as_ref()) {
        with_broader(&mut sets, "theme", themes, place);
    }
    sets.extend(
        description
            .languages
            .iter()
            .map(|l| named("lang", l.as_str())),
    );
    let journal = description.host.as_ref().and_then(|h| h.journal.as_deref());
    sets.extend(journal.map(|slug| named("journal", slug)));
    sets.sort();
    sets.dedup();
    sets
}

fn named(kind: &str, name: &str) -> SetSpec {
    SetSpec::new(&format!("{kind}:{name}"))
}

/// The concept as it stands today and everything above it.
fn with_broader(sets: &mut Vec<SetSpec>, kind: &str, scheme: &Scheme, concept: &ConceptId) {
    let id = scheme.resolve(concept.as_str()).map_or(concept, |c| &c.id);
    sets.push(named(kind, id.as_str()));
    let above = scheme.ancestors(id.as_str());
    sets.extend(above.iter().map(|c| named(kind, c.as_str())));
}
