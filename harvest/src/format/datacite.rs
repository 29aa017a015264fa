//! DataCite Metadata Schema 4 (`oai_datacite`), as OpenAIRE's guidelines for data archives and
//! DataCite's own tools read it: the kernel's `resource` element itself.
//!
//! Properties are written in the order of the schema's documentation (section 2); what it asks for
//! and the record does not hold is said with the words of its appendix 3 (`:unav`).

use record::{
    Access, Contributor, ContributorKind, Datestamp, Identifier, IdentifierKind, Record,
    RelationKind,
};
use taxonomy::id;

use super::{
    Context, Elements,
    common::{
        Primary, contents, contributors, creators, document_type, family_and_given, labels,
        main_language, media_types, orcid, original, other_titles, others, places, primary, tag,
        tag_of, themes,
    },
};
use crate::genre::Genre;

/// The namespace of all versions 4.
pub const NAMESPACE: &str = "http://datacite.org/schema/kernel-4";
/// Where the schema is.
pub const SCHEMA: &str = "http://schema.datacite.org/meta/kernel-4/metadata.xsd";

/// What is not there (appendix 3: "value unavailable, possibly unknown").
const UNAVAILABLE: &str = ":unav";

/// Appends a record as one `resource` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("{NAMESPACE} {SCHEMA}");
    let attributes = [
        ("xmlns", NAMESPACE),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", location.as_str()),
    ];
    let genre = Genre::of(record, context.taxonomy);
    Elements::new(out).wrap("resource", &attributes, |e| {
        identifier(e, record, context);
        e.wrap("creators", &[], |e| all_creators(e, record));
        e.wrap("titles", &[], |e| titles(e, record));
        let publisher = record.description.publisher.as_ref();
        let name = publisher.and_then(|p| p.name.as_deref());
        e.leaf("publisher", &[], filled(name));
        e.leaf("publicationYear", &[], &year(record));
        e.wrap("subjects", &[], |e| subjects(e, record, context));
        e.wrap("contributors", &[], |e| {
            contributor_elements(e, record, true)
        });
        e.wrap("dates", &[], |e| dates(e, record));
        e.leaf("language", &[], tag(&main_language(record)));
        resource_type(e, record, context, genre);
        e.wrap("alternateIdentifiers", &[], |e| {
            alternates(e, record, context)
        });
        e.wrap("relatedIdentifiers", &[], |e| related(e, record, context));
        e.wrap("sizes", &[], |e| {
            e.maybe("size", &[], record.description.extent.as_deref())
        });
        e.wrap("formats", &[], |e| formats(e, record));
        e.maybe("version", &[], record.description.edition.as_deref());
        e.wrap("rightsList", &[], |e| rights(e, record));
        e.wrap("descriptions", &[], |e| descriptions(e, record));
        e.wrap("geoLocations", &[], |e| {
            for place in places(record, context) {
                e.wrap("geoLocation", &[], |e| {
                    e.leaf("geoLocationPlace", &[], place)
                });
            }
        });
        e.wrap("relatedItems", &[], |e| host(e, record, genre));
    });
}

fn filled(value: Option<&str>) -> &str {
    value
        .filter(|v| !v.trim().is_empty())
        .unwrap_or(UNAVAILABLE)
}

/// Property 1: the DOI, else the landing page.
fn identifier(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let (kind, value) = primary(record, context);
    let kind = match kind {
        Primary::Doi => "DOI",
        Primary::Handle => "Handle",
        Primary::Url => "URL",
    };
    e.leaf("identifier", &[("identifierType", kind)], &value);
}

/// Property 2.
fn all_creators(e: &mut Elements<'_>, record: &Record) {
    let all = creators(record);
    if all.is_empty() {
        e.wrap("creator", &[], |e| e.leaf("creatorName", &[], UNAVAILABLE));
    }
    for creator in all {
        e.wrap("creator", &[], |e| name(e, "creatorName", creator));
    }
}

