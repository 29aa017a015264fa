//! MODS 3.8 (`mods`), after the MODS User Guidelines 3 of the Library of Congress.
//!
//! Each function writes one top-level element of the guidelines and is named after it.

use record::{
    Access, Contributor, ContributorKind, IdentifierKind, PublicationDate, Record, Relation,
    RelationKind, Title,
};
use taxonomy::{Lang, id};

use super::{
    Context, Elements,
    common::{
        coar, contents, document_type, family_and_given, full_texts, labels, main_language,
        media_types, orcid, others, tag, tag_of, themes,
    },
};
use crate::{genre::Genre, language, link};

/// The namespace.
pub const NAMESPACE: &str = "http://www.loc.gov/mods/v3";
/// Where the schema is.
pub const SCHEMA: &str = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd";

/// Appends a record as one `mods` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("{NAMESPACE} {SCHEMA}");
    let attributes = [
        ("xmlns", NAMESPACE),
        ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("version", "3.8"),
        ("xsi:schemaLocation", &location),
    ];
    Elements::new(out).wrap("mods", &attributes, |mods| {
        titles(mods, record);
        record
            .description
            .contributors
            .iter()
            .for_each(|c| name(mods, c));
        kind(mods, record, context);
        origin_info(mods, record, context);
        for lang in &record.description.languages {
            mods.wrap("language", &[], |e| {
                let attributes = [("type", "code"), ("authority", "iso639-3")];
                e.leaf("languageTerm", &attributes, language::iso_639_3(lang));
            });
        }
        physical_description(mods, record);
        texts(mods, record);
        subjects(mods, record, context);
        host(mods, record);
        related_items(mods, record, context);
        identifiers(mods, record);
        location_and_access(mods, record, context);
        record_info(mods, record, context);
    });
}

/// 245, 246, 240 and 765 (MODS `titleInfo`).
fn titles(mods: &mut Elements<'_>, record: &Record) {
    let titles = &record.description.titles;
    title(mods, &titles.main, "");
    for parallel in titles
        .parallel
        .iter()
        .filter(|t| t.full() != titles.main.full())
    {
        title(mods, parallel, "translated");
    }
    for other in titles.original.iter().chain(&titles.variant) {
        title(mods, other, "alternative");
    }
}

fn title(mods: &mut Elements<'_>, title: &Title, kind: &str) {
    let attributes = [("type", kind), ("xml:lang", tag_of(title.lang.as_ref()))];
    mods.wrap("titleInfo", &attributes, |e| {
        let skipped = title.main.char_indices().nth(usize::from(title.non_filing));
        let (article, rest) = title.main.split_at(skipped.map_or(0, |(at, _)| at));
        e.leaf("nonSort", &[], article);
        e.leaf("title", &[], rest);
        e.maybe("subTitle", &[], title.remainder.as_deref());
        e.maybe("partName", &[], title.part.as_deref());
    });
}

/// 1xx and 7xx (MODS `name`), the roles as MARC relator codes.
fn name(mods: &mut Elements<'_>, contributor: &Contributor) {
    let kind = match contributor.kind {
        ContributorKind::Person => "personal",
        ContributorKind::Corporate => "corporate",
        ContributorKind::Meeting => "conference",
    };
    let usage = if contributor.main_entry {
        "primary"
    } else {
        ""
    };
    mods.wrap("name", &[("type", kind), ("usage", usage)], |e| {
        match family_and_given(contributor) {
            Some((family, given)) => {
                e.leaf("namePart", &[("type", "family")], family);
                e.leaf("namePart", &[("type", "given")], given);
            }
            None => e.leaf("namePart", &[], &contributor.name),
        }
        e.maybe(
            "namePart",
            &[("type", "date")],
            contributor.dates.as_deref(),
        );
        for role in &contributor.roles {
            e.wrap("role", &[], |e| {
                let attributes = [("type", "code"), ("authority", "marcrelator")];
                e.leaf("roleTerm", &attributes, role);
            });
        }
        e.maybe("affiliation", &[], contributor.affiliation.as_deref());
        let orcid = orcid(contributor).map(|id| format!("https://orcid.org/{id}"));
        e.maybe("nameIdentifier", &[("type", "orcid")], orcid.as_deref());
    });
}

