//! Links (MARC 21 856): files and pages one can open, each once.

use super::{Reading, fields::Numbered};
use crate::{Access, Asset, AssetKind, Severity};

/// An asset and what its link says about access.
pub(super) struct Found {
    pub(super) asset: Asset,
    access: Access,
    /// The URL without scheme and doubled slashes: what tells one link from another.
    key: String,
}

/// The assets in source order.
pub(super) fn assets(reading: &Reading<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for field in reading.fields.all("856") {
        let mut any = false;
        for (code, url) in links(field) {
            any = true;
            if let Some(new) = asset(reading, field, code, url)
                && !found.iter().any(|f| f.key == new.key)
            {
                found.push(new);
            }
        }
        if !any {
            reading.notice(
                Severity::Info,
                "no-url",
                field.place(),
                "has no address in $u; it was left out",
            );
        }
    }
    found
}

/// $u, then addresses that stand in $a or $z instead.
fn links<'a>(field: &Numbered<'a>) -> impl Iterator<Item = (char, &'a str)> + use<'a> {
    let stray = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    let main = field.all('u').map(|u| ('u', u));
    let others = field
        .all('a')
        .map(|u| ('a', u))
        .chain(field.all('z').map(|u| ('z', u)));
    main.chain(others.filter(move |(_, text)| stray(text)))
}

fn asset(reading: &Reading<'_>, field: &Numbered<'_>, code: char, url: &str) -> Option<Found> {
    let Some((host, raw_path)) = check(url) else {
        let said = format!("{url:?} is no http or https address; it was left out");
        reading.notice(Severity::Warning, "bad-url", field.place_of(code), said);
        return None;
    };
    let urls = &reading.mapping().urls;
    let words = || {
        ['3', 'y', 'z']
            .into_iter()
            .flat_map(|c| field.all(c))
            .filter(|t| !t.starts_with("http"))
    };
    let (host, lower) = (host.to_ascii_lowercase(), raw_path.to_lowercase());
    let path = lower.split(['?', '#']).next().unwrap_or("");
    let rule = urls.rule(&host, path);
    let by_words = words().find_map(|w| urls.kind_by_words(w));
    // Indicator 2: 2 is a related resource.
    let by_indicator = (field.field.ind2 == '2').then_some(AssetKind::Related);
    let kind = by_words
        .or(by_indicator)
        .or(rule.map(|r| r.kind))
        .unwrap_or_else(|| by_resolver(reading, &host));
    let access = if words().any(|w| urls.restricted_by_words(w)) {
        Access::Restricted
    } else {
        rule.map_or(Access::Unknown, |r| r.access)
    };
    let stated = field.text('q').filter(|q| q.contains('/'));
    Some(Found {
        key: key(&host, raw_path),
        asset: Asset {
            url: url.to_owned(),
            kind,
            label: ['y', '3', 'z']
                .into_iter()
                .find_map(|c| field.text(c))
                .filter(|t| !t.starts_with("http"))
                .map(str::to_owned),
            media_type: stated.or_else(|| urls.media_type(path)).map(str::to_owned),
        },
        access,
    })
}

fn by_resolver(reading: &Reading<'_>, host: &str) -> AssetKind {
    let urls = &reading.mapping().urls;
    // The resolver's target is the publication itself.
    if urls.resolves_doi(host) || urls.resolves_handle(host) {
        AssetKind::FullText
    } else {
        AssetKind::Related
    }
}

fn key(host: &str, path: &str) -> String {
    let mut key = host.to_owned();
    let mut last = ' ';
    for c in path.chars() {
        if c != '/' || last != '/' {
            key.push(c);
        }
        last = c;
    }
    key.truncate(key.trim_end_matches('/').len());
    key
}

/// Host and path of an absolute http or https address without white space or control characters.
pub(super) fn check(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\' | '`')
    };
    if !http || !rest.chars().all(plain) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let named = !host.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    named.then_some((host, path))
}

/// Who may read the full text: what 506 says, else the most open of the full texts' links.
pub(super) fn access(reading: &Reading<'_>, assets: &[Found]) -> Access {
    for field in reading.fields.all("506") {
        match (field.field.ind1, field.text('f')) {
            ('0', _) => return Access::Open,
            (_, Some(term)) if term.to_ascii_lowercase().contains("unrestricted") => {
                return Access::Open;
            }
            ('1', _) => return Access::Restricted,
            _ => {}
        }
    }
    let full = || {
        assets
            .iter()
            .filter(|a| a.asset.kind == AssetKind::FullText)
    };
    [Access::Open, Access::Restricted]
        .into_iter()
        .find(|access| full().any(|a| a.access == *access))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_are_taken() {
        for (url, good) in [
            (
                "http://www.ilo.org/public/libdoc//ilo/P/09602/09602(1921-1-1)79-90.pdf",
                true,
            ),
            ("HTTPS://ilo.org", true),
            ("ftp://ilo.org/a", false),
            ("javascript:alert(1)", false),
            ("http://", false),
            ("http://localhost/x", false),
            ("http://a.org/a b", false),
            ("http://a.org/\u{7}", false),
            ("http://a.org/\"><script>", false),
            ("http://user@a.org/", false),
            ("www.ilo.org", false),
        ] {
            assert_eq!(check(url).is_some(), good, "{url}");
        }
    }

    #[test]
    fn doubled_slashes_make_no_other_link() {
        let a = key("www.ilo.org", "/public/libdoc//ilo/P/1.pdf");
        assert_eq!(a, key("www.ilo.org", "/public/libdoc/ilo/P/1.pdf"));
        assert_ne!(a, key("www.ilo.org", "/public/libdoc/ilo/p/1.pdf"));
    }
}
