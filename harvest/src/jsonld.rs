//! schema.org as JSON-LD: the same facts as the Scholar tags, for everyone else's crawler.

use record::{
    Access, AssetKind, Contributor, ContributorKind, Description, IdentifierKind, Record,
    RelationKind,
};
use serde_json::{Map, Value, json};

use crate::{format::Context, genre::Genre, language, link};

/// A record's description as one schema.org object (schema.org 29, `CreativeWork` and below).
pub fn record(record: &Record, context: &Context<'_>) -> Value {
    let description = &record.description;
    let genre = Genre::of(record, context.taxonomy);
    let url = context.site.record_url(record.id);
    let mut out = Object(Map::new());
    out.set("@context", "https://schema.org");
    out.set("@type", kind(genre));
    out.set("@id", url.as_str());
    out.set("url", url.as_str());
    titles(&mut out, description, genre);
    people(&mut out, description);
    out.set(
        "datePublished",
        description.date.as_ref().and_then(|d| d.iso()),
    );
    out.set("dateModified", record.datestamp.to_string());
    let languages = description
        .languages
        .iter()
        .filter_map(language::tag)
        .collect();
    out.set("inLanguage", one_or_many(languages));
    out.set("isPartOf", host(record, genre, context));
    pages(&mut out, description);
    texts(&mut out, description);
    about(&mut out, record, context);
    identifiers(&mut out, description, genre);
    versions(&mut out, record, context);
    files(&mut out, description);
    Value::Object(out.0)
}

/// A value as text that may stand inside an HTML `script` element: no `<`, `>` or `&`, no line
/// separators, whatever the record holds.
pub fn script(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // Outside strings JSON has none of these, so the escape always stands in a string.
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

struct Object(Map<String, Value>);

impl Object {
    /// Sets a property unless the value is null, an empty text or an empty list.
    fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(all) => all.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
    }
}

fn one_or_many(values: Vec<&str>) -> Value {
    match values.as_slice() {
        [one] => json!(one),
        all => json!(all),
    }
}

fn kind(genre: Genre) -> &'static str {
    match genre {
        Genre::Article | Genre::BookReview | Genre::ConferencePaper => "ScholarlyArticle",
        Genre::Chapter => "Chapter",
        Genre::Book => "Book",
        Genre::Periodical => "Periodical",
        Genre::WorkingPaper | Genre::Report | Genre::MeetingDocument => "Report",
        Genre::Legislation => "Legislation",
        Genre::Thesis => "Thesis",
        Genre::DataSet => "Dataset",
        Genre::Course => "LearningResource",
        Genre::Audio => "AudioObject",
        Genre::Video => "VideoObject",
        Genre::Image => "ImageObject",
        Genre::Map => "Map",
        Genre::Software => "SoftwareApplication",
        Genre::WebPage => "WebPage",
        Genre::Other => "CreativeWork",
    }
}

fn titles(out: &mut Object, description: &Description, genre: Genre) {
    let full = description.titles.main.full();
    if genre.is_article() {
        out.set("headline", full.as_str());
    }
    let others = description.titles.parallel.iter().map(|t| t.full());
    out.set(
        "alternateName",
        others
            .filter(|other| *other != full)
            .collect::<Vec<String>>(),
    );
    out.set("name", full);
}

/// Creators as `author`; the others by their relator codes.
fn people(out: &mut Object, description: &Description) {
    let mut runs: [(&str, Vec<Value>); 4] = [
        ("author", vec![]),
        ("editor", vec![]),
        ("translator", vec![]),
        ("contributor", vec![]),
    ];
    for contributor in &description.contributors {
        let has = |code: &str| contributor.roles.iter().any(|r| r == code);
        let at = match () {
            () if contributor.is_creator() => 0,
            () if has("edt") => 1,
            () if has("trl") => 2,
            () => 3,
        };
        runs[at].1.push(agent(contributor));
    }
    for (name, all) in runs {
        out.set(name, all);
    }
    if let Some(publisher) = &description.publisher
        && let Some(name) = &publisher.name
    {
        let mut agent = Object(Map::new());
        agent.set("@type", "Organization");
        agent.set("name", name.as_str());
        agent.set("location", publisher.place.as_deref());
        out.set("publisher", Value::Object(agent.0));
    }
}

fn agent(contributor: &Contributor) -> Value {
    let mut agent = Object(Map::new());
    agent.set(
        "@type",
        match contributor.kind {
            ContributorKind::Person => "Person",
            ContributorKind::Corporate | ContributorKind::Meeting => "Organization",
        },
    );
    agent.set("name", contributor.name.as_str());
    if contributor.kind == ContributorKind::Person
        && let Some((family, given)) = contributor.name.split_once(", ")
    {
        agent.set("familyName", family);
        agent.set("givenName", given);
    }
    agent.set(
        "affiliation",
        contributor
            .affiliation
            .as_ref()
            .map(|name| json!({ "@type": "Organization", "name": name })),
    );
    agent.set(
        "sameAs",
        one_or_many(contributor.uris.iter().map(String::as_str).collect()),
    );
    Value::Object(agent.0)
}

