//! What only several records together show: duplicates, and links between language versions.
//!
//! Here are the keys that such records share, and the questions asked of two of them. Who keeps all
//! records asks them.

use crate::{Description, Record, RelationKind, build::system_key};

/// A key that a record shares with its duplicates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Twin {
    /// The rule that two records of this key break.
    pub rule: &'static str,
    /// The key.
    pub key: String,
    /// What they share, for people.
    pub shown: String,
}

/// The keys of a record's duplicates: DOI, ISBN of a book, and title with year, first contributor and pages.
pub fn twins(description: &Description) -> Vec<Twin> {
    let d = description;
    let mut found = Vec::new();
    let mut add = |rule, key: String, shown: &str| {
        found.push(Twin {
            rule,
            key,
            shown: shown.to_owned(),
        });
    };
    for identifier in d.identifiers.iter().filter(|i| i.valid) {
        let value = &identifier.value;
        match identifier.kind {
            crate::IdentifierKind::Doi => add("duplicate-doi", format!("doi:{value}"), value),
            // The parts of a book have its ISBN.
            crate::IdentifierKind::Isbn if d.host.is_none() => {
                add("duplicate-isbn", format!("isbn:{value}"), value);
            }
            _ => {}
        }
    }
    if let Some(key) = title(description) {
        add("duplicate-title", key, &d.titles.main.full());
    }
    found.sort();
    found.dedup();
    found
}

/// Title and year are not enough: a journal's column has the same title in each issue.
fn title(description: &Description) -> Option<String> {
    let d = description;
    let title = taxonomy::fold(&d.titles.main.full());
    let year = d.date.as_ref()?.year?;
    let first = d.contributors.first().map(|c| taxonomy::fold(&c.name));
    let pages = match &d.host {
        Some(host) => {
            let pages = host.pages.as_ref().map(|p| p.raw.as_str());
            let part = |text: &Option<String>| text.clone().unwrap_or_default();
            pages.map(|p| format!("{}/{}/{p}", part(&host.volume), part(&host.issue)))
        }
        None => d.extent.as_deref().map(taxonomy::fold),
    };
    if title.is_empty() || first.is_none() && pages.is_none() {
        return None;
    }
    let (first, pages) = (first.unwrap_or_default(), pages.unwrap_or_default());
    Some(format!("title:{title}\n{year}\n{first}\n{pages}"))
}

/// Whether two records that share a key are the same publication: language versions of one work are not.
pub fn same_publication(one: &Record, other: &Record) -> bool {
    let main = |record: &Record| record.description.languages.first().copied();
    one.work != other.work || main(one) == main(other)
}

/// The keys that other records can name this one by.
pub fn names(description: &Description, system: &str) -> Vec<String> {
    use crate::IdentifierKind::{ControlNumber, SystemNumber};
    let numbers = description.identifiers.iter();
    let numbers = numbers.filter(|i| i.valid && matches!(i.kind, ControlNumber | SystemNumber));
    numbers.map(|i| link_key(&i.value, system)).collect()
}

/// The key of a record's number in its source system.
pub fn link_key(number: &str, system: &str) -> String {
    system_key(system, number)
}

/// The other language versions that a record names: the place, as `775[1]`, the number as given, the key.
pub fn links<'a>(
    description: &'a Description,
    system: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str, String)> {
    let versions = description.relations.iter().filter(|relation| {
        matches!(
            relation.kind,
            RelationKind::OtherEdition | RelationKind::TranslationOf | RelationKind::Translation
        )
    });
    versions.flat_map(move |relation| {
        let numbers = relation.record_numbers.iter();
        numbers.map(move |number| {
            let key = link_key(number, system);
            (relation.field.as_str(), number.as_str(), key)
        })
    })
}

/// Whether a record names one of these keys as its other version.
pub fn points_back(description: &Description, system: &str, names: &[String]) -> bool {
    links(description, system).any(|(_, _, key)| names.contains(&key))
}
