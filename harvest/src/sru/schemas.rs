//! Record schemas: the table of what records are sent as.

use record::Record;

use crate::{
    Format, Repository, RepositoryError, Site,
    format::{Context, oai_dc},
};

/// A record schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Its short name.
    pub name: &'static str,
    /// Its identifier, in answers always.
    pub uri: &'static str,
    /// Identifiers that are taken for it.
    pub also: &'static [&'static str],
    /// What it is.
    pub title: &'static str,
    /// Where its XML schema is.
    pub location: &'static str,
    writes: Writes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// A format that OAI-PMH has too.
    Format(Format),
    /// SRU's own wrapping of Dublin Core.
    SrwDc,
}

/// The schemas (SRU "Record Schemas"); the first is the default.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "marcxml",
        uri: "info:srw/schema/1/marcxml-v1.1",
        also: &["http://www.loc.gov/MARC21/slim"],
        title: "MARC 21 in XML",
        location: "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        writes: Writes::Format(Format::Marcxml),
    },
    Schema {
        name: "dc",
        uri: "info:srw/schema/1/dc-v1.1",
        also: &[
            "info:srw/schema/1/dc-schema",
            "http://purl.org/dc/elements/1.1/",
        ],
        title: "Dublin Core",
        location: "http://www.loc.gov/standards/sru/recordSchemas/dc-schema.xsd",
        writes: Writes::SrwDc,
    },
    Schema {
        name: "mods",
        uri: "info:srw/schema/1/mods-v3.8",
        also: &["http://www.loc.gov/mods/v3", "info:srw/schema/1/mods-v3.7"],
        title: "MODS",
        location: "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd",
        writes: Writes::Format(Format::Mods),
    },
];

/// The schema of surrogate diagnostics (SRU 1.2 "Diagnostics").
pub const DIAGNOSTICS: &str = "info:srw/schema/1/diagnostics-v1.1";

/// The schema of a short name or identifier.
pub fn named(name: &str) -> Option<&'static Schema> {
    let is = |s: &&Schema| s.name == name || s.uri == name || s.also.contains(&name);
    SCHEMAS.iter().find(is)
}

const OPEN: &str = "<srw_dc:dc xmlns:srw_dc=\"info:srw/schema/1/dc-schema\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"info:srw/schema/1/dc-schema \
    http://www.loc.gov/standards/sru/recordSchemas/dc-schema.xsd\">";

impl Schema {
    /// Appends a live record as one element.
    ///
    /// # Errors
    /// When the collection cannot be read.
    pub fn write(
        &self,
        out: &mut String,
        record: &Record,
        repository: &impl Repository,
        site: &Site,
    ) -> Result<(), RepositoryError> {
        match self.writes {
            Writes::Format(format) => format.write(out, record, repository, site),
            Writes::SrwDc => {
                let versions = repository.versions(record)?;
                let context = Context {
                    site,
                    taxonomy: repository.taxonomy(),
                    versions: &versions,
                };
                out.push_str(OPEN);
                oai_dc::elements(out, record, &context);
                out.push_str("</srw_dc:dc>");
                Ok(())
            }
        }
    }
}