/// The host from the inside out: issue, volume, journal; or a book; and the series.
fn host(record: &Record, genre: Genre, context: &Context<'_>) -> Value {
    let mut all = Vec::new();
    if let Some(host) = &record.description.host {
        let book = host.isbn.is_some() || matches!(genre, Genre::Chapter);
        let mut part = Object(Map::new());
        part.set("@type", if book { "Book" } else { "Periodical" });
        part.set(
            "@id",
            host.journal
                .as_deref()
                .map(|slug| context.site.journal_url(slug)),
        );
        part.set("name", host.title.as_deref());
        part.set("issn", host.issn.as_deref());
        part.set("isbn", host.isbn.as_deref());
        let known = part.0.len() > 1;
        let mut part = Value::Object(part.0);
        for (kind, name, number) in [
            ("PublicationVolume", "volumeNumber", &host.volume),
            ("PublicationIssue", "issueNumber", &host.issue),
        ] {
            if let Some(number) = number {
                part = json!({ "@type": kind, name: number, "isPartOf": part });
            }
        }
        if known {
            all.push(part);
        }
    }
    for series in &record.description.series {
        let mut part = Object(Map::new());
        part.set("@type", "CreativeWorkSeries");
        part.set("name", series.title.as_str());
        part.set("issn", series.issn.as_deref());
        part.set("position", series.number.as_deref());
        all.push(Value::Object(part.0));
    }
    match all.len() {
        1 => all.remove(0),
        _ => Value::Array(all),
    }
}

fn pages(out: &mut Object, description: &Description) {
    if let Some(pages) = description.host.as_ref().and_then(|h| h.pages.as_ref()) {
        out.set("pagination", pages.raw.as_str());
        out.set("pageStart", pages.first.as_deref());
        out.set("pageEnd", pages.last.as_deref());
    }
}

fn texts(out: &mut Object, description: &Description) {
    let all = description
        .abstracts
        .iter()
        .map(|text| match language::tag(&text.lang) {
            Some(tag) => json!({ "@language": tag, "@value": text.value }),
            None => json!(text.value),
        });
    let mut all: Vec<Value> = all.collect();
    let first = description.abstracts.first();
    let own = first.is_some_and(|t| Some(&t.lang) == description.languages.first());
    match all.as_slice() {
        [_] if own => out.set("abstract", first.map(|t| t.value.as_str())),
        [_] => out.set("abstract", all.remove(0)),
        _ => out.set("abstract", all),
    }
    out.set("bookEdition", description.edition.as_deref());
}

/// Themes as concepts with their URIs, in the record's language; keywords as given; places.
fn about(out: &mut Object, record: &Record, context: &Context<'_>) {
    let description = &record.description;
    let lang = description
        .languages
        .first()
        .copied()
        .unwrap_or(taxonomy::Lang::EN);
    let scheme = context.taxonomy.themes();
    let themes = description
        .themes
        .iter()
        .filter_map(|t| scheme.resolve(t.concept.as_str()));
    let concepts = themes.map(|concept| {
        let url = context
            .site
            .concept_url(taxonomy::id::THEMES, concept.id.as_str());
        let mut term = Object(Map::new());
        term.set("@type", "DefinedTerm");
        term.set("@id", url);
        term.set("name", concept.label(lang));
        term.set("termCode", concept.notation.as_deref());
        term.set(
            "inDefinedTermSet",
            format!("{}/taxonomy", context.site.base_url),
        );
        Value::Object(term.0)
    });
    out.set("about", concepts.collect::<Vec<Value>>());
    let keywords = description.keywords.iter().map(|k| k.text.value.as_str());
    out.set("keywords", keywords.collect::<Vec<&str>>());
    let places = description.places.iter().map(|place| {
        let concept = place
            .concept
            .as_ref()
            .and_then(|id| scheme.resolve(id.as_str()));
        json!({ "@type": "Place", "name": concept.map_or(place.name.as_str(), |c| c.label(lang)) })
    });
    out.set("spatialCoverage", places.collect::<Vec<Value>>());
}