/// A name and who bears it, for creators and contributors alike.
pub(super) fn name(e: &mut Elements<'_>, element: &str, contributor: &Contributor) {
    let kind = match contributor.kind {
        ContributorKind::Person => "Personal",
        ContributorKind::Corporate | ContributorKind::Meeting => "Organizational",
    };
    e.leaf(
        element,
        &[("nameType", kind)],
        filled(Some(&contributor.name)),
    );
    if let Some((family, given)) = family_and_given(contributor) {
        e.leaf("givenName", &[], given);
        e.leaf("familyName", &[], family);
    }
    let attributes = [
        ("nameIdentifierScheme", "ORCID"),
        ("schemeURI", "https://orcid.org"),
    ];
    e.maybe("nameIdentifier", &attributes, orcid(contributor));
    e.maybe("affiliation", &[], contributor.affiliation.as_deref());
}

/// Property 3: the whole title, then those in other languages and the other ones.
fn titles(e: &mut Elements<'_>, record: &Record) {
    let main = &record.description.titles.main;
    let lang = tag_of(main.lang.as_ref());
    e.leaf("title", &[("xml:lang", lang)], filled(Some(&main.full())));
    title_elements(e, record);
}

/// The other titles with their kinds.
pub(super) fn title_elements(e: &mut Elements<'_>, record: &Record) {
    for (title, full, translated) in other_titles(record) {
        let kind = if translated {
            "TranslatedTitle"
        } else {
            "AlternativeTitle"
        };
        let lang = tag_of(title.lang.as_ref());
        e.leaf("title", &[("titleType", kind), ("xml:lang", lang)], &full);
    }
}

/// Property 5: the year of publication, else the year in which the record was made available here,
/// since the schema asks for one.
fn year(record: &Record) -> String {
    let date = record.description.date.as_ref();
    match date.and_then(|d| d.year).filter(|y| (0..=9999).contains(y)) {
        Some(year) => format!("{year:04}"),
        None => record.created.to_string().chars().take(4).collect(),
    }
}

/// Property 6.
fn subjects(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    subject_elements(e, "subject", record, context);
}

/// Themes with their URIs in the record's language and in English, then keywords.
pub(super) fn subject_elements(
    e: &mut Elements<'_>,
    element: &str,
    record: &Record,
    context: &Context<'_>,
) {
    let scheme = format!("{}/taxonomy", context.site.base_url);
    for concept in themes(record, context) {
        let uri = context.site.concept_url(id::THEMES, concept.id.as_str());
        for (lang, label) in labels(concept, main_language(record)) {
            let attributes = [
                ("schemeURI", scheme.as_str()),
                ("valueURI", &uri),
                ("xml:lang", tag(&lang)),
            ];
            e.leaf(element, &attributes, label);
        }
    }
    for keyword in &record.description.keywords {
        let attributes = [
            (
                "subjectScheme",
                keyword.vocabulary.as_deref().unwrap_or_default(),
            ),
            ("xml:lang", tag(&keyword.text.lang)),
        ];
        e.leaf(element, &attributes, &keyword.text.value);
    }
}

/// Property 7: all who are no creators; OpenAIRE's list of types has no translators.
pub(super) fn contributor_elements(e: &mut Elements<'_>, record: &Record, translators: bool) {
    for contributor in contributors(record) {
        let kind = contributor_type(contributor, translators);
        e.wrap("contributor", &[("contributorType", kind)], |e| {
            name(e, "contributorName", contributor);
        });
    }
}

/// The contributor type of the first role that has one.
fn contributor_type(contributor: &Contributor, translators: bool) -> &'static str {
    let of = |role: &String| match role.as_str() {
        "edt" | "edc" => Some("Editor"),
        "trl" if translators => Some("Translator"),
        "ths" | "dgs" => Some("Supervisor"),
        "spn" | "fnd" => Some("Sponsor"),
        "pro" => Some("Producer"),
        "dst" => Some("Distributor"),
        "his" => Some("HostingInstitution"),
        "cph" => Some("RightsHolder"),
        "res" => Some("Researcher"),
        _ => None,
    };
    contributor.roles.iter().find_map(of).unwrap_or("Other")
}

/// Property 8, ranges as RKMS-ISO8601.
pub(super) fn dates(e: &mut Elements<'_>, record: &Record) {
    if let Some(end) = record.description.embargo {
        e.leaf("date", &[("dateType", "Available")], &day(end));
    }
    let Some(date) = &record.description.date else {
        return;
    };
    let Some(iso) = date.iso() else {
        return;
    };
    let range = match (date.until, date.open) {
        (Some(until), _) => format!("{iso}/{until:04}"),
        (None, true) => format!("{iso}/"),
        (None, false) => iso,
    };
    e.leaf("date", &[("dateType", "Issued")], &range);
}

