//! Unqualified Dublin Core (`oai_dc`).
//!
//! One element holds one value: never a whole field run together. Each line names the MARC 21
//! field of the value and the element of DCMI Metadata Terms section 3; the order is the order
//! of the schema. Text is marked with its language where that is known.

use record::{Access, AssetKind, Identifier, IdentifierKind, Record, RelationKind, Text};
use taxonomy::{ConceptId, Lang, Scheme};

use super::{
    Context,
    common::{full_texts, main_language},
};
use crate::{citation, language, link, xml};

const OPEN: &str = "<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai_dc/ \
    http://www.openarchives.org/OAI/2.0/oai_dc.xsd\">";

/// Appends a record as one `oai_dc:dc` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    out.push_str(OPEN);
    elements(out, record, context);
    out.push_str("</oai_dc:dc>");
}

/// Appends the elements alone; the prefix `dc` must be bound.
pub fn elements(out: &mut String, record: &Record, context: &Context<'_>) {
    let mut dc = Elements {
        out,
        seen: Vec::new(),
    };
    titles(&mut dc, record);
    creators(&mut dc, record);
    subjects(&mut dc, record, context);
    descriptions(&mut dc, record);
    publication(&mut dc, record);
    kinds(&mut dc, record, context);
    identifiers(&mut dc, record, context);
    sources(&mut dc, record);
    relations(&mut dc, record, context);
    coverage(&mut dc, record, context);
    rights(&mut dc, record);
}

/// The elements written so far; a value stands once in a run of one element.
struct Elements<'a, 'r> {
    out: &'a mut String,
    seen: Vec<&'r str>,
}

impl<'r> Elements<'_, 'r> {
    /// Writes a value unless it is blank.
    fn put(&mut self, name: &str, lang: Option<Lang>, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        self.out.push_str("<dc:");
        self.out.push_str(name);
        if let Some(tag) = lang.as_ref().and_then(language::tag) {
            xml::attribute(self.out, "xml:lang", tag);
        }
        self.out.push('>');
        xml::text(self.out, value);
        self.out.push_str("</dc:");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Starts a run: values met before may come again.
    fn run(&mut self) {
        self.seen.clear();
    }

    /// Writes a value that the run has not had.
    fn once(&mut self, name: &str, lang: Option<Lang>, value: &'r str) {
        if !self.seen.contains(&value) {
            self.seen.push(value);
            self.put(name, lang, value);
        }
    }

    /// Writes a concept's label in the record's language, and in English.
    fn concept(&mut self, name: &str, scheme: &'r Scheme, id: &ConceptId, lang: Lang) -> bool {
        let Some(concept) = scheme.resolve(id.as_str()) else {
            return false;
        };
        let mut found = false;
        for lang in [lang, Lang::EN] {
            if let Some(label) = concept.pref.get(&lang) {
                self.once(name, Some(lang), label);
                found = true;
            }
        }
        found
    }
}

/// 245 $a $b $n $p as one title, then 246 in other languages (DCMI `title`); without any of
/// these the original title (240, 765) or the first other one, since aggregators want a title.
fn titles<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    let titles = &record.description.titles;
    let main = titles.main.full();
    dc.put("title", titles.main.lang, &main);
    for parallel in &titles.parallel {
        let full = parallel.full();
        if full != main {
            dc.put("title", parallel.lang, &full);
        }
    }
    if main.trim().is_empty() && titles.parallel.is_empty() {
        let mut others = titles.original.iter().chain(&titles.variant);
        if let Some(other) = others.next() {
            dc.put("title", other.lang, &other.full());
        }
    }
}

/// 100, 110, 111, 700, 710, 711 of those who made it (DCMI `creator`), in source order.
fn creators<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    dc.run();
    for contributor in record
        .description
        .contributors
        .iter()
        .filter(|c| c.is_creator())
    {
        dc.once("creator", None, &contributor.name);
    }
}

/// The other contributors: editors, translators, issuing bodies (DCMI `contributor`).
fn contributors<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    dc.run();
    let all = &record.description.contributors;
    dc.seen.extend(
        all.iter()
            .filter(|c| c.is_creator())
            .map(|c| c.name.as_str()),
    );
    for contributor in all.iter().filter(|c| !c.is_creator()) {
        dc.once("contributor", None, &contributor.name);
    }
}

/// 650 and the other headings as concepts, then keywords as given (DCMI `subject`).
fn subjects<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record, context: &Context<'r>) {
    dc.run();
    let scheme = context.taxonomy.themes();
    let lang = main_language(record);
    for theme in &record.description.themes {
        dc.concept("subject", scheme, &theme.concept, lang);
    }
    for keyword in &record.description.keywords {
        dc.once("subject", Some(keyword.text.lang), &keyword.text.value);
    }
}