fn identifiers(out: &mut Object, description: &Description, genre: Genre) {
    let mut all = Vec::new();
    let (mut same, mut isbn, mut issn) = (Vec::new(), Vec::new(), Vec::new());
    for identifier in description.identifiers.iter().filter(|i| i.valid) {
        let value = identifier.value.as_str();
        let scheme = match identifier.kind {
            IdentifierKind::Doi => "doi",
            IdentifierKind::Handle => "handle",
            IdentifierKind::ReportNumber => "report number",
            IdentifierKind::InstrumentNumber => {
                if genre == Genre::Legislation {
                    out.set("legislationIdentifier", value);
                }
                continue;
            }
            IdentifierKind::Isbn => {
                isbn.push(value);
                continue;
            }
            IdentifierKind::Issn => {
                issn.push(value);
                continue;
            }
            _ => continue,
        };
        same.extend(link::identifier(identifier));
        all.push(json!({ "@type": "PropertyValue", "propertyID": scheme, "value": value }));
    }
    out.set("identifier", all);
    out.set("isbn", one_or_many(isbn));
    out.set("issn", one_or_many(issn));
    out.set(
        "sameAs",
        one_or_many(same.iter().map(String::as_str).collect()),
    );
}

/// The other language versions: `translationOfWork` names the original where exactly one version
/// does not say that it is a translation (765); all others are `workTranslation`.
fn versions(out: &mut Object, record: &Record, context: &Context<'_>) {
    let translated = |r: &Record| {
        r.description
            .relations
            .iter()
            .any(|relation| relation.kind == RelationKind::TranslationOf)
    };
    let mut originals = context.versions.iter().filter(|v| !translated(v));
    let original = match (originals.next(), originals.next()) {
        (Some(one), None) if context.versions.len() > 1 => Some(one.id),
        _ => None,
    };
    let mut translations = Vec::new();
    for version in context.versions.iter().filter(|v| v.id != record.id) {
        let mut link = Object(Map::new());
        link.set("@id", context.site.record_url(version.id));
        link.set(
            "inLanguage",
            version
                .description
                .languages
                .first()
                .and_then(language::tag),
        );
        link.set("name", version.description.titles.main.full());
        if original == Some(version.id) {
            out.set("translationOfWork", Value::Object(link.0));
        } else {
            translations.push(Value::Object(link.0));
        }
    }
    out.set("workTranslation", translations);
}

fn files(out: &mut Object, description: &Description) {
    match description.access {
        Access::Open => out.set("isAccessibleForFree", true),
        Access::Restricted => out.set("isAccessibleForFree", false),
        Access::Unknown => {}
    }
    let licences = description.rights.iter().filter_map(|r| r.uri.as_deref());
    out.set("license", one_or_many(licences.collect()));
    let mut urls = Vec::new();
    let texts = description.assets.iter().filter(|asset| {
        let again = urls.contains(&&asset.url);
        urls.push(&asset.url);
        asset.kind == AssetKind::FullText && description.access != Access::Restricted && !again
    });
    let texts = texts.map(|asset| {
        let mut file = Object(Map::new());
        file.set("@type", "MediaObject");
        file.set("contentUrl", asset.url.as_str());
        file.set("encodingFormat", asset.media_type.as_deref());
        Value::Object(file.0)
    });
    out.set("encoding", texts.collect::<Vec<Value>>());
    let cover = description
        .assets
        .iter()
        .find(|a| a.kind == AssetKind::Cover);
    out.set("image", cover.map(|a| a.url.as_str()));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use record::{Record, Relation, RelationKind};
    use taxonomy::Lang;

    use super::{record, script};
    use crate::{
        format::Context,
        memory::{article, book, convention, report, site, taxonomy},
    };

    fn json(of: &Record, versions: &[Arc<Record>]) -> String {
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions,
        };
        serde_json::to_string_pretty(&record(of, &context)).unwrap()
    }

    #[test]
    fn records_of_each_kind_are_described() {
        let mut french = article(2);
        french.description.languages = vec![Lang::FR];
        french.description.relations = vec![Relation {
            kind: RelationKind::TranslationOf,
            title: None,
            record_numbers: Vec::new(),
            identifiers: Vec::new(),
            field: "765[1]".to_owned(),
        }];
        let versions = [Arc::new(article(1)), Arc::new(french.clone())];
        insta::assert_snapshot!("original", json(&article(1), &versions));
        insta::assert_snapshot!("translation", json(&french, &versions));
        insta::assert_snapshot!("report", json(&report(3), &[]));
        insta::assert_snapshot!("book", json(&book(4), &[]));
        insta::assert_snapshot!("convention", json(&convention(6), &[]));
    }

    #[test]
    fn nothing_in_a_record_ends_the_script() {
        let mut evil = article(1);
        evil.description.titles.main.main =
            "</script><script>alert(1)</script><!-- & \u{2028}".to_owned();
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions: &[],
        };
        let value = record(&evil, &context);
        let text = script(&value);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
