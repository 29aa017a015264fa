//! Qualified Dublin Core (`qdc`): DCMI Metadata Terms in the container that harvesters know.
//!
//! What `oai_dc` runs together in fifteen elements has its own term here (DCMI Metadata Terms
//! section 2) and its own encoding scheme (section 5).

use record::{Access, IdentifierKind, Record, RelationKind};

use super::datacite::day;
use super::{
    Context, Elements,
    common::{
        coar, contents, contributors, creators, document_type, full_texts, labels, main_language,
        media_types, other_titles, others, places, tag, tag_of, themes,
    },
};
use crate::{citation, language, link};

/// The namespace of the container.
pub const NAMESPACE: &str = "http://dspace.org/qualifieddc/";
/// Where the schema of the terms is.
pub const SCHEMA: &str = "http://dublincore.org/schemas/xmls/qdc/2008/02/11/dcterms.xsd";

/// Appends a record as one `qdc:qualifieddc` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("http://purl.org/dc/terms/ {SCHEMA}");
    let attributes = [
        ("xmlns:qdc", NAMESPACE),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", location.as_str()),
    ];
    Elements::new(out).wrap("qdc:qualifieddc", &attributes, |e| {
        titles(e, record);
        people(e, record);
        subjects(e, record, context);
        texts(e, record);
        dates(e, record);
        kinds(e, record, context);
        identifiers(e, record, context);
        relations(e, record, context);
        rights(e, record);
    });
}

/// `title`, `alternative`.
fn titles(e: &mut Elements<'_>, record: &Record) {
    let main = &record.description.titles.main;
    let lang = tag_of(main.lang.as_ref());
    e.leaf("dc:title", &[("xml:lang", lang)], &main.full());
    for (title, full, _) in other_titles(record) {
        let lang = tag_of(title.lang.as_ref());
        e.leaf("dcterms:alternative", &[("xml:lang", lang)], &full);
    }
}

/// `creator`, `contributor`, `publisher`.
fn people(e: &mut Elements<'_>, record: &Record) {
    for creator in creators(record) {
        e.leaf("dc:creator", &[], &creator.name);
    }
    for contributor in contributors(record) {
        e.leaf("dc:contributor", &[], &contributor.name);
    }
    let publisher = record.description.publisher.as_ref();
    e.maybe(
        "dc:publisher",
        &[],
        publisher.and_then(|p| p.name.as_deref()),
    );
}

/// `subject`, `spatial`.
fn subjects(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    for concept in themes(record, context) {
        for (lang, label) in labels(concept, main_language(record)) {
            e.leaf("dc:subject", &[("xml:lang", tag(&lang))], label);
        }
    }
    for keyword in &record.description.keywords {
        let scheme = match keyword.vocabulary.as_deref() {
            Some("lcsh") => "dcterms:LCSH",
            Some("mesh") => "dcterms:MESH",
            _ => "",
        };
        let attributes = [("xsi:type", scheme), ("xml:lang", tag(&keyword.text.lang))];
        e.leaf("dc:subject", &attributes, &keyword.text.value);
    }
    for place in places(record, context) {
        e.leaf("dcterms:spatial", &[], place);
    }
}

/// `abstract`, `tableOfContents`.
fn texts(e: &mut Elements<'_>, record: &Record) {
    for text in &record.description.abstracts {
        e.leaf(
            "dcterms:abstract",
            &[("xml:lang", tag(&text.lang))],
            &text.value,
        );
    }
    for text in contents(record) {
        e.leaf(
            "dcterms:tableOfContents",
            &[("xml:lang", tag(&text.lang))],
            &text.value,
        );
    }
}

/// `issued`, `available`, `language`.
fn dates(e: &mut Elements<'_>, record: &Record) {
    if let Some(date) = &record.description.date {
        let iso = date.iso();
        match (&iso, date.until) {
            (Some(iso), Some(until)) => {
                let period = format!("start={iso}; end={until:04}; scheme=W3C-DTF;");
                e.leaf("dcterms:issued", &[("xsi:type", "dcterms:Period")], &period);
            }
            (Some(iso), None) => {
                e.leaf("dcterms:issued", &[("xsi:type", "dcterms:W3CDTF")], iso);
            }
            (None, _) => e.leaf("dcterms:issued", &[], &date.raw),
        }
    }
    if let Some(end) = record.description.embargo {
        let scheme = [("xsi:type", "dcterms:W3CDTF")];
        e.leaf("dcterms:available", &scheme, &day(end));
    }
    for lang in &record.description.languages {
        let code = language::iso_639_3(lang);
        e.leaf("dc:language", &[], code);
    }
}