/// 520, then contents from 505 (DCMI `description`).
fn descriptions<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    dc.run();
    let contents = record
        .description
        .notes
        .iter()
        .filter(|n| n.field.starts_with("505"));
    let texts = record
        .description
        .abstracts
        .iter()
        .chain(contents.map(|n| &n.text));
    for Text { value, lang, .. } in texts {
        dc.once("description", Some(*lang), value);
    }
}

/// 260 or 264 $b (DCMI `publisher`), the contributors, and the date as W3CDTF (DCMI `date`).
fn publication<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    let description = &record.description;
    if let Some(name) = description
        .publisher
        .as_ref()
        .and_then(|p| p.name.as_deref())
    {
        dc.put("publisher", None, name);
    }
    contributors(dc, record);
    if let Some(date) = description.date.as_ref().and_then(|d| d.iso()) {
        dc.put("date", None, &date);
    }
}

/// The document type: its labels, its COAR URI (DCMI `type`); media types and 300 (DCMI `format`).
fn kinds<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record, context: &Context<'r>) {
    let description = &record.description;
    let id = &description.document_type.concept;
    let scheme = context.taxonomy.document_types();
    dc.run();
    dc.concept("type", scheme, id, main_language(record));
    let exact = scheme
        .resolve(id.as_str())
        .map_or(&[][..], |c| c.exact.as_slice());
    for uri in exact
        .iter()
        .filter(|uri| uri.starts_with("http://purl.org/coar/resource_type/"))
    {
        dc.once("type", None, uri);
    }
    dc.run();
    let texts = description
        .assets
        .iter()
        .filter(|a| a.kind == AssetKind::FullText);
    for media_type in texts.filter_map(|a| a.media_type.as_deref()) {
        dc.once("format", None, media_type);
    }
    if let Some(extent) = &description.extent {
        dc.once("format", None, extent);
    }
}

/// The landing page first, then DOI, handle, ISBN, ISSN, report numbers, open full texts (DCMI `identifier`).
fn identifiers<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record, context: &Context<'r>) {
    let description = &record.description;
    dc.run();
    dc.put("identifier", None, &context.site.record_url(record.id));
    let mut links = Vec::new();
    for identifier in description.identifiers.iter().filter(|i| i.valid) {
        links.extend(put_identifier(dc, identifier));
    }
    for text in full_texts(record) {
        if !links.contains(&text.url) {
            dc.once("identifier", None, &text.url);
        }
    }
}

/// Writes an identifier, and gives its link.
fn put_identifier<'r>(dc: &mut Elements<'_, 'r>, identifier: &'r Identifier) -> Option<String> {
    if let IdentifierKind::ReportNumber | IdentifierKind::InstrumentNumber = identifier.kind {
        dc.once("identifier", None, &identifier.value);
        return None;
    }
    let link = link::identifier(identifier)?;
    dc.put("identifier", None, &link);
    Some(link)
}

/// 773 as one citation (DCMI `source`); 008/35-37 and 041 in ISO 639-3 (DCMI `language`).
fn sources<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    if let Some(line) = citation::host(record) {
        dc.put("source", None, &line);
    }
    dc.run();
    for lang in &record.description.languages {
        dc.once("language", None, language::iso_639_3(lang));
    }
}

/// Language versions first, then host, series, other publications and pages (DCMI `relation`).
fn relations<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record, context: &Context<'r>) {
    let description = &record.description;
    for version in context.versions.iter().filter(|v| v.id != record.id) {
        dc.put("relation", None, &context.site.record_url(version.id));
    }
    if let Some(host) = &description.host {
        let issn = host.issn.as_deref().map(link::issn);
        let isbn = host.isbn.as_deref().map(link::isbn);
        for urn in issn.into_iter().chain(isbn) {
            dc.put("relation", None, &urn);
        }
    }
    for series in &description.series {
        match &series.number {
            Some(number) => dc.put("relation", None, &format!("{}, {number}", series.title)),
            None => dc.put("relation", None, &series.title),
        }
    }
    // The host item says the same as its 773 did.
    let told = |r: &&record::Relation| r.kind == RelationKind::PartOf && description.host.is_some();
    for relation in description.relations.iter().filter(|r| !told(r)) {
        for link in relation.identifiers.iter().filter_map(link::identifier) {
            dc.put("relation", None, &link);
        }
    }
    dc.run();
    for asset in &description.assets {
        let elsewhere = match asset.kind {
            AssetKind::FullText => description.access == Access::Restricted,
            AssetKind::Summary | AssetKind::Related => true,
            AssetKind::Cover => false,
        };
        if elsewhere {
            dc.once("relation", None, &asset.url);
        }
    }
}