/// The document type (MODS `typeOfResource`, `genre`), ours and that of COAR.
fn kind(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let genre = Genre::of(record, context.taxonomy);
    let resource = match genre {
        Genre::Audio => "sound recording",
        Genre::Video => "moving image",
        Genre::Image => "still image",
        Genre::Map => "cartographic",
        Genre::Software | Genre::DataSet => "software, multimedia",
        _ => "text",
    };
    mods.leaf("typeOfResource", &[], resource);
    if let Some(concept) = document_type(record, context) {
        let uri = context
            .site
            .concept_url(id::DOCUMENT_TYPES, concept.id.as_str());
        for (lang, label) in labels(concept, main_language(record)) {
            mods.leaf(
                "genre",
                &[("valueURI", &uri), ("xml:lang", tag(&lang))],
                label,
            );
        }
    }
    let (uri, label) = coar(record, context);
    let attributes = [("authority", "coar"), ("valueURI", uri), ("xml:lang", "en")];
    mods.leaf("genre", &attributes, label);
}

/// 250, 260 and 264 (MODS `originInfo`).
fn origin_info(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let description = &record.description;
    mods.wrap("originInfo", &[], |e| {
        let publisher = description.publisher.as_ref();
        e.wrap("place", &[], |e| {
            let place = publisher.and_then(|p| p.place.as_deref());
            e.maybe("placeTerm", &[("type", "text")], place);
        });
        e.maybe("publisher", &[], publisher.and_then(|p| p.name.as_deref()));
        description.date.iter().for_each(|date| issued(e, date));
        e.maybe("edition", &[], description.edition.as_deref());
        if Genre::of(record, context.taxonomy) == Genre::Periodical {
            e.leaf("issuance", &[], "serial");
        }
    });
}

fn issued(e: &mut Elements<'_>, date: &PublicationDate) {
    let sure = if date.uncertain { "questionable" } else { "" };
    let Some(iso) = date.iso() else {
        return e.leaf("dateIssued", &[], &date.raw);
    };
    let point = if date.until.is_some() || date.open {
        "start"
    } else {
        ""
    };
    let attributes = [
        ("encoding", "w3cdtf"),
        ("keyDate", "yes"),
        ("point", point),
        ("qualifier", sure),
    ];
    e.leaf("dateIssued", &attributes, &iso);
    if let Some(until) = date.until {
        let attributes = [
            ("encoding", "w3cdtf"),
            ("point", "end"),
            ("qualifier", sure),
        ];
        e.leaf("dateIssued", &attributes, &format!("{until:04}"));
    }
}

/// 300 and the media types (MODS `physicalDescription`).
fn physical_description(mods: &mut Elements<'_>, record: &Record) {
    mods.wrap("physicalDescription", &[], |e| {
        for kind in media_types(record) {
            e.leaf("internetMediaType", &[], kind);
        }
        e.maybe("extent", &[], record.description.extent.as_deref());
    });
}

/// 520, 505, other 5xx and 245 $c (MODS `abstract`, `tableOfContents`, `note`).
fn texts(mods: &mut Elements<'_>, record: &Record) {
    let description = &record.description;
    for text in &description.abstracts {
        mods.leaf("abstract", &[("xml:lang", tag(&text.lang))], &text.value);
    }
    for text in contents(record) {
        mods.leaf(
            "tableOfContents",
            &[("xml:lang", tag(&text.lang))],
            &text.value,
        );
    }
    let responsibility = description.responsibility.as_deref();
    mods.maybe(
        "note",
        &[("type", "statement of responsibility")],
        responsibility,
    );
    for note in description
        .notes
        .iter()
        .filter(|n| !n.field.starts_with("505"))
    {
        mods.leaf(
            "note",
            &[("xml:lang", tag(&note.text.lang))],
            &note.text.value,
        );
    }
}

