//! The sets a record is in by its description (OAI-PMH 2.0 section 2.6).

use taxonomy::{ConceptId, Scheme, Taxonomy};

use crate::{Description, SetSpec};

/// The sets of a description, sorted, each once: `type:` and `theme:` with every broader concept as
/// a set of its own, `lang:` and `journal:`. Saved collections are no part of it.
pub fn sets(description: &Description, taxonomy: &Taxonomy) -> Vec<SetSpec> {
    let mut sets = Vec::with_capacity(8 + 3 * description.themes.len());
    let types = taxonomy.document_types();
    let mut concepts = Vec::new();
    with_broader(&mut concepts, types, &description.document_type.concept);
    sets.extend(concepts.drain(..).map(|c| named("type", c)));
    let themes = taxonomy.themes();
    let placed = description.places.iter().filter_map(|p| p.concept.as_ref());
    for concept in description.themes.iter().map(|t| &t.concept).chain(placed) {
        with_broader(&mut concepts, themes, concept);
    }
    sets.extend(concepts.into_iter().map(|c| named("theme", c)));
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

/// Adds the concept as it stands today and everything above it, each once.
fn with_broader<'t>(found: &mut Vec<&'t str>, scheme: &'t Scheme, concept: &'t ConceptId) {
    let current = scheme.resolve(concept.as_str()).map_or(concept, |c| &c.id);
    if found.contains(&current.as_str()) {
        return;
    }
    let mut at = found.len();
    found.push(current.as_str());
    while let Some(id) = found.get(at).copied() {
        for above in scheme.get(id).map_or(&[][..], |c| &c.broader) {
            if !found.contains(&above.as_str()) {
                found.push(above.as_str());
            }
        }
        at += 1;
    }
}
