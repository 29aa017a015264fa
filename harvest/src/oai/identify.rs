//! `Identify` (OAI-PMH 2.0 section 4.2).

use record::RecordId;
use taxonomy::Lang;

use super::{Asked, fault::Faults};
use crate::{Repository, Site, xml};

const DESCRIPTION: &str = "<description>\
    <oai-identifier xmlns=\"http://www.openarchives.org/OAI/2.0/oai-identifier\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai-identifier \
    http://www.openarchives.org/OAI/2.0/oai-identifier.xsd\">";

/// Answers the verb.
pub fn answer<R: Repository>(asked: &Asked<'_, R>, out: &mut String, faults: &mut Faults) {
    if !faults.is_empty() {
        return;
    }
    let site = asked.site;
    let earliest = asked.repository.earliest().unwrap_or(asked.now);
    let name = site
        .name
        .get(&Lang::EN)
        .or_else(|| site.name.values().next());
    out.push_str("<Identify>\n");
    for (element, value) in [
        ("repositoryName", name.map_or("Labordoc", String::as_str)),
        ("baseURL", &site.oai_url()),
        ("protocolVersion", "2.0"),
        ("adminEmail", &site.admin_email),
        ("earliestDatestamp", &earliest.to_string()),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ] {
        xml::element(out, element, value);
        out.push('\n');
    }
    if is_domain(&site.oai_host) {
        description(out, site);
    }
    out.push_str("</Identify>\n");
}

/// What our identifiers look like (OAI identifier format 2.1); one description, no more.
fn description(out: &mut String, site: &Site) {
    out.push_str(DESCRIPTION);
    xml::element(out, "scheme", "oai");
    xml::element(out, "repositoryIdentifier", &site.oai_host);
    xml::element(out, "delimiter", ":");
    xml::element(out, "sampleIdentifier", &site.oai_identifier(RecordId(1)));
    out.push_str("</oai-identifier></description>\n");
}

/// Whether a name is a domain name of at least two labels, as the description's schema wants;
/// a name such as `localhost` gets no description.
fn is_domain(name: &str) -> bool {
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_alphabetic())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    name.contains('.') && name.split('.').all(label)
}
