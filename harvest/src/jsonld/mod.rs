//! schema.org as JSON-LD: the same facts as the Scholar tags, for everyone else's crawler.

mod part;
mod people;
mod versions;

use record::{Access, AssetKind, Description, IdentifierKind, Record};
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
    people::people(&mut out, description);
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
    out.set("isPartOf", part::host(record, genre, context));
    part::pages(&mut out, description);
    texts(&mut out, description);
    about(&mut out, record, context);
    identifiers(&mut out, description, genre);
    versions::versions(&mut out, record, context);
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

/// The type of a genre (schema.org 29).
pub(crate) fn kind(genre: Genre) -> &'static str {
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
