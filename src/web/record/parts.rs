//! What a landing page tells of a record, part by part.

use harvest::citation;
use record::{AssetKind, ContributorKind, IdentifierKind, Record, SetSpec};
use store::Alike;
use taxonomy::Lang;

use axum::http::Uri;

use crate::web::{
    Service, fault::Fault, journals, labels, params::SearchParams, reader::Reader,
    results::main_language, view::Link,
};

/// Related records shown.
const RELATED: usize = 5;
/// Shared themes named as the reason, the rarest first.
const REASONS: usize = 2;
/// Language versions that a work has, mostly at most.
const LANGUAGES: usize = 3;
/// How the name of a theme's set begins.
const THEME: &str = "theme:";

pub(super) struct Named {
    pub(super) name: String,
    pub(super) roles: String,
    pub(super) href: String,
}

/// Another language version.
pub(super) struct Version {
    pub(super) language: String,
    pub(super) lang: Lang,
    pub(super) title: String,
    pub(super) href: String,
}

pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) href: Option<String>,
}

pub(super) fn contributors(record: &Record, reader: &Reader) -> Vec<Named> {
    let role = |code: &str| {
        let id = format!("role-{code}");
        if reader.texts.has(&id) {
            reader.texts.text(&id)
        } else {
            String::new()
        }
    };
    record
        .description
        .contributors
        .iter()
        .map(|c| {
            let roles: Vec<String> = c
                .roles
                .iter()
                .map(|r| role(r))
                .filter(|r| !r.is_empty())
                .collect();
            let shown =
                if roles.is_empty() || (c.kind == ContributorKind::Person && c.roles == ["aut"]) {
                    String::new()
                } else {
                    roles.join(", ")
                };
            Named {
                name: c.name.clone(),
                roles: shown,
                href: SearchParams::by_author(&c.name).href(),
            }
        })
        .collect()
}

/// The small table of facts: host, publisher, date, languages, identifiers.
pub(super) fn facts(record: &Record, reader: &Reader) -> Vec<Fact> {
    let (about, texts) = (&record.description, reader.texts);
    let mut facts = Vec::new();
    let mut put = |name: String, value: String, href: Option<String>| {
        if !value.is_empty() {
            facts.push(Fact { name, value, href });
        }
    };
    if let Some(host) = &about.host {
        let href = host
            .journal
            .as_ref()
            .map(|slug| journals::issue_href(slug, record));
        put(
            texts.text("fact-host"),
            citation::host(record).unwrap_or_default(),
            href,
        );
    }
    for series in &about.series {
        let number = series
            .number
            .as_deref()
            .map(|n| format!("; {n}"))
            .unwrap_or_default();
        put(
            texts.text("fact-series"),
            format!("{}{number}", series.title),
            None,
        );
    }
    if let Some(publisher) = &about.publisher {
        let parts: Vec<&str> = [&publisher.place, &publisher.name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        put(texts.text("fact-publisher"), parts.join(": "), None);
    }
    if let Some(date) = &about.date {
        let href = date.year.map(|y| format!("/browse/year/{y}"));
        put(
            texts.text("fact-date"),
            date.iso().unwrap_or_else(|| date.raw.clone()),
            href,
        );
    }
    put(
        texts.text("fact-edition"),
        about.edition.clone().unwrap_or_default(),
        None,
    );
    put(
        texts.text("fact-extent"),
        about.extent.clone().unwrap_or_default(),
        None,
    );
    let languages: Vec<String> = about
        .languages
        .iter()
        .map(|l| labels::language(l.as_str(), reader))
        .collect();
    put(texts.text("fact-languages"), languages.join(", "), None);
    for identifier in &about.identifiers {
        let name = match identifier.kind {
            IdentifierKind::Doi => "DOI".to_owned(),
            IdentifierKind::Isbn => "ISBN".to_owned(),
            IdentifierKind::Issn => "ISSN".to_owned(),
            IdentifierKind::Handle => "Handle".to_owned(),
            IdentifierKind::InstrumentNumber => texts.text("fact-instrument"),
            IdentifierKind::ReportNumber => texts.text("fact-report-number"),
            IdentifierKind::CallNumber => texts.text("fact-call-number"),
            IdentifierKind::ControlNumber | IdentifierKind::SystemNumber => {
                texts.text("fact-system-number")
            }
        };
        let href = harvest::link::identifier(identifier).filter(|url| is_web(url));
        put(name, identifier.value.clone(), href);
    }
    for rights in &about.rights {
        put(
            texts.text("fact-rights"),
            rights.text.clone(),
            rights.uri.clone().filter(|u| is_web(u)),
        );
    }
    facts
}

pub(super) fn assets(record: &Record, reader: &Reader) -> Vec<Link> {
    let assets = record.description.assets.iter().filter(|a| is_web(&a.url));
    assets
        .map(|asset| {
            let kind = match asset.kind {
                AssetKind::FullText => reader.texts.text("asset-full-text"),
                AssetKind::Cover => reader.texts.text("asset-cover"),
                AssetKind::Summary => reader.texts.text("asset-summary"),
                AssetKind::Related => reader.texts.text("asset-related"),
            };
            let label = asset
                .label
                .as_ref()
                .map_or(kind.clone(), |label| format!("{kind}: {label}"));
            Link {
                label,
                href: asset.url.clone(),
            }
        })
        .collect()
}

/// Another record, and what it shares with the one shown.
pub(super) struct Related {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) lang: Lang,
    pub(super) why: String,
}

