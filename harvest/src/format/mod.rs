//! Metadata formats: one crosswalk per file, and the table of what is disseminated.

mod common;
pub mod datacite;
pub mod edm;
mod element;
pub mod marcxml;
pub mod mods;
pub mod oai_dc;
pub mod openaire;
pub mod qdc;
pub mod rdf;
pub mod slim;

pub(crate) use common::original;
pub(crate) use element::Elements;

use std::sync::Arc;

use record::Record;
use taxonomy::Taxonomy;

use crate::{Repository, RepositoryError, Site, xml};

/// A metadata format that records are disseminated in.
///
/// Its number goes into resumption tokens and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Format {
    /// Unqualified Dublin Core, which every repository must have (OAI-PMH 2.0 section 3.4).
    OaiDc = 1,
    /// MARC 21 in XML.
    Marcxml = 2,
    /// MODS 3.8.
    Mods = 3,
    /// DataCite Metadata Schema 4.
    Datacite = 4,
    /// OpenAIRE Guidelines for Literature Repositories 4.
    Openaire = 5,
    /// Qualified Dublin Core.
    Qdc = 6,
    /// Europeana Data Model.
    Edm = 7,
    /// schema.org in RDF/XML.
    Rdf = 8,
}

impl Format {
    /// All formats, in the order they are listed.
    pub const ALL: [Format; 8] = [
        Format::OaiDc,
        Format::Marcxml,
        Format::Mods,
        Format::Datacite,
        Format::Openaire,
        Format::Qdc,
        Format::Edm,
        Format::Rdf,
    ];

    /// Its `metadataPrefix`.
    pub fn prefix(self) -> &'static str {
        match self {
            Format::OaiDc => "oai_dc",
            Format::Marcxml => "marcxml",
            Format::Mods => "mods",
            Format::Datacite => "oai_datacite",
            Format::Openaire => "oai_openaire",
            Format::Qdc => "qdc",
            Format::Edm => "edm",
            Format::Rdf => "rdf",
        }
    }

    /// Where its XML schema is.
    pub fn schema(self) -> &'static str {
        match self {
            Format::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Format::Marcxml => "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
            Format::Mods => mods::SCHEMA,
            Format::Datacite => datacite::SCHEMA,
            Format::Openaire => openaire::SCHEMA,
            Format::Qdc => qdc::SCHEMA,
            Format::Edm => edm::SCHEMA,
            Format::Rdf => rdf::SCHEMA,
        }
    }

    /// Its XML namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Format::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc/",
            Format::Marcxml => "http://www.loc.gov/MARC21/slim",
            Format::Mods => mods::NAMESPACE,
            Format::Datacite => datacite::NAMESPACE,
            Format::Openaire => openaire::NAMESPACE,
            Format::Qdc => qdc::NAMESPACE,
            Format::Edm => edm::NAMESPACE,
            Format::Rdf => rdf::NAMESPACE,
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Format::OaiDc => "Dublin Core",
            Format::Marcxml => "MARCXML",
            Format::Mods => "MODS",
            Format::Datacite => "DataCite",
            Format::Openaire => "OpenAIRE",
            Format::Qdc => "Qualified Dublin Core",
            Format::Edm => "Europeana (EDM)",
            Format::Rdf => "RDF/XML",
        }
    }

    /// The suffix of a landing page's address that asks for it.
    pub fn suffix(self) -> &'static str {
        match self {
            Format::OaiDc => "dc",
            Format::Datacite => "datacite",
            Format::Openaire => "openaire",
            _ => self.prefix(),
        }
    }

    /// The media type of a document (MARCXML and MODS: RFC 6207; RDF/XML: RFC 3870).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::OaiDc | Format::Openaire | Format::Qdc => "application/xml",
            Format::Marcxml => "application/marcxml+xml",
            Format::Mods => "application/mods+xml",
            Format::Datacite => "application/vnd.datacite.datacite+xml",
            Format::Edm | Format::Rdf => "application/rdf+xml",
        }
    }

    /// The format of a `metadataPrefix`.
    pub fn of_prefix(prefix: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.prefix() == prefix)
    }

    /// The format of a number from [`Format::number`].
    pub fn of_number(number: u8) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.number() == number)
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Appends one record's metadata in this format: one element, without an XML declaration.
    ///
    /// # Errors
    /// When the collection cannot be read.
    pub fn write(
        self,
        out: &mut String,
        record: &Record,
        repository: &impl Repository,
        site: &Site,
    ) -> Result<(), RepositoryError> {
        if self == Format::Marcxml {
            marcxml::write(out, &repository.marc(record)?);
            return Ok(());
        }
        let versions = repository.versions(record)?;
        let context = Context {
            site,
            taxonomy: repository.taxonomy(),
            versions: &versions,
        };
        self.describe(out, record, &context);
        Ok(())
    }

    /// A record as a document with its XML declaration: a landing page's `.mods` and the like.
    ///
    /// # Errors
    /// When the collection cannot be read.
    pub fn document(
        self,
        record: &Record,
        repository: &impl Repository,
        site: &Site,
    ) -> Result<String, RepositoryError> {
        let mut out = String::with_capacity(4 * 1024);
        out.push_str(xml::DECLARATION);
        self.write(&mut out, record, repository, site)?;
        out.push('\n');
        Ok(out)
    }

    /// Appends what is made from the description alone; nothing in MARCXML, which has a source.
    fn describe(self, out: &mut String, record: &Record, context: &Context<'_>) {
        match self {
            Format::OaiDc => oai_dc::write(out, record, context),
            Format::Marcxml => {}
            Format::Mods => mods::write(out, record, context),
            Format::Datacite => datacite::write(out, record, context),
            Format::Openaire => openaire::write(out, record, context),
            Format::Qdc => qdc::write(out, record, context),
            Format::Edm => edm::write(out, record, context),
            Format::Rdf => rdf::write(out, record, context),
        }
    }
}

