//! Metadata formats: one crosswalk per file, and the table of what is disseminated.

pub mod dc;
pub mod marcxml;
pub mod oai_dc;
pub mod slim;

use std::sync::Arc;

use record::Record;
use taxonomy::Taxonomy;

use crate::{Repository, RepositoryError, Site};

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
}

impl Format {
    /// All formats, in the order they are listed.
    pub const ALL: [Format; 2] = [Format::OaiDc, Format::Marcxml];

    /// Its `metadataPrefix`.
    pub fn prefix(self) -> &'static str {
        match self {
            Format::OaiDc => "oai_dc",
            Format::Marcxml => "marcxml",
        }
    }

    /// Where its XML schema is.
    pub fn schema(self) -> &'static str {
        match self {
            Format::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Format::Marcxml => "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        }
    }

    /// Its XML namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Format::OaiDc => "http://www.openarchives.org/OAI/2.0/oai_dc/",
            Format::Marcxml => "http://www.loc.gov/MARC21/slim",
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
        match self {
            Format::OaiDc => {
                let versions = repository.versions(record)?;
                let context = Context {
                    site,
                    taxonomy: repository.taxonomy(),
                    versions: &versions,
                };
                oai_dc::write(out, record, &context);
            }
            Format::Marcxml => marcxml::write(out, &repository.marc(record)?),
        }
        Ok(())
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
