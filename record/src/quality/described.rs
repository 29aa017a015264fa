//! The description: check digits, languages, and what harvesters would miss.

use std::collections::HashSet;

use taxonomy::Lang;

use super::{Found, elements::is_unclassified};
use crate::{
    Access, Description, IdentifierKind, Mapping, build, mapping::Languages, marc::MarcRecord,
};

/// A title of so many letters is told by itself.
const LONG_TITLE: usize = 60;
/// A title of so many letters is told where the abstracts say the same.
const TITLE: usize = 25;
/// So many letters an abstract has at least.
const ABSTRACT: usize = 120;
/// Languages that the detector knows and that libraries transliterate.
const OTHER_SCRIPTS: [&str; 7] = ["ar", "bn", "hi", "ja", "ru", "th", "zh"];
/// The least confidence, from 0.0 to 1.0.
const SURE: f64 = 0.95;

/// Judges a description; what its source calls cancelled or wrong by itself is no finding.
pub(super) fn judge(
    description: &Description,
    marc: Option<&MarcRecord>,
    mapping: &Mapping,
    found: &mut Found,
) {
    identifiers(description, marc, found);
    languages(description, &mapping.languages, found);
    harvested(description, found);
}

fn identifiers(description: &Description, marc: Option<&MarcRecord>, found: &mut Found) {
    let cancelled = marc.map(cancelled).unwrap_or_default();
    let wrong = description.identifiers.iter().filter(|i| !i.valid);
    for identifier in wrong.filter(|i| !cancelled.contains(&i.value)) {
        let rule = match identifier.kind {
            IdentifierKind::Isbn => "identifier-isbn",
            IdentifierKind::Issn => "identifier-issn",
            IdentifierKind::Doi => "identifier-doi",
            _ => continue,
        };
        found.add(rule, "identifiers", &identifier.value);
    }
    if let Some(host) = &description.host {
        let issn = host.issn.iter().filter(|i| !build::issn_is_valid(i));
        issn.for_each(|issn| found.add("identifier-issn", "host", issn));
        let isbn = host.isbn.iter();
        let isbn = isbn.filter(|i| build::isbn_of(i).is_none_or(|i| !i.valid));
        isbn.for_each(|isbn| found.add("identifier-isbn", "host", isbn));
    }
    let series = description.series.iter().filter_map(|s| s.issn.as_deref());
    for issn in series.filter(|i| build::issn_of(i).is_none_or(|i| !i.valid)) {
        found.add("identifier-issn", "series", issn);
    }
    for contributor in &description.contributors {
        for uri in contributor.uris.iter().filter(|uri| !orcid_is_right(uri)) {
            found.add("identifier-orcid", contributor.field.as_str(), uri);
        }
    }
}

/// The numbers that the source itself calls cancelled, invalid or incorrect.
fn cancelled(marc: &MarcRecord) -> HashSet<String> {
    let books = marc.data("020").flat_map(|f| f.all('z'));
    let books = books.filter_map(build::isbn_of).map(|i| i.value);
    let serials = marc.data("022");
    let serials = serials.flat_map(|f| f.all('y').chain(f.all('z')).chain(f.all('m')));
    books
        .chain(serials.filter_map(build::issn_of).map(|i| i.value))
        .collect()
}

/// Whether a URI is none of ORCID, or one with its right check digit (ISO 7064, MOD 11-2).
fn orcid_is_right(uri: &str) -> bool {
    let Some((_, id)) = uri.split_once("orcid.org/") else {
        return true;
    };
    let id = id.trim_end_matches('/');
    let shaped = id.len() == 19 && id.split('-').all(|part| part.len() == 4);
    let digits: Vec<u32> = id
        .chars()
        .filter(|c| *c != '-')
        .map(|c| match c {
            'X' => Some(10),
            c => c.to_digit(10),
        })
        .collect::<Option<_>>()
        .unwrap_or_default();
    let Some((check, rest)) = digits.split_last() else {
        return false;
    };
    let total = rest.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    shaped && rest.len() == 15 && rest.iter().all(|d| *d < 10) && (12 - total) % 11 == *check
}

/// Says where a text is surely in a language that the record does not declare; nothing is changed.
fn languages(description: &Description, table: &Languages, found: &mut Found) {
    let declared = &description.languages;
    if declared.iter().all(|lang| *lang == Lang::UND) {
        found.add("language-unknown", "languages", "");
        return;
    }
    // The detector only knows some languages, and takes what it does not know for one of them.
    // A transliterated title looks like none of them.
    let told = |lang: &Lang| table.long.contains(lang) && !OTHER_SCRIPTS.contains(&lang.as_str());
    if !declared.iter().all(told) {
        return;
    }
    let title = description.titles.main.full();
    let letters = letters(&title);
    if letters < TITLE {
        return;
    }
    let Some(seen) = detected(&title, table).filter(|lang| !declared.contains(lang)) else {
        return;
    };
    let texts: Vec<&str> = description
        .abstracts
        .iter()
        .map(|text| text.value.as_str())
        .filter(|text| self::letters(text) >= ABSTRACT)
        .collect();
    let agree = !texts.is_empty() && texts.iter().all(|text| detected(text, table) == Some(seen));
    // An abstract in a declared language speaks for the record.
    let against = texts
        .iter()
        .any(|text| detected(text, table).is_some_and(|lang| declared.contains(&lang)));
    if agree || letters >= LONG_TITLE && !against {
        let declared: Vec<&str> = declared.iter().map(Lang::as_str).collect();
        let value = format!("{seen} ({}): {title}", declared.join(", "));
        found.add("language-other", "languages", &value);
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

fn detected(text: &str, table: &Languages) -> Option<Lang> {
    let end = text.char_indices().nth(table.most);
    let text = end.map_or(text, |(end, _)| &text[..end]);
    let info = table.long_detector.detect(text)?;
    (info.confidence() >= SURE).then(|| table.of_code(info.lang().code()))?
}

fn harvested(description: &Description, found: &mut Found) {
    let d = description;
    let rules = [
        ("oai-title", "titles", d.titles.main.main.trim().is_empty()),
        ("oai-creator", "contributors", d.contributors.is_empty()),
        (
            "oai-subject",
            "themes",
            d.themes.is_empty() && d.keywords.is_empty(),
        ),
        (
            "openaire-title",
            "titles",
            d.titles.main.main.trim().is_empty(),
        ),
        (
            "openaire-creator",
            "contributors",
            d.contributors.is_empty(),
        ),
        (
            "openaire-date",
            "date",
            d.date.as_ref().is_none_or(|date| date.year.is_none()),
        ),
        ("openaire-type", "document_type", is_unclassified(d)),
        ("openaire-access", "access", d.access == Access::Unknown),
    ];
    for (rule, place, _) in rules.iter().filter(|(_, _, missing)| *missing) {
        found.add(rule, *place, "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orcid_has_its_check_digit() {
        for (uri, right) in [
            ("https://orcid.org/0000-0002-1825-0097", true),
            ("https://orcid.org/0000-0002-1694-233X", true),
            ("https://orcid.org/0000-0002-1825-0098", false),
            ("https://orcid.org/0000-0002-1825-009", false),
            ("https://orcid.org/0000000218250097", false),
            ("https://orcid.org/", false),
            ("https://viaf.org/viaf/1", true),
        ] {
            assert_eq!(orcid_is_right(uri), right, "{uri}");
        }
    }
}