/// What a crosswalk may look at beside the record.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The site.
    pub site: &'a Site,
    /// The taxonomy that gives concepts their labels.
    pub taxonomy: &'a Taxonomy,
    /// The live language versions of the record's work; the record itself may be among them.
    pub versions: &'a [Arc<Record>],
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use record::Record;
    use taxonomy::{ConceptId, Lang, Taxonomy, id};

    use super::{Context, Format};
    use crate::memory::{
        Schema, article, book, conference_paper, convention, report, site, taxonomy, validate,
    };

    /// Records that have nearly everything among them, by name.
    pub fn samples() -> Vec<(&'static str, Record)> {
        let mut french = article(2);
        french.description.languages = vec![Lang::FR];
        vec![
            ("article", article(1)),
            ("french_article", french),
            ("report", report(3)),
            ("book", book(4)),
            ("conference_paper", conference_paper(5)),
            ("convention", convention(6)),
        ]
    }

    /// The language versions of a sample.
    pub fn versions(record: &Record) -> Vec<Arc<Record>> {
        match record.id.0 {
            1 | 2 => samples()
                .into_iter()
                .take(2)
                .map(|(_, r)| Arc::new(r))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The samples are valid in a format.
    pub fn judge(format: Format, schema: Schema) {
        let document = |(name, record): (&str, Record)| {
            (name.to_owned(), lines(format, &record, &versions(&record)))
        };
        let documents: Vec<_> = samples().into_iter().map(document).collect();
        validate(schema, &documents);
    }

    /// The element, one child to a line.
    pub fn lines(format: Format, record: &Record, versions: &[Arc<Record>]) -> String {
        written(format, record, &taxonomy(), versions).replace("><", ">\n<")
    }

    fn written(
        format: Format,
        record: &Record,
        taxonomy: &Taxonomy,
        versions: &[Arc<Record>],
    ) -> String {
        let site = site();
        let context = Context {
            site: &site,
            taxonomy,
            versions,
        };
        let mut out = String::new();
        format.describe(&mut out, record, &context);
        out
    }

    #[test]
    fn every_document_type_is_valid_in_every_format() {
        let taxonomy = Taxonomy::bundled();
        let scheme = taxonomy.scheme(id::DOCUMENT_TYPES).unwrap();
        for (format, schema) in [
            (Format::Mods, Schema::Mods),
            (Format::Datacite, Schema::Datacite),
            (Format::Openaire, Schema::Openaire),
            (Format::Qdc, Schema::Qdc),
        ] {
            let documents: Vec<(String, String)> = scheme
                .concepts()
                .map(|concept| {
                    let mut record = article(1);
                    let kind = &mut record.description.document_type;
                    kind.concept = ConceptId::new(concept.id.as_str());
                    let name = concept.id.to_string();
                    (name, written(format, &record, &taxonomy, &[]))
                })
                .collect();
            assert!(documents.len() > 50, "{}", documents.len());
            validate(schema, &documents);
        }
    }

    #[test]
    fn numbers_and_prefixes_name_one_format_each() {
        for format in Format::ALL {
            assert_eq!(Format::of_number(format.number()), Some(format));
            assert_eq!(Format::of_prefix(format.prefix()), Some(format));
        }
        assert_eq!(Format::of_number(0), None);
    }
}
