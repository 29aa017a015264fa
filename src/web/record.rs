//! A record: its landing page, and its other forms.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use harvest::{
    format::{self, Context},
    jsonld,
    scholar::{self, MetaTag},
};
use record::{
    AssetKind, ContributorKind, IdentifierKind, Record, RecordId, Source, Text, WorkId, marc::mrk,
};
use taxonomy::Lang;

use super::{
    Service,
    api::records::RecordView,
    fault::Fault,
    journals, labels,
    negotiate::Form,
    params::SearchParams,
    reader::Reader,
    results::main_language,
    search,
    view::{self, Frame, Link},
};

/// Makers named in a citation.
const CITED: usize = 10;
/// Related records shown.
const RELATED: usize = 5;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage<'a> {
    frame: Frame<'a>,
    lang: Lang,
    title: String,
    tags: Vec<MetaTag>,
    jsonld: String,
    alternates: Vec<Alternate>,
    exports: Vec<Alternate>,
    parallel: Vec<String>,
    contributors: Vec<Named>,
    document_type: Linked,
    facts: Vec<Fact>,
    abstracts: &'a [Text],
    themes: Vec<Linked>,
    keywords: Vec<String>,
    versions: Vec<Version>,
    assets: Vec<Linked>,
    notes: Vec<&'a str>,
    path: Vec<Link>,
    citation: String,
    related_heading: String,
    related: Vec<Link>,
    history: String,
    source: String,
}

/// The record in another form or language.
struct Alternate {
    kind: &'static str,
    lang: Option<Lang>,
    name: String,
    href: String,
}

struct Named {
    name: String,
    roles: String,
    href: String,
}

struct Linked {
    label: String,
    href: String,
}

/// Another language version.
struct Version {
    language: String,
    lang: Lang,
    title: String,
    href: String,
}

struct Fact {
    name: String,
    value: String,
    href: Option<String>,
}

/// `GET /records/{id}` and `/records/{id}.{suffix}`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let missing = || Fault::not_found(format!("there is no record {name}"));
    let (id, suffix) = Form::split(&name).ok_or_else(missing)?;
    let id: RecordId = id.parse().map_err(|_| missing())?;
    let form = suffix.or_else(|| Form::accepted(&headers)).ok_or_else(|| {
        Fault::not_acceptable(
            "the record can be had as HTML, MARCXML, MARC, Dublin Core, JSON-LD or JSON",
        )
    })?;
    let known = headers.get(header::IF_NONE_MATCH).cloned();
    view::blocking(move || answer(&service, &reader, id, form, known)).await
}

fn answer(
    service: &Service,
    reader: &Reader,
    id: RecordId,
    form: Form,
    known: Option<HeaderValue>,
) -> Result<Response, Fault> {
    let record = live(service, id)?;
    let versions = service.app.versions(&record)?;
    let newest = versions
        .iter()
        .map(|v| v.seq.0)
        .chain([record.seq.0])
        .max()
        .unwrap_or(0);
    let lang = if form == Form::Html {
        reader.lang.as_str()
    } else {
        ""
    };
    let etag = format!(
        "W/\"{newest}-{}{lang}-{}\"",
        form.suffix(),
        &service.app.taxonomy.version()[..8]
    );
    let mut response = if known.is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        write(service, reader, &record, &versions, form)?
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Cookie"),
    );
    Ok(response)
}

/// The record when readers may see it.
pub fn live(service: &Service, id: RecordId) -> Result<Arc<Record>, Fault> {
    let record = service
        .app
        .store
        .record(id)?
        .ok_or_else(|| Fault::not_found(format!("there is no record {id}")))?;
    if !record.status.is_live() {
        return Err(Fault::gone(format!("record {id} was withdrawn")));
    }
    Ok(record)
}