/// `type`, `medium`, `extent`.
fn kinds(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    if let Some(concept) = document_type(record, context) {
        for (lang, label) in labels(concept, main_language(record)) {
            e.leaf("dc:type", &[("xml:lang", tag(&lang))], label);
        }
    }
    e.leaf(
        "dc:type",
        &[("xsi:type", "dcterms:URI")],
        coar(record, context).0,
    );
    for kind in media_types(record) {
        e.leaf("dc:format", &[("xsi:type", "dcterms:IMT")], kind);
    }
    e.maybe("dcterms:extent", &[], record.description.extent.as_deref());
}

/// `identifier`, `bibliographicCitation`.
fn identifiers(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let uri = [("xsi:type", "dcterms:URI")];
    let mut had = vec![context.site.record_url(record.id)];
    e.leaf("dc:identifier", &uri, &had[0]);
    for identifier in record.description.identifiers.iter().filter(|i| i.valid) {
        match identifier.kind {
            IdentifierKind::ReportNumber | IdentifierKind::InstrumentNumber => {
                e.leaf("dc:identifier", &[], &identifier.value);
            }
            _ => {
                if let Some(link) = link::identifier(identifier) {
                    e.leaf("dc:identifier", &uri, &link);
                    had.push(link);
                }
            }
        }
    }
    for asset in full_texts(record).iter().filter(|a| !had.contains(&a.url)) {
        e.leaf("dc:identifier", &uri, &asset.url);
    }
    let citation = citation::host(record);
    e.maybe("dcterms:bibliographicCitation", &[], citation.as_deref());
}

/// `isPartOf`, `isVersionOf`, `hasVersion`, `isFormatOf`, `replaces`, `isReplacedBy`, `relation`.
fn relations(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let uri = [("xsi:type", "dcterms:URI")];
    for version in others(record, context) {
        e.leaf(
            "dcterms:hasVersion",
            &uri,
            &context.site.record_url(version.id),
        );
    }
    let description = &record.description;
    if let Some(host) = &description.host {
        let issn = host.issn.as_deref().map(link::issn);
        let isbn = host.isbn.as_deref().map(link::isbn);
        for urn in issn.iter().chain(&isbn) {
            e.leaf("dcterms:isPartOf", &uri, urn);
        }
        if issn.is_none() && isbn.is_none() {
            e.maybe("dcterms:isPartOf", &[], host.title.as_deref());
        }
    }
    for series in &description.series {
        let number = series.number.as_deref().map(|n| format!(", {n}"));
        let text = format!("{}{}", series.title, number.unwrap_or_default());
        e.leaf("dcterms:isPartOf", &[], &text);
    }
    for relation in &description.relations {
        let term = match relation.kind {
            RelationKind::PartOf if description.host.is_some() => continue,
            RelationKind::PartOf => "dcterms:isPartOf",
            RelationKind::OtherEdition | RelationKind::Translation => "dcterms:hasVersion",
            RelationKind::TranslationOf => "dcterms:isVersionOf",
            RelationKind::OtherForm => "dcterms:isFormatOf",
            RelationKind::Precedes => "dcterms:replaces",
            RelationKind::Succeeds => "dcterms:isReplacedBy",
            RelationKind::Other => "dc:relation",
        };
        let mut links = relation
            .identifiers
            .iter()
            .filter_map(link::identifier)
            .peekable();
        if links.peek().is_none() {
            e.maybe(term, &[], relation.title.as_deref());
        }
        for link in links {
            e.leaf(term, &uri, &link);
        }
    }
}

/// `accessRights`, `rights`; the licence as a URI among the rights, which every version of the schema knows.
fn rights(e: &mut Elements<'_>, record: &Record) {
    let access = match record.description.access {
        Access::Open => "info:eu-repo/semantics/openAccess",
        Access::Restricted => "info:eu-repo/semantics/restrictedAccess",
        Access::Unknown => "",
    };
    e.leaf("dcterms:accessRights", &[], access);
    for rights in &record.description.rights {
        e.leaf("dc:rights", &[], &rights.text);
        let uri = rights
            .uri
            .as_deref()
            .filter(|uri| link::split(uri).is_some());
        e.maybe("dc:rights", &[("xsi:type", "dcterms:URI")], uri);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::Schema,
    };

    #[test]
    fn each_fact_has_its_term() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Qdc, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_valid() {
        judge(Format::Qdc, Schema::Qdc);
    }
}
