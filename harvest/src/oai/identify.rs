//! `Identify` (OAI-PMH 2.0 section 4.2).

use record::RecordId;
use taxonomy::Lang;

use super::{
    Asked,
    about::{self, XSI},
    fault::Faults,
};
use crate::{Repository, Site, format::Elements, xml};

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
    out.push_str("<Identify>\n");
    for (element, value) in [
        ("repositoryName", name(site).unwrap_or("Labordoc")),
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
    rights_manifest(out, site);
    friends(out, site);
    branding(out, site);
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
/// Under which terms all metadata here may be used (OAI-PMH rights guidelines section 3.3).
fn rights_manifest(out: &mut String, site: &Site) {
    let Some(licence) = &site.metadata_licence else {
        return;
    };
    let attributes = [
        ("xmlns", about::RIGHTS),
        ("xmlns:xsi", XSI),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/rights/ \
             http://www.openarchives.org/OAI/2.0/rightsManifest.xsd",
        ),
        (
            "appliesTo",
            "http://www.openarchives.org/OAI/2.0/entity#metadata",
        ),
    ];
    Elements::new(out).wrap("description", &[], |e| {
        e.wrap("rightsManifest", &attributes, |e| {
            e.wrap("rights", &[], |e| {
                e.empty("rightsReference", &[("ref", licence)]);
            });
        });
    });
    out.push('\n');
}

/// Other repositories (OAI-PMH friends guidelines).
fn friends(out: &mut String, site: &Site) {
    let attributes = [
        ("xmlns", "http://www.openarchives.org/OAI/2.0/friends/"),
        ("xmlns:xsi", XSI),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/friends/ \
             http://www.openarchives.org/OAI/2.0/friends.xsd",
        ),
    ];
    Elements::new(out).wrap("description", &[], |e| {
        e.wrap("friends", &attributes, |e| {
            for url in &site.friends {
                e.leaf("baseURL", &[], url);
            }
        });
    });
}

/// Icon, link and name (OAI-PMH branding guidelines).
fn branding(out: &mut String, site: &Site) {
    let attributes = [
        ("xmlns", "http://www.openarchives.org/OAI/2.0/branding/"),
        ("xmlns:xsi", XSI),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/branding/ \
             http://www.openarchives.org/OAI/2.0/branding.xsd",
        ),
    ];
    Elements::new(out).wrap("description", &[], |e| {
        e.wrap("branding", &attributes, |e| {
            e.wrap("collectionIcon", &[], |e| {
                e.leaf("url", &[], &format!("{}/favicon.svg", site.base_url));
                e.leaf("link", &[], &format!("{}/", site.base_url));
                e.maybe("title", &[], name(site));
            });
        });
    });
    out.push('\n');
}

/// The repository's name, in English where it has one.
fn name(site: &Site) -> Option<&str> {
    let names = &site.name;
    let name = names.get(&Lang::EN).or_else(|| names.values().next());
    name.map(String::as_str)
}

fn is_domain(name: &str) -> bool {
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_alphabetic())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    name.contains('.') && name.split('.').all(label)
}