fn write(
    service: &Service,
    reader: &Reader,
    record: &Record,
    versions: &[Arc<Record>],
    form: Form,
) -> Result<Response, Fault> {
    let context = Context {
        site: &service.site,
        taxonomy: &service.app.taxonomy,
        versions,
    };
    let body: Vec<u8> = match form {
        Form::Html => return page(service, reader, record, &context),
        Form::Marcxml => format::marcxml::document(&marcxml(service, record)?).into_bytes(),
        Form::Marc => marc_bytes(service, record)?,
        Form::Dc => format::dc::document(record, &context).into_bytes(),
        Form::Jsonld => {
            serde_json::to_vec_pretty(&jsonld::record(record, &context)).map_err(Fault::internal)?
        }
        Form::Json => serde_json::to_vec_pretty(&RecordView::new(record, versions))
            .map_err(Fault::internal)?,
    };
    let kind = match form {
        Form::Marc => form.media_type().to_owned(),
        _ => format!("{}; charset=utf-8", form.media_type()),
    };
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

fn source(service: &Service, record: &Record) -> Result<Source, Fault> {
    let source = service.app.store.source(record.id)?;
    source.ok_or_else(|| {
        Fault::not_found(format!(
            "record {} was made here and has no MARC source",
            record.id
        ))
    })
}

fn marcxml(service: &Service, record: &Record) -> Result<String, Fault> {
    crate::repository::marcxml(record, &source(service, record)?).map_err(Fault::internal)
}

fn marc_bytes(service: &Service, record: &Record) -> Result<Vec<u8>, Fault> {
    let source = source(service, record)?;
    record::iso2709_out(record, &source, None).map_err(|e| Fault::unfit(e.to_string()))
}

fn page(
    service: &Service,
    reader: &Reader,
    record: &Record,
    context: &Context<'_>,
) -> Result<Response, Fault> {
    let (app, texts, site) = (&service.app, reader.texts, &service.site);
    let about = &record.description;
    let taxonomy = &app.taxonomy;
    let title = about.titles.main.full();
    let title = if title.is_empty() {
        texts.text("untitled")
    } else {
        title
    };
    let exports = Form::EXPORTS
        .iter()
        .map(|form| Alternate {
            kind: form.media_type(),
            lang: None,
            name: form.name().to_owned(),
            href: format!("/records/{}.{}", record.id, form.suffix()),
        })
        .collect();
    let others = || context.versions.iter().filter(|v| v.id != record.id);
    let alternates = context
        .versions
        .iter()
        .filter(|_| context.versions.len() > 1)
        .map(|v| Alternate {
            kind: "text/html",
            lang: Some(main_language(v)),
            name: String::new(),
            href: site.record_url(v.id),
        })
        .collect();
    let document_type = about.document_type.concept.as_str();
    let themes = about.themes.iter().map(|t| Linked {
        label: labels::Dimension::Theme.label(t.concept.as_str(), taxonomy, reader),
        href: format!("/concepts/themes/{}", t.concept),
    });
    let (related_heading, related) = related(service, reader, record)?;
    let page = RecordPage {
        frame: Frame::new(service, reader, &title, &format!("/records/{}", record.id)),
        lang: about
            .titles
            .main
            .lang
            .unwrap_or_else(|| main_language(record)),
        tags: scholar::tags(record, site, taxonomy),
        jsonld: jsonld::script(&jsonld::record(record, context)),
        alternates,
        exports,
        parallel: about
            .titles
            .parallel
            .iter()
            .map(record::Title::full)
            .collect(),
        contributors: contributors(record, reader),
        document_type: Linked {
            label: labels::Dimension::Type.label(document_type, taxonomy, reader),
            href: format!("/concepts/document-types/{document_type}"),
        },
        facts: facts(record, reader),
        abstracts: &about.abstracts,
        themes: themes.collect(),
        keywords: about
            .keywords
            .iter()
            .map(|k| k.text.value.clone())
            .collect(),
        versions: others()
            .map(|v| Version {
                language: labels::language(main_language(v).as_str(), reader),
                lang: main_language(v),
                title: v.description.titles.main.full(),
                href: format!("/records/{}", v.id),
            })
            .collect(),
        assets: assets(record, reader),
        notes: about.notes.iter().map(|n| n.text.value.as_str()).collect(),
        source: source_text(service, record)?,
        path: journals::path(record, reader),
        citation: citation(record, &title, site.record_url(record.id)),
        related_heading,
        related,
        history: history(record, reader),
        title,
    };
    view::html(&page, reader)
}

fn contributors(record: &Record, reader: &Reader) -> Vec<Named> {
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
            let query = format!("author:\"{}\"", c.name.replace('"', " "));
            let href = format!(
                "/search?{}",
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("q", &query)
                    .finish()
            );
            Named {
                name: c.name.clone(),
                roles: shown,
                href,
            }
        })
        .collect()
}

/// The small table of facts: host, publisher, date, languages, identifiers.
fn facts(record: &Record, reader: &Reader) -> Vec<Fact> {
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
            harvest::citation::host(record).unwrap_or_default(),
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

/// Whether this may stand in an `href`: an address of the web, and a valid one (RFC 3986).
fn is_web(url: &str) -> bool {
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

fn assets(record: &Record, reader: &Reader) -> Vec<Linked> {
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
            Linked {
                label,
                href: asset.url.clone(),
            }
        })
        .collect()
}