/// The day of a moment.
pub(super) fn day(moment: Datestamp) -> String {
    moment.to_string().chars().take(10).collect()
}

/// Property 10: our own type in words, the nearest of the schema's list.
fn resource_type(e: &mut Elements<'_>, record: &Record, context: &Context<'_>, genre: Genre) {
    let label = document_type(record, context).map(|c| c.label(taxonomy::Lang::EN));
    let attributes = [("resourceTypeGeneral", general(genre))];
    e.leaf("resourceType", &attributes, filled(label));
}

/// The `resourceTypeGeneral` of a genre.
fn general(genre: Genre) -> &'static str {
    match genre {
        Genre::Article => "JournalArticle",
        Genre::Chapter => "BookChapter",
        Genre::Book => "Book",
        Genre::Periodical => "Journal",
        Genre::WorkingPaper | Genre::Report => "Report",
        Genre::ConferencePaper => "ConferencePaper",
        Genre::Thesis => "Dissertation",
        Genre::DataSet => "Dataset",
        Genre::Audio => "Sound",
        Genre::Video => "Audiovisual",
        Genre::Image | Genre::Map => "Image",
        Genre::Software => "Software",
        Genre::Course | Genre::WebPage => "InteractiveResource",
        Genre::BookReview | Genre::MeetingDocument | Genre::Legislation => "Text",
        Genre::Other => "Other",
    }
}

/// Property 11: what names the same thing beside property 1.
pub(super) fn alternates(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let (kind, value) = primary(record, context);
    let mut put = |kind: &str, value: &str| {
        e.leaf(
            "alternateIdentifier",
            &[("alternateIdentifierType", kind)],
            value,
        );
    };
    if kind != Primary::Url {
        put("URL", &context.site.record_url(record.id));
    }
    put("OAI", &context.site.oai_identifier(record.id));
    for identifier in record.description.identifiers.iter().filter(|i| i.valid) {
        let kind = match identifier.kind {
            _ if identifier.value == value => continue,
            IdentifierKind::Doi => "DOI",
            IdentifierKind::Handle => "Handle",
            IdentifierKind::Isbn => "ISBN",
            IdentifierKind::Issn => "ISSN",
            IdentifierKind::ReportNumber => "Report number",
            IdentifierKind::InstrumentNumber => "Instrument number",
            IdentifierKind::ControlNumber => "Control number",
            IdentifierKind::SystemNumber | IdentifierKind::CallNumber => continue,
        };
        put(kind, &identifier.value);
    }
}

/// Property 12: language versions, host, series, other publications.
fn related(e: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let mut put = |kind: &str, relation: &str, value: &str| {
        let attributes = [("relatedIdentifierType", kind), ("relationType", relation)];
        e.leaf("relatedIdentifier", &attributes, value);
    };
    let original = original(context);
    for version in others(record, context) {
        let relation = match original {
            Some(id) if id == version.id => "IsTranslationOf",
            Some(id) if id == record.id => "HasTranslation",
            _ => "IsVariantFormOf",
        };
        put("URL", relation, &context.site.record_url(version.id));
    }
    each_relation(record, "IsPublishedIn", &mut put);
}

/// Host, series and the other publications: kind of identifier, relation, identifier.
pub(super) fn each_relation(
    record: &Record,
    in_host: &str,
    put: &mut impl FnMut(&str, &str, &str),
) {
    let description = &record.description;
    if let Some(host) = &description.host {
        put("ISSN", in_host, host.issn.as_deref().unwrap_or_default());
        put("ISBN", "IsPartOf", host.isbn.as_deref().unwrap_or_default());
    }
    for series in &description.series {
        put(
            "ISSN",
            "IsPartOf",
            series.issn.as_deref().unwrap_or_default(),
        );
    }
    for relation in &description.relations {
        let name = match relation.kind {
            RelationKind::PartOf if description.host.is_some() => continue,
            RelationKind::PartOf => "IsPartOf",
            RelationKind::OtherEdition => "IsVersionOf",
            RelationKind::TranslationOf => "IsDerivedFrom",
            RelationKind::Translation => "IsSourceOf",
            RelationKind::OtherForm => "IsVariantFormOf",
            RelationKind::Precedes => "Continues",
            RelationKind::Succeeds => "IsContinuedBy",
            RelationKind::Other => "References",
        };
        for identifier in relation.identifiers.iter().filter(|i| i.valid) {
            if let Some(kind) = related_type(identifier) {
                put(kind, name, &identifier.value);
            }
        }
    }
}