/// 650, 651 and the other headings (MODS `subject`).
fn subjects(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let lang = main_language(record);
    for concept in themes(record, context) {
        let uri = context.site.concept_url(id::THEMES, concept.id.as_str());
        for (lang, label) in labels(concept, lang) {
            mods.wrap(
                "subject",
                &[("valueURI", &uri), ("xml:lang", tag(&lang))],
                |e| {
                    e.leaf("topic", &[], label);
                },
            );
        }
    }
    for place in super::common::places(record, context) {
        mods.wrap("subject", &[], |e| e.leaf("geographic", &[], place));
    }
    for keyword in &record.description.keywords {
        let authority = keyword.vocabulary.as_deref().unwrap_or_default();
        let attributes = [
            ("authority", authority),
            ("xml:lang", tag(&keyword.text.lang)),
        ];
        mods.wrap("subject", &attributes, |e| {
            e.leaf("topic", &[], &keyword.text.value)
        });
    }
}

/// 773 (MODS `relatedItem type="host"` with `part`).
fn host(mods: &mut Elements<'_>, record: &Record) {
    let Some(host) = &record.description.host else {
        return;
    };
    mods.wrap("relatedItem", &[("type", "host")], |e| {
        e.wrap("titleInfo", &[], |e| {
            e.maybe("title", &[], host.title.as_deref())
        });
        e.maybe("identifier", &[("type", "issn")], host.issn.as_deref());
        e.maybe("identifier", &[("type", "isbn")], host.isbn.as_deref());
        e.maybe(
            "identifier",
            &[("type", "local")],
            host.record_number.as_deref(),
        );
        e.wrap("part", &[], |e| {
            let parsed = host.volume.is_some() || host.issue.is_some() || host.pages.is_some();
            for (kind, number) in [("volume", &host.volume), ("issue", &host.issue)] {
                e.wrap("detail", &[("type", kind)], |e| {
                    e.maybe("number", &[], number.as_deref());
                });
            }
            if let Some(pages) = &host.pages {
                e.wrap("extent", &[("unit", "pages")], |e| match &pages.first {
                    Some(first) => {
                        e.leaf("start", &[], first);
                        e.maybe("end", &[], pages.last.as_deref());
                    }
                    None => e.leaf("list", &[], &pages.raw),
                });
            }
            if parsed {
                let date = record.description.date.as_ref().and_then(|d| d.iso());
                e.maybe("date", &[("encoding", "w3cdtf")], date.as_deref());
            } else {
                e.maybe("text", &[], host.raw.as_deref());
            }
        });
    });
}

/// 490, the language versions, 76x to 78x (MODS `relatedItem`).
fn related_items(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let description = &record.description;
    for series in &description.series {
        mods.wrap("relatedItem", &[("type", "series")], |e| {
            e.wrap("titleInfo", &[], |e| {
                e.leaf("title", &[], &series.title);
                e.maybe("partNumber", &[], series.number.as_deref());
            });
            e.maybe("identifier", &[("type", "issn")], series.issn.as_deref());
        });
    }
    for version in others(record, context) {
        let url = context.site.record_url(version.id);
        let attributes = [("type", "otherVersion"), ("xlink:href", url.as_str())];
        mods.wrap("relatedItem", &attributes, |e| {
            title(e, &version.description.titles.main, "");
            e.wrap("language", &[], |e| {
                let attributes = [("type", "code"), ("authority", "iso639-3")];
                let lang = main_language(version);
                e.leaf("languageTerm", &attributes, language::iso_639_3(&lang));
            });
            e.leaf("identifier", &[("type", "uri")], &url);
        });
    }
    // The host item says the same as its 773 did.
    let told = |r: &&Relation| r.kind == RelationKind::PartOf && description.host.is_some();
    for relation in description.relations.iter().filter(|r| !told(r)) {
        let kind = match relation.kind {
            RelationKind::OtherEdition | RelationKind::Translation => "otherVersion",
            RelationKind::TranslationOf => "original",
            RelationKind::PartOf => "host",
            RelationKind::OtherForm => "otherFormat",
            RelationKind::Precedes => "preceding",
            RelationKind::Succeeds => "succeeding",
            RelationKind::Other => "",
        };
        mods.wrap("relatedItem", &[("type", kind)], |e| {
            e.wrap("titleInfo", &[], |e| {
                e.maybe("title", &[], relation.title.as_deref())
            });
            for identifier in relation.identifiers.iter().filter(|i| i.valid) {
                let kind = identifier_type(identifier.kind);
                e.leaf("identifier", &[("type", kind)], &identifier.value);
            }
            for number in &relation.record_numbers {
                e.leaf("identifier", &[("type", "local")], number);
            }
        });
    }
}