/// The source MARC as text for people; empty when the record has none. HTML has no place for control
/// characters: they are shown by their pictures (Unicode block "Control Pictures").
fn source_text(service: &Service, record: &Record) -> Result<String, Fault> {
    let Some(source) = service.app.store.source(record.id)? else {
        return Ok(String::new());
    };
    let text = record::marc_out(record, &source, None).map(|marc| mrk::to_string(&marc));
    let shown = |c: char| match c {
        '\n' => c,
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    Ok(text.unwrap_or_default().chars().map(shown).collect())
}

/// Authors, year, title, host or publisher, address: plain, for whoever needs no particular style.
fn citation(record: &Record, title: &str, url: String) -> String {
    let about = &record.description;
    let makers = about.contributors.iter().filter(|c| {
        c.main_entry || c.roles.iter().any(|r| r == "aut") || c.kind == ContributorKind::Corporate
    });
    let makers: Vec<&str> = makers
        .take(CITED)
        .map(|c| c.name.trim_end_matches(['.', ',']))
        .collect();
    let year = about.date.as_ref().and_then(|d| d.year);
    let dated = |text: String| year.map_or(text.clone(), |year| format!("{text} ({year})"));
    let title = title.trim_end_matches('.').to_owned();
    let mut parts = match makers.is_empty() {
        true => vec![dated(title)],
        false => vec![dated(makers.join("; ")), title],
    };
    let publisher = about.publisher.as_ref().and_then(|p| p.name.clone());
    parts.extend(harvest::citation::host(record).or(publisher));
    let doi = about
        .identifiers
        .iter()
        .find(|i| i.kind == IdentifierKind::Doi);
    parts.push(doi.and_then(harvest::link::identifier).unwrap_or(url));
    parts.join(". ")
}

/// A few other records about its first theme, and what they have in common.
fn related(
    service: &Service,
    reader: &Reader,
    record: &Record,
) -> Result<(String, Vec<Link>), Fault> {
    let Some(theme) = record.description.themes.first() else {
        return Ok((String::new(), Vec::new()));
    };
    let theme = theme.concept.as_str();
    let params = SearchParams {
        q: words(&record.description.titles.main.main),
        themes: vec![theme.to_owned()],
        works: true,
        per_page: RELATED + 1,
        ..SearchParams::default()
    };
    let mut found = search::run(service, reader, &params)?.hits;
    if found.len() <= 1 {
        let any = SearchParams {
            q: String::new(),
            ..params
        };
        found = search::run(service, reader, &any)?.hits;
    }
    let mut links = Vec::new();
    for hit in found
        .iter()
        .filter(|hit| hit.work != record.work)
        .take(RELATED)
    {
        if let Some(other) = service.app.store.record(hit.id)? {
            let year = other.description.date.as_ref().and_then(|d| d.year);
            let title = other.description.titles.main.full();
            links.push(Link {
                label: year.map_or_else(|| title.clone(), |y| format!("{title} ({y})")),
                href: format!("/records/{}", other.id),
            });
        }
    }
    let label = labels::Dimension::Theme.label(theme, &service.app.taxonomy, reader);
    Ok((reader.texts.with("related", &label), links))
}

/// The longer words of a title, as a query for any of them.
fn words(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let long = words.filter(|w| w.chars().count() > 3);
    long.take(CITED).collect::<Vec<_>>().join(" OR ")
}

/// When it came and when it last changed, and from where.
fn history(record: &Record, reader: &Reader) -> String {
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

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage<'a> {
    frame: Frame<'a>,
    heading: String,
    versions: Vec<super::results::ShownHit>,
}

/// `GET /works/{id}`: the language versions of a work.
pub async fn work(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<u64>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let mut versions = Vec::new();
        for id in service.app.store.work(WorkId(id))? {
            if let Some(record) = service.app.store.record(id)?.filter(|r| r.status.is_live()) {
                versions.push(super::results::plain(&service, &reader, record)?);
            }
        }
        if versions.is_empty() {
            return Err(Fault::not_found(format!("there is no work {id}")));
        }
        let heading = reader.texts.text("language-versions");
        let frame = Frame::new(&service, &reader, &heading, &format!("/works/{id}"));
        view::html(
            &WorkPage {
                frame,
                heading,
                versions,
            },
            &reader,
        )
    })
    .await
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
