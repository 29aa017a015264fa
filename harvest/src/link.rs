//! Identifiers as links and URNs.

use record::{Identifier, IdentifierKind};

/// The link of a DOI (DOI Handbook section 3.8): `https://doi.org/10.1111/ilr.12075`.
pub fn doi(doi: &str) -> String {
    resolver("https://doi.org/", doi)
}

/// The link or URN of an identifier that has one; a wrong check digit has none.
pub fn identifier(identifier: &Identifier) -> Option<String> {
    let value = identifier.value.as_str();
    if !identifier.valid || value.is_empty() {
        return None;
    }
    match identifier.kind {
        IdentifierKind::Doi => Some(doi(value)),
        IdentifierKind::Handle => Some(resolver("https://hdl.handle.net/", value)),
        IdentifierKind::Isbn => Some(isbn(value)),
        IdentifierKind::Issn => Some(issn(value)),
        IdentifierKind::ControlNumber
        | IdentifierKind::SystemNumber
        | IdentifierKind::InstrumentNumber
        | IdentifierKind::ReportNumber
        | IdentifierKind::CallNumber => None,
    }
}

/// The URN of an ISBN (RFC 8254 section 2.3 and the ISBN registration).
pub fn isbn(isbn: &str) -> String {
    format!("urn:ISBN:{isbn}")
}

/// The URN of an ISSN (RFC 8254).
pub fn issn(issn: &str) -> String {
    format!("urn:ISSN:{issn}")
}

fn resolver(base: &str, value: &str) -> String {
    let mut url = String::with_capacity(base.len() + value.len());
    url.push_str(base);
    for c in value.chars() {
        if c.is_ascii_alphanumeric() || "/.-_~()*:;,!$'+=@".contains(c) {
            url.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                url.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    url
}

/// Scheme and authority of an absolute `http` or `https` URL, and the path after it.
pub fn split(url: &str) -> Option<(&str, &str)> {
    let after = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let start = url.len() - after.len();
    let end = after
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    Some((&url[start..end], &url[end..]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn dois_are_escaped_where_a_url_needs_it() {
        for (doi, url) in [
            ("10.1111/ilr.12075", "https://doi.org/10.1111/ilr.12075"),
            (
                "10.1111/j.1564-913x.1998.tb00001.x",
                "https://doi.org/10.1111/j.1564-913x.1998.tb00001.x",
            ),
            (
                "10.1002/(sici)1<1::aid>3.0.co;2-#",
                "https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0.co;2-%23",
            ),
            ("10.1/é?%", "https://doi.org/10.1/%C3%A9%3F%25"),
        ] {
            assert_eq!(super::doi(doi), url);
        }
    }

    #[test]
    fn urls_are_split_at_the_authority() {
        for (url, parts) in [
            ("https://a.org/x/y", Some(("a.org", "/x/y"))),
            ("http://a.org:8080", Some(("a.org:8080", ""))),
            ("https://a.org?x", Some(("a.org", "?x"))),
            ("ftp://a.org/x", None),
        ] {
            assert_eq!(super::split(url), parts);
        }
    }
}