/// The type of an identifier in the list of standard identifier sources.
fn identifier_type(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Doi => "doi",
        IdentifierKind::Isbn => "isbn",
        IdentifierKind::Issn => "issn",
        IdentifierKind::Handle => "hdl",
        IdentifierKind::ReportNumber => "report number",
        IdentifierKind::InstrumentNumber => "instrument number",
        IdentifierKind::CallNumber => "call number",
        IdentifierKind::ControlNumber | IdentifierKind::SystemNumber => "local",
    }
}

/// 020, 022, 024, 027, 088 (MODS `identifier`); a wrong one is marked.
fn identifiers(mods: &mut Elements<'_>, record: &Record) {
    for identifier in &record.description.identifiers {
        let invalid = if identifier.valid { "" } else { "yes" };
        let attributes = [
            ("type", identifier_type(identifier.kind)),
            ("invalid", invalid),
        ];
        mods.leaf("identifier", &attributes, &identifier.value);
    }
}

/// The landing page, 856, 506 and 540 (MODS `location`, `accessCondition`).
fn location_and_access(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    mods.wrap("location", &[], |e| {
        let attributes = [("usage", "primary"), ("access", "object in context")];
        e.leaf("url", &attributes, &context.site.record_url(record.id));
        for asset in full_texts(record) {
            e.leaf("url", &[("access", "raw object")], &asset.url);
        }
    });
    let access = match record.description.access {
        Access::Open => "open access",
        Access::Restricted => "restricted access",
        Access::Unknown => "",
    };
    mods.leaf(
        "accessCondition",
        &[("type", "restriction on access")],
        access,
    );
    for rights in &record.description.rights {
        let href = rights
            .uri
            .as_deref()
            .filter(|uri| link::split(uri).is_some());
        let attributes = [
            ("type", "use and reproduction"),
            ("xlink:href", href.unwrap_or_default()),
        ];
        mods.leaf("accessCondition", &attributes, &rights.text);
    }
}

/// The record itself (MODS `recordInfo`).
fn record_info(mods: &mut Elements<'_>, record: &Record, context: &Context<'_>) {
    let site = context.site;
    mods.wrap("recordInfo", &[], |e| {
        let name = site
            .name
            .get(&Lang::EN)
            .or_else(|| site.name.values().next());
        e.maybe("recordContentSource", &[], name.map(String::as_str));
        let encoding = [("encoding", "w3cdtf")];
        e.leaf("recordCreationDate", &encoding, &record.created.to_string());
        e.leaf("recordChangeDate", &encoding, &record.datestamp.to_string());
        let source = [("source", site.base_url.as_str())];
        e.leaf("recordIdentifier", &source, &record.id.to_string());
    });
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::Schema,
    };

    #[test]
    fn each_fact_has_its_element() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Mods, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_valid() {
        judge(Format::Mods, Schema::Mods);
    }
}
