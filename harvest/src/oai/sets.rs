//! Sets: which there are, what they are called, who is in them (OAI-PMH 2.0 section 2.6).

use std::collections::BTreeMap;

use record::{ChangeRow, SetSpec};
use taxonomy::{Concept, Lang, Taxonomy, id};

use super::about::XSI;
use crate::{Repository, Site, format::Elements, language, xml};

/// A set as a list reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Everything.
    All,
    /// A set that the change log knows.
    Set(SetSpec),
    /// The union of the sets below a name: `theme` of all `theme:...`.
    Group(SetSpec),
}

/// What a header says of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// There, in these sets.
    Live(Vec<SetSpec>),
    /// Deleted, or no longer in the requested set; with the sets that hear of it.
    Gone(Vec<SetSpec>),
}

impl Selection {
    /// What a `set` argument selects; `None` when there is no such set with at least one row.
    pub fn of(set: &str, repository: &impl Repository) -> Option<Selection> {
        let sets = repository.sets();
        let mut below = false;
        for count in sets.iter().filter(|c| c.rows > 0) {
            let name = count.set.as_str();
            if name == set {
                return Some(Selection::Set(count.set.clone()));
            }
            below |= is_below(name, set);
        }
        below.then(|| Selection::Group(SetSpec::new(set)))
    }

    /// The name as the request had it.
    pub fn name(&self) -> Option<&SetSpec> {
        match self {
            Selection::All => None,
            Selection::Set(set) | Selection::Group(set) => Some(set),
        }
    }

    /// What a row is to those who read this selection; `None` when it is nothing to them.
    pub fn standing(&self, row: &ChangeRow) -> Option<Standing> {
        let mine = |set: &&SetSpec| match self {
            Selection::All => true,
            Selection::Set(name) => *set == name,
            Selection::Group(name) => is_below(set.as_str(), name.as_str()),
        };
        let inside = matches!(self, Selection::All) || row.sets.iter().any(|set| mine(&set));
        let left: Vec<SetSpec> = row.left.iter().filter(mine).cloned().collect();
        if !inside && left.is_empty() {
            None
        } else if row.deleted {
            Some(Standing::Gone(all_sets(row)))
        } else if inside {
            Some(Standing::Live(row.sets.clone()))
        } else {
            Some(Standing::Gone(left))
        }
    }
}

/// The sets a deleted row is in or has left: all of their harvesters must hear of it.
pub fn all_sets(row: &ChangeRow) -> Vec<SetSpec> {
    let mut all: Vec<SetSpec> = row.sets.iter().chain(&row.left).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn is_below(name: &str, group: &str) -> bool {
    name.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// Whether a text is a `setSpec` (OAI-PMH 2.0 `setSpecType`).
pub fn is_set_spec(text: &str) -> bool {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b);
    text.split(':')
        .all(|part| !part.is_empty() && part.bytes().all(unreserved))
}

/// All sets with at least one row and the groups above them, by name, with their English names.
pub fn listed(repository: &impl Repository) -> BTreeMap<SetSpec, String> {
    let mut all = BTreeMap::new();
    for count in repository.sets().iter().filter(|c| c.rows > 0) {
        let spec = count.set.as_str();
        for (at, _) in spec.match_indices(':') {
            let group = SetSpec::new(&spec[..at]);
            all.entry(group).or_insert_with_key(|g| name(g, repository));
        }
        all.entry(count.set.clone())
            .or_insert_with_key(|s| name(s, repository));
    }
    all
}

/// A set's English name.
fn name(set: &SetSpec, repository: &impl Repository) -> String {
    if let Some(name) = repository.set_name(set) {
        return name;
    }
    let Some((kind, value)) = set.as_str().split_once(':') else {
        return match set.as_str() {
            "type" => "Document types".to_owned(),
            "theme" => "Themes".to_owned(),
            "lang" => "Languages".to_owned(),
            "journal" => "Journals".to_owned(),
            "collection" => "Collections".to_owned(),
            other => spelled(other),
        };
    };
    let taxonomy = repository.taxonomy();
    let label = |scheme: &taxonomy::Scheme| {
        scheme
            .resolve(value)
            .map_or_else(|| spelled(value), |c| c.label(Lang::EN).to_owned())
    };
    match kind {
        "type" => format!("Document type: {}", label(taxonomy.document_types())),
        "theme" => format!("Theme: {}", label(taxonomy.themes())),
        "lang" => {
            let name = Lang::new(value).map(|l| language::english_name(&l).to_owned());
            format!("Language: {}", name.unwrap_or_else(|_| value.to_owned()))
        }
        "journal" => format!("Journal: {}", spelled(value)),
        "collection" => format!("Collection: {}", spelled(value)),
        _ => spelled(value),
    }
}

/// A slug as words: `international-labour-review` becomes `International labour review`.
/// Appends what a set is in all languages, as Dublin Core (OAI-PMH 2.0 section 4.6): the names and
/// descriptions of a collection, the labels and the scope of a concept, a concept's address.
pub fn describe(out: &mut String, set: &SetSpec, repository: &impl Repository, site: &Site) {
    let kept = repository.set_texts(set);
    let (names, texts, address) = match (&kept, concept(set, repository.taxonomy())) {
        (Some((names, texts)), _) => {
            let slug = set.as_str().split_once(':').map_or("", |(_, slug)| slug);
            (
                names,
                texts,
                format!("{}/collections/{slug}", site.base_url),
            )
        }
        (None, Some((scheme, concept))) => {
            let address = site.concept_url(scheme, concept.id.as_str());
            (&concept.pref, &concept.scope, address)
        }
        (None, None) => return,
    };
    let attributes = [
        (
            "xmlns:oai_dc",
            "http://www.openarchives.org/OAI/2.0/oai_dc/",
        ),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:xsi", XSI),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/oai_dc/ \
             http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        ),
    ];
    Elements::new(out).wrap("setDescription", &[], |e| {
        e.wrap("oai_dc:dc", &attributes, |e| {
            for (element, all) in [("dc:title", names), ("dc:description", texts)] {
                for (lang, text) in all {
                    let tag = language::tag(lang).unwrap_or_default();
                    e.leaf(element, &[("xml:lang", tag)], text);
                }
            }
            e.leaf("dc:identifier", &[], &address);
        });
    });
}

/// The concept that a set is of, and its scheme.
fn concept<'a>(set: &SetSpec, taxonomy: &'a Taxonomy) -> Option<(&'static str, &'a Concept)> {
    let (kind, value) = set.as_str().split_once(':')?;
    let (name, scheme) = match kind {
        "type" => (id::DOCUMENT_TYPES, taxonomy.document_types()),
        "theme" => (id::THEMES, taxonomy.themes()),
        _ => return None,
    };
    scheme.resolve(value).map(|concept| (name, concept))
}

fn spelled(slug: &str) -> String {
    let words = slug.replace(['-', '_', ':'], " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Appends one `setSpec` for each set.
pub fn write(out: &mut String, sets: &[SetSpec]) {
    for set in sets {
        xml::element(out, "setSpec", set.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::is_set_spec;

    #[test]
    fn set_specs_are_told_from_other_text() {
        for good in ["type", "type:book", "a:b:c", "A-z_0.!~*'()"] {
            assert!(is_set_spec(good), "{good}");
        }
        for wrong in ["", ":", "a:", ":a", "a::b", "a b", "é", "a/b", "a%20"] {
            assert!(!is_set_spec(wrong), "{wrong}");
        }
    }
}
