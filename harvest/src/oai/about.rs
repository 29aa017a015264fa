//! `about`: where a record came from, and the terms its metadata may be used under
//! (OAI-PMH 2.0 section 2.5, its guidelines on provenance and on rights).

use record::{Origin, Record};

use crate::{Format, Site, format::Elements};

/// The namespace of rights expressions.
pub const RIGHTS: &str = "http://www.openarchives.org/OAI/2.0/rights/";
/// The namespace of `xsi:schemaLocation`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Appends what is known about a record's metadata, each in its own `about`.
pub fn write(out: &mut String, record: &Record, format: Format, site: &Site) {
    let mut e = Elements::new(out);
    if let Some(licence) = &site.metadata_licence {
        let attributes = [
            ("xmlns", RIGHTS),
            ("xmlns:xsi", XSI),
            (
                "xsi:schemaLocation",
                "http://www.openarchives.org/OAI/2.0/rights/ \
                 http://www.openarchives.org/OAI/2.0/rights.xsd",
            ),
        ];
        e.wrap("about", &[], |e| {
            e.wrap("rights", &attributes, |e| {
                e.empty("rightsReference", &[("ref", licence)]);
            });
        });
    }
    if let Some(origin) = &record.provenance.origin {
        let attributes = [
            ("xmlns", "http://www.openarchives.org/OAI/2.0/provenance"),
            ("xmlns:xsi", XSI),
            (
                "xsi:schemaLocation",
                "http://www.openarchives.org/OAI/2.0/provenance \
                 http://www.openarchives.org/OAI/2.0/provenance.xsd",
            ),
        ];
        e.wrap("about", &[], |e| {
            e.wrap("provenance", &attributes, |e| {
                description(e, origin, is_altered(record, origin, format));
            });
        });
    }
}

/// Whether what is given is not what was harvested: edited here, or made by a crosswalk of ours. Only
/// MARC goes out as it came.
fn is_altered(record: &Record, origin: &Origin, format: Format) -> bool {
    let as_it_came = format == Format::Marcxml && origin.namespace == format.namespace();
    origin.altered || record.edits.is_some() || record.kept.is_some() || !as_it_came
}

/// One hop, and the hops before it inside.
fn description(e: &mut Elements<'_>, origin: &Origin, altered: bool) {
    let harvested = origin.harvested.to_string();
    let altered = if altered { "true" } else { "false" };
    let attributes = [("harvestDate", harvested.as_str()), ("altered", altered)];
    e.wrap("originDescription", &attributes, |e| {
        e.leaf("baseURL", &[], &origin.base_url);
        e.leaf("identifier", &[], &origin.identifier);
        e.leaf("datestamp", &[], &origin.datestamp);
        e.leaf("metadataNamespace", &[], &origin.namespace);
        if let Some(before) = &origin.before {
            description(e, before, before.altered);
        }
    });
}