/// A few other records that share its rarest themes, one of each work.
pub(super) fn related(
    service: &Service,
    reader: &Reader,
    record: &Record,
) -> Result<Vec<Related>, Fault> {
    let store = &service.app.store;
    let is_theme = |set: &SetSpec| set.as_str().starts_with(THEME);
    // Language versions are alike too, and are shown elsewhere.
    let alike = store.alike(record.id, is_theme, RELATED * LANGUAGES)?;
    let (mut works, mut related) = (vec![record.work], Vec::new());
    for Alike { seq, shared } in alike {
        let Some(other) = store.record_at(seq)?.filter(|r| r.status.is_live()) else {
            continue;
        };
        if works.contains(&other.work) {
            continue;
        }
        works.push(other.work);
        let themes = shared
            .iter()
            .filter_map(|set| set.as_str().strip_prefix(THEME));
        let themes = themes.take(REASONS);
        let names =
            themes.map(|t| labels::Dimension::Theme.label(t, &service.app.taxonomy(), reader));
        let year = other.description.date.as_ref().and_then(|d| d.year);
        let title = other.description.titles.main.full();
        related.push(Related {
            label: year.map_or_else(|| title.clone(), |y| format!("{title} ({y})")),
            href: format!("/records/{}", other.id),
            lang: main_language(&other),
            why: names.collect::<Vec<_>>().join(", "),
        });
        if related.len() == RELATED {
            break;
        }
    }
    Ok(related)
}

/// When it came and when it last changed, and from where.
pub(super) fn history(record: &Record, reader: &Reader) -> String {
    let day = |at: record::Datestamp| at.to_string().chars().take(10).collect::<String>();
    let texts = reader.texts;
    let mut parts = vec![
        texts.with("history-added", &day(record.created)),
        texts.with("history-changed", &day(record.datestamp)),
    ];
    if record.edits.is_some() {
        parts.push(texts.text("history-edited"));
    }
    parts.join(" · ")
}

/// Whether this may stand in an `href`: an address of the web, and a valid one (RFC 3986).
pub(in crate::web) fn is_web(url: &str) -> bool {
    let plain = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b);
    let web = url.starts_with("https://") || url.starts_with("http://");
    let named = |uri: Uri| {
        let authority = uri.authority()?;
        let (host, port) = (authority.host(), authority.port_u16());
        let whole = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        // A name before an `@`, or a port that is none, only deceives.
        (whole == authority.as_str()).then_some(())
    };
    web && url.bytes().all(plain) && url.parse().ok().and_then(named).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_addresses_of_the_web_become_links() {
        for (url, fits) in [
            ("https://example.org/a%20b?c=d#e", true),
            ("http://[::1]:80/", true),
            ("https://example.org/\"><script>", false),
            ("https://example.org Set-Cookie: hl=evil", false),
            ("https://https:evil.example/", false),
            ("https://\u{feff}example.org/", false),
            ("javascript:alert(1)", false),
            ("//example.org/", false),
            ("https://", false),
            ("https://example.org@evil.example/", false),
        ] {
            assert_eq!(is_web(url), fits, "{url}");
        }
    }
}
