//! OpenAIRE Guidelines for Literature Repository Managers 4 (`oai_openaire`).
//!
//! The order is that of the guidelines' table of fields; M, MA, R and O are their words for
//! mandatory, mandatory if applicable, recommended, optional.

use record::{Access, Record};

use super::{
    Context, Elements,
    common::{
        Primary, coar, creators, full_texts, licence, media_types, others, places, primary, tag,
        tag_of,
    },
    datacite::{
        alternates, contributor_elements, dates, each_relation, name, subject_elements,
        title_elements,
    },
};
use crate::{citation, genre::Genre, language};

/// The namespace.
pub const NAMESPACE: &str = "http://namespace.openaire.eu/schema/oaire/";
/// Where the schema is.
pub const SCHEMA: &str = "https://www.openaire.eu/schema/repo-lit/4.0/openaire.xsd";

/// Appends a record as one `oaire:resource` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("{NAMESPACE} {SCHEMA}");
    let attributes = [
        ("xmlns:oaire", NAMESPACE),
        ("xmlns", "http://datacite.org/schema/kernel-4"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", location.as_str()),
    ];
    let description = &record.description;
    Elements::new(out).wrap("oaire:resource", &attributes, |e| {
        e.wrap("titles", &[], |e| titles(e, record));
        e.wrap("creators", &[], |e| {
            for creator in creators(record) {
                e.wrap("creator", &[], |e| name(e, "creatorName", creator));
            }
        });
        e.wrap("contributors", &[], |e| {
            contributor_elements(e, record, false)
        });
        e.wrap("alternateIdentifiers", &[], |e| {
            alternates(e, record, context)
        });
        e.wrap("relatedIdentifiers", &[], |e| related(e, record, context));
        e.wrap("dates", &[], |e| dates(e, record));
        for lang in &description.languages {
            e.leaf("dc:language", &[], language::iso_639_3(lang));
        }
        let publisher = description.publisher.as_ref();
        e.maybe(
            "dc:publisher",
            &[],
            publisher.and_then(|p| p.name.as_deref()),
        );
        resource_type(e, record, context);
        for text in &description.abstracts {
            e.leaf(
                "dc:description",
                &[("xml:lang", tag(&text.lang))],
                &text.value,
            );
        }
        formats(e, record);
        identifier(e, record, context);
        rights(e, record);
        e.maybe("dc:source", &[], citation::host(record).as_deref());
        e.wrap("subjects", &[], |e| {
            subject_elements(e, "subject", record, context)
        });
        licence_condition(e, record);
        for place in places(record, context) {
            e.leaf("dc:coverage", &[], place);
        }
        e.wrap("sizes", &[], |e| {
            e.maybe("size", &[], description.extent.as_deref())
        });
        files(e, record);
        cited(e, record);
    });
}

/// Field 1, title (M).
fn titles(e: &mut Elements<'_>, record: &Record) {
    let main = &record.description.titles.main;
    let lang = tag_of(main.lang.as_ref());
    e.leaf("title", &[("xml:lang", lang)], &main.full());
    title_elements(e, record);
}

/// Field 6, related identifier (R).
fn related(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let mut put = |kind: &str, relation: &str, value: &str| {
        let attributes = [("relatedIdentifierType", kind), ("relationType", relation)];
        e.leaf("relatedIdentifier", &attributes, value);
    };
    for version in others(record, context) {
        put(
            "URL",
            "IsVariantFormOf",
            &context.site.record_url(version.id),
        );
    }
    each_relation(record, "IsPartOf", &mut put);
}

/// Field 9, resource type (M), in the COAR vocabulary.
fn resource_type(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let (uri, label) = coar(record, context);
    let general = match Genre::of(record, context.taxonomy) {
        Genre::DataSet => "dataset",
        Genre::Software => "software",
        Genre::Audio
        | Genre::Video
        | Genre::Image
        | Genre::Map
        | Genre::Course
        | Genre::WebPage => "other research product",
        _ => "literature",
    };
    let attributes = [("resourceTypeGeneral", general), ("uri", uri)];
    e.leaf("oaire:resourceType", &attributes, label);
}

/// Field 11, format (R).
fn formats(e: &mut Elements<'_>, record: &Record) {
    for kind in media_types(record) {
        e.leaf("dc:format", &[], kind);
    }
}

/// Field 12, resource identifier (M).
fn identifier(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let (kind, value) = primary(record, context);
    let kind = match kind {
        Primary::Doi => "DOI",
        Primary::Handle => "HANDLE",
        Primary::Url => "URL",
    };
    e.leaf("identifier", &[("identifierType", kind)], &value);
}

/// Field 13, access rights (M). Where nobody said, only the metadata are vouched for.
fn rights(e: &mut Elements<'_>, record: &Record) {
    let (uri, label) = access(record.description.access);
    e.leaf("rights", &[("rightsURI", uri), ("xml:lang", "en")], label);
}

/// The COAR access right.
fn access(access: Access) -> (&'static str, &'static str) {
    match access {
        Access::Open => ("http://purl.org/coar/access_right/c_abf2", "open access"),
        Access::Restricted => (
            "http://purl.org/coar/access_right/c_16ec",
            "restricted access",
        ),
        Access::Unknown => (
            "http://purl.org/coar/access_right/c_14cb",
            "metadata only access",
        ),
    }
}

/// Field 16, licence condition (R).
fn licence_condition(e: &mut Elements<'_>, record: &Record) {
    if let Some(uri) = licence(record) {
        let rights = &record.description.rights;
        let text = rights.iter().find(|r| r.uri.as_deref() == Some(uri));
        let text = text
            .map(|r| r.text.as_str())
            .filter(|t| !t.trim().is_empty());
        e.leaf(
            "oaire:licenseCondition",
            &[("uri", uri)],
            text.unwrap_or(uri),
        );
    }
}

/// Field 20, file location (MA).
fn files(e: &mut Elements<'_>, record: &Record) {
    let right = match record.description.access {
        Access::Open => access(Access::Open).0,
        _ => "",
    };
    for asset in full_texts(record) {
        let attributes = [
            ("accessRightsURI", right),
            ("mimeType", asset.media_type.as_deref().unwrap_or_default()),
            ("objectType", "fulltext"),
        ];
        e.leaf("oaire:file", &attributes, &asset.url);
    }
}

/// Fields 23 to 29, the citation (R).
fn cited(e: &mut Elements<'_>, record: &Record) {
    if let Some(host) = &record.description.host {
        e.maybe("oaire:citationTitle", &[], host.title.as_deref());
        e.maybe("oaire:citationVolume", &[], host.volume.as_deref());
        e.maybe("oaire:citationIssue", &[], host.issue.as_deref());
        if let Some(pages) = &host.pages {
            e.leaf(
                "oaire:citationStartPage",
                &[],
                pages.first.as_deref().unwrap_or(&pages.raw),
            );
            e.maybe("oaire:citationEndPage", &[], pages.last.as_deref());
        }
    }
    e.maybe(
        "oaire:citationEdition",
        &[],
        record.description.edition.as_deref(),
    );
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::Schema,
    };

    #[test]
    fn each_fact_has_its_field() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Openaire, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_valid() {
        judge(Format::Openaire, Schema::Openaire);
    }
}
