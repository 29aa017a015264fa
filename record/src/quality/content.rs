//! The content of subfields: numbers with check digits, codes of lists, addresses, forms.

use super::{
    Found,
    definition::Standing,
    positions::{country, language},
};
use crate::{Mapping, build};

/// What a subfield's content must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Isbn,
    Issn,
    Url,
    Language,
    Languages,
    Country,
    Relator,
    Area,
    Period,
    Duration,
    Authority,
    Uri,
}

impl Kind {
    pub(super) fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "isbn" => Kind::Isbn,
            "issn" => Kind::Issn,
            "url" => Kind::Url,
            "language" => Kind::Language,
            "languages" => Kind::Languages,
            "country" => Kind::Country,
            "relator" => Kind::Relator,
            "area" => Kind::Area,
            "period" => Kind::Period,
            "duration" => Kind::Duration,
            "authority" => Kind::Authority,
            "uri" => Kind::Uri,
            _ => return None,
        })
    }
}

/// Judges a subfield's content; `coded` says that codes come from another list, named in $2.
pub(super) fn judge(
    kind: Kind,
    value: &str,
    coded: bool,
    place: &str,
    mapping: &Mapping,
    found: &mut Found,
) {
    if let Some(rule) = fault(kind, value, coded, mapping) {
        found.add(rule, place, value);
    }
}

fn fault(kind: Kind, value: &str, coded: bool, mapping: &Mapping) -> Option<&'static str> {
    let text = value.trim();
    let wrong = |right: bool, rule: &'static str| (!right).then_some(rule);
    match kind {
        // A text without any number is a qualifier: (pbk.)
        Kind::Isbn => wrong(
            build::isbn_of(text).is_none_or(|i| i.valid),
            "subfield-isbn",
        ),
        Kind::Issn => wrong(
            build::issn_of(text).is_some_and(|i| i.valid),
            "subfield-issn",
        ),
        Kind::Url => wrong(is_address(text), "subfield-form"),
        Kind::Language => wrong(language(text) == Standing::Right, "subfield-value"),
        Kind::Languages if coded => None,
        Kind::Languages if text.is_empty() || !text.len().is_multiple_of(3) => {
            Some("subfield-length")
        }
        Kind::Languages => {
            let mut codes = (0..text.len()).step_by(3).map(|at| text.get(at..at + 3));
            let right = codes.all(|code| code.is_some_and(|c| language(c) == Standing::Right));
            wrong(right, "subfield-value")
        }
        Kind::Country => wrong(country(text) == Standing::Right, "subfield-value"),
        Kind::Relator if is_uri(text) => None,
        Kind::Relator => wrong(
            mapping.relators.of_code(text) == Some(text),
            "subfield-value",
        ),
        Kind::Area if text.len() != 7 => Some("subfield-length"),
        Kind::Area => {
            let fits = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            wrong(fits && !text.starts_with('-'), "subfield-pattern")
        }
        Kind::Period if text.len() != 4 => Some("subfield-length"),
        Kind::Period => {
            let half = |h: &[u8]| matches!(h, [b'a'..=b'y', b'0'..=b'9' | b'-']);
            wrong(text.as_bytes().chunks(2).all(half), "subfield-pattern")
        }
        Kind::Duration if text.len() != 6 => Some("subfield-length"),
        Kind::Duration => {
            let fits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            wrong(fits, "subfield-pattern")
        }
        Kind::Authority => {
            let prefixed = text
                .strip_prefix('(')
                .and_then(|t| t.split_once(')'))
                .is_some_and(|(who, number)| !who.is_empty() && !number.trim().is_empty());
            wrong(prefixed || is_uri(text), "subfield-pattern")
        }
        Kind::Uri => wrong(is_uri(text) || text.starts_with('('), "subfield-pattern"),
    }
}

/// Whether a text begins as a URI does and has no space (RFC 3986 section 3.1).
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(fits)
        && !rest.is_empty()
        && !text.contains(char::is_whitespace)
}

/// Whether a text is an address as 856 $u holds it: a URI, and with `http` one that names a host.
fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let rest = ["http:", "https:", "ftp:"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme));
    let forbidden = text.contains(['<', '>', '"', '{', '}', '\\', '^', '`']);
    is_uri(text)
        && !forbidden
        && rest.is_none_or(|rest| {
            let host = rest.strip_prefix("//").unwrap_or_default();
            let host = host.split(['/', '?', '#']).next().unwrap_or_default();
            host.contains('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_knows_right_from_wrong() {
        let mapping = Mapping::bundled();
        for (kind, value, rule) in [
            (Kind::Isbn, "92-2-108081-1 (pbk.)", None),
            (Kind::Isbn, "(pbk.)", None),
            (Kind::Isbn, "9789279215071", Some("subfield-isbn")),
            (Kind::Issn, "0020-7780", None),
            (Kind::Issn, "0020-7781", Some("subfield-issn")),
            (Kind::Issn, "unknown", Some("subfield-issn")),
            (Kind::Url, "http://www.ilo.org/a?b=c", None),
            (
                Kind::Url,
                "https://web.archive.org/web/1/http://www.ilo.org/",
                None,
            ),
            (Kind::Url, "urn:nbn:de:1", None),
            (Kind::Url, "www.ilo.org", Some("subfield-form")),
            (Kind::Url, "http://", Some("subfield-form")),
            (Kind::Url, "http:www.ilo.org", Some("subfield-form")),
            (
                Kind::Url,
                "http://http://www.ilo.org",
                Some("subfield-form"),
            ),
            (Kind::Url, "http://www.ilo.org/a b", Some("subfield-form")),
            (Kind::Language, "fre", None),
            (Kind::Language, "fra", Some("subfield-value")),
            (Kind::Languages, "engfre", None),
            (Kind::Languages, "engl", Some("subfield-length")),
            (Kind::Languages, "engxyz", Some("subfield-value")),
            (Kind::Languages, "eñx", Some("subfield-length")),
            (Kind::Country, "sz", None),
            (Kind::Country, "qqq", Some("subfield-value")),
            (Kind::Relator, "aut", None),
            (
                Kind::Relator,
                "http://id.loc.gov/vocabulary/relators/aut",
                None,
            ),
            (Kind::Relator, "author", Some("subfield-value")),
            (Kind::Area, "e-fr---", None),
            (Kind::Area, "e-fr", Some("subfield-length")),
            (Kind::Area, "E-FR---", Some("subfield-pattern")),
            (Kind::Period, "w4x9", None),
            (Kind::Period, "1990", Some("subfield-pattern")),
            (Kind::Period, "2209668", Some("subfield-length")),
            (Kind::Duration, "001530", None),
            (Kind::Duration, "15 min", Some("subfield-pattern")),
            (Kind::Authority, "(DE-588)4665669-8", None),
            (Kind::Authority, "n79021164", Some("subfield-pattern")),
            (Kind::Uri, "https://orcid.org/0000-0002-1825-0097", None),
            (Kind::Uri, "0000-0002-1825-0097", Some("subfield-pattern")),
        ] {
            assert_eq!(
                fault(kind, value, false, &mapping),
                rule,
                "{kind:?} {value}"
            );
        }
        assert_eq!(fault(Kind::Languages, "en", true, &mapping), None);
    }
}
