//! Europeana Data Model (`edm`), after the EDM Mapping Guidelines 2.4: one provided object, its
//! aggregation, its web resources, and the concepts and agents it names, as RDF/XML.
//!
//! The order of classes and of properties is the order of the guidelines.

use record::{Access, Record};
use taxonomy::{Lang, id};

use super::{
    Context, Elements,
    common::{
        contents, contributors, creators, document_type, full_texts, licence, other_titles, others,
        places, tag, tag_of, themes,
    },
};
use crate::{genre::Genre, language, link};

/// The namespace.
pub const NAMESPACE: &str = "http://www.europeana.eu/schemas/edm/";
/// Where the schema is.
pub const SCHEMA: &str = "http://www.europeana.eu/schemas/edm/EDM.xsd";

/// `edm:rights` where nobody said (rightsstatements.org: "copyright not evaluated").
const NOT_EVALUATED: &str = "http://rightsstatements.org/vocab/CNE/1.0/";

/// Appends a record as one `rdf:RDF` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("http://www.w3.org/1999/02/22-rdf-syntax-ns# {SCHEMA}");
    let attributes = [
        ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("xmlns:edm", NAMESPACE),
        ("xmlns:ore", "http://www.openarchives.org/ore/terms/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:skos", "http://www.w3.org/2004/02/skos/core#"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", location.as_str()),
    ];
    let page = context.site.record_url(record.id);
    let object = format!("{page}#object");
    Elements::new(out).wrap("rdf:RDF", &attributes, |e| {
        e.wrap("edm:ProvidedCHO", &[("rdf:about", &object)], |e| {
            provided(e, record, context);
        });
        for asset in full_texts(record) {
            e.wrap("edm:WebResource", &[("rdf:about", &asset.url)], |e| {
                e.maybe("dc:format", &[], asset.media_type.as_deref());
                reference(e, "edm:rights", rights(record));
            });
        }
        concepts(e, record, context);
        e.wrap(
            "ore:Aggregation",
            &[("rdf:about", &format!("{page}#aggregation"))],
            |e| {
                aggregation(e, record, context, (&page, &object));
            },
        );
    });
}

fn reference(e: &mut Elements<'_>, property: &str, uri: &str) {
    e.empty(property, &[("rdf:resource", uri)]);
}

/// The object itself: title or description, language, type, and subject or place are mandatory.
fn provided(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let description = &record.description;
    for contributor in contributors(record) {
        e.leaf("dc:contributor", &[], &contributor.name);
    }
    for place in places(record, context) {
        e.leaf("dcterms:spatial", &[], place);
    }
    for creator in creators(record) {
        e.leaf("dc:creator", &[], &creator.name);
    }
    let date = description.date.as_ref();
    e.maybe("dcterms:issued", &[], date.and_then(|d| d.iso()).as_deref());
    for text in &description.abstracts {
        e.leaf(
            "dc:description",
            &[("xml:lang", tag(&text.lang))],
            &text.value,
        );
    }
    e.maybe("dcterms:extent", &[], description.extent.as_deref());
    for identifier in description.identifiers.iter().filter(|i| i.valid) {
        e.maybe(
            "dc:identifier",
            &[],
            link::identifier(identifier).as_deref(),
        );
    }
    for lang in &description.languages {
        e.leaf("dc:language", &[], language::tag(lang).unwrap_or("zxx"));
    }
    let publisher = description.publisher.as_ref();
    e.maybe(
        "dc:publisher",
        &[],
        publisher.and_then(|p| p.name.as_deref()),
    );
    e.maybe(
        "dcterms:isPartOf",
        &[],
        crate::citation::host(record).as_deref(),
    );
    for version in others(record, context) {
        let url = context.site.record_url(version.id);
        reference(e, "dcterms:hasVersion", &format!("{url}#object"));
    }
    for concept in themes(record, context) {
        let uri = context.site.concept_url(id::THEMES, concept.id.as_str());
        reference(e, "dc:subject", &uri);
    }
    for keyword in &description.keywords {
        e.leaf(
            "dc:subject",
            &[("xml:lang", tag(&keyword.text.lang))],
            &keyword.text.value,
        );
    }
    for text in contents(record) {
        e.leaf(
            "dcterms:tableOfContents",
            &[("xml:lang", tag(&text.lang))],
            &text.value,
        );
    }
    titles(e, record);
    if let Some(concept) = document_type(record, context) {
        let uri = context
            .site
            .concept_url(id::DOCUMENT_TYPES, concept.id.as_str());
        reference(e, "dc:type", &uri);
    }
    e.leaf("edm:type", &[], kind(Genre::of(record, context.taxonomy)));
}

fn titles(e: &mut Elements<'_>, record: &Record) {
    let main = &record.description.titles.main;
    let lang = tag_of(main.lang.as_ref());
    e.leaf("dc:title", &[("xml:lang", lang)], &main.full());
    for (title, full, _) in other_titles(record) {
        let lang = tag_of(title.lang.as_ref());
        e.leaf("dcterms:alternative", &[("xml:lang", lang)], &full);
    }
}

/// `edm:type`, one of five words.
fn kind(genre: Genre) -> &'static str {
    match genre {
        Genre::Audio => "SOUND",
        Genre::Video => "VIDEO",
        Genre::Image | Genre::Map => "IMAGE",
        _ => "TEXT",
    }
}

/// The licence or rights statement, of those that Europeana knows.
fn rights(record: &Record) -> &str {
    let known = |uri: &&str| {
        uri.contains("://creativecommons.org/") || uri.contains("://rightsstatements.org/")
    };
    match (licence(record).filter(known), record.description.access) {
        (Some(uri), _) => uri,
        (None, Access::Restricted) => "http://rightsstatements.org/vocab/InC/1.0/",
        (None, _) => NOT_EVALUATED,
    }
}

/// Themes and document type with their labels in all languages, as `skos:Concept`.
fn concepts(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let themes = themes(record, context).map(|concept| (id::THEMES, concept));
    let kind = document_type(record, context).map(|concept| (id::DOCUMENT_TYPES, concept));
    for (scheme, concept) in themes.chain(kind) {
        let uri = context.site.concept_url(scheme, concept.id.as_str());
        e.wrap("skos:Concept", &[("rdf:about", &uri)], |e| {
            for (lang, label) in &concept.pref {
                e.leaf("skos:prefLabel", &[("xml:lang", tag(lang))], label);
            }
            for same in &concept.exact {
                reference(e, "skos:exactMatch", same);
            }
        });
    }
}

/// Who provides it, where it is shown, under which rights: all mandatory.
fn aggregation(
    e: &mut Elements<'_>,
    record: &Record,
    context: &Context<'_>,
    (page, object): (&str, &str),
) {
    let site = context.site;
    reference(e, "edm:aggregatedCHO", object);
    let name = site
        .name
        .get(&Lang::EN)
        .or_else(|| site.name.values().next());
    let name = name.map_or(site.oai_host.as_str(), String::as_str);
    e.leaf("edm:dataProvider", &[], name);
    for asset in full_texts(record) {
        reference(e, "edm:hasView", &asset.url);
    }
    reference(e, "edm:isShownAt", page);
    e.leaf("edm:provider", &[], name);
    reference(e, "edm:rights", rights(record));
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::Schema,
    };

    #[test]
    fn each_fact_has_its_property() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Edm, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_well_formed() {
        judge(Format::Edm, Schema::None);
    }
}