fn related_type(identifier: &Identifier) -> Option<&'static str> {
    match identifier.kind {
        IdentifierKind::Doi => Some("DOI"),
        IdentifierKind::Handle => Some("Handle"),
        IdentifierKind::Isbn => Some("ISBN"),
        IdentifierKind::Issn => Some("ISSN"),
        _ => None,
    }
}

/// Property 14.
fn formats(e: &mut Elements<'_>, record: &Record) {
    for kind in media_types(record) {
        e.leaf("format", &[], kind);
    }
}

/// Property 16: access in the words of OpenAIRE, then statements and licences.
fn rights(e: &mut Elements<'_>, record: &Record) {
    let access = match record.description.access {
        Access::Open => "info:eu-repo/semantics/openAccess",
        Access::Restricted => "info:eu-repo/semantics/restrictedAccess",
        Access::Unknown => "",
    };
    if !access.is_empty() {
        e.empty("rights", &[("rightsURI", access)]);
    }
    for rights in &record.description.rights {
        let uri = rights.uri.as_deref().unwrap_or_default();
        e.leaf("rights", &[("rightsURI", uri)], &rights.text);
    }
}

/// Property 17.
fn descriptions(e: &mut Elements<'_>, record: &Record) {
    for text in &record.description.abstracts {
        let attributes = [
            ("descriptionType", "Abstract"),
            ("xml:lang", tag(&text.lang)),
        ];
        e.leaf("description", &attributes, &text.value);
    }
    for text in contents(record) {
        let attributes = [
            ("descriptionType", "TableOfContents"),
            ("xml:lang", tag(&text.lang)),
        ];
        e.leaf("description", &attributes, &text.value);
    }
    for series in &record.description.series {
        let number = series.number.as_deref().map(|n| format!(", {n}"));
        let text = format!("{}{}", series.title, number.unwrap_or_default());
        e.leaf(
            "description",
            &[("descriptionType", "SeriesInformation")],
            &text,
        );
    }
}

/// Property 20: the host with volume, issue and pages.
fn host(e: &mut Elements<'_>, record: &Record, genre: Genre) {
    let Some(host) = &record.description.host else {
        return;
    };
    let journal = host.isbn.is_none() && genre != Genre::Chapter;
    let attributes = [
        ("relatedItemType", if journal { "Journal" } else { "Book" }),
        (
            "relationType",
            if journal { "IsPublishedIn" } else { "IsPartOf" },
        ),
    ];
    e.wrap("relatedItem", &attributes, |e| {
        let (kind, number) = match (&host.issn, &host.isbn) {
            (Some(issn), _) => ("ISSN", Some(issn)),
            (None, Some(isbn)) => ("ISBN", Some(isbn)),
            (None, None) => ("", None),
        };
        let attributes = [("relatedItemIdentifierType", kind)];
        e.maybe(
            "relatedItemIdentifier",
            &attributes,
            number.map(String::as_str),
        );
        e.wrap("titles", &[], |e| {
            e.maybe("title", &[], host.title.as_deref())
        });
        let year = record.description.date.as_ref().and_then(|d| d.year);
        let year = year
            .filter(|y| (0..=9999).contains(y))
            .map(|y| format!("{y:04}"));
        e.maybe("publicationYear", &[], year.as_deref());
        e.maybe("volume", &[], host.volume.as_deref());
        e.maybe("issue", &[], host.issue.as_deref());
        if let Some(pages) = &host.pages {
            let first = pages.first.as_deref().unwrap_or(&pages.raw);
            e.leaf("firstPage", &[], first);
            e.maybe("lastPage", &[], pages.last.as_deref());
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::{Schema, article, book},
    };

    #[test]
    fn each_fact_has_its_property() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Datacite, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_valid() {
        judge(Format::Datacite, Schema::Datacite);
    }

    #[test]
    fn the_landing_page_stands_in_for_a_doi() {
        for (record, kind) in [(article(1), "DOI"), (book(2), "URL")] {
            let text = lines(Format::Datacite, &record, &[]);
            assert!(text.contains(&format!("<identifier identifierType=\"{kind}\">")));
        }
    }
}
