//! Language versions as pages that name each other (`hreflang`).

use record::RecordId;
use taxonomy::Lang;

use crate::language;

/// The pages to name as alternates of a record's page, by language tag (BCP 47), itself included.
///
/// There is one for each language: of several versions in one language the record itself, else
/// the first. Empty where there are fewer than two languages, or the record's own is not known.
pub fn alternates(id: RecordId, versions: &[(Lang, RecordId)]) -> Vec<(&str, RecordId)> {
    let mut chosen: Vec<(&str, RecordId)> = Vec::new();
    for (lang, version) in versions {
        let Some(tag) = language::tag(lang) else {
            continue;
        };
        match chosen.iter_mut().find(|(t, _)| *t == tag) {
            Some(there) if *version == id => there.1 = id,
            Some(_) => {}
            None => chosen.push((tag, *version)),
        }
    }
    if chosen.len() < 2 || !chosen.iter().any(|(_, version)| *version == id) {
        chosen.clear();
    }
    chosen
}

#[cfg(test)]
mod tests {
    use record::RecordId;
    use taxonomy::Lang;

    #[test]
    fn each_language_has_one_page() {
        let versions = [("en", 1), ("fr", 2), ("fr", 3), ("und", 4)]
            .map(|(l, id)| (Lang::new(l).unwrap(), RecordId(id)));
        for (id, expected) in [
            (1, vec![("en", 1), ("fr", 2)]),
            (2, vec![("en", 1), ("fr", 2)]),
            (3, vec![("en", 1), ("fr", 3)]),
            (4, vec![]),
            (9, vec![]),
        ] {
            let found = super::alternates(RecordId(id), &versions);
            let found: Vec<(&str, u64)> = found.into_iter().map(|(l, id)| (l, id.0)).collect();
            assert_eq!(found, expected, "{id}");
        }
        assert!(super::alternates(RecordId(1), &versions[..1]).is_empty());
    }
}
