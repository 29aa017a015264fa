//! Looking for a concept by what it is called, in every language, synonyms included.

use taxonomy::{Concept, LabelKind, Lang, Scheme};

/// Concepts shown at most.
const MOST: usize = 12;

/// A concept that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its name in the reader's language.
    pub label: String,
    /// The name by which it was found, where it is another.
    pub by: Option<String>,
    /// What it stands under.
    pub above: String,
}

/// The concepts with a name like what was typed, the likest first: the same, then one that begins so, then one
/// with a word that begins so, then one that has it anywhere.
pub fn concepts(scheme: &Scheme, typed: &str, lang: Lang) -> Vec<Found> {
    let typed = taxonomy::fold(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let usable = |c: &&Concept| c.replaced_by.is_none() && !c.deprecated;
    let mut found: Vec<(u8, usize, Found)> = scheme
        .concepts()
        .filter(usable)
        .filter_map(|concept| hit(scheme, concept, &typed, lang))
        .collect();
    found.sort_by(|(a, b, c), (x, y, z)| (a, b, &c.label, &c.id).cmp(&(x, y, &z.label, &z.id)));
    found
        .into_iter()
        .take(MOST)
        .map(|(.., found)| found)
        .collect()
}

fn hit(scheme: &Scheme, concept: &Concept, typed: &str, lang: Lang) -> Option<(u8, usize, Found)> {
    let best = concept.labels().filter_map(|(_, kind, label)| {
        let rank = rank(&taxonomy::fold(label), typed)?;
        Some((rank, label.chars().count(), kind, label))
    });
    let by_id = (concept.id.as_str() == typed
        || concept
            .notation
            .as_deref()
            .is_some_and(|n| taxonomy::fold(n) == typed))
    .then_some((0, 0, LabelKind::Hidden, ""));
    let (rank, length, kind, by) = best
        .chain(by_id)
        .min_by_key(|(rank, length, ..)| (*rank, *length))?;
    let label = concept.label(lang).to_owned();
    let above = concept
        .broader
        .first()
        .and_then(|id| scheme.get(id.as_str()));
    let other = kind != LabelKind::Hidden && taxonomy::fold(by) != taxonomy::fold(&label);
    let found = Found {
        id: concept.id.to_string(),
        by: other.then(|| by.to_owned()),
        above: above.map_or_else(String::new, |c| c.label(lang).to_owned()),
        label,
    };
    Some((rank, length, found))
}

fn rank(label: &str, typed: &str) -> Option<u8> {
    let at = label.find(typed)?;
    let word = label
        .get(..at)
        .is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric()));
    Some(match at {
        0 if label.len() == typed.len() => 0,
        0 => 1,
        _ if word => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_are_found_in_three_languages_and_by_their_synonyms() {
        let taxonomy = taxonomy::Taxonomy::bundled();
        let first = |typed, lang| {
            let found = concepts(taxonomy.themes(), typed, lang);
            found.into_iter().next().map(|f| (f.id, f.label, f.by))
        };
        let wages = |label: &str, by: Option<&str>| {
            Some(("wages".to_owned(), label.to_owned(), by.map(str::to_owned)))
        };
        let label = |lang| {
            taxonomy
                .themes()
                .get("wages")
                .unwrap()
                .label(lang)
                .to_owned()
        };
        assert_eq!(first("WAGES", Lang::EN), wages(&label(Lang::EN), None));
        let french = label(Lang::FR);
        assert_eq!(first(&french, Lang::FR), wages(&french, None));
        assert_eq!(
            first(&french, Lang::EN),
            wages(&label(Lang::EN), Some(&french))
        );
        assert_eq!(
            first("wages", Lang::FR).map(|(id, ..)| id),
            Some("wages".to_owned())
        );
        assert_eq!(first("", Lang::EN), None);
        assert_eq!(first("zzzzqq", Lang::EN), None);
    }
}