/// 651, 043, 752 (DCMI `coverage`).
fn coverage<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record, context: &Context<'r>) {
    dc.run();
    let (scheme, lang) = (context.taxonomy.themes(), main_language(record));
    for place in &record.description.places {
        let concept = place.concept.as_ref();
        let named = concept.is_some_and(|id| dc.concept("coverage", scheme, id, lang));
        if !named {
            dc.once("coverage", None, &place.name);
        }
    }
}

/// 540 and 506, statement and licence each by itself; access in OpenAIRE's words (DCMI `rights`).
fn rights<'r>(dc: &mut Elements<'_, 'r>, record: &'r Record) {
    dc.run();
    match record.description.access {
        Access::Open => dc.put("rights", None, "info:eu-repo/semantics/openAccess"),
        Access::Restricted => dc.put("rights", None, "info:eu-repo/semantics/restrictedAccess"),
        Access::Unknown => {}
    }
    for rights in &record.description.rights {
        dc.once("rights", None, &rights.text);
        if let Some(uri) = &rights.uri {
            dc.once("rights", None, uri);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use record::{Identifier, IdentifierKind, Record, Relation, RelationKind};
    use taxonomy::Lang;

    use crate::{
        format::Context,
        memory::{
            Schema, article, book, conference_paper, convention, report, site, taxonomy, validate,
        },
    };

    fn document(record: &Record, context: &Context<'_>) -> String {
        let mut out = String::from(crate::xml::DECLARATION);
        super::write(&mut out, record, context);
        out.push('\n');
        out
    }

    fn lines(record: &Record, versions: &[Arc<Record>]) -> String {
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions,
        };
        document(record, &context).replace("><", ">\n<")
    }

    #[test]
    fn one_element_holds_one_value() {
        let mut french = article(2);
        french.description.languages = vec![Lang::FR];
        let versions = [Arc::new(article(1)), Arc::new(french.clone())];
        insta::assert_snapshot!("article", lines(&article(1), &versions));
        insta::assert_snapshot!("french_article", lines(&french, &versions));
        insta::assert_snapshot!("report", lines(&report(3), &[]));
        insta::assert_snapshot!("book", lines(&book(4), &[]));
        insta::assert_snapshot!("conference_paper", lines(&conference_paper(5), &[]));
        insta::assert_snapshot!("convention", lines(&convention(6), &[]));
    }

    #[test]
    fn a_host_is_named_once_though_its_773_makes_a_relation_too() {
        let mut record = article(1);
        let issn = "0020-7780".to_owned();
        record.description.host.as_mut().unwrap().issn = Some(issn.clone());
        record.description.relations = vec![Relation {
            kind: RelationKind::PartOf,
            title: None,
            record_numbers: Vec::new(),
            identifiers: vec![Identifier {
                kind: IdentifierKind::Issn,
                value: issn,
                valid: true,
            }],
            field: "773[1]".to_owned(),
        }];
        assert_eq!(lines(&record, &[]).matches("urn:ISSN:0020-7780").count(), 1);
    }

    #[test]
    fn a_document_is_valid() {
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions: &[],
        };
        let records = [
            article(1),
            report(2),
            book(3),
            conference_paper(4),
            convention(5),
        ];
        let documents = records.map(|r| (r.id.to_string(), document(&r, &context)));
        validate(Schema::OaiDc, &documents);
    }

    #[test]
    fn a_record_without_title_has_another_ones() {
        let mut record = article(1);
        let titles = &mut record.description.titles;
        let variant = std::mem::take(&mut titles.main);
        titles.parallel.clear();
        titles.variant = vec![variant];
        let text = lines(&record, &[]);
        assert!(text.contains("<dc:title xml:lang=\"en\">Wages &amp; hours"));
        assert_eq!(text.matches("<dc:title").count(), 1);
    }

    #[test]
    fn a_link_is_given_once() {
        let mut record = article(1);
        let doi = "https://doi.org/10.1111/j.1564-913x.1938.tb00001.x";
        record.description.assets[1].url = doi.to_owned();
        let text = lines(&record, &[]);
        assert_eq!(text.matches("https://www.example.org/a.pdf").count(), 1);
        assert_eq!(text.matches(doi).count(), 1);
    }
}
